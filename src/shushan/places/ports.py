"""What the rooms above say of a closure: how much falls into its days, and what was moved because of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

Counts: TypeAlias = list[tuple[object, int]]
Falling: TypeAlias = Callable[[int, date, date | None], Counts]
Moved: TypeAlias = Callable[[Sequence[int]], dict[int, Counts]]
_falling: list[Falling] = []
_moved: list[Moved] = []


def register_falling(falling: Falling) -> None:
    """Say how much falls into days of a site, ``[since, until)``, as words with numbers."""
    if falling not in _falling:
        _falling.append(falling)


def register_moved(moved: Moved) -> None:
    """Say what was moved because of closures: closure id → words with numbers."""
    if moved not in _moved:
        _moved.append(moved)


def falling(site_id: int, since: date, until: date | None) -> Counts:
    """Return what falls into days of a site."""
    return [pair for ask in _falling for pair in ask(site_id, since, until)]


def moved(closure_ids: Sequence[int]) -> dict[int, Counts]:
    """Return what was moved because of closures."""
    found: dict[int, Counts] = {n: [] for n in closure_ids}
    for ask in _moved:
        for closure_id, counts in ask(closure_ids).items():
            found.setdefault(closure_id, []).extend(counts)
    return found
