"""Facts of learning. A heartbeat is none: only what was completed is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shushan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CourseOpened(Event):
    """A course was opened to those who study."""

    FACT: ClassVar[str] = "learning.course-opened"
    UNIT: ClassVar[str] = "门"


@dataclass(frozen=True, kw_only=True)
class LessonCompleted(Event):
    """Somebody completed a lesson. ``way``: watched, read, passed or package; ``unit_id`` the roster they stood on.

    ``percent``: the score, where the lesson has one.
    """

    FACT: ClassVar[str] = "learning.lesson-completed"
    UNIT: ClassVar[str] = "人次"

    course: int = 0
    lesson: int = 0
    kind: str = ""
    way: str = ""
    percent: int | None = None


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """Somebody who completed a course got its certificate."""

    FACT: ClassVar[str] = "learning.certificate-issued"
    UNIT: ClassVar[str] = "张"

    course: int = 0


@dataclass(frozen=True, kw_only=True)
class StudyRecorded(Event):
    """A study elsewhere was written down. ``imported``: it came in a file whose digest is kept."""

    FACT: ClassVar[str] = "learning.study-recorded"
    UNIT: ClassVar[str] = "条"

    channel: str = ""
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class StudyFellDue(Event):
    """Something asked of one of a roster fell due on this day: ``what`` campaign, course or hours; ``which`` of them."""

    FACT: ClassVar[str] = "learning.study-fell-due"
    UNIT: ClassVar[str] = "人"

    what: str = ""
    which: int = 0
    branch: int = 0


@dataclass(frozen=True, kw_only=True)
class StudyMet(Event):
    """What fell due on this day had been done by then."""

    FACT: ClassVar[str] = "learning.study-met"
    UNIT: ClassVar[str] = "人"

    what: str = ""
    which: int = 0
    branch: int = 0


@dataclass(frozen=True, kw_only=True)
class WorkRead(Event):
    """Somebody read a work of a campaign. ``in_time``: within its days."""

    FACT: ClassVar[str] = "learning.work-read"
    UNIT: ClassVar[str] = "种"

    campaign: int = 0
    category: str = ""
    in_time: bool = True


@dataclass(frozen=True, kw_only=True)
class EssaySubmitted(Event):
    """Somebody handed an essay in for the first time. ``in_time``: within the days of the campaign."""

    FACT: ClassVar[str] = "learning.essay-submitted"
    UNIT: ClassVar[str] = "篇"

    campaign: int = 0
    in_time: bool = True


@dataclass(frozen=True, kw_only=True)
class EssayAccepted(Event):
    """An essay was accepted."""

    FACT: ClassVar[str] = "learning.essay-accepted"
    UNIT: ClassVar[str] = "篇"

    campaign: int = 0
