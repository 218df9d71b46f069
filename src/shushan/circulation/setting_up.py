"""What the circulation hangs into other rooms when the house starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shushan.catalogue.public import CatalogueAct
from shushan.circulation import setting_up_holds, setting_up_money
from shushan.circulation.moving_in import OpenLoans
from shushan.circulation.offline.terms import OfflineVerb
from shushan.circulation.terms import LoanAct, RuleAct
from shushan.database.public import Pace, to_the_end
from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.ledger.public import local_day
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui import menu


def register() -> None:
    """Register menu lines, subject pages, the loans panel of my library, and what stands against erasure."""
    menu.register(menu.Entry("desk", _("借还服务台"), "circulation:desk", "scan", LoanAct.LEND, "desk", 10))
    menu.register(menu.Entry("loans", _("借阅清单"), "circulation:loans", "list", LoanAct.SEE_LOANS, "desk", 20))
    menu.register(menu.Entry("reports", _("报告"), "circulation:reports", "chart", LoanAct.SEE_LOANS, "desk", 36))
    menu.register(
        menu.Entry("idle", _("沉睡馆藏"), "circulation:idle", "clock", CatalogueAct.SEE_STAFF_LIST, "collection", 60)
    )
    menu.register(menu.Entry("rules", _("借阅规则表"), "circulation:rules", "list", RuleAct.SEE, "desk", 28))
    menu.register(menu.Entry("question", _("试问借书规则"), "circulation:question", "search", LoanAct.LEND, "desk", 30))
    menu.register(
        menu.Entry("offline", _("断线期间的借还"), "circulation:offline", "scan", OfflineVerb.SETTLE, "desk", 60)
    )
    figures.subject_page("circulation.loan", url_name="circulation:loan", verb=LoanAct.SEE_LOANS)
    people.register_panel(10, _panel)
    people.register_family_panel(10, _family_panel)
    people.register_staff_panel(5, _reader_panel)
    people.register_hindrance(_hindrance)
    people.moving_in.register_kind("loans", OpenLoans)
    people.register_cause(people.FreezeCause.OVERDUE, _still_overdue)
    people.register_keeper(_kept)
    setting_up_holds.register()
    setting_up_money.register()
    jobs.register_nightly("circulation.renew-by-night", hour=1, run=_renew)
    places.register_falling(_falling)
    places.register_moved(_moved)
    jobs.register_nightly("circulation.tell-due", hour=7, run=_tell_due)
    jobs.register_chore("circulation.plan-slips", seconds=60, run=_plan_slips)
    jobs.register_nightly("circulation.anonymise-loans", hour=3, run=_anonymise)
    jobs.register_nightly("circulation.drop-old-keys", hour=3, run=_drop_keys)
    jobs.register_nightly("circulation.drop-old-past-acts", hour=4, run=_drop_past_acts)
    jobs.register_nightly("circulation.count-due-days", hour=1, run=_count_due_days)


def _renew(at: datetime) -> None:
    from shushan.circulation.operations.by_night import renew_by_night

    renew_by_night(actor=system("nightly"), at=at)


def _tell_due(at: datetime) -> None:
    from shushan.circulation.telling import plan_due_soon, plan_overdue

    plan_due_soon(at=at)
    plan_overdue(at=at)


def _plan_slips(at: datetime) -> bool:
    from shushan.circulation.receipt_notices import plan_slips

    return bool(plan_slips(at=at))


def _anonymise(at: datetime) -> None:
    from shushan.circulation.operations.histories import anonymise_loans

    to_the_end(lambda some: anonymise_loans(actor=system("nightly"), at=at, limit=some), Pace(usual=100, most=1000))


def _falling(site_id: int, since: date, until: date | None) -> list[tuple[object, int]]:
    from shushan.circulation.closures.queries import falling

    return falling(site_id, since, until)


def _moved(closure_ids: Sequence[int]) -> dict[int, list[tuple[object, int]]]:
    from shushan.circulation.closures.queries import moved

    return moved(closure_ids)


def _count_due_days(at: datetime) -> None:
    from shushan.circulation.due_days import count_every_due_day

    count_every_due_day(actor=system("nightly"), at=at)


def _drop_keys(at: datetime) -> None:
    from shushan.circulation.operations.keys import drop_old_keys

    while drop_old_keys(actor=system("nightly"), at=at):
        pass


def _drop_past_acts(at: datetime) -> None:
    from shushan.circulation.offline.pruning import drop_old_past_acts

    while drop_old_past_acts(actor=system("nightly"), at=at):
        pass


def _panel(request: HttpRequest) -> object:
    from shushan.circulation.web.components import panel

    return panel(request)


def _reader_panel(request: HttpRequest, reader_id: int) -> object:
    from shushan.circulation.web.reader_panel import reader_panel

    return reader_panel(request, reader_id)


def _family_panel(request: HttpRequest, reader_id: int) -> object:
    from shushan.circulation.web.components import family_panel

    return family_panel(request, reader_id)


def _hindrance(reader_id: int, at: datetime) -> str:
    from shushan.circulation.queries import count_open

    held = count_open(reader_id)
    return ngettext("还有 %(n)s 册书没有还", "还有 %(n)s 册书没有还", held) % {"n": held} if held else ""


def _still_overdue(reader_ids: set[int], at: datetime) -> set[int]:
    from shushan.circulation.moving_over import overdue_readers

    return overdue_readers(reader_ids, at=at)


def _kept(reader_id: int, at: datetime) -> people.Kept:
    from shushan.circulation.queries import history_of, loans_of

    rows = tuple(
        {
            gettext("题名"): line.title,
            gettext("借出"): _day(line.loan.lent_at),
            gettext("应还"): _day(line.loan.due_at),
            gettext("还回"): _day(line.loan.back_at) if line.loan.back_at else None,
        }
        for line in [*loans_of(reader_id, at=at), *history_of(reader_id, at=at)]
    )
    return people.Kept(
        "loans", gettext("借阅"), gettext("为了知道书在谁手里、何时应还；还回以后按馆里的规定与您脱离。"), rows
    )


def _day(at: datetime) -> str:
    return local_day(at).isoformat()
