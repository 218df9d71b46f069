"""Between what bounds the settings of this room may lie."""

from __future__ import annotations


def fen(value: int) -> bool:
    """Say whether an amount lies between nothing and 10,000 yuan."""
    return 0 <= value <= 1_000_000


def percent(value: int) -> bool:
    """Say whether a share lies between a half and tenfold."""
    return 50 <= value <= 1000


def days(value: int) -> bool:
    """Say whether a time lies between none and ten years."""
    return 0 <= value <= 3660


def few(value: int) -> bool:
    """Say whether a number lies between none and a hundred."""
    return 0 <= value <= 100
