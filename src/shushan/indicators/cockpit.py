"""The director's page: how figures run against last year, today's doors, what asks for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from django.core.cache import cache
from django.db.models import Count

from shushan.figures import public as figures
from shushan.indicators.duties import queries as duties
from shushan.indicators.duties.telling import trouble
from shushan.indicators.states import ValueState
from shushan.indicators.values.models import LateNotice, SignedValue
from shushan.kernel.errors import Refused
from shushan.kernel.periods import Period, add_months
from shushan.ledger import public as ledger

CODES: Final = ("V01", "L01", "L02", "R01", "T03", "V05")  # sums of whole months: one statement each
KEPT: Final = 300  # seconds that the count of duties in trouble may be old


@dataclass(frozen=True, slots=True)
class Trend:
    """Thirteen months of one figure, the month asked for last. ``share`` of last year in per cent; None: nothing then."""

    measure: figures.Measure
    months: tuple[tuple[date, Fraction], ...]
    now: Fraction
    before: Fraction
    share: int | None


@dataclass(frozen=True, slots=True)
class Alerts:
    """What waits for somebody: values by step, late records, duties at risk or missed, duties that lack something."""

    to_check: int
    to_sign: int
    to_approve: int
    late: int
    trouble: int
    lacking: int


def trends(*, month: date, site_ids: tuple[int, ...] | None, at: datetime) -> list[Trend]:
    """Return the figures of a month with the twelve before it, one statement a figure; a figure without sites is left out."""
    found = []
    span = Period.month(month.year, month.month)
    scope = figures.Scope(until=span.until, since=add_months(span.since, -12), site_ids=site_ids)
    for code in CODES:
        try:
            whole = figures.value(code, scope=scope, at=at)
            cells = figures.cells(whole, ("month",))
        except Refused:
            continue
        firsts = [add_months(span.since, -n) for n in range(12, -1, -1)]
        months = tuple((day, _number(cells, day)) for day in firsts)
        now, before = months[-1][1], months[0][1]
        share = int(now * 100 / before) - 100 if before else None
        found.append(Trend(whole.measure, months, now, before, share))
    return found


def alerts(*, at: datetime) -> Alerts:
    """Return what waits, in four statements and the targets of duties, which are asked every five minutes."""
    today = ledger.local_day(at)
    open_states = (ValueState.DRAFT, ValueState.CHECKED, ValueState.SIGNED)
    by_state = dict(
        SignedValue.objects.filter(state__in=open_states).values_list("state").annotate(Count("pk")).order_by()
    )
    key = f"indicators:trouble:{today}"
    kept: tuple[int, int] | None = cache.get(key)
    if kept is None:
        lines = duties.standing(duties.register(on=today), at=at)
        kept = sum(map(trouble, lines)), sum(not line.is_covered for line in lines)
        cache.set(key, kept, KEPT)
    return Alerts(
        by_state.get(ValueState.DRAFT, 0), by_state.get(ValueState.CHECKED, 0), by_state.get(ValueState.SIGNED, 0),
        LateNotice.objects.filter(decision="").count(), *kept,
    )  # fmt: skip


def _number(cells: Mapping[tuple[ledger.Dim | date, ...], figures.Cell], day: date) -> Fraction:
    cell = cells.get((day,))
    return cell.number if cell is not None and cell.number is not None else Fraction(0)


def last_whole_month(today: date) -> date:
    """Return the first day of the month before a day's."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
