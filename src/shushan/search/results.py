"""How found things are shown: each room gives the cards of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from shushan.ui.components import Component


@dataclass(frozen=True, slots=True)
class Shower:
    """How a kind is shown: a card for each id, the address of its page, and (for type-ahead) its title.

    ``works`` says which ids are the same work: of those that fit equally a list shows the first one only.
    """

    cards: Callable[[Sequence[int]], dict[int, Component]]
    address: Callable[[int], str]
    names: Callable[[Sequence[int]], dict[int, str]] | None = None
    works: Callable[[Sequence[int]], dict[int, int]] | None = None


def address_of(kind: str, ref: int) -> str:
    """Return the page of a found thing, the first page where its kind has none."""
    show = shower(kind)
    return show.address(ref) if show else "/"


Tool = Callable[[HttpRequest, str], Any]  # request, query of the results → a shushan.ui component, or None

_showers: dict[str, Shower] = {}
_tools: dict[str, Tool] = {}


def register_shower(kind: str, shower: Shower) -> None:
    """Say how the found things of a kind are shown."""
    _showers[kind] = shower


def shower(kind: str) -> Shower | None:
    """Return how a kind is shown."""
    return _showers.get(kind)


def register_tool(tool: Tool) -> None:
    """Hang something that can be done with a list of results (keep the search) above it."""
    _tools[f"{tool.__module__}.{tool.__qualname__}"] = tool


def tools(request: HttpRequest, query: str) -> list[Any]:
    """Return what can be done with these results by whoever looks at them."""
    return [drawn for tool in _tools.values() if (drawn := tool(request, query)) is not None]
