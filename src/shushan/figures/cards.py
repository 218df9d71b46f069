"""The card: a value with its parts by site, by month, by fact, by dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from shushan.figures import ports, queries
from shushan.figures.kinds import LEAST, Key, hide_small
from shushan.figures.terms import (
    Breakdown,
    Card,
    Cell,
    DimPart,
    DimParts,
    FactPart,
    Kind,
    Measure,
    MonthPart,
    Scope,
    SiteName,
    SitePart,
    UnitName,
    Value,
)
from shushan.ledger import public as ledger

NOTHING = Cell(None, 0)
SITES = frozenset({"site", "from_site", "to_site", "home_site"})  # dimensions that are sites


def card(code: str, *, scope: Scope, at: datetime) -> Card:
    """Return a value with its parts by site, by month and by fact, in a fixed number of queries."""
    return card_of(queries.value(code, scope=scope, at=at))


def card_of(found: Value) -> Card:
    """Return the card of a value that was asked for already."""
    plain = found.measure.kind in (Kind.ADDITIVE, Kind.STOCK)
    groups = ledger.totals(queries.moving(found).where, by=("site", "month", "fact")) if plain else []
    sealed_to, head = ledger.chain_head()
    corrected = [ledger.corrections_and_latest(leaf.where) for leaf in found.leaves]
    return Card(
        found,
        _sites(found, groups) if found.measure.kind is Kind.ADDITIVE else _sites_asked(found),
        _months(found, groups) if plain else _months_asked(found),
        _facts(groups),
        reversals=sum(reversals for reversals, _latest in corrected),
        latest_recorded_at=max((latest for _reversals, latest in corrected if latest), default=None),
        sealed_to=sealed_to,
        chain_head=head,
        opening=queries.opening(found),
    )


def for_public(shown: Card) -> Card:
    """Return the card as everybody may see it: small parts of what is counted of persons are hidden."""
    if not shown.value.measure.is_personal:
        return replace(shown, is_public=True)
    sites = hide_small([part.cell for part in shown.sites])
    months = hide_small([part.cell for part in shown.months])
    return replace(
        shown,
        value=public_value(shown.value),
        sites=tuple(_site_hidden(part, cell) for part, cell in zip(shown.sites, sites, strict=True)),
        months=tuple(_month_hidden(part, cell) for part, cell in zip(shown.months, months, strict=True)),
        facts=(),
        is_public=True,
    )


def public_value(found: Value) -> Value:
    """Return a value as everybody may see it: a few persons are no number."""
    if not found.measure.is_personal or found.number is None or not 0 < found.number < LEAST:
        return found
    return replace(found, number=None, quantity=0, absence=_("少于 %(n)s，不公开") % {"n": LEAST})


def taken_apart(found: Value, breakdown: Breakdown, *, is_public: bool) -> DimParts:
    """Return a value by the dimensions of a breakdown, the largest first; the public sees no small personal part."""
    cells = _asked(found, breakdown.keys)
    names = _names(breakdown.keys, found.scope.until)
    parts = [
        DimPart(
            tuple(_word(breakdown, names, k, v) for k, v in zip(breakdown.keys, key, strict=True)), _texts(key), cell
        )
        for key, cell in sorted(cells.items(), key=lambda kv: (-(kv[1].number or Fraction(0)), str(kv[0])))
    ]
    if is_public and (breakdown.is_personal or found.measure.is_personal):
        hidden = hide_small([part.cell for part in parts])
        parts = [replace(part, cell=cell) for part, cell in zip(parts, hidden, strict=True)]
    known = [part.cell.number for part in parts if part.cell.number is not None]
    shown = not any(part.cell.is_small for part in parts)
    return DimParts(breakdown, tuple(parts), adds_up=shown and sum(known, Fraction(0)) == found.number)


def _asked(found: Value, by: Sequence[str]) -> dict[Key, Cell]:
    try:
        return queries.cells(found, by)
    except ledger.NoSingleYear:
        return {}


def _sites(found: Value, groups: list[ledger.Group]) -> tuple[SitePart, ...]:
    sums: dict[object, tuple[int, int]] = {}
    for group in groups:
        quantity, entries = sums.get(group.keys[0], (0, 0))
        sums[group.keys[0]] = (quantity + group.quantity, entries + group.entries)
    return tuple(
        _part(found, site, since, until, *sums.get(site.id, (0, 0))) for site, since, until in _spans(found)
    )  # fmt: skip


def _part(found: Value, site: SiteName, since: date, until: date, quantity: int, entries: int) -> SitePart:
    return SitePart(site, since, until, quantity, entries, Cell(Fraction(quantity, found.measure.base), entries))


def _sites_asked(found: Value) -> tuple[SitePart, ...]:
    cells = _asked(found, ("site",))
    empty = NOTHING if found.measure.kind in (Kind.RATIO, Kind.MEDIAN) or not cells else Cell(Fraction(0), 0)
    parts = []
    for site, since, until in _spans(found) if cells else ():
        cell = cells.get((site.id,), empty)
        quantity = (
            0 if found.measure.kind in (Kind.RATIO, Kind.MEDIAN) else int((cell.number or 0) * found.measure.base)
        )
        parts.append(SitePart(site, since, until, quantity, cell.entries, cell))
    return tuple(parts)


def _spans(found: Value) -> list[tuple[SiteName, date, date]]:
    spans = {span.site_id: span for leaf in reversed(found.leaves) for span in leaf.spans}
    return [
        (site, spans[site.id].since, spans[site.id].until)
        for site in queries.sites_in(found.scope)
        if site.id in spans
    ]  # fmt: skip


def _months(found: Value, groups: list[ledger.Group]) -> tuple[MonthPart, ...]:
    sums: dict[date, tuple[int, int]] = {}
    for group in groups:
        if isinstance(month := group.keys[1], date):
            quantity, entries = sums.get(month, (0, 0))
            sums[month] = (quantity + group.quantity, entries + group.entries)
    return tuple(
        MonthPart(month, quantity, Cell(Fraction(quantity, found.measure.base), entries))
        for month, (quantity, entries) in sorted(sums.items())
    )


def _months_asked(found: Value) -> tuple[MonthPart, ...]:
    cells = _asked(found, ("month",))
    months = {key[0]: cell for key, cell in cells.items() if isinstance(key[0], date)}
    return tuple(MonthPart(month, 0, months[month]) for month in sorted(months))


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


def _site_hidden(part: SitePart, cell: Cell) -> SitePart:
    return replace(part, quantity=0, entries=0, cell=cell) if cell.is_small else part


def _month_hidden(part: MonthPart, cell: Cell) -> MonthPart:
    return replace(part, quantity=0, cell=cell) if cell.is_small else part


def part_words(measure: Measure, part: str, *, until: date) -> object:
    """Return the words of a part of the address (``unit:7``, ``category:child``); the part itself where nobody names it."""
    key, _colon, value = part.partition(":")
    breakdown = next((one for one in measure.breakdowns if key in one.keys), Breakdown(key, key, (key,)))
    return _word(breakdown, _names((key,), until), key, value or None) or _("没有说明")


def unit_names(unit_ids: Sequence[int], *, until: date) -> list[object]:
    """Return units by their names of the last day of a period; a number where there is no such unit."""
    known = ports.units(until - timedelta(days=1)) if unit_ids else {}
    return [known.get(one, str(one)) for one in unit_ids]


Named = dict[str, SiteName | UnitName]


def _names(keys: Sequence[str], until: date) -> Named:
    """Return what the numbers of a breakdown's keys are called: sites, units of its last day; asked only where needed."""
    found: Named = {}
    if set(keys) & SITES:
        found |= {str(site.id): site for site in ports.sites()}
    if "unit" in keys:
        found |= {f"unit:{one.id}": one for one in ports.units(until - timedelta(days=1)).values()}
    return found


def _word(breakdown: Breakdown, names: Named, key: str, value: object) -> object:
    if value is None:
        return ""
    if key in SITES:
        return names.get(str(value), str(value))
    if key == "unit":
        return names.get(f"unit:{value}", str(value))
    return breakdown.words(key, str(value))


def _texts(key: Key) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in key)
