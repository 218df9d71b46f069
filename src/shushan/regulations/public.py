"""The face of the regulations."""

from shushan.regulations.conditions import BadCondition
from shushan.regulations.gates import BadLength, Workdays
from shushan.regulations.judging import Given, compliance, judge
from shushan.regulations.seam import (
    ActAddress,
    Asked,
    Source,
    Subjects,
    declare_source,
    declare_subject,
    source,
    sources,
    subjects_of,
)
from shushan.regulations.terms import (
    APPLICABLE,
    Compliance,
    Fact,
    FactSpan,
    Measuring,
    Modality,
    Outcome,
    PeriodKind,
    Reason,
    Record,
    RegulationAct,
    Result,
    Rule,
    Standing,
    Subject,
    SubjectKind,
    Verification,
)

__all__ = [
    "APPLICABLE", "ActAddress", "Asked", "BadCondition", "BadLength", "Compliance", "Fact", "FactSpan", "Given",
    "Measuring", "Modality", "Outcome", "PeriodKind", "Reason", "Record", "RegulationAct", "Result", "Rule", "Source",
    "Standing", "Subject", "SubjectKind", "Subjects", "Verification", "Workdays", "compliance", "declare_source",
    "declare_subject", "judge", "source", "sources", "subjects_of",
]  # fmt: skip
