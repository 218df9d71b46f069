"""What others see of learning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shushan.kernel.verbs import Act
from shushan.learning.states import CourseState, EssayState


class LearningAct(Act):
    """What may be granted in this room."""

    STUDY_OWN = "learning.study-own"  # study, take tests, note, discuss, take part
    EDIT_COURSES = "learning.edit-courses"  # courses, lessons, series, plans
    MODERATE = "learning.moderate"  # hide what was said in a discussion
    SEE_STUDY = "learning.see-study"  # who studied what, hours, who is missing; every look is recorded
    IMPORT_STUDY = "learning.import-study"  # channels and files of study elsewhere
    SET_CONVERSION = "learning.set-conversion"  # what counts as a class hour
    RUN_CAMPAIGNS = "learning.run-campaigns"  # reading months: set up, return and accept essays


class LessonKind(StrEnum):
    """What a lesson is."""

    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"
    DOCUMENT = "document"
    QUIZ = "quiz"
    PACKAGE = "package"  # course ware of others: it says when it is done, we measure the time
    LINK = "link"  # elsewhere: not measured, never asked for


PLAYED = (LessonKind.VIDEO, LessonKind.AUDIO)
READ = (LessonKind.TEXT, LessonKind.DOCUMENT)


class Audience(StrEnum):
    """For whom a course is."""

    EVERYONE = "everyone"
    COLLEAGUES = "colleagues"


class StudyUnit(StrEnum):
    """In what a study elsewhere is told."""

    CLASS_HOUR = "class-hour"
    CLOCK_HOUR = "clock-hour"
    HALF_DAY = "half-day"
    FULL_DAY = "full-day"
    POINTS = "points"


class Category(StrEnum):
    """What a work of a campaign is."""

    THEORY = "theory"
    LITERATURE = "literature"
    HISTORY = "history"
    OTHER = "other"


class PaperKind(StrEnum):
    """As what an essay came."""

    TYPED = "typed"
    FILE = "file"  # text or .docx
    PDF = "pdf"
    SCAN = "scan"  # a PDF without text: neither letters nor likeness can be told


class Due(StrEnum):
    """What falls due for a roster."""

    CAMPAIGN = "campaign"
    COURSE = "course"
    HOURS = "hours"


class Way(StrEnum):
    """How a lesson was completed."""

    WATCHED = "watched"
    READ = "read"
    PASSED = "passed"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """A series of courses."""

    id: int
    name: str
    name_en: str
    about: str


@dataclass(frozen=True, slots=True)
class LessonValue:
    """A lesson. ``seconds`` is its length (texts: estimated), ``percent`` what must be watched, or right in a test."""

    id: int
    course_id: int
    position: int
    name: str
    name_en: str
    kind: LessonKind
    body: str
    file_id: UUID | None
    media_type: str
    address: str
    seconds: int
    percent: int
    tries: int
    package_id: int | None = None

    @property
    def is_counted(self) -> bool:
        """Whether the course needs it."""
        return self.kind is not LessonKind.LINK

    @property
    def minutes(self) -> int:
        """The length in minutes, rounded up."""
        return -(-self.seconds // 60)


@dataclass(frozen=True, slots=True)
class CourseValue:
    """A course with its lessons in order."""

    id: int
    name: str
    name_en: str
    about: str
    audience: Audience
    state: CourseState
    has_certificate: bool
    series_id: int | None
    lessons: tuple[LessonValue, ...]

    @property
    def counted(self) -> tuple[LessonValue, ...]:
        """The lessons that must be completed."""
        return tuple(lesson for lesson in self.lessons if lesson.is_counted)

    @property
    def minutes(self) -> int:
        """The length of what must be completed, in minutes."""
        return -(-sum(lesson.seconds for lesson in self.counted) // 60)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is in a lesson. ``at_second`` is where they stopped."""

    lesson_id: int
    watched: int
    at_second: int
    last_at: datetime
    completed_at: datetime | None
    best_percent: int | None
    reported_at: datetime | None = None  # when a package said that it is done


@dataclass(frozen=True, slots=True)
class SittingValue:
    """A sitting that was opened: its token for the heartbeats, where to go on, what was watched."""

    id: int
    token: str
    at_second: int
    watched: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Beat:
    """The answer to a heartbeat. ``acknowledged`` is the highest number taken; ``is_old``: it came too late and counts not."""

    acknowledged: int
    watched: int
    needed: int
    is_completed: bool
    cut: int
    is_old: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class PlanValue:
    """What is studied in a year, by one unit or by everyone."""

    id: int
    year: int
    name: str
    unit_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A course or a series of a plan, and by when."""

    id: int
    course_id: int | None
    series_id: int | None
    name: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Covered:
    """One of a roster and how much of a course or series they completed. ``completed_at``: all of it."""

    person_id: int
    name: str
    unit_id: int
    unit: str
    done: int
    of: int
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelValue:
    """A study channel outside."""

    id: int
    code: str
    name: str
    name_en: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class StudyLine:
    """One study elsewhere. ``quantity`` is in hundredths of ``unit``; ``hours`` in hundredths, None: no rule converts it."""

    id: int
    person_id: int
    name: str
    channel: str
    day: date
    title: str
    quantity: int
    unit: StudyUnit
    hours: int | None
    import_id: int | None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A file that was imported, with its digest and what became of its lines."""

    id: int
    channel: str
    name: str
    sha256: str
    made_by: str
    made_at: datetime
    taken: int
    known: int
    differing: int
    refused: int
    lines: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Class hours of one of a roster in a year, in hundredths. ``unconverted``: studies that no rule converts."""

    person_id: int
    name: str
    unit_id: int
    unit: str
    is_leading: bool
    here: int
    elsewhere: int
    unconverted: int
    needed: int

    @property
    def total(self) -> int:
        """All hours, in hundredths."""
        return self.here + self.elsewhere

    @property
    def is_enough(self) -> bool:
        """Whether the hours of the year are there."""
        return self.total >= self.needed


@dataclass(frozen=True, slots=True)
class CampaignValue:
    """A campaign. ``unit_id`` None: for readers who sign up; ``last`` is in it."""

    id: int
    name: str
    name_en: str
    about: str
    since: date
    last: date
    unit_id: int | None
    category: str
    works: int
    essays: int
    least_letters: int
    is_open: bool

    @property
    def is_for_readers(self) -> bool:
        """Whether those take part who sign up."""
        return self.unit_id is None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work of a campaign."""

    id: int
    record_id: int
    title: str
    author: str
    category: Category


@dataclass(frozen=True, slots=True)
class EssayValue:
    """An essay as it stands. ``handed_in_on`` is the day it was first handed in."""

    id: int
    campaign_id: int
    person_id: int
    name: str
    title: str
    text: str
    work_id: int | None
    state: EssayState
    handed_in_on: date | None
    remark: str
    is_shown: bool
    file_id: UUID | None
    paper: PaperKind = PaperKind.TYPED

    @property
    def is_scan(self) -> bool:
        """Whether there is a scan and nothing else: no letters to count or compare."""
        return self.paper is PaperKind.SCAN and not self.text


@dataclass(frozen=True, slots=True)
class Standing:
    """How one participant stands: works and essays in time and late, and whether nothing is lacking."""

    person_id: int
    name: str
    unit: str
    works: int
    essays: int
    late_works: int
    late_essays: int
    is_done: bool
    reading_ids: tuple[int, ...]
    essay_ids: tuple[int, ...]

    @property
    def is_late(self) -> bool:
        """Whether something came after the last day."""
        return bool(self.late_works or self.late_essays)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two essays that say the same in places. ``passages`` are what both say, the longest first."""

    id: int
    first_id: int
    first: str
    second_id: int
    second: str
    percent: int
    passages: tuple[str, ...]
