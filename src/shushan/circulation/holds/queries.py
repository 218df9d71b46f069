"""Read holds. Values out; a fixed number of queries whatever the length of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, IsNull
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.errors import NoSuchHold
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.options import MOST_HOLDS
from shushan.circulation.holds.states import OPEN, QUEUED, WITH_COPY, HoldState, TransitState
from shushan.circulation.holds.terms import HoldLine, HoldValue, Ready
from shushan.database.public import OneOf, Prepared
from shushan.options import public as options

ORDER: Final = ("-priority", "placed_at", "pk")


@dataclass(frozen=True, slots=True)
class HoldFilter:
    """What the staff list is asked for. ``states`` empty: all; ``site_ids`` None: every pick-up site."""

    states: tuple[HoldState, ...] = OPEN
    site_ids: tuple[int, ...] | None = None
    reader_id: int | None = None
    copy_id: int | None = None
    record_id: int | None = None


def hold(hold_id: int) -> HoldValue:
    """Return one hold, in one query.

    :raises NoSuchHold:
    """
    found = Hold.objects.filter(pk=hold_id).first()
    if found is None:
        raise NoSuchHold(_("没有这个预约"))
    return value(found)


def holds_of(reader_id: int) -> list[HoldLine]:
    """Return a reader's open holds, those that are ready first, then by time; each with its place in the queue."""
    rows = [Hold.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row) for row in _OPEN_OF.rows(reader_id)]
    rank = {HoldState.READY: 0, HoldState.TRAVELLING: 1}
    return sorted(_lines(rows), key=lambda line: rank.get(line.hold.state, 2))


_COLUMNS: Final = tuple(column.attname for column in Hold._meta.concrete_fields)
_OPEN_OF = Prepared(
    lambda reader_id: (
        Hold.objects.filter(reader_id=reader_id, state__in=list(OPEN))
        .order_by("placed_at", "pk")
        .values_list(*_COLUMNS)
    ),
    int,
)


def ready_for(reader_id: int) -> list[Ready]:
    """Return what waits on a pick-up shelf for a reader, the first to end first, in one query."""
    return [Ready(*row) for row in _READY_FOR.rows(reader_id)]


def kept_for_whom(item_id: int) -> Ready | None:
    """Return for whom a copy waits on a pick-up shelf, None for nobody, in one query."""
    found = Hold.objects.filter(copy_id=item_id, state=HoldState.READY).values_list(*_READY).first()
    return Ready(*found) if found else None


_READY: Final = ("pk", "reader_id", "copy__record__title", "copy__barcode", "pickup_site_id", "keep_until")
_READY_FOR = Prepared(
    lambda reader_id: (
        Hold.objects.filter(reader_id=reader_id, state=HoldState.READY)
        .order_by("keep_until", "pk")
        .values_list(*_READY)
    ),
    int,
)


def past_holds_of(reader_id: int, *, limit: int = 50) -> list[HoldLine]:
    """Return a reader's ended holds that are still theirs, the last ended first."""
    found = Hold.objects.filter(reader_id=reader_id).exclude(state__in=OPEN).order_by("-ended_at", "-pk")
    return _lines(list(found[:limit]))


def count_holds(reader_id: int) -> int:
    """Return how many open holds a reader has."""
    return sum(n for (n,) in _COUNT.rows(reader_id))


def most_holds(*, at: datetime) -> int:
    """Return how many open holds one reader may have, as it held at an instant."""
    return int(options.get(MOST_HOLDS, at=at))


_COUNT = Prepared(
    lambda reader_id: (
        Hold.objects.filter(reader_id=reader_id, state__in=list(OPEN))
        .order_by()
        .values("reader_id")
        .annotate(held=Count("pk"))
        .values_list("held")
    ),
    int,
)


def hold_lines(wanted: HoldFilter, *, before: int = 0, limit: int = 50) -> list[HoldLine]:
    """Return holds for the staff list, newest first, below an id."""
    found = Hold.objects.filter(state__in=wanted.states) if wanted.states else Hold.objects.all()
    if wanted.site_ids is not None:
        found = found.filter(pickup_site_id__in=wanted.site_ids)
    for name in ("reader_id", "copy_id", "record_id"):
        if (asked := getattr(wanted, name)) is not None:
            found = found.filter(**{name: asked})
    return _lines(list((found.filter(pk__lt=before) if before else found).order_by("-pk")[:limit]))


def hold_line(hold_id: int) -> HoldLine:
    """Return one hold with its title and place.

    :raises NoSuchHold:
    """
    rows = list(Hold.objects.filter(pk=hold_id))
    if not rows:
        raise NoSuchHold(_("没有这个预约"))
    return _lines(rows)[0]


def queue_of(record_id: int, *, first: int = 0, limit: int = 50) -> tuple[list[HoldLine], int]:
    """Return a stretch of a title's queue from a place (0 = the head), and how many wait in all.

    Place n is n holds behind the head of the title's whole queue; whoever waits for one volume may be served earlier.
    """
    found = Hold.objects.filter(record_id=record_id, state__in=QUEUED)
    rows = list(found.order_by(*ORDER)[first : first + limit])
    return _drawn(rows, {row.pk: first + n for n, row in enumerate(rows, start=1)}), found.count()


def count_queue(record_id: int) -> int:
    """Return how many holds wait for a title."""
    return Hold.objects.filter(record_id=record_id, state__in=QUEUED).count()


def count_queues(record_ids: Iterable[int]) -> dict[int, int]:
    """Return how many holds wait for each of several titles, in one query; titles without a queue are left out."""
    return {int(record): int(n) for record, n in _QUEUES.rows(list(record_ids))}


_QUEUES = Prepared(
    lambda ids: (
        Hold.objects.filter(record_id__in=OneOf(ids), state__in=list(QUEUED))
        .order_by()
        .values_list("record_id")
        .annotate(n=Count("pk"))
    ),
    list,
)


def positions(rows: Iterable[Hold]) -> dict[int, int]:
    """Return the place of each queued hold by id, in one query: one more than the competing holds before it.

    A hold on a title competes with all of the title, one on a volume not with those on other volumes.
    """
    queued = [row.pk for row in rows if row.state in QUEUED]
    if not queued:
        return {}
    ahead = _AHEAD.order_by().values("record_id").annotate(n=Count("pk")).values("n")
    found = Hold.objects.filter(pk__in=queued).annotate(before=Coalesce(Subquery(ahead), 0))
    return {pk: before + 1 for pk, before in found.values_list("pk", "before")}


_MINE: Final = {name: OuterRef(name) for name in ("priority", "placed_at", "pk", "volume", "item_id")}
_AHEAD: Final = Hold.objects.filter(
    Q(priority__gt=_MINE["priority"])
    | Q(priority=_MINE["priority"], placed_at__lt=_MINE["placed_at"])
    | Q(priority=_MINE["priority"], placed_at=_MINE["placed_at"], pk__lt=_MINE["pk"]),
    Q(volume="") | Q(volume=_MINE["volume"]) | Q(Exact(_MINE["volume"], Value(""))),
    Q(item_id__isnull=True) | Q(item_id=_MINE["item_id"]) | Q(IsNull(_MINE["item_id"], True)),
    record_id=OuterRef("record_id"),
    state__in=QUEUED,
)


def spoken_for(item_ids: Sequence[int]) -> dict[int, str]:
    """Return which items are ``transit`` (on their way to another site) or ``kept`` (for a reader), in one query."""
    found = _SPOKEN_FOR.rows(list(item_ids))
    return {number: code for number, code in sorted(found, key=lambda pair: pair[1]) if number}


def _spoken_for(ids: Sequence[int]) -> QuerySet[Any, Any]:
    held = Hold.objects.filter(copy_id__in=OneOf(ids), state__in=WITH_COPY).values_list("copy_id", Value("kept"))
    on_way = Transit.objects.filter(item_id__in=OneOf(ids), state=TransitState.SENT)
    return held.order_by().union(on_way.order_by().values_list("item_id", Value("transit")), all=True)


_SPOKEN_FOR = Prepared(_spoken_for, list)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a loan of an item to a reader touches: open holds (its own, and the reader's on the title), its transit.

    ``ended``: holds that are over and whose copy, this item, still lies on the pick-up shelf.
    """

    holds: tuple[Hold, ...] = ()
    transit_id: int | None = None
    ended: tuple[Hold, ...] = ()


def touching(item_id: int, record_id: int, reader_id: int) -> Touched:
    """Return what a loan would touch: in one query when it is nothing, which is the ordinary case, else in two."""
    rows = _TOUCHING.rows(item_id, record_id, reader_id)
    if not rows:
        return Touched()
    pks = [pk for pk, is_hold in rows if is_hold]
    transit = next((pk for pk, is_hold in rows if not is_hold), None)
    found = list(Hold.objects.filter(pk__in=pks).order_by("pk")) if pks else []
    is_open = [row.state in OPEN for row in found]
    return Touched(
        tuple(row for row, is_ in zip(found, is_open, strict=True) if is_),
        transit,
        tuple(row for row, is_ in zip(found, is_open, strict=True) if not is_),
    )


def _touching(item_id: int, record_id: int, reader_id: int) -> QuerySet[Hold, tuple[int, int]]:
    served = Q(copy_id=item_id) & (Q(state__in=list(WITH_COPY)) | Q(on_shelf=True))
    own = Q(reader_id=reader_id, record_id=record_id, state__in=list(OPEN))
    holds = Hold.objects.filter(served | own).order_by().values_list("pk", Value(1))
    on_way = Transit.objects.filter(item_id=item_id, state=TransitState.SENT.value).order_by()
    return holds.union(on_way.values_list("pk", Value(0)), all=True)


_TOUCHING = Prepared(_touching, int, int, int)


def concerns_somebody(item_id: int, record_id: int) -> bool:
    """Say whether an item travels, is kept or lies on a pick-up shelf, or anybody waits for its title; in one query."""
    return bool(_CONCERNED.rows(item_id, record_id))


def _concerned(item_id: int, record_id: int) -> QuerySet[Hold, tuple[int]]:
    served = Q(copy_id=item_id) & (Q(state__in=list(WITH_COPY)) | Q(on_shelf=True))
    waited = Q(record_id=record_id, state=HoldState.WAITING.value)
    holds = Hold.objects.filter(served).order_by().values_list(Value(1))
    queue = Hold.objects.filter(waited).order_by().values_list(Value(1))
    on_way = Transit.objects.filter(item_id=item_id, state=TransitState.SENT.value).order_by().values_list(Value(1))
    return holds.union(queue, on_way)


_CONCERNED = Prepared(_concerned, int, int)


def others_wait(item: catalogue.ItemValue, reader_id: int) -> int:
    """Return how many waiting holds of others this item could serve, in one query."""
    return waiting_for(item).exclude(reader_id=reader_id).count()


def waiting_for(item: catalogue.ItemValue) -> QuerySet[Hold]:
    """Return the waiting holds that an item could serve, in the order of serving."""
    return Hold.objects.filter(
        Q(item_id__isnull=True, volume__in=["", item.call_number]) | Q(item_id=item.id),
        record_id=item.record_id,
        state=HoldState.WAITING,
    ).order_by(*ORDER)


def to_clear(site_ids: Sequence[int] | None) -> list[HoldLine]:
    """Return the ended holds whose copy still lies on a pick-up shelf, the longest ended first."""
    return _lines(list(_at(Hold.objects.filter(on_shelf=True).exclude(state__in=OPEN), site_ids).order_by("ended_at")))


def on_shelf(site_ids: Sequence[int] | None) -> list[HoldLine]:
    """Return the holds whose copy waits on a pick-up shelf, the first to end first."""
    return _lines(list(_at(Hold.objects.filter(state=HoldState.READY), site_ids).order_by("keep_until", "pk")))


def _at(found: QuerySet[Hold], site_ids: Sequence[int] | None) -> QuerySet[Hold]:
    return found if site_ids is None else found.filter(pickup_site_id__in=list(site_ids))


def waiting_records() -> QuerySet[Hold, int]:
    """Return the ids of the titles for which somebody waits."""
    return Hold.objects.filter(state=HoldState.WAITING).values_list("record_id", flat=True).distinct()


def value(row: Hold) -> HoldValue:
    """Return a row as others see it."""
    return HoldValue(
        row.pk, row.reader_id, row.record_id, row.volume, row.item_id, row.pickup_site_id, HoldState(row.state),
        row.priority, row.placed_at, row.needed_until, row.copy_id, row.on_shelf, row.ready_at, row.keep_until,
        row.ended_at, row.thaw_on,
    )  # fmt: skip


def _lines(rows: Sequence[Hold]) -> list[HoldLine]:
    return _drawn(rows, positions(rows))


def _drawn(rows: Sequence[Hold], places: dict[int, int]) -> list[HoldLine]:
    records = catalogue.record_lines({row.record_id for row in rows}) if rows else {}
    copies = catalogue.items({n for row in rows for n in (row.copy_id, row.item_id) if n}) if rows else {}
    lines = []
    for row in rows:
        record, copy = records[row.record_id], copies.get(row.copy_id or row.item_id or 0)
        barcode = copy.barcode if copy else ""
        lines.append(HoldLine(value(row), record.title, record.author, places.get(row.pk, 0), barcode))
    return lines
