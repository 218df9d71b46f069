"""Where the rooms above meet the rules: they declare the records they keep and the subjects they know.

Called from their ``AppConfig.ready``; this room imports none of them.

    regulations.declare_source(regulations.Source(
        "meetings.meeting", _("会议记录"), regulations.SubjectKind.UNIT, read=records_of, address=address_of,
        act=(_("召集会议"), address_to_convene), dims={"kind": _("会议类别")},
    ))

``read(asked)`` returns the records of the asked subjects with ``on`` inside the asked days, in any order, in a fixed number
of queries, whatever the number of subjects; with ``known_at`` only what was recorded before that instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias, TypeVar, cast

from shushan.kernel.periods import Period
from shushan.regulations.terms import Record, Subject, SubjectKind
from shushan.ui.http import Request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records are asked for: of which subjects (None: all), on which days, as known when (None: now).

    ``unit_ids`` is a hint: only members and cases of these units are wanted; what is said of others is left out anyway.
    ``once`` keeps what several sources read alike for the same question, as long as one judging lasts.
    """

    period: Period
    subject_ids: frozenset[int] | None = None
    known_at: datetime | None = None
    unit_ids: frozenset[int] | None = None
    once: dict[object, object] | None = field(default=None, compare=False, repr=False)

    def kept(self, read: Callable[[Asked], T]) -> T:
        """Return what a reader says to this question; it is asked once for all sources that share ``once``."""
        if self.once is None:
            return read(self)
        key = (read, self.period, self.subject_ids, self.known_at, self.unit_ids)
        if key not in self.once:
            self.once[key] = read(self)
        return cast(T, self.once[key])

    def wants(self, subject_id: int, day: date) -> bool:
        """Say whether a record of a subject on a day is asked for."""
        return day in self.period and (self.subject_ids is None or subject_id in self.subject_ids)


Read: TypeAlias = Callable[[Asked], Iterable[Record]]
ActAddress: TypeAlias = Callable[[int, Period, str], str]
"""Subject's id, the period in which the duty falls due, what its rule asks of a record → the address where it can be done."""


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one type about one kind of subject.

    ``address`` leads from a record's id to its page; ``act`` is what one does to make one: its words and address.
    ``own_act`` is what members see on their own page instead, because staff do something else: its words and address.
    ``dims`` are the names that conditions may ask, in words; one that says None is not decided yet: an ``every`` rule waits.
    ``since`` is the first day from which the room keeps such records, None: it keeps none now (a room that is optional).
    Periods that begin before that day are not judged.
    """

    record_type: str
    title: object
    subject: SubjectKind
    read: Read
    address: Callable[[str], str] | None = None
    act: tuple[object, ActAddress] | None = None
    own_act: tuple[object, Callable[[], str]] | None = None
    dims: Mapping[str, object] = field(default_factory=dict)
    since: Callable[[], date | None] | None = None
    told_in: tuple[int, object] = (1, "")  # so much of the quantity makes one that people read, and its word


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who there is of a kind: everybody who stood on some day of the asked days, with facts through them.

    ``facts`` are the names that conditions may ask, in words; ``address`` leads to a subject's page.
    """

    kind: SubjectKind
    title: object
    read: Callable[[Asked], Iterable[Subject]]
    facts: Mapping[str, object] = field(default_factory=dict)
    address: Callable[[int], str] | None = None


DeskPanel: TypeAlias = Callable[[Request, int, date], object]
"""Request, unit's id and day → a component for the secretary's desk, or None when there is nothing to show."""

_panels: dict[str, tuple[int, DeskPanel]] = {}
_sources: dict[tuple[str, SubjectKind], Source] = {}
_subjects: dict[SubjectKind, Subjects] = {}


def register_desk_panel(order: int, panel: DeskPanel) -> None:
    """Hang a block into the secretary's desk; smaller orders stand higher."""
    _panels[f"{panel.__module__}.{panel.__qualname__}"] = (order, panel)


def desk_panels(request: Request, unit_id: int, on: date) -> list[object]:
    """Return the blocks of a unit's desk on a day, in their order, without empty ones."""
    found = (panel(request, unit_id, on) for _order, panel in sorted(_panels.values(), key=lambda pair: pair[0]))
    return [one for one in found if one is not None]


def declare_source(source: Source) -> None:
    """Offer records to the rules."""
    _sources[(source.record_type, source.subject)] = source


def declare_subject(subjects: Subjects) -> None:
    """Offer a kind of subject to the rules."""
    _subjects[subjects.kind] = subjects


def source(record_type: str, kind: SubjectKind) -> Source | None:
    """Return what offers records of a type, or None: no room does yet, or it is turned off."""
    found = _sources.get((record_type, kind))
    return None if found is None or (found.since is not None and found.since() is None) else found


def sources() -> list[Source]:
    """Return everything that offers records, by type."""
    return [found for key in sorted(_sources) if (found := source(*key)) is not None]


def subjects_of(kind: SubjectKind) -> Subjects | None:
    """Return what knows a kind of subject, or None."""
    return _subjects.get(kind)


def address_of(record_id: str, kind: SubjectKind) -> str:
    """Return the page of a record by its id, empty where there is none."""
    for one in _sources.values():
        if one.subject is kind and one.address is not None and record_id.startswith(f"{one.record_type}:"):
            return one.address(record_id)
    return ""
