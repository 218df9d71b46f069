"""What others see of the dues. Money in integer fen; a month is its first day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from shushan.dues.policy import Standing
from shushan.kernel.verbs import Act


class DuesAct(Act):
    """What may be granted in this room."""

    SEE_OVERVIEW = "dues.see-overview"  # how many paid and how many are behind, by branch; nobody by name
    SEE = "dues.see-dues"  # names and amounts; every look is recorded
    FIX = "dues.fix-amounts"
    COLLECT = "dues.collect"  # the posts of secretary and organisation committee member may, at their own branch
    REVERSE = "dues.reverse-payment"
    PUBLISH = "dues.publish"


class Way(StrEnum):
    """How the money was handed over."""

    CASH = "cash"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class AmountLine:
    """What a member's monthly dues are from a month of a year on; ``is_change``: not fixed at the year's beginning."""

    member_id: int
    since: date
    fen: int
    is_change: bool
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Debtor:
    """Somebody who is due for a month, at which branch, by which day. ``is_first``: the month of their acceptance."""

    member_id: int
    person_id: int
    name: str
    unit_id: int
    due_on: date
    is_first: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A member's dues of one month. ``full_on`` is the day on which they were whole; ``parts``: shares ever taken."""

    id: int
    member_id: int
    person_id: int
    name: str
    unit_id: int
    month: date
    fen: int
    due_on: date
    is_first: bool
    paid_fen: int = 0
    parts: int = 0
    full_on: date | None = None

    @property
    def open_fen(self) -> int:
        """What is still to be paid."""
        return self.fen - self.paid_fen

    @property
    def is_paid(self) -> bool:
        """Whether the month is paid in full."""
        return self.full_on is not None


@dataclass(frozen=True, slots=True)
class Handed:
    """Money that one member hands over: fen by month; None: whatever that month still owes."""

    member_id: int
    months: Mapping[date, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment with what of it went to which month. ``reversed_at`` None: it stands."""

    id: int
    unit_id: int
    member_id: int
    person_id: int
    name: str
    fen: int
    taken_on: date
    way: Way
    note: str
    taken_by: str
    taken_at: datetime
    shares: tuple[tuple[date, int], ...]
    reversed_at: datetime | None = None
    reversed_by: str = ""
    reversed_why: str = ""

    @property
    def number(self) -> str:
        """The receipt's number."""
        return f"DF{self.taken_on.year}-{self.id:06d}"


@dataclass(frozen=True, slots=True)
class Behind:
    """A member with months unpaid whose month is over. ``run``: the most months on end; ``last_day`` to pay the oldest."""

    member_id: int
    person_id: int
    name: str
    unit_id: int
    months: tuple[date, ...]
    fen: int
    run: int
    last_day: date
    standing: Standing


@dataclass(frozen=True, slots=True)
class UnitSum:
    """A branch's month in numbers: due, paid in full, without a fixed amount; behind, of them three months and six on end."""

    due: int = 0
    paid: int = 0
    without_amount: int = 0
    behind: int = 0
    three: int = 0
    six: int = 0


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One member on a publication: twelve marks, one a month (see ``policy.MARKS``). ``fen`` None: not published."""

    name: str
    marks: str
    due_months: int
    paid_months: int
    fen: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A publication: a branch's year as it stood on a day, through a month. ``total_fen`` is what the branch took."""

    id: int
    unit_id: int
    year: int
    revision: int
    through: date
    published_on: date
    by: str
    reason: str
    total_fen: int
    rows: tuple[SheetRow, ...] = ()
