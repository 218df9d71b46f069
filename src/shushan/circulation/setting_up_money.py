"""What money hangs into other rooms when the house starts."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shushan.circulation.money.demonstration import DemonstrationProvider
from shushan.circulation.money.ports import use_provider
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.database.public import Pace, to_the_end
from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.ledger.public import local_day
from shushan.people import public as people
from shushan.ui import menu


def register() -> None:
    """Register menu lines, subject pages, panels, the nightly parting from names, and what stands against erasure."""
    entries = (
        ("charges", _("未结费用"), "circulation:charges", "list", MoneyAct.SEE, 26),
        ("payment-notices", _("付款通知"), "circulation:staff-payment-notices", "alert", MoneyAct.SEE_BOOK, 30),
        ("phone-refunds", _("原路退回"), "circulation:phone-refunds", "undo", MoneyAct.SEE, 30),
        ("deposits", pgettext_lazy("many", "押金"), "circulation:deposits", "list", MoneyAct.SEE, 27),
        ("till", _("钱箱与日结"), "circulation:till", "check", MoneyAct.CLOSE, 28),
        ("receipts", _("收据"), "circulation:receipts", "file", MoneyAct.SEE, 29),
        ("book-drop", _("清还书箱"), "circulation:book-drop", "undo", TroubleAct.BACKDATE, 16),
        ("claims", _("声明已还"), "circulation:claims", "eye", TroubleAct.SETTLE_CLAIM, 27),
        ("strays", _("待编目的书"), "circulation:strays", "alert", TroubleAct.SEE_STRAYS, 27),
        ("cash-book", _("账目"), "circulation:cash-book", "book", MoneyAct.SEE_BOOK, 32),
    )
    for code, label, address, icon, verb, order in entries:
        menu.register(menu.Entry(code, label, address, icon, verb, "desk", order))
    figures.subject_page("circulation.charge", url_name="circulation:charge", verb=MoneyAct.SEE)
    use_provider("demonstration", DemonstrationProvider())
    people.register_panel(15, _my_panel)
    people.register_staff_panel(10, _staff_panel)
    people.register_hindrance(_hindrance)
    people.register_keeper(_kept)
    jobs.register_nightly("circulation.anonymise-charges", hour=3, run=_anonymise)
    jobs.register_chore("circulation.look-after-payments", seconds=30, run=_look_after)


def _my_panel(request: HttpRequest) -> object:
    from shushan.circulation.web.money_panels import my_panel

    return my_panel(request)


def _staff_panel(request: HttpRequest, reader_id: int) -> object:
    from shushan.circulation.web.money_panels import staff_panel

    return staff_panel(request, reader_id)


def _anonymise(at: datetime) -> None:
    from shushan.circulation.money.operations.keeping import anonymise_charges

    to_the_end(lambda some: anonymise_charges(actor=system("nightly"), at=at, limit=some), Pace(usual=100, most=1000))


def _look_after(at: datetime) -> bool:
    from shushan.circulation.money.operations.orders import look_after_orders
    from shushan.circulation.money.operations.phone_refunds import look_after_refunds

    actor = system("payments")
    look_after_orders(actor=actor, at=at)
    look_after_refunds(actor=actor, at=at)
    return False


def _hindrance(reader_id: int, at: datetime) -> str:
    from shushan.circulation.money.policy import yuan
    from shushan.circulation.money.queries import balance

    found = balance(reader_id)
    parts = (
        (found.owed_fen, gettext("还欠 %(n)s 元")),
        (found.credit_fen, gettext("还有 %(n)s 元要退给读者")),
        (found.deposit_fen, gettext("还有 %(n)s 元押金在馆里")),
    )
    return "；".join(words % {"n": yuan(fen)} for fen, words in parts if fen)


def _kept(reader_id: int, at: datetime) -> people.Kept:
    from shushan.circulation.money.policy import yuan
    from shushan.circulation.money.queries import charges_of, settled_charges_of
    from shushan.circulation.money.words import KINDS

    rows = tuple(
        {
            gettext("费用"): str(KINDS[line.charge.kind]),
            gettext("题名"): line.title,
            gettext("日期"): local_day(line.charge.made_at).isoformat(),
            gettext("金额"): yuan(line.charge.amount_fen),
            gettext("未付"): yuan(line.charge.left_fen),
        }
        for line in [*charges_of(reader_id), *settled_charges_of(reader_id, limit=1000)]
    )
    why = gettext("账目按规定要留；结清以后过一段时间与您脱离，金额不变。")
    return people.Kept("charges", gettext("费用"), why, rows)
