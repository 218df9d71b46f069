"""What happened and what is planned: rooms say what they hold, a report prints it as it stood on its day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a happening: what it shows in words (``alt``), what stands under it, and how its bytes are had."""

    alt: str
    caption: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing: its day, what it is called, where, and whether it had been held by the day of the report."""

    on: date
    title: str
    place: str = ""
    is_done: bool = True
    people: int | None = None  # how many took part, where counted
    picture: Picture | None = None
    unit_id: int | None = None  # whose it was, where it was a unit's


Ask = Callable[[date, date, date], Sequence[Happening]]


@dataclass(frozen=True, slots=True)
class KindOfHappening:
    """A kind with its names. ``ask(since, until, as_of)``: days ``[since, until)``; what comes after ``as_of`` is planned."""

    code: str
    name: str
    ask: Ask


_kinds: dict[str, KindOfHappening] = {}


def declare(kind: KindOfHappening) -> None:
    """Offer a kind of happening to reports."""
    _kinds[kind.code] = kind


def kind(word: str) -> KindOfHappening | None:
    """Return the kind that a template names, by code or by name."""
    return next((one for one in _kinds.values() if word in (one.code, one.name)), None)


def names() -> list[str]:
    """Return the names of all kinds."""
    return [one.name for one in _kinds.values()]
