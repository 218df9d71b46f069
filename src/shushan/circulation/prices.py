"""What costs how much today: lateness, loss, damage, a new card, deposits. Computed from rules and settings, never typed.

The same functions count here as at the act itself (``rules.overdue``, ``money.policy``), so the page cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from shushan.circulation.money.options import OWING_ALLOWED, OWING_STOPS_HOLDS
from shushan.circulation.money.policy import replacement_price
from shushan.circulation.rules import telling
from shushan.circulation.rules.overdue import Lateness, lateness
from shushan.circulation.rules.policy import DepositBy, Row, Scope, Terms, Unit
from shushan.circulation.rules.queries import table
from shushan.circulation.troubles.options import CARD_FEE, KEEP_PROCESSING, LOST_PERCENT, LOST_PRICE, PROCESSING
from shushan.options import public as options
from shushan.options.public import Option

LATE_BY: Final = (1, 7, 30)  # days late (hours, for loans of hours) of the examples
EXAMPLE_FEN: Final = 4500  # the price of the example's book
_DUE: Final = datetime(2020, 6, 1, 15, 59, 59, tzinfo=UTC)  # any day: open days and zone play no part in the examples


@dataclass(frozen=True, slots=True)
class LatePrice:
    """What being late costs under rows that say the same: of whom and what they speak, a sentence, three examples."""

    scopes: tuple[Scope, ...]
    sentence: str
    is_hours: bool
    examples: tuple[tuple[int, Lateness | None], ...]


@dataclass(frozen=True, slots=True)
class DepositPrice:
    """A deposit: for which scope, and how much (None: as much as the items out are worth)."""

    scope: Scope
    fen: int | None


@dataclass(frozen=True, slots=True)
class Prices:
    """All prices of an instant, in fen. ``example_lost_fen``: what a book of ``EXAMPLE_FEN`` costs when it is lost."""

    late: tuple[LatePrice, ...]
    lost_percent: int
    lost_unknown_fen: int
    processing_fen: int
    keeps_processing: bool
    example_lost_fen: int
    card_fen: int
    deposits: tuple[DepositPrice, ...]
    owing_allowed_fen: int
    owing_stops_holds: bool


def prices(*, at: datetime) -> Prices:
    """Return what everything costs at an instant, in two queries."""
    rows = table().at(at)
    asked: list[Option[Any]] = [
        LOST_PERCENT,
        LOST_PRICE,
        PROCESSING,
        KEEP_PROCESSING,
        CARD_FEE,
        OWING_ALLOWED,
        OWING_STOPS_HOLDS,
    ]
    said = options.get_many(asked, at=at)
    percent, unknown = int(said[LOST_PERCENT.code]), int(said[LOST_PRICE.code])
    processing = int(said[PROCESSING.code])
    return Prices(
        late=_late(rows),
        lost_percent=percent,
        lost_unknown_fen=unknown,
        processing_fen=processing,
        keeps_processing=bool(said[KEEP_PROCESSING.code]),
        example_lost_fen=replacement_price(EXAMPLE_FEN, percent=percent, otherwise_fen=unknown) + processing,
        card_fen=int(said[CARD_FEE.code]),
        deposits=tuple(
            DepositPrice(row.scope, row.terms.deposit_fen if row.terms.deposit is DepositBy.FIXED else None)
            for row in rows
            if row.terms.deposit is not DepositBy.NONE
        ),
        owing_allowed_fen=int(said[OWING_ALLOWED.code]),
        owing_stops_holds=bool(said[OWING_STOPS_HOLDS.code]),
    )


def _late(rows: Sequence[Row]) -> tuple[LatePrice, ...]:
    """Return the rows' prices of being late, those that say the same together, the widest first."""
    same: dict[tuple[str, bool], list[Row]] = {}
    for row in reversed(rows):
        same.setdefault((telling.late(row.terms), _is_hours(row.terms)), []).append(row)
    return tuple(
        LatePrice(tuple(row.scope for row in found), sentence, is_hours, _examples(found[0].terms, is_hours))
        for (sentence, is_hours), found in same.items()
    )


def _examples(terms: Terms, is_hours: bool) -> tuple[tuple[int, Lateness | None], ...]:
    each = timedelta(hours=1) if is_hours else timedelta(days=1)
    return tuple(
        (n, lateness(terms, _DUE, _DUE + n * each, zone=UTC, is_open_day=lambda _day: True, price_fen=EXAMPLE_FEN))
        for n in LATE_BY
    )


def _is_hours(terms: Terms) -> bool:
    return terms.loan_unit is Unit.HOURS and not terms.on_site
