"""Days that went by and people who live here, as facts: what the hours, closures and population figures say of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.places import events, queries
from shushan.places.models import OpeningHours, Population
from shushan.places.policy import Calendar
from shushan.places.terms import PlaceAct

OPEN, CLOSED, STATED = (one.FACT for one in (events.SiteKeptOpen, events.DayClosed, events.PopulationStated))
NOON: Final = time(12)


@write()
def keep_days(*, actor: Actor, at: datetime, site_id: int, span: ledger.SiteSpan) -> int:
    """Let the facts of some past days of a site say what its calendar says now; return how many entries were written.

    Days from today on are left alone: they have not been kept yet.

    :raises NotAllowed:
    """
    actor.require(PlaceAct.EDIT_SITE, site_id=site_id)
    days = ledger.SiteSpan(site_id, span.since, min(span.until, ledger.local_day(at)))
    reason = _("开放安排改动后重记")
    return sum(
        ledger.restate(fact, facts, span=days, actor=actor, reason=reason, at=at)
        for fact, facts in facts_of(site_id, days).items()
    )


def facts_of(site_id: int, span: ledger.SiteSpan) -> dict[str, list[tuple[Event, str, datetime]]]:
    """Return what the calendar says of some past days of a site, as the facts that should stand, by fact."""
    calendar = queries.calendar(site_id)
    kept: dict[str, list[tuple[Event, str, datetime]]] = {OPEN: [], CLOSED: []}
    for n in range(max((span.until - span.since).days, 0)):
        day = span.since + timedelta(days=n)
        event = _fact_of(calendar, site_id, day)
        if event is not None:
            kept[event.FACT].append((event, f"places.day:{site_id}-{day.isoformat()}", _noon(day)))
    return kept


def spans_until(until: date) -> Iterator[tuple[int, ledger.SiteSpan]]:
    """Yield every site's days from its first hours to a day, a year at a time."""
    for site in queries.sites():
        first = OpeningHours.objects.filter(site_id=site.id).order_by("since").values_list("since", flat=True).first()
        for span in ledger.year_spans(site.id, first, until) if first else ():
            yield site.id, span


def keep_every_day(*, actor: Actor, at: datetime) -> int:
    """Keep the past days of every site, a year in one transaction, and state what was never stated (the nightly work)."""
    written = state_populations(actor=actor, at=at)
    for site_id, span in spans_until(ledger.local_day(at)):
        written += keep_days(actor=actor, at=at, site_id=site_id, span=span)
    return written


@write()
def state_populations(*, actor: Actor, at: datetime) -> int:
    """Record the population figures that the ledger does not know (of a library that was upgraded); return how many."""
    actor.require(PlaceAct.EDIT_POPULATION)
    return sum(state_population(row, actor=actor, at=at) for row in Population.objects.order_by("pk"))


def state_population(row: Population, *, actor: Actor, at: datetime) -> int:
    """Let the ledger say what a row says; return how many entries were written. The caller has checked the grant."""
    subject, then = f"places.population:{row.pk}", _noon(date(row.year, 1, 1))
    standing = [one for one in ledger.rows_of(subject) if one.corrects is None and one.corrected_by is None]
    if [one.quantity for one in standing] == [row.persons]:
        return 0
    for one in standing:
        ledger.reverse(one.id, actor=actor, reason=_("人口数改动"), at=at)
    event = events.PopulationStated(site_id=None, quantity=row.persons, area=row.area, kind=row.kind)
    ledger.record(event, actor=actor, subject=subject, at=then, recorded_at=at)
    return len(standing) + 1


def _fact_of(calendar: Calendar, site_id: int, day: date) -> Event | None:
    minutes = calendar.minutes(day, ledger.zone())
    if minutes:
        return events.SiteKeptOpen(site_id=site_id, quantity=minutes)
    if not calendar.weekday_spans(day):
        return None
    why, reason = calendar.why_closed(day)
    return events.DayClosed(site_id=site_id, why=why, reason=reason[:60])


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, tzinfo=ledger.zone())
