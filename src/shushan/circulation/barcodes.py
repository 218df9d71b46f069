"""Numbers for test clients: barcodes of items and numbers of cards, those that can be lent now where asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from shushan.catalogue import public as catalogue
from shushan.circulation.models import Loan
from shushan.circulation.states import LoanState
from shushan.ledger import public as ledger
from shushan.people import public as people

SLICE = 500


def barcodes_of_items(*, at: datetime, is_free: bool = False, limit: int = 20) -> list[str]:
    """Return barcodes of items in the order in which they were added; free ones stand on the shelf."""
    return list(islice(_items(is_free), limit))


def numbers_of_readers(*, at: datetime, is_free: bool = False, limit: int = 20) -> list[str]:
    """Return card numbers in the order in which the readers came; free ones may borrow and hold nothing."""
    return list(islice(_cards(at, is_free), limit))


def _items(is_free: bool) -> Iterator[str]:
    for ids in _ids("item", is_free):
        for item in catalogue.items(ids).values():
            if not is_free or item.state is catalogue.ItemState.IN_STOCK:
                yield item.barcode


def _cards(at: datetime, is_free: bool) -> Iterator[str]:
    day = ledger.local_day(at)
    for ids in _ids("reader", is_free):
        for reader in people.readers(ids, at=at).values():
            if reader.card_number and (not is_free or (reader.has_good_card(day) and not reader.is_frozen)):
                yield reader.card_number


def _ids(what: str, is_free: bool) -> Iterator[list[int]]:
    """Yield slices of ids of the things that loans point at; free ones are in no open loan."""
    model: Any = Loan._meta.get_field(what).related_model
    last = 0
    while True:
        found = model.objects.filter(pk__gt=last).order_by("pk")
        if is_free:
            out = Loan.objects.filter(state=LoanState.OUT).exclude(**{what: None}).values(what)
            found = found.exclude(pk__in=out)
        ids = list(found.values_list("pk", flat=True)[:SLICE])
        if not ids:
            return
        yield ids
        last = ids[-1]
