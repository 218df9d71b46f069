"""Values, cards and rows. All three start from the same predicate (``where_of``)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.figures import ports
from shushan.figures.errors import EmptyPeriod, NotReopened
from shushan.figures.registry import measure as find
from shushan.figures.terms import Card, FactPart, Kind, Measure, MonthPart, Scope, SiteName, SitePart, Value
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
    chosen = sites_in(scope)
    if scope.since is None and not chosen:
        raise NotReopened(
            _("所选馆区没有登记恢复开馆日期"), field="site", remedy=_("请在馆区资料中登记恢复开馆日期，或另选起始日期")
        )
    if measure.kind is Kind.STOCK:
        spans = [SiteSpan(site.id, BEGINNING, scope.until) for site in chosen]
    else:
        spans = [
            SiteSpan(site.id, since, scope.until)
            for site in chosen
            if (since := scope.since or site.reopened_on or BEGINNING) < scope.until
        ]
    return Where(measure.facts, tuple(spans), dims=measure.dims, known_at=scope.known_at)


def value(code: str, *, scope: Scope, at: datetime) -> Value:
    """Return a measure's value in a scope, in the measure's unit.

    :raises NoSuchMeasure: :raises EmptyPeriod: :raises NotReopened: :raises NoSingleYear: distinct across years
    """
    measure = find(code)
    where = where_of(measure, scope)
    entries = ledger.count(where)
    quantity = ledger.distinct_readers(where) if measure.kind is Kind.DISTINCT else ledger.total(where)
    return Value(measure, scope, quantity, entries, where, at)


def card(code: str, *, scope: Scope, at: datetime) -> Card:
    """Return a value with its parts by site, by month and by fact, in a fixed number of queries."""
    found = value(code, scope=scope, at=at)
    groups = ledger.totals(found.where, by=("site", "month", "fact"))
    spans = {span.site_id: span for span in found.spans}
    sites = tuple(
        SitePart(
            site,
            spans[site.id].since,
            spans[site.id].until,
            sum(g.quantity for g in groups if g.keys[0] == site.id),
            sum(g.entries for g in groups if g.keys[0] == site.id),
        )
        for site in sites_in(scope)
        if site.id in spans
    )
    sealed_to, head = ledger.chain_head()
    reversals, latest = ledger.corrections_and_latest(found.where)
    return Card(
        found,
        sites,
        _months(groups, [part.site.id for part in sites]),
        _facts(groups),
        reversals=reversals,
        latest_recorded_at=latest,
        sealed_to=sealed_to,
        chain_head=head,
    )


def rows(found: Value, *, after: int = 0, limit: int = 100) -> list[ledger.EntryRow]:
    """Return the entries that make a value, in the order of recording, reversed and reversing ones included."""
    return ledger.rows(found.where, after=after, limit=limit)


def digest(found: Value) -> str:
    """Return the content digest of a value's rows; equal rows give an equal digest at any time."""
    return ledger.digest(found.where)


def by_day(found: Value) -> list[tuple[date, int]]:
    """Return a value day by day."""
    return [(day, g.quantity) for g in ledger.totals(found.where, by=("day",)) if isinstance(day := g.keys[0], date)]


def _months(groups: list[ledger.Group], site_ids: list[int]) -> tuple[MonthPart, ...]:
    cells: dict[date, dict[int, int]] = {}
    for group in groups:
        site, month, _fact = group.keys
        if isinstance(month, date) and isinstance(site, int):
            by_site = cells.setdefault(month, dict.fromkeys(site_ids, 0))
            by_site[site] = by_site.get(site, 0) + group.quantity
    return tuple(MonthPart(month, sum(cells[month].values()), cells[month]) for month in sorted(cells))


def _facts(groups: list[ledger.Group]) -> tuple[FactPart, ...]:
    names = sorted({str(group.keys[2]) for group in groups})
    return tuple(
        FactPart(
            name,
            sum(g.quantity for g in groups if g.keys[2] == name),
            sum(g.entries for g in groups if g.keys[2] == name),
        )
        for name in names
    )
