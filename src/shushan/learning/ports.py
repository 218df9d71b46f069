"""What learning asks of rooms above it: who stands on which roster on a day. Wired in config to ``organisation``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One of a roster on a day. ``is_leading``: secretary or member of the committee; ``unit`` is the Chinese name."""

    person_id: int
    name: str
    unit_id: int
    unit: str
    site_id: int | None
    is_leading: bool = False
    member_id: int = 0  # how the room above knows them
    unit_en: str = ""

    @property
    def unit_called(self) -> str:
        """The unit's name in the language of the page, as pages show it; files name it in Chinese."""
        return self.unit_en if self.unit_en and get_language() == "en" else self.unit


class Rosters(Protocol):
    """Rosters of units, as of any day."""

    def units(self, *, on: date) -> list[tuple[int, str]]:
        """Return the units that have a roster, or whose parts have one."""
        ...

    def roster(self, unit_id: int | None, *, on: date) -> list[RosterLine]:
        """Return who stands on the roster of a unit and of all under it (None: every roster), by unit and name."""
        ...

    def members(self, ids: Collection[int] | None = None) -> dict[int, int]:
        """Return, of everybody who ever stood on a roster (or of some), how the room above knows them, by person."""
        ...


_rosters: list[Rosters] = []


def use(rosters: Rosters) -> None:
    """Wire the port (config does it once)."""
    _rosters[:] = [rosters]


def units(*, on: date) -> list[tuple[int, str]]:
    """Return the units that have rosters; none when nobody wired the port."""
    return _rosters[0].units(on=on) if _rosters else []


def roster(unit_id: int | None, *, on: date) -> list[RosterLine]:
    """Return a roster of a day; nobody when nobody wired the port."""
    return _rosters[0].roster(unit_id, on=on) if _rosters else []


def members(ids: Collection[int] | None = None) -> dict[int, int]:
    """Return the members' ids by person, of all or of some; nobody when nobody wired the port."""
    return _rosters[0].members(ids) if _rosters else {}


def line_of(person_id: int, *, on: date) -> RosterLine | None:
    """Return where a person stands on a day, or None."""
    return next((line for line in roster(None, on=on) if line.person_id == person_id), None)
