"""Facts of the meetings. They happen when the meeting started; ``branch`` is the unit's code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingHeld(Event):
    """A meeting was held and closed."""

    FACT: ClassVar[str] = "meetings.meeting-held"
    UNIT: ClassVar[str] = "次"

    kind: str = ""
    branch: str = ""


@dataclass(frozen=True, kw_only=True)
class MembersEntitled(Event):
    """So many were entitled to a meeting that was held."""

    FACT: ClassVar[str] = "meetings.members-entitled"
    UNIT: ClassVar[str] = "人次"

    kind: str = ""
    branch: str = ""


@dataclass(frozen=True, kw_only=True)
class MembersPresent(Event):
    """So many of those entitled were present, in the room or on line."""

    FACT: ClassVar[str] = "meetings.members-present"
    UNIT: ClassVar[str] = "人次"

    kind: str = ""
    branch: str = ""


@dataclass(frozen=True, kw_only=True)
class ResolutionDecided(Event):
    """A ballot of a meeting that was held came to an outcome (``passed``, ``rejected``)."""

    FACT: ClassVar[str] = "meetings.resolution-decided"
    UNIT: ClassVar[str] = "项"

    vote: str = ""
    outcome: str = ""
    branch: str = ""
