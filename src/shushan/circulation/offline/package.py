"""What a desk takes along for the time when the server is away: rules, and who or what may not.

Minimal personal data: no name and no number, only digests of card numbers under a key of this package, each with a
category, one mark and the free places. Digests of copies that must not go out, and the shapes of numbers, by which a
barcode is told from a card. Whoever copies the whole package can try card numbers one by one; so it is thrown away at
sign-out and after a day.
"""

from __future__ import annotations

import hmac
import struct
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from secrets import token_bytes
from typing import Final

from django.db.models import Count, Min, Sum

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.models import Hold
from shushan.circulation.models import Charge, Loan
from shushan.circulation.money.options import OWING_ALLOWED
from shushan.circulation.offline import dues
from shushan.circulation.rules.holding import rules_for
from shushan.circulation.states import LoanState
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.public import CardState, ReaderCategory

DIGEST: Final = 8  # bytes of a digest
MOST_PLACES: Final = 99


class Mark(IntEnum):
    """What stands against a reader, the gravest; the page knows the same numbers."""

    NONE = 0
    NEVER = 1  # lost, replaced or withdrawn card: nobody sets that aside
    FROZEN = 2
    EXPIRED = 3
    NOT_VERIFIED = 4
    OVERDUE = 5
    OWES = 6


class ItemMark(IntEnum):
    """What stands against lending a copy."""

    NOT_IN_STOCK = 1
    KEPT = 2  # it waits for a reader


@dataclass(frozen=True, slots=True)
class CategoryRules:
    """What a category may: how many at once."""

    most: int


@dataclass(frozen=True, slots=True)
class Package:
    """All of it. ``cards``: records of 10 bytes (digest, category and mark, free places), sorted; ``items``: of 10 bytes
    (digest, mark, group of due days), sorted; both base64. ``key`` is the key of the digests, hexadecimal. ``dues``: the
    due days of each group, 0 that of every copy that is not named; ``left_out``: copies that should have been named and
    were too many.
    """

    made_at: datetime
    first_day: date
    key: str
    categories: tuple[CategoryRules, ...]
    dues: tuple[dues.Days, ...]
    left_out: int
    cards: str
    items: str
    card_shapes: tuple[str, ...]
    item_shapes: tuple[str, ...]


def package(*, site_id: int, at: datetime) -> Package:
    """Return what a desk at a site takes along, in a fixed number of queries."""
    key = token_bytes(32)
    rules = {category: CategoryRules(rules_for(category, at=at).most_items) for category in ReaderCategory}
    found = dues.groups(site_id=site_id, at=at)
    return Package(
        made_at=at,
        first_day=ledger.local_day(at),
        key=key.hex(),
        categories=tuple(rules.values()),
        dues=found.days,
        left_out=found.left_out,
        cards=_packed(_cards(key, rules, at)),
        items=_packed(_items(key, found.special)),
        card_shapes=people.shapes_of_cards(),
        item_shapes=catalogue.shapes_of_barcodes(),
    )


def digest(key: bytes, number: str) -> bytes:
    """Return the digest of a number as the page computes it: HMAC-SHA-256, its first eight bytes."""
    return hmac.digest(key, number.encode(), "sha256")[:DIGEST]


def _cards(key: bytes, rules: dict[ReaderCategory, CategoryRules], at: datetime) -> Iterable[bytes]:
    """Yield a record for every card."""
    today, numbers = ledger.local_day(at), {category.value: n for n, category in enumerate(ReaderCategory)}
    held = _held()
    owing, allowed = _owing(), options.get(OWING_ALLOWED, at=at)
    late_allowed = {c.value: rules_for(c, at=at).terms.overdue_allowed for c in ReaderCategory}
    most = {category.value: found.most for category, found in rules.items()}
    for card in people.cards_standing():
        count, oldest = held.get(card.reader_id, (0, None))
        mark = _of_card(card, today)
        if mark is Mark.NONE and oldest and (today - ledger.local_day(oldest)).days > late_allowed[card.category]:
            mark = Mark.OVERDUE
        elif mark is Mark.NONE and owing.get(card.reader_id, 0) > allowed:
            mark = Mark.OWES
        free = min(MOST_PLACES, max(0, most[card.category] - count))
        yield digest(key, card.number) + struct.pack("BB", numbers[card.category] << 4 | mark, free)


def _of_card(card: people.CardStanding, today: date) -> Mark:
    """Return what stands against a reader by the card alone."""
    if card.state == CardState.PENDING:
        return Mark.NOT_VERIFIED
    if card.state != CardState.ACTIVE:
        return Mark.NEVER
    if card.is_frozen:
        return Mark.FROZEN
    return Mark.EXPIRED if card.expires_on is not None and card.expires_on < today else Mark.NONE


def _held() -> dict[int, tuple[int, datetime | None]]:
    rows = Loan.objects.filter(state=LoanState.OUT, reader__isnull=False).values_list("reader_id")
    return {reader: (count, due) for reader, count, due in rows.annotate(Count("pk"), Min("due_at"))}


def _owing() -> dict[int, int]:
    rows = Charge.objects.filter(left_fen__gt=0, reader__isnull=False).values_list("reader_id")
    return dict(rows.annotate(Sum("left_fen")))


def _items(key: bytes, special: dict[catalogue.CopyKind, int]) -> Iterable[bytes]:
    """Yield a record for every copy that must not go out, or has due days of its own."""
    said = {barcode: (0, group) for barcode, group in catalogue.barcodes_of_kinds(special)}
    kept = Hold.objects.filter(state__in=["travelling", "ready"], copy__isnull=False)
    for barcode in kept.values_list("copy__barcode", flat=True).iterator(chunk_size=5000):
        said[barcode] = (ItemMark.KEPT, said.get(barcode, (0, 0))[1])
    for barcode in catalogue.barcodes_not_in_stock():
        said[barcode] = (ItemMark.NOT_IN_STOCK, 0)
    for barcode, (mark, group) in said.items():
        yield digest(key, barcode) + bytes([mark, group])


def _packed(records: Iterable[bytes]) -> str:
    return b64encode(b"".join(sorted(records))).decode()
