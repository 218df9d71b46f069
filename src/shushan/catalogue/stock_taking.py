"""Stock-taking with a scanner: what is expected on a part of the shelves, what is found, misplaced and missing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from time import monotonic
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from shushan.catalogue import ports, shelving
from shushan.catalogue.models import Item, StockScan, StockTake
from shushan.catalogue.terms import CatalogueAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.search import public as search

SLICE = 500


class Verdict(StrEnum):
    """What a scan says."""

    FOUND = "found"  # expected here
    MISPLACED = "misplaced"  # belongs to another site or another part of the shelves
    LENT = "lent"  # on loan, and yet here
    WITHDRAWN = "withdrawn"  # no longer in the stock, and yet here
    UNKNOWN = "unknown"  # no item has this barcode


@dataclass(frozen=True, slots=True)
class TakeValue:
    """A stock-take."""

    id: int
    site_id: int
    since: str
    until: str
    begun_at: datetime
    begun_by: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A scan and what it says; ``elsewhere`` is the site to which the item belongs, when it is another one."""

    barcode: str
    verdict: Verdict
    title: str
    call_number: str
    scanned_at: datetime
    elsewhere: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How a stock-take stands: items expected in, scans by verdict, expected items that were not scanned."""

    expected: int
    scans: dict[Verdict, int]
    missing: int


@write()
def begin(*, actor: Actor, at: datetime, site_id: int, since: str = "", until: str = "") -> int:
    """Begin a stock-take of a site, from a call number to another (both inclusive, empty is open); return its id.

    :raises NotAllowed: :raises Invalid: the end stands before the beginning
    """
    actor.require(CatalogueAct.TAKE_STOCK, site_id=site_id)
    first = shelving.key(since) if since.strip() else ""
    last = shelving.class_beginning(until) if until.strip() else ""
    if first and last and last < first and not first.startswith(last):
        raise Invalid(_("终点在起点的左边"), field="until", remedy=_("请对调两个索书号"))
    made = StockTake.objects.create(
        site_id=site_id, since=since.strip(), until=until.strip(), since_key=first, until_key=last, begun_at=at,
        begun_by=actor.label,
    )  # fmt: skip
    return made.pk


@write()
def scan(*, actor: Actor, at: datetime, take_id: int, barcode: str) -> ScanLine:
    """Take what a scanner typed, under any input method. A second time it counts once; what was missing is found.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no barcode :raises Conflict: the stock-take is closed
    """
    take = _take(take_id)
    actor.require(CatalogueAct.TAKE_STOCK, site_id=take.site_id)
    if take.closed_at is not None:
        raise Conflict(_("这次清点已经结束"))
    code = "".join(unicodedata.normalize("NFKC", barcode[:200]).split()).strip("，。、,;'`")[:40]
    if not code:
        raise Invalid(_("请填写或扫描条码"), field="barcode")
    item = Item.objects.select_related("record").filter(barcode=code).first()
    verdict = _verdict(take, item)
    if item is not None and item.state == "missing":
        Item.objects.filter(pk=item.pk, state="missing").update(state="in-stock")
        search.changed("record", item.record_id, at=at)
        _last.pop((take.pk, take.begun_at), None)
    StockScan.objects.get_or_create(
        take=take, barcode=code, defaults={"item": item, "verdict": verdict, "scanned_at": at}
    )
    title, number = (item.record.title, item.call_number) if item else ("", "")
    return ScanLine(code, verdict, title, number, at, _elsewhere(item.site_id if item else None, take.site_id))


@write()
def close(*, actor: Actor, at: datetime, take_id: int) -> int:
    """End a stock-take: what was expected and not found becomes missing; return how many items that are.

    What is missing stays in the stock until it is withdrawn; a later scan finds it again.

    :raises NotAllowed: :raises NotFound: :raises Conflict: closed before
    """
    take = _take(take_id)
    actor.require(CatalogueAct.TAKE_STOCK, site_id=take.site_id)
    if not StockTake.objects.filter(pk=take_id, closed_at=None).update(closed_at=at):
        raise Conflict(_("这次清点已经结束"))
    missing = [(pk, record_id) for pk, record_id in _missing(take, "record_id")]  # as it was read before it was closed
    gone = [pk for pk, _record in missing]
    for n in range(0, len(gone), SLICE):
        Item.objects.filter(pk__in=gone[n : n + SLICE], state="in-stock").update(state="missing")
    search.changed_many("record", sorted({record_id for _pk, record_id in missing}), at=at)
    return len(gone)


def take(take_id: int) -> TakeValue:
    """Return a stock-take.

    :raises NotFound:
    """
    return _value(_take(take_id))


def takes(limit: int = 30) -> list[TakeValue]:
    """Return the stock-takes, newest first, in one query."""
    return [_value(one) for one in StockTake.objects.order_by("-pk")[:limit]]


def counts(take_id: int) -> Counts:
    """Return how a stock-take stands.

    Where counting what is still missing takes long (a whole site), it is not done after every scan: for a while it is
    reckoned from the last count and from what was found since, whatever was lent or came back meanwhile.
    """
    one = _take(take_id)
    scans = dict.fromkeys(Verdict, 0)
    for verdict, n in one.scans.values_list("verdict").annotate(n=Count("pk")).order_by():
        scans[Verdict(verdict)] = n
    missing = _counted(one, scans[Verdict.FOUND])
    return Counts(missing + scans[Verdict.FOUND], scans, missing)


MANY = 2000  # items still missing that are not counted anew after every scan
RESTED = 50  # times as long as counting took, the last count is reckoned with
_last: dict[tuple[int, datetime], tuple[float, float, int, int]] = {}  # take → when counted, how long, missing, found


def _counted(take: StockTake, found: int) -> int:
    key, begun = (take.pk, take.begun_at), monotonic()
    at, took, missing, found_then = _last.get(key, (0.0, 0.0, 0, 0))
    if take.closed_at is None and missing > MANY and begun - at < RESTED * took and 0 <= found - found_then <= missing:
        return missing - (found - found_then)
    missing = sum(1 for _row in _missing(take))
    if len(_last) > 100:
        _last.clear()
    _last[key] = (begun, monotonic() - begun, missing, found)
    return missing


def lines(take_id: int, verdict: Verdict | None = None, *, limit: int = 50) -> list[ScanLine]:
    """Return scans, the last first."""
    found = StockScan.objects.filter(take_id=take_id).order_by("-pk")
    found = found.filter(verdict=verdict) if verdict else found
    rows = found.values_list(
        "barcode", "verdict", "item__record__title", "item__call_number", "scanned_at", "item__site_id", "take__site_id"
    )[:limit]
    return [
        ScanLine(code, Verdict(v), title or "", number or "", at, _elsewhere(its, here))
        for code, v, title, number, at, its, here in rows
    ]


def _elsewhere(site_id: int | None, here: int) -> int | None:
    return site_id if site_id != here else None


def missing(take_id: int, *, limit: int = 10_000) -> list[tuple[str, str, str, str]]:
    """Return what is expected and was not scanned, in the order of the shelf: (barcode, title, call number, shelf)."""
    found = _missing(_take(take_id), "barcode", "record__title", "call_number", "shelf", is_in_order=True)
    return [(code, title, number, shelf) for _pk, code, title, number, shelf in islice(found, limit)]


def _verdict(take: StockTake, item: Item | None) -> Verdict:
    if item is None:
        return Verdict.UNKNOWN
    if item.state == "withdrawn":
        return Verdict.WITHDRAWN
    if ports.availability([item.pk])[item.pk].code == "out":
        return Verdict.LENT
    is_here = item.site_id == take.site_id and _expected(take, Item.objects.filter(pk=item.pk)).exists()
    return Verdict.FOUND if is_here else Verdict.MISPLACED


def _expected(take: StockTake, items: QuerySet[Item]) -> QuerySet[Item]:
    """Return which of these items should stand in this part of the shelves."""
    found = items.filter(site_id=take.site_id)
    if take.since_key:
        found = found.filter(shelf_key__gte=take.since_key)
    return found.filter(shelf_key__lt=take.until_key + "99") if take.until_key else found


def _missing(take: StockTake, *names: str, is_in_order: bool = False) -> Iterator[tuple[Any, ...]]:
    """Yield id and columns of what should be there, is not on loan, and was not scanned; read once, some hundred at a time.

    In the order of the shelf only when asked: it makes a whole site slow.
    """
    standing = _expected(take, Item.objects.filter(state="in-stock" if take.closed_at is None else "missing"))
    found = standing.exclude(pk__in=take.scans.exclude(item=None).values("item_id"))
    rows = iter(found.order_by(*("shelf_key", "pk") if is_in_order else ()).values_list("pk", *names).iterator(SLICE))
    while some := list(islice(rows, SLICE)):
        out = ports.availability([row[0] for row in some])
        yield from (row for row in some if out[row[0]].code != "out")


def _take(take_id: int) -> StockTake:
    found = StockTake.objects.filter(pk=take_id).first()
    if found is None:
        raise NotFound(_("没有这次清点"))
    return found


def _value(one: StockTake) -> TakeValue:
    return TakeValue(one.pk, one.site_id, one.since, one.until, one.begun_at, one.begun_by, one.closed_at)
