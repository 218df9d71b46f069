"""Words of money that others see. Every amount is an integer of fen (分), never a float."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class ChargeKind(StrEnum):
    """What a reader owes for; income is kept apart by it."""

    OVERDUE = "overdue"
    LOST = "lost"
    PROCESSING = "processing"
    DAMAGE = "damage"
    CARD = "card"
    OTHER = "other"


class Method(StrEnum):
    """How money changes hands. The value is also the account it lies in."""

    CASH = "cash"
    POS = "pos"  # a bank card at the desk's own machine
    WECHAT = "wechat"
    ALIPAY = "alipay"
    TRANSFER = "transfer"  # by the bank, from the library's account: deposits that go back in bulk


AT_DESK: Final = (Method.CASH, Method.POS)  # what a desk may say it took; the others only a provider can say


class Account(StrEnum):
    """The accounts that are no method and no income (those are ``income-`` and the kind of charge)."""

    RECEIVABLE = "receivable"
    DEPOSITS = "deposits"
    WAIVED = "waived"
    SAFE = "safe"  # cash handed in, or taken out as change for the till
    DIFFERENCE = "difference"  # cash found or missing at a closing


def income(kind: ChargeKind) -> str:
    """Return the account of income of a kind of charge."""
    return f"income-{kind}"


ACCOUNTS: Final = (*Method, *Account, *(income(kind) for kind in ChargeKind))


class ReceiptKind(StrEnum):
    """What a receipt is for; the last three hand money out."""

    PAYMENT = "payment"
    DEPOSIT = "deposit"
    REFUND = "refund"
    DEPOSIT_BACK = "deposit-back"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class ChargeValue:
    """A charge. ``left_fen`` is still owed, ``credit_fen`` was paid and is to be given back."""

    id: int
    reader_id: int | None
    kind: ChargeKind
    amount_fen: int
    left_fen: int
    credit_fen: int
    site_id: int
    loan_id: int | None
    item_id: int | None
    made_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A charge with the title it is about, empty where it is about none."""

    charge: ChargeValue
    title: str
    barcode: str


@dataclass(frozen=True, slots=True)
class BookLine:
    """One entry of the cash book: an amount taken from the account ``credit`` and put on the account ``debit``."""

    id: int
    at: datetime
    site_id: int
    debit: str
    credit: str
    amount_fen: int
    charge_id: int | None
    kind: str
    note: str
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class ReceiptValue:
    """A receipt. ``code`` is what is printed: site, year and number; ``total_fen`` is never negative."""

    id: int
    site_id: int
    code: str
    kind: ReceiptKind
    method: Method
    total_fen: int
    at: datetime
    actor_name: str
    reader_id: int | None
    corrects_id: int | None
    was_reversed: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands between a reader and the library, in fen."""

    owed_fen: int
    credit_fen: int
    deposit_fen: int
