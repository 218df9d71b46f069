"""A definition tried on the records, before anything is saved: number, parts, the last months, what may be filtered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shushan.figures import public as figures
from shushan.figures.public import DimParts, Measure, Scope, Value
from shushan.indicators.own import policy
from shushan.indicators.own.terms import OwnPlan
from shushan.kernel.errors import Refused
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger
from shushan.ledger.public import SiteSpan, Where

MONTHS, SEEN_DAYS, MOST_SEEN, MOST_APART = 6, 92, 12, 200_000


@dataclass(frozen=True, slots=True)
class MonthTried:
    """What a month would be: printed, or why there is no value."""

    since: date
    shown: str
    absence: str
    entries: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What a plan gives over the last whole months together, and for each of them."""

    measure: Measure
    value: Value
    card: figures.Card
    months: tuple[MonthTried, ...]
    apart: tuple[DimParts, ...]


def scope_tried(measure: Measure, at: datetime) -> Scope:
    """Return the last six whole months; where nothing was recorded in them, the six that end with the latest records."""
    until = ledger.local_day(at).replace(day=1)
    latest = max((day for leaf in _leaves(measure) for day in _months_of(leaf, until)), default=None)
    if latest is not None and add_months(latest, MONTHS) < until:
        until = add_months(latest, 1)
    return Scope(since=add_months(until, -MONTHS), until=until)


def tried(plan: OwnPlan, version: int, *, at: datetime) -> Tried:
    """Return what a plan without faults gives on the records.

    :raises NoSuchMeasure: :raises NotReopened:
    """
    measure = policy.measure_of(plan, version)
    value = figures.value_of(measure, scope=scope_tried(measure, at), at=at)
    apart = measure.breakdowns if value.entries <= MOST_APART else ()
    return Tried(
        measure, value, figures.card_of(value), tuple(_months(measure, value.scope.until, at)),
        tuple(figures.taken_apart(value, one, is_public=False) for one in apart),
    )  # fmt: skip


def _leaves(measure: Measure) -> list[Measure]:
    parts = [figures.measure(code) for code in (measure.numerator, measure.denominator) if code]
    return parts or [measure]


def _months_of(measure: Measure, until: date) -> list[date]:
    """Return the months before a day in which any of a measure's facts occurred (of the roll-up: filters are left out)."""
    groups = ledger.totals(Where(measure.facts, (SiteSpan(None, date(1900, 1, 1), until),)), by=("month",))
    return [month for group in groups if isinstance(month := group.keys[0], date)]


def _months(measure: Measure, end: date, at: datetime) -> list[MonthTried]:
    found = []
    for n in range(MONTHS, 0, -1):
        scope = Scope(since=add_months(end, -n), until=add_months(end, 1 - n))
        try:
            one = figures.value_of(measure, scope=scope, at=at)
        except Refused as refusal:
            found.append(MonthTried(add_months(end, -n), "—", refusal.message, 0))
        else:
            found.append(MonthTried(add_months(end, -n), one.shown, one.absence, one.entries))
    return found


def seen(facts: Sequence[str], dim: str, *, at: datetime) -> list[tuple[str, int]]:
    """Return the values of a dimension that occurred in the three months before the latest record, the commonest first."""
    until = ledger.local_day(at) + timedelta(days=1)
    where = Where(tuple(facts), (SiteSpan(None, until - timedelta(days=SEEN_DAYS), until),))
    groups = ledger.totals(where, by=(dim,))
    if not groups:
        last = max((d for g in ledger.totals(replace(where, spans=(SiteSpan(None, date.min, until),)), by=("month",))
                    if isinstance(d := g.keys[0], date)), default=None)  # fmt: skip
        if last is None:
            return []
        groups = ledger.totals(replace(where, spans=(SiteSpan(None, last, add_months(last, 1)),)), by=(dim,))
    said = [(str(g.keys[0]), g.entries) for g in groups if g.keys[0] is not None]
    return sorted(said, key=lambda one: (-one[1], one[0]))[:MOST_SEEN]
