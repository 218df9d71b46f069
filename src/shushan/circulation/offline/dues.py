"""Due days for a desk that is cut off: those of a copy's own rule, for every category, without the rules themselves.

Copies whose rules give the same days form a group. The largest group needs no list; the copies of the others are named
by the digest of their barcode, at most ``MOST_SPECIAL`` of them (ten bytes each): what lies beyond counts as of the
largest group, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shushan.catalogue import public as catalogue
from shushan.circulation.rules import lengths
from shushan.circulation.rules.holding import chosen, house, settings_at
from shushan.circulation.rules.policy import Case, Row
from shushan.circulation.rules.queries import table
from shushan.people.public import ReaderCategory
from shushan.places import public as places

DAYS: Final = 3  # today and the days that a day of twenty-four hours can touch
MOST_SPECIAL: Final = 60_000
MOST_GROUPS: Final = 255


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader of a category is told: the due day of a loan made today, tomorrow, the day after."""

    days: tuple[date, ...]
    is_on_site: bool


Days = tuple[Told, ...]  # one for each category, in the order of ReaderCategory


@dataclass(frozen=True, slots=True)
class Groups:
    """The days of each group (0 is the largest), the group of each special kind of copy, how many copies were left out."""

    days: tuple[Days, ...]
    special: dict[catalogue.CopyKind, int]
    left_out: int = 0


def groups(*, site_id: int, at: datetime) -> Groups:
    """Return the groups of copies for loans at a site, in a fixed number of queries."""
    rows, beside = table().at(at), settings_at(at)
    place = house(places.calendar(site_id), beside[0])
    known: dict[tuple[int, ...], Days] = {}
    of_kind: dict[catalogue.CopyKind, Days] = {}
    sizes: Counter[Days] = Counter()
    for kind, count in catalogue.copy_kinds():
        covering = _covering(rows, kind)
        key = tuple(row.version_id for row in covering)
        if key not in known:
            known[key] = tuple(_told(covering, category, kind, beside, place, at) for category in ReaderCategory)
        of_kind[kind] = known[key]
        sizes[known[key]] += count
    if not sizes:
        nothing = catalogue.CopyKind("", "", 0)
        base = _covering(rows, nothing)
        return Groups((tuple(_told(base, one, nothing, beside, place, at) for one in ReaderCategory),), {})
    return _numbered(of_kind, sizes)


def _numbered(of_kind: dict[catalogue.CopyKind, Days], sizes: Counter[Days]) -> Groups:
    """Number the groups: the largest is 0, then the smaller first, as long as their copies have room."""
    largest, _count = sizes.most_common(1)[0]
    numbers, room, left_out = {largest: 0}, MOST_SPECIAL, 0
    for days, count in sorted(sizes.items(), key=lambda pair: pair[1]):
        if days == largest:
            continue
        if count > room or len(numbers) > MOST_GROUPS:
            left_out += count
            continue
        numbers[days] = len(numbers)
        room -= count
    special = {kind: numbers[days] for kind, days in of_kind.items() if numbers.get(days)}
    return Groups(tuple(numbers), special, left_out)


def _covering(rows: Iterable[Row], kind: catalogue.CopyKind) -> tuple[Row, ...]:
    case = Case("", kind.kind, kind.shelf, kind.home_site_id)
    return tuple(row for row in rows if row.scope.covers_item(case))


def _told(
    covering: Sequence[Row],
    category: ReaderCategory,
    kind: catalogue.CopyKind,
    beside: tuple[lengths.ClosedDay, bool],
    place: lengths.House,
    at: datetime,
) -> Told:
    terms = chosen(covering, Case(category.value, kind.kind, kind.shelf, kind.home_site_id), beside).terms
    days = tuple(lengths.due(terms, at + timedelta(days=n), place).due_on for n in range(DAYS))
    return Told(days, terms.on_site)
