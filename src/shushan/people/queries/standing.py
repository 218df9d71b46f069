"""How every card stands, without names: for desks that must go on while the server is away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import Length, Substr

from shushan.people.models import Card

MOST_SHAPES = 40
SLICE = 5000


@dataclass(frozen=True, slots=True)
class CardStanding:
    """A card with what decides whether it may borrow; no name."""

    number: str
    state: str
    expires_on: date | None
    reader_id: int
    category: str
    is_frozen: bool


def cards_standing() -> Iterator[CardStanding]:
    """Yield every card, in one query."""
    columns = ("number", "state", "expires_on", "reader_id", "reader__category", "reader__frozen_at")
    for number, state, expires_on, reader_id, category, frozen_at in Card.objects.values_list(*columns).iterator(SLICE):
        yield CardStanding(number, state, expires_on, reader_id, category, frozen_at is not None)


def shapes_of_cards() -> tuple[str, ...]:
    """Return the commonest shapes of card numbers: length and first two characters, as one text."""
    rows = Card.objects.values_list(Length("number"), Substr("number", 1, 2)).annotate(n=Count("pk"))
    return tuple(f"{size}{begin}" for size, begin, _n in rows.order_by("-n")[:MOST_SHAPES])
