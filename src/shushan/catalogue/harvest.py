"""Records in the order of their last change, for those who harvest: also the ones that are gone, for ever.

A page goes on after (instant, id), so that it costs the same at the first record and at the millionth, and so that
nothing is kept between two requests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from shushan.catalogue import queries
from shushan.catalogue.models import BibRecord, Item, RecordGone
from shushan.catalogue.terms import RecordValue
from shushan.catalogue.themes.models import ShelfTitle, ThemedShelf
from shushan.kernel.clock import now

After = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is harvested: changed from ``since`` (inclusive) to ``until`` (exclusive), of these sites or lists, or of all."""

    since: datetime | None = None
    until: datetime | None = None
    site_ids: tuple[int, ...] | None = None
    list_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class GoneValue:
    """A record that is gone, and the record it was merged into."""

    id: int
    record_id: int
    gone_at: datetime
    into_id: int | None


def changed(wanted: Wanted, *, after: After | None = None, limit: int) -> list[After]:
    """Return (changed at, id) of the next records in the order of their last change, in at most two queries."""
    return _page(_standing(wanted), "changed_at", after, limit)


def gone(wanted: Wanted, *, after: After | None = None, limit: int) -> list[GoneValue]:
    """Return the next records that are gone, in the order of going. Which site had them is no longer known."""
    some = _page(_spanned(RecordGone.objects.all(), "gone_at", wanted), "gone_at", after, limit)
    found = RecordGone.objects.filter(pk__in=[pk for _at, pk in some]).order_by("gone_at", "pk")
    return [_gone(one) for one in found]


def grave(record_id: int) -> GoneValue | None:
    """Return what is known of a record that is gone, or None."""
    found = RecordGone.objects.filter(record_id=record_id).first()
    return _gone(found) if found else None


def whole(ids: Iterable[int]) -> list[RecordValue]:
    """Return these records in this order, in two queries; those that went or were suppressed meanwhile are left out."""
    wanted = list(ids)
    known = queries.records(wanted)
    return [known[pk] for pk in wanted if pk in known and not known[pk].is_suppressed]


def sites_of(ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the codes of the sites to which copies of these records belong, in one query."""
    held = Item.objects.filter(record_id__in=list(ids)).exclude(state="withdrawn")
    found: dict[int, tuple[str, ...]] = {}
    pairs = held.values_list("record_id", "home_site__code").distinct().order_by("record_id", "home_site__position")
    for record_id, code in pairs:
        found[record_id] = (*found.get(record_id, ()), code)
    return found


def lists(on: date) -> list[tuple[int, str]]:
    """Return (id, name) of the library's lists that stand on a day: its themed shelves, in one query."""
    found = ThemedShelf.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    return list(found.order_by("pk").values_list("pk", "title"))


def lists_of(ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the themed shelves, standing or not, on which these records are, in one query."""
    found: dict[int, tuple[int, ...]] = {}
    on_shelves = ShelfTitle.objects.filter(record_id__in=list(ids)).order_by("record_id", "shelf_id")
    for record_id, shelf_id in on_shelves.values_list("record_id", "shelf_id"):
        found[record_id] = (*found.get(record_id, ()), shelf_id)
    return found


def earliest() -> datetime:
    """Return the instant before which nothing was changed or deleted; now when there is nothing."""
    first = BibRecord.objects.aggregate(at=Min("changed_at"))["at"]
    first_gone = RecordGone.objects.aggregate(at=Min("gone_at"))["at"]
    return min([at for at in (first, first_gone) if at is not None], default=now())


def bury(sender: type[BibRecord], instance: BibRecord, **_more: Any) -> None:
    """Keep that a record is gone (called by the database layer for every deleted record)."""
    RecordGone.objects.get_or_create(
        record_id=instance.pk,
        defaults={"source": instance.source, "control_number": instance.control_number, "gone_at": now()},
    )


def hide(record_id: int, at: datetime) -> None:
    """Tell harvesters that a record is gone, which is only suppressed (inside the caller's write)."""
    row = BibRecord.objects.get(pk=record_id)
    RecordGone.objects.update_or_create(
        record_id=record_id, defaults={"source": row.source, "control_number": row.control_number, "gone_at": at}
    )


def unhide(record_id: int) -> None:
    """Take back that a record is gone (inside the caller's write)."""
    RecordGone.objects.filter(record_id=record_id).delete()


def _standing(wanted: Wanted) -> QuerySet[BibRecord]:
    found = _spanned(BibRecord.shown.all(), "changed_at", wanted)
    if wanted.list_ids is not None:
        found = found.filter(pk__in=ShelfTitle.objects.filter(shelf_id__in=wanted.list_ids).values("record_id"))
    if wanted.site_ids is None:
        return found  # type: ignore[no-any-return]
    held = Item.objects.filter(record=OuterRef("pk"), home_site_id__in=wanted.site_ids).exclude(state="withdrawn")
    return found.filter(Exists(held))  # type: ignore[no-any-return]


def _spanned(found: Any, column: str, wanted: Wanted) -> Any:
    if wanted.since is not None:
        found = found.filter(**{f"{column}__gte": wanted.since})
    return found.filter(**{f"{column}__lt": wanted.until}) if wanted.until is not None else found


def _page(found: Any, column: str, after: After | None, limit: int) -> list[After]:
    """Return the next (instant, id): first the rest of the same instant, then the later ones; both use the index."""
    some: list[After] = []
    if after is not None:
        same = found.filter(**{column: after[0]}, pk__gt=after[1]).order_by("pk")
        some = list(same.values_list(column, "pk")[:limit])
        found = found.filter(**{f"{column}__gt": after[0]})
    if len(some) < limit:
        some += found.order_by(column, "pk").values_list(column, "pk")[: limit - len(some)]
    return some


def _gone(one: RecordGone) -> GoneValue:
    return GoneValue(one.pk, one.record_id, one.gone_at, one.into_id)
