"""Loans that fell due, day by day, as facts (L08): from the loans as they stand, after renewals and closures."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from shushan.circulation import events
from shushan.circulation.models import Loan
from shushan.circulation.terms import LoanAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.places import public as places

LOOK_BACK: Final = timedelta(days=120)  # a renewal or a back-dated return after so long does not move the figure


@write()
def count_due_days(*, actor: Actor, at: datetime, site_id: int, span: ledger.SiteSpan) -> int:
    """Let the facts of some past days of a site say which loans fell due and ran late; return how many were written.

    :raises NotAllowed:
    """
    actor.require(LoanAct.SEE_LOANS, site_id=site_id)
    last = min(span.until, ledger.local_day(at))
    due, late = _counted(site_id, span.since, last)
    days, reason = ledger.SiteSpan(site_id, span.since, last), _("应还日或还回改动后重记")
    return sum(
        ledger.restate(
            kind.FACT,
            [_fact(kind, site_id, day, category, n) for (day, category), n in sorted(counts.items())],
            span=days, actor=actor, reason=reason, at=at,
        )
        for kind, counts in ((events.LoansFellDue, due), (events.LoansRanLate, late))
    )  # fmt: skip


def count_every_due_day(*, actor: Actor, at: datetime, since: date | None = None) -> int:
    """Count the past days of every site from a day on (default: what may still move), a year in one transaction."""
    today = ledger.local_day(at)
    first = since or today - LOOK_BACK
    return sum(
        count_due_days(actor=actor, at=at, site_id=site.id, span=span)
        for site in places.sites()
        for span in ledger.year_spans(site.id, first, today)
    )


def _counted(site_id: int, since: date, until: date) -> tuple[Counter[tuple[date, str]], Counter[tuple[date, str]]]:
    zone = ledger.zone()
    begins, ends = (datetime.combine(day, time.min, tzinfo=zone) for day in (since, until))
    loans = Loan.objects.filter(lent_site_id=site_id, due_at__gte=begins, due_at__lt=ends)
    due: Counter[tuple[date, str]] = Counter()
    late: Counter[tuple[date, str]] = Counter()
    counted = loans.values("category", "due_at").annotate(
        every=Count("pk"), late=Count("pk", filter=Q(back_at=None) | Q(back_at__gt=F("due_at")))
    )
    for row in counted.order_by():
        key = (ledger.local_day(row["due_at"]), row["category"])
        due[key] += row["every"]
        late[key] += row["late"]
    return due, +late


def _fact(
    kind: type[events.LoansFellDue | events.LoansRanLate], site_id: int, day: date, category: str, quantity: int
) -> tuple[Event, str, datetime]:
    event = kind(site_id=site_id, quantity=quantity, category=category)
    noon = datetime.combine(day, time(12), tzinfo=ledger.zone())
    return event, f"circulation.due-day:{site_id}-{day.isoformat()}", noon
