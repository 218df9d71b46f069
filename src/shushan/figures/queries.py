"""Values, cards and rows. All three start from the same predicate (``where_of``)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from shushan.figures import kinds, ports
from shushan.figures.errors import EmptyPeriod, NotReopened
from shushan.figures.registry import in_force
from shushan.figures.registry import measure as find
from shushan.figures.terms import Cell, Kind, Measure, Reach, Scope, SiteName, Value
from shushan.ledger import public as ledger
from shushan.ledger.public import SiteSpan, Where

BEGINNING = date(1900, 1, 1)
DIGEST_UP_TO = 20_000  # entries; above that the digest is computed only when asked for (a second per 200,000)


def sites_in(scope: Scope) -> tuple[SiteName, ...]:
    """Return the sites that a scope asks for; without a reopening day a site has no "since reopening"."""
    wanted = [s for s in ports.sites() if scope.site_ids is None or s.id in scope.site_ids]
    return tuple(s for s in wanted if scope.since is not None or s.reopened_on is not None)


def where_of(measure: Measure, scope: Scope) -> Where:
    """Return the one predicate of a measure in a scope.

    :raises EmptyPeriod: :raises NotReopened:
    """
    if scope.since is not None and scope.since >= scope.until:
        raise EmptyPeriod(_("结束日期必须晚于开始日期"), field="until", remedy=_("请重新选择时段"))
    if measure.reach is Reach.SITES:
        spans = _spans(measure, scope)
    else:
        spans = _year(scope) if measure.reach is Reach.YEAR else _library(measure, scope)
    units = None if measure.reach is Reach.YEAR else scope.unit_ids
    return Where(
        measure.facts, spans, dims=measure.dims + scope.dims, present=measure.present, among=measure.among,
        units=units, known_at=scope.known_at,
    )  # fmt: skip


def _year(scope: Scope) -> tuple[SiteSpan, ...]:
    last = scope.until - timedelta(days=1)
    return (SiteSpan(None, date(last.year, 1, 1), date(last.year + 1, 1, 1)),)


def _library(measure: Measure, scope: Scope) -> tuple[SiteSpan, ...]:
    """Return the days of the whole library; "since reopening" begins with the first site that reopened."""
    if measure.kind is Kind.STOCK:
        return (SiteSpan(None, BEGINNING, scope.until),)
    reopened = [site.reopened_on for site in ports.sites() if site.reopened_on]
    since = scope.since or min(reopened, default=BEGINNING)
    return (SiteSpan(None, since, scope.until),) if since < scope.until else ()


def _spans(measure: Measure, scope: Scope) -> tuple[SiteSpan, ...]:
    chosen = sites_in(scope)
    if scope.since is None and not chosen:
        raise NotReopened(
            _("所选馆区没有登记恢复开馆日期"), field="site", remedy=_("请在馆区资料中登记恢复开馆日期，或另选起始日期")
        )
    if measure.kind is Kind.STOCK:
        return tuple(SiteSpan(site.id, BEGINNING, scope.until) for site in chosen)
    return tuple(
        SiteSpan(site.id, since, scope.until)
        for site in chosen
        if (since := scope.since or site.reopened_on or BEGINNING) < scope.until
    )


def value(code: str, *, scope: Scope, at: datetime, on: date | None = None) -> Value:
    """Return a measure's value in a scope, in the measure's unit; ``absence`` says why where there is none.

    ``on``: by the definition in force on that day (None: the newest).
    :raises NoSuchMeasure: :raises EmptyPeriod: :raises NotReopened:
    """
    return value_of(find(code) if on is None else in_force(code, on=on), scope=scope, at=at, on=on)


def value_of(measure: Measure, *, scope: Scope, at: datetime, on: date | None = None) -> Value:
    """Return the value of a definition, declared or not (a draft).

    :raises NoSuchMeasure: a part of a ratio does not exist :raises EmptyPeriod: :raises NotReopened:
    """
    if measure.kind is Kind.RATIO:
        return _ratio(measure, scope, at, on)
    where = where_of(measure, scope)
    try:
        cell = kinds.whole(measure, where)
    except ledger.NoSingleYear as refusal:
        return Value(measure, scope, 0, ledger.count(where), where, at, absence=refusal.message)
    entries = ledger.count(where) if measure.kind is Kind.DISTINCT else cell.entries
    if cell.number is None:
        return Value(measure, scope, 0, entries, where, at, absence=_("时段内没有可以取中位数的记录"))
    quantity = 0 if measure.kind is Kind.MEDIAN else int(cell.number * measure.base)
    return Value(measure, scope, quantity, entries, where, at, number=cell.number)


def _ratio(measure: Measure, scope: Scope, at: datetime, on: date | None) -> Value:
    above, below = (value(code, scope=scope, at=at, on=on) for code in (measure.numerator, measure.denominator))
    absence, number = above.absence or below.absence, None
    if not absence and not below.number:
        absence = _("分母“%(name)s”在这个时段是 0 或没有登记") % {"name": below.measure.name}
    elif above.number is not None and below.number:
        number = above.number * measure.factor / below.number
    entries = above.entries + below.entries
    return Value(
        measure, scope, 0, entries, above.where, at, number=number, operands=(above, below), absence=absence
    )  # fmt: skip


def cells(found: Value, by: Sequence[str]) -> dict[kinds.Key, Cell]:
    """Return a value taken apart by ``site``, ``day``, ``month`` or dimensions; empty where it cannot be.

    A part of a ratio is the quotient of the parts; by days or months only where neither side is a stock or of a year.
    """
    if not found.operands:
        return (
            {}
            if found.measure.reach is not Reach.SITES and "site" in by
            else kinds.cells(found.measure, found.where, by)
        )
    above, below = found.operands
    fixed = any(leaf.measure.kind is Kind.STOCK or leaf.measure.reach is Reach.YEAR for leaf in found.leaves)
    if fixed and {"day", "month"} & set(by):
        return {}
    if any(leaf.measure.reach is Reach.YEAR for leaf in found.leaves):
        return {}
    if "site" in by and any(leaf.measure.reach is Reach.LIBRARY for leaf in found.leaves):
        return {}
    return kinds.quotients(found.measure, cells(above, by), cells(below, by))


def months(code: str, *, scope: Scope) -> tuple[Measure, dict[date, Cell]]:
    """Return a measure month by month, by each month's first day, without its whole: one statement (a ratio: two).

    Months without records are absent. Not for stocks: their months are movements.
    :raises NoSuchMeasure: :raises EmptyPeriod: :raises NotReopened:
    """
    measure = find(code)
    if measure.kind is Kind.RATIO:
        above, below = (_by_month(find(leaf), scope) for leaf in (measure.numerator, measure.denominator))
        found = kinds.quotients(measure, above, below)
    else:
        found = _by_month(measure, scope)
    return measure, {day: cell for (day,), cell in found.items() if isinstance(day, date)}


def _by_month(measure: Measure, scope: Scope) -> dict[kinds.Key, Cell]:
    return kinds.cells(measure, where_of(measure, scope), ("month",))


def opening(found: Value) -> Fraction | None:
    """Return what a stock was at the end of the day before the period; None for other kinds and without a first day."""
    first = found.scope.since
    if found.measure.kind is not Kind.STOCK or first is None:
        return None
    before = tuple(replace(span, until=first) for span in found.spans)
    return kinds.whole(found.measure, replace(found.where, spans=before)).number


def moving(found: Value) -> Value:
    """Return a stock's movements within its period (rows and months), any other value as it is."""
    first = found.scope.since
    if found.measure.kind is not Kind.STOCK or first is None:
        return found
    return replace(found, where=replace(found.where, spans=tuple(replace(s, since=first) for s in found.spans)))


def rows(found: Value, *, after: int = 0, limit: int = 100) -> list[ledger.EntryRow]:
    """Return the entries that make a value by day, site and id, behind the entry ``after``; reversed and reversing ones too.

    Those of a ratio are asked of its ``operands``, one by one.
    """
    return ledger.rows(found.where, after=after, limit=limit)


def digest(found: Value) -> str:
    """Return the content digest of a value's rows; equal rows give an equal digest at any time.

    Of a ratio: SHA-256 over the digests of numerator and denominator, in this order.
    """
    if found.operands:
        return hashlib.sha256(b"".join(bytes.fromhex(digest(one)) for one in found.operands)).hexdigest()
    return ledger.digest(found.where)


def by_day(found: Value) -> list[tuple[date, int]]:
    """Return an additive value day by day, in base units."""
    return [(day, g.quantity) for g in ledger.totals(found.where, by=("day",)) if isinstance(day := g.keys[0], date)]
