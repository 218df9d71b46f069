"""The face of the regulations."""

from shushan.regulations.conditions import BadCondition
from shushan.regulations.drawing import Shown, period_words, shown, text_of, words_of
from shushan.regulations.errors import NoReasonTaken, NotTried, RuleDoesNotFit
from shushan.regulations.extras import Cell, ColumnOf, add_column
from shushan.regulations.gates import BadLength, Workdays
from shushan.regulations.judging import Given, ReasonKey, compliance, judge, key_of, path_of
from shushan.regulations.operations.drafts import draft_rule, submit_rule, try_rule, withdraw_draft
from shushan.regulations.operations.keeping import Made, rebuild
from shushan.regulations.operations.reasons import give_reason
from shushan.regulations.queries.book import DraftLine, draft, drafts, history, is_measured, rules
from shushan.regulations.queries.own import own_duties
from shushan.regulations.queries.results import duty, evaluate, kept, kept_at, workdays
from shushan.regulations.queries.trials import Change, trial
from shushan.regulations.scoping import require_at, units_for
from shushan.regulations.seam import (
    ActAddress,
    Asked,
    Source,
    Subjects,
    declare_source,
    declare_subject,
    register_desk_panel,
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
    "APPLICABLE", "ActAddress", "Asked", "BadCondition", "BadLength", "Cell", "Change", "ColumnOf", "Compliance", "DraftLine", "Fact",
    "FactSpan", "Given", "Made", "Measuring", "Modality", "NoReasonTaken", "NotTried", "Outcome", "PeriodKind",
    "Reason", "ReasonKey", "Record", "RegulationAct", "Result", "Rule", "RuleDoesNotFit", "Shown", "Source",
    "Standing", "Subject", "SubjectKind", "Subjects", "Verification", "Workdays", "add_column", "compliance", "declare_source",
    "declare_subject", "draft", "draft_rule", "drafts", "duty", "evaluate", "give_reason", "history", "is_measured",
    "judge", "kept", "kept_at", "key_of", "own_duties", "path_of", "period_words", "rebuild", "register_desk_panel", "require_at", "rules",
    "shown", "source", "sources", "subjects_of", "submit_rule", "text_of", "trial", "try_rule", "units_for",
    "withdraw_draft", "words_of", "workdays",
]  # fmt: skip
