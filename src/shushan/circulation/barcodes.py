"""Numbers for test clients: barcodes of items and numbers of cards, those that can be lent now where asked.

Free is what no rule stands against: an item on its shelf that nobody waits for and that an adult may take home without a
deposit; a reader with a good card, nothing out, not frozen, and not owing more than is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.queries import count_queues, spoken_for
from shushan.circulation.models import Loan
from shushan.circulation.money.queries import owed_by_each, owing_allowed
from shushan.circulation.policy import Rules
from shushan.circulation.rules.holding import case_of, rules_of
from shushan.circulation.rules.policy import DepositBy
from shushan.circulation.states import LoanState
from shushan.ledger import public as ledger
from shushan.people import public as people

SLICE = 500


def barcodes_of_items(*, at: datetime, is_free: bool = False, limit: int = 20) -> list[str]:
    """Return barcodes of items in the order in which they were added; free ones stand on the shelf and may be lent."""
    return list(islice(_items(at, is_free), limit))


def numbers_of_readers(*, at: datetime, is_free: bool = False, limit: int = 20) -> list[str]:
    """Return card numbers in the order in which the readers came; free ones may borrow and hold nothing."""
    return list(islice(_cards(at, is_free), limit))


def _items(at: datetime, is_free: bool) -> Iterator[str]:
    for ids in _ids("item", is_free):
        items = catalogue.items(ids)
        free = _free(items, at) if is_free else set(items)
        yield from (item.barcode for number, item in items.items() if number in free)


def _free(items: Mapping[int, catalogue.ItemValue], at: datetime) -> set[int]:
    """Return which items an adult could take home now: by their state, by whoever waits, by the table of rules."""
    promised, queues = spoken_for(list(items)), count_queues({item.record_id for item in items.values()})
    lent_by = cache(lambda case: _takes_home(rules_of(case, at=at)))
    return {
        number
        for number, item in items.items()
        if item.state is catalogue.ItemState.IN_STOCK
        and number not in promised
        and item.record_id not in queues
        and lent_by(case_of(people.ReaderCategory.ADULT, item))
    }


def _takes_home(rules: Rules) -> bool:
    terms = rules.terms
    return not terms.on_site and terms.deposit is DepositBy.NONE and all(limit.most > 0 for limit in rules.limits)


def _cards(at: datetime, is_free: bool) -> Iterator[str]:
    day, allowed = ledger.local_day(at), owing_allowed(at=at)
    for ids in _ids("reader", is_free):
        owed = owed_by_each(ids) if is_free else {}
        for reader in people.readers(ids, at=at).values():
            is_good = reader.has_good_card(day) and not reader.is_frozen and owed.get(reader.id, 0) <= allowed
            if reader.card_number and (is_good or not is_free):
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
