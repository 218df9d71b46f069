"""One line of each report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shushan.catalogue import public as catalogue


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A copy that is not where it should be.

    ``loan_id``: the last loan when a reader declared it lost (``since`` is then that moment), None when it was missed on
    the shelf. ``left_fen`` is still owed for it, ``paid_fen`` was paid.
    """

    item: catalogue.ItemValue
    loan_id: int | None
    since: datetime | None
    left_fen: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class DeskSum:
    """What was taken and handed out at a site, in fen; ``actor`` and ``on`` are empty where it was not asked by them.

    ``into`` and ``out``: by method, cash, card machine, WeChat Pay, Alipay, bank transfer. Deposits count; change and handing in do not.
    """

    site_id: int
    actor: str
    on: date | None
    count: int
    into: tuple[int, ...]
    out: tuple[int, ...]
    waived_fen: int

    @property
    def net_fen(self) -> int:
        """What stayed."""
        return sum(self.into) - sum(self.out)


@dataclass(frozen=True, slots=True)
class TopTitle:
    """How often a title was lent and renewed in a period. ``copies`` are in the stock now, ``waiting`` wait for it."""

    rank: int
    record: catalogue.RecordLine
    loans: int
    renewals: int
    copies: int
    waiting: int


@dataclass(frozen=True, slots=True)
class IdleLine:
    """A copy in the stock that was not lent since a day. ``last_at`` None: never while this library keeps count."""

    row: catalogue.ItemRow
    last_at: datetime | None
    times: int
