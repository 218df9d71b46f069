"""What other rooms hang into this one: blocks of my library, reasons against erasure, parts of what is kept.

Rooms above call these from their ``AppConfig.ready``; this room never imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from shushan.kernel.actor import Actor

Panel = Callable[[HttpRequest], Any]  # returns a shushan.ui component, or None when there is nothing to show
FamilyPanel = Callable[[HttpRequest, int], Any]  # the same about a child, by the child's reader id
Hindrance = Callable[[int, datetime], str]  # reader id, instant → why not yet, or an empty string


@dataclass(frozen=True, slots=True)
class Kept:
    """One part of what is kept about a reader: a heading, the reason for keeping it, and its rows."""

    code: str
    title: str
    why: str
    rows: tuple[Mapping[str, str | int | None], ...]


Keeper = Callable[[int, datetime], Kept]

_panels: dict[str, tuple[int, Panel]] = {}
_personal: set[str] = set()
_family_panels: dict[str, tuple[int, FamilyPanel]] = {}
_staff_panels: dict[str, tuple[int, FamilyPanel]] = {}
_links: dict[str, tuple[object, str, str]] = {}
_hindrances: dict[str, Hindrance] = {}
_keepers: dict[str, Keeper] = {}


def register_panel(order: int, panel: Panel) -> None:
    """Hang a block into the first page of my library; smaller orders stand higher."""
    _panels[f"{panel.__module__}.{panel.__qualname__}"] = (order, panel)


def panels(request: HttpRequest) -> Iterator[Any]:
    """Yield the blocks for this request, in their order, without empty ones."""
    for _order, panel in sorted(_panels.values(), key=lambda pair: pair[0]):
        drawn = panel(request)
        if drawn is not None:
            yield drawn


def register_personal_panel(order: int, panel: Panel) -> None:
    """Hang a block into the first page of my library that needs no card: colleagues without one see it there too."""
    register_panel(order, panel)
    _personal.add(f"{panel.__module__}.{panel.__qualname__}")


def personal_panels(request: HttpRequest) -> Iterator[Any]:
    """Yield the blocks of somebody without a card, in their order, without empty ones."""
    for name, (_order, panel) in sorted(_panels.items(), key=lambda pair: pair[1][0]):
        if name in _personal and (drawn := panel(request)) is not None:
            yield drawn


def register_family_panel(order: int, panel: FamilyPanel) -> None:
    """Hang a block into the page on which a guardian sees a child; who looks was checked by that page."""
    _family_panels[f"{panel.__module__}.{panel.__qualname__}"] = (order, panel)


def family_panels(request: HttpRequest, reader_id: int) -> Iterator[Any]:
    """Yield the blocks about a child for this request, in their order, without empty ones."""
    for _order, panel in sorted(_family_panels.values(), key=lambda pair: pair[0]):
        drawn = panel(request, reader_id)
        if drawn is not None:
            yield drawn


def register_staff_panel(order: int, panel: FamilyPanel) -> None:
    """Hang a block into the staff's page of a reader; it asks itself whether this actor may see it."""
    _staff_panels[f"{panel.__module__}.{panel.__qualname__}"] = (order, panel)


def staff_panels(request: HttpRequest, reader_id: int) -> Iterator[Any]:
    """Yield the blocks about a reader for this request, in their order, without empty ones."""
    for _order, panel in sorted(_staff_panels.values(), key=lambda pair: pair[0]):
        drawn = panel(request, reader_id)
        if drawn is not None:
            yield drawn


def register_reader_link(url_name: str, label: object, icon: str, verb: str) -> None:
    """Hang a link into the staff's page of a reader; the address takes the reader's id, ``verb`` at the home site."""
    _links[url_name] = (label, icon, verb)


def reader_links(actor: Actor, reader_id: int, site_id: int) -> list[tuple[str, object, str]]:
    """Return address, words and icon of each link that this actor may follow."""
    return [
        (reverse(name, args=[reader_id]), label, icon)
        for name, (label, icon, verb) in _links.items()
        if actor.may(verb, site_id=site_id)
    ]


def register_hindrance(hindrance: Hindrance) -> None:
    """Say why a reader may not be erased yet (open loans, debts)."""
    _hindrances[f"{hindrance.__module__}.{hindrance.__qualname__}"] = hindrance


def hindrances(reader_id: int, at: datetime) -> list[str]:
    """Return every reason against erasing this reader now."""
    return [why for hindrance in _hindrances.values() if (why := hindrance(reader_id, at))]


def register_keeper(keeper: Keeper) -> None:
    """Say what another room keeps about a reader, for the privacy page and the export."""
    _keepers[f"{keeper.__module__}.{keeper.__qualname__}"] = keeper


def kept_elsewhere(reader_id: int, at: datetime) -> list[Kept]:
    """Return what other rooms keep about a reader."""
    return [keeper(reader_id, at) for keeper in _keepers.values()]
