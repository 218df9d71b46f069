"""The shelf as it stands: items in the order of their call numbers, and the neighbours of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from shushan.catalogue import queries, shelving
from shushan.catalogue.models import Item
from shushan.catalogue.terms import RecordLine
from shushan.database.public import write

SIDE = 6  # records that are shown on each side
SEEN = 80  # items that are looked at for them: many copies of one record stand beside each other
SLICE = 500  # items that get their key in one transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """A record at its place on a shelf."""

    call_number: str
    line: RecordLine


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands left and right of a record at one site, each from left to right."""

    site_id: int
    call_number: str
    left: tuple[Standing, ...]
    right: tuple[Standing, ...]


def neighbours(record_id: int) -> Neighbours | None:
    """Return what stands beside the first copy of a record, in five queries; None when it stands nowhere."""
    mine = _on_shelf().filter(record_id=record_id).exclude(shelf_key__in=("", shelving.NOTHING))
    first = (
        mine.order_by("home_site__position", "shelf_key", "pk")
        .values_list("home_site_id", "shelf_key", "pk", "call_number")
        .first()
    )
    if first is None:
        return None
    site_id, key, pk, call_number = first
    others = _on_shelf().filter(home_site_id=site_id).exclude(record_id=record_id).exclude(shelf_key="")
    before = others.filter(Q(shelf_key__lt=key) | Q(shelf_key=key, pk__lt=pk)).order_by("-shelf_key", "-pk")
    after = others.filter(Q(shelf_key__gt=key) | Q(shelf_key=key, pk__gt=pk), shelf_key__lt=shelving.NOTHING)
    left, right = _distinct(before, SIDE), _distinct(after.order_by("shelf_key", "pk"), SIDE)
    lines = queries.record_lines([*left, *right])
    return Neighbours(site_id, call_number, _standing(dict(reversed(left.items())), lines), _standing(right, lines))


def along(*, site_id: int, since: str = "", limit: int) -> tuple[list[Standing], str]:
    """Return the records from a call number on, and the call number where the next page begins (empty: the end)."""
    found = _on_shelf().filter(home_site_id=site_id, shelf_key__lt=shelving.NOTHING).exclude(shelf_key="")
    if since.strip():
        found = found.filter(shelf_key__gte=shelving.key(since))
    some = _distinct(found.order_by("shelf_key", "pk"), limit + 1, seen=limit * 20)
    shown = dict(list(some.items())[:limit])
    following = list(some.values())[limit] if len(some) > limit else ""
    return list(_standing(shown, queries.record_lines(shown))), following


@write()
def give_keys(at: datetime) -> bool:
    """Give items their keys that came in bulk or from an older version; return whether there were any."""
    some = list(Item.objects.filter(shelf_key="").only("pk", "call_number", "shelf_key")[:SLICE])
    for one in some:
        one.shelf_key = shelving.key(one.call_number)
    Item.objects.bulk_update(some, ["shelf_key"], batch_size=SLICE)
    return bool(some)


def _on_shelf() -> QuerySet[Item]:
    return Item.objects.filter(state="in-stock", record__is_suppressed=False)


def _distinct(found: QuerySet[Item], most: int, *, seen: int = SEEN) -> dict[int, str]:
    """Return the first records of these items with their call numbers, each once."""
    records: dict[int, str] = {}
    for record_id, call_number in found.values_list("record_id", "call_number")[:seen]:
        records.setdefault(record_id, call_number)
        if len(records) == most:
            break
    return records


def _standing(records: dict[int, str], lines: dict[int, RecordLine]) -> tuple[Standing, ...]:
    return tuple(Standing(call_number, lines[pk]) for pk, call_number in records.items() if pk in lines)
