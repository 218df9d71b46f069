"""What holds and transits hang into other rooms when the house starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shushan.catalogue import public as catalogue
from shushan.circulation.verbs import HoldAct
from shushan.database.public import Pace, to_the_end
from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.ledger.public import local_day
from shushan.people import public as people
from shushan.ui import menu


def register() -> None:
    """Register menu lines, subject pages, panels, the nightly ends, and what stands against erasure."""
    entries = (
        ("pick", _("预约找书单"), "circulation:pick-list", "book", HoldAct.SEE, 12),
        ("hold-shelf", _("取书架"), "circulation:hold-shelf", "library", HoldAct.SEE, 14),
        ("holds", _("预约清单"), "circulation:holds", "clock", HoldAct.SEE, 22),
        ("transits", _("馆际调拨"), "circulation:transits", "arrow-right", HoldAct.SEE_TRANSITS, 24),
    )
    for code, label, address, icon, verb, order in entries:
        menu.register(menu.Entry(code, label, address, icon, verb, "desk", order))
    figures.subject_page("circulation.hold", url_name="circulation:hold", verb=HoldAct.SEE)
    figures.subject_page("circulation.transit", url_name="circulation:transit", verb=HoldAct.SEE_TRANSITS)
    catalogue.register_record_panel(10, _record_panel)
    people.register_panel(20, _my_panel)
    people.register_family_panel(20, _family_panel)
    people.register_hindrance(_hindrance)
    people.register_keeper(_kept)
    jobs.register_nightly("circulation.expire-holds", hour=0, run=_expire)
    jobs.register_nightly("circulation.anonymise-holds", hour=3, run=_anonymise)


def _record_panel(request: HttpRequest, record_id: int, items: Sequence[catalogue.ItemValue]) -> object:
    from shushan.circulation.web.hold_panels import record_panel

    return record_panel(request, record_id, items)


def _my_panel(request: HttpRequest) -> object:
    from shushan.circulation.web.hold_panels import my_panel

    return my_panel(request)


def _family_panel(request: HttpRequest, reader_id: int) -> object:
    from shushan.circulation.web.hold_panels import family_panel

    return family_panel(request, reader_id)


def _expire(at: datetime) -> None:
    from shushan.circulation.operations.holds import expire_holds, thaw_due_holds

    for act in (expire_holds, thaw_due_holds):
        while act(actor=system("nightly"), at=at):
            pass


def _anonymise(at: datetime) -> None:
    from shushan.circulation.operations.holds import anonymise_holds

    to_the_end(lambda some: anonymise_holds(actor=system("nightly"), at=at, limit=some), Pace(usual=100, most=1000))


def _hindrance(reader_id: int, at: datetime) -> str:
    from shushan.circulation.holds.queries import count_holds

    held = count_holds(reader_id)
    return ngettext("还有 %(n)s 个预约没有结束", "还有 %(n)s 个预约没有结束", held) % {"n": held} if held else ""


def _kept(reader_id: int, at: datetime) -> people.Kept:
    from shushan.circulation.holds.queries import holds_of, past_holds_of

    rows = tuple(
        {
            gettext("题名"): line.title,
            gettext("预约"): local_day(line.hold.placed_at).isoformat(),
            gettext("结束"): local_day(line.hold.ended_at).isoformat() if line.hold.ended_at else None,
        }
        for line in [*holds_of(reader_id), *past_holds_of(reader_id, limit=1000)]
    )
    why = gettext("为了知道谁在等、书到了留给谁；结束以后很快与您脱离。")
    return people.Kept("holds", gettext("预约"), why, rows)
