"""The pick list: which copy is to be taken from its shelf now, for which hold. Computed when asked for, never kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from shushan.catalogue import public as catalogue
from shushan.circulation.holds import policy, queries
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.options import LOCAL_FIRST
from shushan.circulation.holds.policy import Copy, Want
from shushan.circulation.holds.queries import ORDER
from shushan.circulation.holds.states import HoldState
from shushan.circulation.holds.terms import Pick
from shushan.circulation.queries import availability
from shushan.circulation.rules.holding import may_wait
from shushan.circulation.rules.policy import Row
from shushan.circulation.rules.queries import table
from shushan.options import public as options
from shushan.people.public import ReaderCategory

MOST: Final = 500  # lines of one list; a morning's walk is shorter


def pick_list(site_ids: Iterable[int] | None, *, at: datetime) -> list[Pick]:
    """Return the copies to be taken from the shelves of sites (None: all), in shelf order, one line a copy.

    Available copies only: in stock, not out, not on the way, not on a pick-up shelf. Every site computes the same
    whole, so that two sites never walk for one hold.
    """
    wanted = set(site_ids) if site_ids is not None else None
    found = _allotted(list(queries.waiting_records()[: 10 * MOST]), at)
    pairs = [(row, item) for row, item in found if wanted is None or item.site_id in wanted]
    return [_pick(row, item) for row, item in sorted(pairs, key=_by_shelf)][:MOST]


def serves_everybody(record_id: int, *, at: datetime) -> bool:
    """Say whether everybody who waits for a title can have a copy from the shelves now."""
    waiting = Hold.objects.filter(record_id=record_id, state=HoldState.WAITING).count()
    return len(_allotted([record_id], at)) == waiting


def _allotted(record_ids: list[int], at: datetime) -> list[tuple[Hold, catalogue.ItemValue]]:
    """Return which free copy is for which waiting hold, over every site."""
    free, local_first, rows = _free(record_ids), options.get(LOCAL_FIRST, at=at), table().at(at)
    pairs: list[tuple[Hold, catalogue.ItemValue]] = []
    for record_id, queue in _queues(free).items():
        by_id = {one.id: one for one in free[record_id]}
        copies = [
            Copy(one.id, one.record_id, one.call_number, one.site_id, only_for=_only_for(rows, one))
            for one in by_id.values()
        ]
        for want, copy in policy.allot([_want(row) for row in queue], copies, local_first=local_first):
            pairs.append((next(row for row in queue if row.pk == want.hold_id), by_id[copy.item_id]))
    return pairs


def _free(record_ids: list[int]) -> dict[int, list[catalogue.ItemValue]]:
    """Return the copies that can be taken from their shelves, by title."""
    items = [one for one in catalogue.items_of_records(record_ids) if one.state is catalogue.ItemState.IN_STOCK]
    taken = availability([one.id for one in items])
    free: dict[int, list[catalogue.ItemValue]] = {}
    for one in items:
        if one.id not in taken:
            free.setdefault(one.record_id, []).append(one)
    return free


def _only_for(rows: Sequence[Row], item: catalogue.ItemValue) -> frozenset[str] | None:
    """Return the categories whose readers may wait for a copy by the rules, None for all of them."""
    may = frozenset(str(one) for one in ReaderCategory if may_wait(rows, one, item))
    return None if len(may) == len(ReaderCategory) else may


def _queues(free: dict[int, list[catalogue.ItemValue]]) -> dict[int, list[Hold]]:
    """Return the heads of the queues by title, in one query: of each kind of hold so many as could be served at all."""
    most = max((len(items) for items in free.values()), default=0)
    number = Window(RowNumber(), partition_by=["record_id", "volume", "item_id", "pickup_site_id"], order_by=[*ORDER])
    waiting = Hold.objects.filter(record_id__in=list(free), state=HoldState.WAITING).annotate(
        number=number, category=F("reader__category")
    )
    heads: dict[int, list[Hold]] = {}
    for row in waiting.filter(number__lte=most).order_by("record_id", *ORDER):
        heads.setdefault(row.record_id, []).append(row)
    return heads


def _want(row: Hold) -> Want:
    category = getattr(row, "category", "")
    return Want(row.pk, row.record_id, row.volume, row.item_id, row.pickup_site_id, category)


def _by_shelf(pair: tuple[Hold, catalogue.ItemValue]) -> tuple[int, str, str, str]:
    item = pair[1]
    return item.site_id, item.shelf, item.call_number, item.barcode


def _pick(row: Hold, item: catalogue.ItemValue) -> Pick:
    return Pick(
        queries.value(row), item.id, item.title, item.author, item.barcode, item.call_number, item.shelf, item.site_id
    )
