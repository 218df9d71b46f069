"""What others see of the units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shushan.kernel.verbs import Act


class UnitAct(Act):
    """Verbs of the units."""

    EDIT_TREE = "units.edit-tree"


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One unit as it was on a day. ``kind`` is a word of the rooms above (department, branch, …)."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str
    parent_id: int | None
    site_id: int | None
    since: date
    until: date | None
    basis: str = ""  # what allowed this version: ``room.noun:id``


class Turn(StrEnum):
    """What can be different about a unit between two days."""

    FOUNDED = "founded"
    CLOSED = "closed"
    RENAMED = "renamed"
    MOVED = "moved"  # under another unit
    SITED = "sited"  # to another site
    TURNED = "turned"  # into another kind


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit that is not the same on two days; ``before`` None: not there on the first, ``after``: on the second."""

    before: UnitValue | None
    after: UnitValue | None
    turns: tuple[Turn, ...]
