"""Rules of money: reading and writing amounts, sharing out a payment, prices. Pure; integers of fen only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MOST_FEN: Final = 10_000_000  # 100,000 yuan: more than this in one act is a slip of the finger
_TYPED: Final = re.compile(r"[¥]?(\d{1,7})(?:\.(\d{1,2}))?元?")


def fen_of(typed: str) -> int | None:
    """Return the amount that was typed in yuan (``12``, ``12.5``, ``¥１２．５０``), in fen; None when it is none."""
    text = unicodedata.normalize("NFKC", typed).replace(" ", "").replace(",", "").replace("。", ".").replace("￥", "¥")
    found = _TYPED.fullmatch(text)
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def yuan(fen: int) -> str:
    """Return an amount as it is written: ``12.50``, with the sign in front when it is below zero."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def allot(left: Sequence[tuple[int, int]], amount_fen: int) -> list[tuple[int, int]]:
    """Share a payment out over charges ``(id, left)`` in their order; return ``(id, part)``, no part being zero.

    :raises ValueError: there is more money than is owed, or none
    """
    if not 0 < amount_fen <= sum(owed for _id, owed in left):
        raise ValueError("an amount between one fen and what is owed")
    parts = []
    for charge_id, owed in left:
        part = min(owed, amount_fen)
        if part:
            parts.append((charge_id, part))
        amount_fen -= part
    return parts


def replacement_price(price_fen: int | None, *, percent: int, otherwise_fen: int) -> int:
    """Return what a lost item costs: its price times a factor in per cent, half a fen up; or the price for want of one."""
    if price_fen is None or price_fen <= 0:
        return otherwise_fen
    return int((Decimal(price_fen) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def counted(coins: Sequence[tuple[int, int]]) -> int:
    """Return what so many pieces of each denomination ``(fen, pieces)`` come to, in fen."""
    return sum(fen * pieces for fen, pieces in coins)


DENOMINATIONS: Final = (10000, 5000, 2000, 1000, 500, 100, 50, 10)  # 100 元 to 1 角; the fifth set of the renminbi
