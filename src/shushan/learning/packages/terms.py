"""What others see of packages of course ware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shushan.learning.terms import SittingValue


class PackageKind(StrEnum):
    """By which standard a package speaks."""

    SCORM12 = "scorm12"
    SCORM2004 = "scorm2004"
    XAPI = "xapi"


@dataclass(frozen=True, slots=True)
class PackageItem:
    """A unit of a package. ``href`` lies in the package; ``data`` and ``passing`` (a score) are handed to it as written.

    A unit that is no ``is_sco`` only shows something: it reports nothing and is not asked for.
    """

    id: str
    title: str
    href: str
    is_sco: bool
    data: str
    passing: str


@dataclass(frozen=True, slots=True)
class PackageValue:
    """A package of course ware. ``unpacked`` is its size in bytes, ``activity`` its name in statements (xAPI only)."""

    id: int
    name: str
    kind: PackageKind
    title: str
    activity: str
    items: tuple[PackageItem, ...]
    sha256: str
    file_id: UUID
    files: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class RunLine:
    """How far a learner is in a unit of a package. ``claimed``: seconds by its own account; they count nowhere."""

    item: str
    is_done: bool
    percent: int | None
    claimed: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PackageLine:
    """One who studies a package: seconds measured here, seconds claimed by it, its score, how many of its units are done."""

    person_id: int
    name: str
    measured: int
    claimed: int
    percent: int | None
    done: int
    reported_at: datetime | None
    completed_at: datetime | None
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Launch:
    """A package that was opened: the sitting, where it begins, and what it is told at its beginning.

    ``state``: run-time data of SCORM; ``actor`` and ``credential``: for statements of xAPI.
    """

    sitting: SittingValue
    package_id: int
    kind: PackageKind
    item: str
    href: str
    state: dict[str, str]
    actor: dict[str, object]
    activity: str
    credential: str
