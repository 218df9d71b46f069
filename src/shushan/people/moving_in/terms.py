"""What a kind of moving in has to say: its fields, how a row is judged, written and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from shushan.kernel.actor import Actor


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table that moves in: its name, whether it must be there, the headings by which it is guessed."""

    code: str
    name: object
    headings: tuple[str, ...]
    is_needed: bool = False
    help: object = ""


def headings(text: str) -> tuple[str, ...]:
    """Return the headings that a text names, parted by 、."""
    return tuple(text.split("、"))


@dataclass(slots=True)
class Batch:
    """What all rows of one import share. ``seen``: what stood on earlier lines of the same file, by kind and key."""

    site_id: int
    at: datetime
    words: Mapping[str, str] = field(default_factory=dict)  # categories of the other system → ours
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    noted: list[tuple[str, str]] = field(default_factory=list)  # by the line that is judged now

    def again(self, kind: str, key: str, line: int) -> int:
        """Return the earlier line on which this key stood, or 0, and remember this one."""
        before = self.seen.setdefault((kind, key), line)
        if before != line:
            return before
        self.noted.append((kind, key))
        return 0

    def settle(self, *, is_taken: bool) -> None:
        """End a line: what a refused one said does not stand in the way of a later one."""
        for key in () if is_taken else self.noted:
            self.seen.pop(key, None)
        self.noted.clear()


@dataclass(frozen=True, slots=True)
class Judged:
    """What would be done with one row; ``reason`` why it is refused, ``plan`` what the handler itself keeps of it."""

    outcome: Outcome
    reason: object = ""
    plan: object = None


@dataclass(frozen=True, slots=True)
class Written:
    """A row that was written: what it is (``people.reader:7``), and the handler's own words for taking it back."""

    subject: str
    before: str = ""


class Kind(Protocol):
    """One kind of table that moves in. ``judge`` reads only; ``write`` runs in the transaction of its slice."""

    title: object
    lead: object
    fields: Sequence[Field]

    def judge(self, row: Mapping[str, str], line: int, batch: Batch) -> Judged:
        """Say what would be done with a row: field code → text, as it stands in the file."""
        ...

    def write(self, judged: Judged, batch: Batch, *, actor: Actor) -> Written:
        """Write a row that was judged new or updated."""
        ...

    def take_back(self, written: Written, outcome: Outcome, *, actor: Actor, at: datetime) -> object:
        """Take a row back; return why it stays, or an empty text when it is gone."""
        ...


_kinds: dict[str, Callable[[], Kind]] = {}


def register_kind(code: str, maker: Callable[[], Kind]) -> None:
    """Say that a kind of table can move in."""
    _kinds[code] = maker


def kind(code: str) -> Kind | None:
    """Return a kind of table."""
    maker = _kinds.get(code)
    return maker() if maker else None


def kinds() -> dict[str, Kind]:
    """Return every kind by its code."""
    return {code: maker() for code, maker in _kinds.items()}
