"""What others see of the reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from shushan.kernel.verbs import Act


class ReportingAct(Act):
    """Verbs of the reports."""

    SEE_REPORTS = "reporting.see-reports"
    EDIT_TEMPLATES = "reporting.edit-templates"
    BUILD_REPORT = "reporting.build-report"
    FINISH_REPORT = "reporting.finish-report"


class Suffix(StrEnum):
    """Kinds of document."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class TemplateValue:
    """A template with its newest version."""

    id: int
    code: str
    name: str
    name_en: str
    number: int
    text: str
    made_by: str
    made_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a figure of a report rests on. ``value_id`` None: no signed value, the number is as known now."""

    label: str
    code: str
    name: str
    unit: str
    shown: str
    number: str  # the exact number, as a fraction; empty where there is none
    definition: str
    definition_version: int
    since: str  # ISO days; empty: since each site's reopening
    last: str
    records: int
    digest: str
    value_id: int | None = None
    state: str = ""
    signed_by: str = ""
    is_manual: bool = False
    is_estimated: bool = False
    absence: str = ""
    restated: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a report cannot be finished. ``line`` of the template, ``said`` in words, ``is_grave``: finishing is refused."""

    line: int
    code: str
    said: str
    is_grave: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text as printed. ``figure``: position of its receipt; ``mark``: typed by hand, with what it rests on."""

    text: str
    figure: int | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as printed: ``heading`` (level), ``paragraph``, ``item``, ``table``, ``chart``, ``picture``, ``appendix``.

    ``rows`` of a table: the first is its head. ``points`` of a chart: (label, number as printed, number). ``picture``: the id of
    a kept file, or, while nothing was kept, ``data:image/jpeg;base64,…``; ``alt`` says what it shows.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    caption: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    points: tuple[tuple[str, str, float], ...] = ()
    figures: tuple[int, ...] = ()
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A report built: what is printed, every figure with its receipt, what stands against finishing it."""

    title: str
    as_of: date
    pieces: tuple[Piece, ...]
    receipts: tuple[Receipt, ...]
    problems: tuple[Problem, ...]
    chain_head: str = ""
    sealed_to: int = 0

    @property
    def may_finish(self) -> bool:
        """Whether nothing grave stands against it."""
        return not any(one.is_grave for one in self.problems)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in the list."""

    id: int
    template: str
    number: int
    title: str
    as_of: date
    is_finished: bool
    figures: int
    problems: int
    made_by: str
    made_at: datetime
    finished_by: str = ""
    finished_at: datetime | None = None


def as_draft(built: Built, mark: str = "〔草稿〕") -> Built:
    """Return a built report whose title says that it is a draft."""
    pieces = tuple(
        replace(piece, runs=(Run(mark), *piece.runs)) if (piece.kind, piece.level) == ("heading", 1) else piece
        for piece in built.pieces
    )
    return replace(built, pieces=pieces)
