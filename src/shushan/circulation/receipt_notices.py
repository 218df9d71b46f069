"""Slips of lending and returning, for readers who asked for them: told when a visit is over, so that one message goes.

One notice a loan, so that it goes with the loan when that is cut off from the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from shushan.catalogue import public as catalogue
from shushan.circulation.models import Loan
from shushan.circulation.states import LoanState
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.notices.public import CHINESE, ENGLISH, Kind, Text, Value, declare
from shushan.places import public as places

Act = Literal["lent_at", "back_at"]

GAP: Final = timedelta(minutes=10)  # after so long without an act a visit is over
WINDOW: Final = timedelta(hours=12)  # a worker that stood still makes up for this
READERS: Final = 500  # in one question

_TITLE: Final = Value("title", _("题名"), "围城")
_DUE: Final = Value("due", _("应还日期"), "2026-12-01", "day")
_BACK: Final = Value("day", _("还书日期"), "2026-11-20", "day")
_SITE: Final = Value("site", _("馆区"), ("中心馆", "Central Library"))

LENT: Final = declare(
    Kind(
        code="circulation.lent-slip",
        title=_("借书凭条"),
        values=(_TITLE, _DUE, _SITE),
        texts={
            CHINESE: Text("借书凭条：《{title}》", "您在{site}借了《{title}》，应还 {due}。"),
            ENGLISH: Text("Lent to you: {title}", "You borrowed “{title}” at {site}. It is due back by {due}."),
        },
        channels=(),
        is_asked=True,
        page="circulation:my-loans",
    )
)
RETURNED: Final = declare(
    Kind(
        code="circulation.returned-slip",
        title=_("还书凭条"),
        values=(_TITLE, _BACK, _SITE),
        texts={
            CHINESE: Text("还书凭条：《{title}》", "您在{site}还的《{title}》已于 {day} 收到。"),
            ENGLISH: Text("Returned by you: {title}", "We took back “{title}” from you at {site} on {day}."),
        },
        channels=(),
        is_asked=True,
        page="circulation:my-loans",
    )
)


def plan_slips(*, at: datetime) -> int:
    """Plan the slips of visits that are over; return how many are new. Again: the same slips, none twice.

    Readers who never asked cost one question in all.
    """
    asked = notices.who_asked([LENT.code, RETURNED.code])
    ways: tuple[tuple[Kind, Act], ...] = ((LENT, "lent_at"), (RETURNED, "back_at"))
    fresh = 0
    for kind, act in ways:
        readers = sorted(asked.get(kind.code, ()))
        for first in range(0, len(readers), READERS):
            plans = _plans(kind, act, _over(readers[first : first + READERS], act, at))
            fresh += notices.plan(plans, at=at) if plans else 0
    return fresh


def _over(reader_ids: Sequence[int], act: Act, at: datetime) -> list[Loan]:
    """Return the loans of visits that are over: nothing more of that reader within the gap, nor since."""
    found = Loan.objects.filter(reader__in=reader_ids, **{f"{act}__gt": at - WINDOW, f"{act}__lte": at})
    if act == "back_at":
        found = found.filter(state=LoanState.BACK)
    visits: list[list[Loan]] = []
    for loan in found.order_by("reader_id", act, "pk"):
        last = visits[-1][-1] if visits else None
        if last is not None and last.reader_id == loan.reader_id and _when(loan, act) - _when(last, act) < GAP:
            visits[-1].append(loan)
        else:
            visits.append([loan])
    return [loan for visit in visits if _when(visit[-1], act) <= at - GAP for loan in visit]


def _plans(kind: Kind, act: Act, loans: Sequence[Loan]) -> list[notices.Planned]:
    items = catalogue.items({loan.item_id for loan in loans})
    names = {site.id: [site.name, site.name_en] for site in places.sites()}
    plans = []
    for loan in loans:
        site_id = loan.lent_site_id if act == "lent_at" else loan.return_site_id
        values: dict[str, str | list[str]] = {
            "title": items[loan.item_id].title,
            "due": ledger.local_day(loan.due_at).isoformat(),
            "day": ledger.local_day(_when(loan, act)).isoformat(),
            "site": names.get(site_id or 0, ["", ""]),
        }
        subject = f"circulation.loan:{loan.pk}"
        plans.append(notices.Planned(kind.code, subject, loan.reader_id or 0, values, site_id, step="slip"))
    return plans


def _when(loan: Loan, act: Act) -> datetime:
    moment: datetime = getattr(loan, act)
    return moment
