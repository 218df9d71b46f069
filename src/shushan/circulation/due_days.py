"""Loans that fell due, day by day, as facts (L08): from the loans as they stand, after renewals and closures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from shushan.circulation import events
from shushan.circulation.models import Loan, Shift
from shushan.circulation.terms import LoanAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.places import public as places

REMEDY: Final = "the night mends it; at once: shushan doctor --mend-days"
LOOK_BACK: Final = timedelta(days=120)  # a renewal or a back-dated return after so long does not move the figure


@write()
def count_due_days(*, actor: Actor, at: datetime, site_id: int, span: ledger.SiteSpan) -> int:
    """Let the facts of some past days of a site say which loans fell due and ran late; return how many were written.

    :raises NotAllowed:
    """
    actor.require(LoanAct.SEE_LOANS, site_id=site_id)
    days = ledger.SiteSpan(site_id, span.since, min(span.until, ledger.local_day(at)))
    reason = _("应还日或还回改动后重记")
    return sum(
        ledger.restate(fact, wanted, span=days, actor=actor, reason=reason, at=at)
        for fact, wanted in facts_of(site_id, days).items()
    )


def facts_of(site_id: int, span: ledger.SiteSpan) -> dict[str, list[tuple[Event, str, datetime]]]:
    """Return what the loans say of some past days of a site, as the facts that should stand, by fact."""
    due, late = _counted(site_id, span.since, span.until)
    return {
        kind.FACT: [_fact(kind, site_id, day, category, n) for (day, category), n in sorted(counts.items())]
        for kind, counts in ((events.LoansFellDue, due), (events.LoansRanLate, late))
    }


def count_every_due_day(*, actor: Actor, at: datetime, since: date | None = None) -> int:
    """Count the past days of every site from a day on (default: what may still move), a year in one transaction."""
    today = ledger.local_day(at)
    first = since or today - LOOK_BACK
    return sum(
        count_due_days(actor=actor, at=at, site_id=site.id, span=span)
        for site in places.sites()
        for span in ledger.year_spans(site.id, first, today)
    )


def mismatches(*, at: datetime) -> Iterator[tuple[int, int, int]]:
    """Yield site, loans without their fact, facts without a loan, where the night's facts do not fit the loans.

    Only days that a night has counted are compared: after a week without power nothing is wrong, the coming night counts it.
    Loans that were renewed or moved since are left out: their facts follow in the coming night too.
    """
    today = ledger.local_day(at)
    counted = _last_counted(today)
    if counted is None:
        return
    night = min(ledger.day_begins(today - timedelta(days=1)), counted)
    until = min(today - timedelta(days=1), ledger.local_day(counted))
    moved = set(
        Shift.objects.filter(Q(moved_at__gte=night) | Q(settled_at__gte=night)).values_list("loan_id", flat=True)
    )
    moved |= set(Loan.objects.filter(renewed_at__gte=night).values_list("pk", flat=True))
    for site in places.sites():
        span = ledger.SiteSpan(site.id, today - LOOK_BACK, until)
        if span.since >= span.until:
            continue
        due, late = _counted(site.id, span.since, span.until, without=moved)
        told, told_late = (_told(kind.FACT, span) for kind in (events.LoansFellDue, events.LoansRanLate))
        lacking, over = (due - told) + (late - told_late), (told - due).total() - len(moved)
        if lacking or over > 0:
            yield site.id, lacking.total(), max(over, 0)


def _last_counted(today: date) -> datetime | None:
    """Return when a night last wrote down what fell due, None when none ever did."""
    spans = tuple(ledger.SiteSpan(site.id, today - LOOK_BACK, today) for site in places.sites())
    facts = (events.LoansFellDue.FACT, events.LoansRanLate.FACT)
    return ledger.corrections_and_latest(ledger.Where(facts, spans))[1] if spans else None


def _told(fact: str, span: ledger.SiteSpan) -> Counter[tuple[date, str]]:
    told: Counter[tuple[date, str]] = Counter()
    for row in ledger.each_row(ledger.Where((fact,), (span,))):
        told[ledger.local_day(row.occurred_at), str(row.dims.get("category", ""))] += row.quantity
    return told


def _counted(
    site_id: int, since: date, until: date, without: Collection[int] = ()
) -> tuple[Counter[tuple[date, str]], Counter[tuple[date, str]]]:
    zone = ledger.zone()
    begins, ends = (datetime.combine(day, time.min, tzinfo=zone) for day in (since, until))
    loans = Loan.objects.filter(lent_site_id=site_id, due_at__gte=begins, due_at__lt=ends)
    loans = loans.exclude(pk__in=without) if without else loans
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
