"""Facts of the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StructureChanged(Event):
    """A structure case took effect; ``unit_id`` is the first unit it names."""

    FACT: ClassVar[str] = "organisation.structure-changed"
    UNIT: ClassVar[str] = "件"

    lines: int = 0


@dataclass(frozen=True, kw_only=True)
class RosterChanged(Event):
    """A member came onto a branch's roster (+1) or left it (−1). ``kind`` and ``came`` say as what and how."""

    FACT: ClassVar[str] = "organisation.roster-changed"
    UNIT: ClassVar[str] = "人"
    STOCK: ClassVar[bool] = True

    kind: str = ""
    came: str = ""


@dataclass(frozen=True, kw_only=True)
class PostFilled(Event):
    """Somebody took a post up."""

    FACT: ClassVar[str] = "organisation.post-filled"
    UNIT: ClassVar[str] = "人"

    post: int = 0


@dataclass(frozen=True, kw_only=True)
class PostLeft(Event):
    """Somebody left a post."""

    FACT: ClassVar[str] = "organisation.post-left"
    UNIT: ClassVar[str] = "人"

    post: int = 0
