"""The states of an item and its moves."""

from __future__ import annotations

from enum import StrEnum


class ItemState(StrEnum):
    """Where an item is in its life."""

    IN_STOCK = "in-stock"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"


class ItemMove(StrEnum):
    """What can be done with an item."""

    WITHDRAW = "withdraw"
    MISS = "miss"
    FIND = "find"


MOVES: dict[tuple[ItemState, ItemMove], ItemState] = {
    (ItemState.IN_STOCK, ItemMove.WITHDRAW): ItemState.WITHDRAWN,
    (ItemState.IN_STOCK, ItemMove.MISS): ItemState.MISSING,
    (ItemState.MISSING, ItemMove.FIND): ItemState.IN_STOCK,
    (ItemState.MISSING, ItemMove.WITHDRAW): ItemState.WITHDRAWN,
}


def after(state: ItemState, move: ItemMove) -> ItemState | None:
    """Return the state after a move, or None when the move is not possible."""
    return MOVES.get((state, move))
