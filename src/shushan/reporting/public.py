"""The face of the reports."""

from shushan.reporting.building import build
from shushan.reporting.comparing import Pair, pairs
from shushan.reporting.documents.making import document
from shushan.reporting.errors import ReportHasProblems, SamePerson, TemplateHasMistakes
from shushan.reporting.happenings import Happening, KindOfHappening, Picture, declare
from shushan.reporting.operations.reports import build_report, finish_report
from shushan.reporting.operations.templates import save_template
from shushan.reporting.queries import is_as_built, report, reports, template, templates, versions
from shushan.reporting.terms import (
    Built,
    Piece,
    Problem,
    Receipt,
    ReportingAct,
    ReportLine,
    Run,
    Suffix,
    TemplateValue,
    as_draft,
)

__all__ = [
    "Built", "Happening", "KindOfHappening", "Pair", "Picture", "Piece", "Problem", "Receipt", "ReportHasProblems", "ReportLine",
    "ReportingAct", "Run", "SamePerson", "Suffix", "TemplateHasMistakes", "TemplateValue", "as_draft", "build", "build_report",
    "declare", "document", "finish_report", "is_as_built", "pairs", "report", "reports", "save_template", "template",
    "templates", "versions",
]  # fmt: skip
