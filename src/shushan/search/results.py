"""How found things are shown: each room gives the cards of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shushan.ui.components import Component


@dataclass(frozen=True, slots=True)
class Shower:
    """How a kind is shown: a card for each id, the address of its page, and (for type-ahead) its title."""

    cards: Callable[[Sequence[int]], dict[int, Component]]
    address: Callable[[int], str]
    names: Callable[[Sequence[int]], dict[int, str]] | None = None


_showers: dict[str, Shower] = {}


def register_shower(kind: str, shower: Shower) -> None:
    """Say how the found things of a kind are shown."""
    _showers[kind] = shower


def shower(kind: str) -> Shower | None:
    """Return how a kind is shown."""
    return _showers.get(kind)
