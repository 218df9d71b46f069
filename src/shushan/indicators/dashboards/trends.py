"""How figures run: thirteen months, the same a year before, and the trajectory of the target that stands for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from django.core.cache import cache
from django.db.models import Q

from shushan.figures import public as figures
from shushan.figures.public import Cell, Kind, Measure
from shushan.indicators.dashboards.terms import Aim, Line, Step, Trend
from shushan.indicators.duties import policy
from shushan.indicators.duties.models import Target
from shushan.indicators.duties.queries import plan_of
from shushan.kernel.errors import Refused
from shushan.kernel.periods import Period, add_months
from shushan.ledger import public as ledger

CODES: Final = ("V01", "L01", "L02", "R01", "T03", "V05")  # sums of whole months, of the library and of each site
OF_BRANCHES: Final = ("G02H", "G02", "G01")  # what a branch's own records say
SHOWN: Final = 13  # months
LONGEST: Final = 36  # months that a run towards a target is drawn for
KEPT: Final = 300  # seconds that a trend may be old: its months are over, only late records move it

Months = tuple[Measure, Mapping[date, Cell]]


def trends(lines: Sequence[Line], *, month: date, duty_units: Iterable[int] | None = None) -> list[Trend]:
    """Return figures month by month: two statements a figure, one for all targets; a figure without sites is left out.

    ``duty_units``: only targets of duties of these units. Asked again within five minutes, the months are not counted anew.
    """
    found = [(line, months) for line in lines if (months := _months(line, month)) is not None]
    aims = _aims([line for line, _months_ in found], month, duty_units)
    return [_trend(line, months, aims.get(line, []), month) for line, months in found]


def latest_month(*, at: datetime) -> date | None:
    """Return the latest whole month in which visitors or loans were counted; None: there were none yet.

    The first loan of this month must not hide the months before it: nobody is shown an empty month in between.
    """
    until = ledger.local_day(at).replace(day=1)
    scope = figures.Scope(until=until, since=date(1900, 1, 1))
    return max((day for code in CODES[:2] for day in figures.months(code, scope=scope)[1]), default=None)


def _months(line: Line, month: date) -> Months | None:
    span = Period.month(month.year, month.month)
    return _counted(line, add_months(span.since, 1 - 2 * SHOWN), span.until)


def _counted(line: Line, since: date, until: date) -> Months | None:
    """Return a figure by month, kept for some minutes; None where it has no sites."""
    key = f"indicators:trend:{line.code}:{since}:{until}:{line.site_ids}:{line.unit_ids}".replace(" ", "")
    try:
        if (kept := cache.get(key)) is not None:
            return figures.measure(line.code), kept
        scope = figures.Scope(until=until, since=since, site_ids=line.site_ids, unit_ids=line.unit_ids)
        measure, cells = figures.months(line.code, scope=scope)
    except Refused:
        return None
    cache.set(key, cells, KEPT)
    return measure, cells


def _aims(lines: Sequence[Line], month: date, duty_units: Iterable[int] | None) -> dict[Line, list[Aim]]:
    """Return the targets of each line within the months shown, the latest first; one statement for all."""
    span = Period.month(month.year, month.month)
    wanted = Target.objects.filter(
        Q(link__until=None) | Q(link__until__gt=span.since), link__code__in={line.code for line in lines},
        since__lt=span.until, until__gt=add_months(span.since, 1 - SHOWN),
    )  # fmt: skip
    if duty_units is not None:
        wanted = wanted.filter(link__duty__unit__in=list(duty_units))
    found: dict[tuple[str, tuple[int, ...] | None], list[Aim]] = {}
    for target in wanted.select_related("link__duty").order_by("-since", "pk"):
        link, duty = target.link, target.link.duty
        key = (link.code, tuple(link.site_ids) if link.site_ids else None)
        found.setdefault(key, []).append(Aim(duty.pk, duty.name, duty.name_en, plan_of(target)))
    return {line: found.get((line.code, line.site_ids), []) for line in lines if line.unit_ids is None}


def _trend(line: Line, months: Months, aims: Sequence[Aim], month: date) -> Trend:
    measure, cells = months
    firsts = tuple(add_months(month, n) for n in range(1 - SHOWN, 1))
    numbers = tuple(_number(measure, cells, day) for day in firsts)
    before = tuple(_number(measure, cells, add_months(day, -12)) for day in firsts)
    asked = tuple(next((bar for aim in aims if (bar := bar_of(measure, aim, day)) is not None), None) for day in firsts)
    now = next((aim for aim in aims if bar_of(measure, aim, month) is not None), None)
    steps = tuple(_steps(line, measure, now, month)) if now and measure.kind is Kind.ADDITIVE else ()
    return Trend(line, measure, firsts, numbers, before, asked, now, steps)


def _number(measure: Measure, cells: Mapping[date, Cell], day: date) -> Fraction | None:
    """Return the number of a month. Nothing recorded is 0 of a sum, but only once something had been recorded at all."""
    cell = cells.get(day)
    if cell is not None:
        return cell.number
    return Fraction(0) if measure.kind is Kind.ADDITIVE and min(cells, default=day) < day else None


def bar_of(measure: Measure, aim: Aim, month: date) -> Fraction | None:
    """Return what a target asks of a month; None where its period does not touch it."""
    plan, until = aim.plan, add_months(month, 1)
    first, last = max(month, plan.since), min(until, plan.until) - timedelta(days=1)
    if first > last:
        return None
    end = policy.expected(plan, last)
    return end - policy.expected(plan, first - timedelta(days=1)) if measure.kind is Kind.ADDITIVE else end


def _steps(line: Line, measure: Measure, aim: Aim, month: date) -> Iterable[Step]:
    """Yield a sum as it ran up since the first day of its target's period, beside the trajectory."""
    plan, until = aim.plan, add_months(month, 1)
    if plan.since < add_months(month, -LONGEST):
        return
    cells = _counted(line, plan.since, min(until, plan.until))
    so_far, day = plan.start, plan.since.replace(day=1)
    while cells is not None and day < min(until, plan.until):
        so_far += _number(measure, cells[1], day) or 0
        yield Step(day, so_far, policy.expected(plan, min(add_months(day, 1), plan.until) - timedelta(days=1)))
        day = add_months(day, 1)
