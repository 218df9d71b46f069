"""What this room asks of rooms above it: how rows follow a merged reader, whether the cause of a freeze still stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

Moved: TypeAlias = dict[str, list[int]]


class Mover(Protocol):
    """What another room keeps about readers, and how it goes over from one to the other.

    All three run inside the merge's own transaction: a refusal of one room leaves everything as it was.
    """

    def count(self, reader_id: int) -> Sequence[tuple[object, int]]:
        """Return what there is of one reader, in words and numbers, for the page that asks first."""
        ...

    def move(self, *, gone_id: int, kept_id: int) -> Moved:
        """Give everything of one reader to the other; return what moved, to be kept until it can no longer be undone.

        :raises Refused: the two hold what one reader may not hold twice.
        """
        ...

    def move_back(self, moved: Moved, *, gone_id: int, kept_id: int) -> None:
        """Give back what moved and still belongs to the one who stayed."""
        ...


Cause = Callable[[set[int], datetime], set[int]]  # reader ids → those for whom the cause still stands

_causes: dict[str, Cause] = {}
_movers: dict[str, Mover] = {}


def register_mover(code: str, mover: Mover) -> None:
    """Say how another room's rows follow a reader who is merged with another."""
    _movers[code] = mover


def movers() -> dict[str, Mover]:
    """Return every room that has something to move, by its name."""
    return dict(_movers)


def register_cause(code: str, still: Cause) -> None:
    """Say for whom the cause of a freeze (``FreezeCause``) still stands, asked for many readers at once."""
    _causes[code] = still


def still_standing(code: str, reader_ids: set[int], at: datetime) -> set[int]:
    """Return those for whom a cause still stands; everybody where no room answers."""
    still = _causes.get(code)
    if still is None or not reader_ids:
        return reader_ids
    return still(reader_ids, at)
