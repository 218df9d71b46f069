"""What the catalogue needs from above: whether an item is out. Wired in config to ``circulation``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest

from shushan.catalogue.terms import Availability, CopyAsked, ItemValue, TargetValue


class Shelf(Protocol):
    """Knows which items are out."""

    def availability(self, item_ids: Sequence[int]) -> dict[int, Availability]:
        """Return what is known of items that are out; an item that is not named is in."""

    def lent_since(self, since: datetime) -> dict[int, int]:
        """Return how many loans began since an instant, by record; renewals do not count."""

    def last_lent(self, before: datetime) -> datetime | None:
        """Return when the last loan before an instant began."""


_shelf: list[Shelf] = []


def use(shelf: Shelf) -> None:
    """Wire the port (config does it once)."""
    _shelf[:] = [shelf]


def availability(item_ids: Sequence[int]) -> dict[int, Availability]:
    """Return the availability of items; nothing is out when nobody wired the port."""
    known = _shelf[0].availability(item_ids) if _shelf and item_ids else {}
    return {number: known.get(number, Availability("in")) for number in item_ids}


def out_of(item_ids: Sequence[int]) -> set[int]:
    """Return which of these items are out or kept for somebody; none when nobody wired the port."""
    return set(_shelf[0].availability(item_ids)) if _shelf and item_ids else set()


def lent_since(since: datetime) -> dict[int, int]:
    """Return how many loans began since an instant, by record; none when nobody wired the port."""
    return _shelf[0].lent_since(since) if _shelf else {}


def last_lent(before: datetime) -> datetime | None:
    """Return when the last loan before an instant began; None when there was none, or nobody wired the port."""
    return _shelf[0].last_lent(before) if _shelf else None


class Copier(Protocol):
    """Asks another catalogue for records; one stands for each kind of target."""

    def fetch(self, target: TargetValue, asked: CopyAsked, *, limit: int) -> bytes:
        """Return records as MARCXML or ISO 2709, as the other catalogue gave them.

        :raises TargetFailed: it did not answer, or said what is wrong
        """


_copiers: dict[str, Copier] = {}


def use_copier(kind: str, copier: Copier) -> None:
    """Wire how targets of a kind (``sru``, ``z3950``) are asked."""
    _copiers[kind] = copier


def copier(kind: str) -> Copier:
    """Return how targets of a kind are asked.

    :raises LookupError: nobody wired it
    """
    if kind not in _copiers:
        raise LookupError(f"no copier for {kind} is wired")
    return _copiers[kind]


RecordPanel = Callable[[HttpRequest, int, Sequence[ItemValue]], Any]  # … its items → a shushan.ui component, or None

_panels: dict[str, tuple[int, RecordPanel]] = {}


def register_record_panel(order: int, panel: RecordPanel) -> None:
    """Hang a block of a higher room into the public page of a record; smaller orders stand higher."""
    _panels[f"{panel.__module__}.{panel.__qualname__}"] = (order, panel)


def record_panels(request: HttpRequest, record_id: int, items: Sequence[ItemValue]) -> Iterator[Any]:
    """Yield the blocks for this request and record, in their order, without empty ones."""
    for _order, panel in sorted(_panels.values(), key=lambda pair: pair[0]):
        drawn = panel(request, record_id, items)
        if drawn is not None:
            yield drawn
