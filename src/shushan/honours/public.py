"""The face of the honours."""

from shushan.honours.operations.honours import decide, recommend, withdraw, write_criteria
from shushan.honours.queries.honours import criteria, honour, honours, pulled
from shushan.honours.states import HonourState
from shushan.honours.terms import CriteriaLine, Criterion, Evidence, HonourAct, HonourLine

__all__ = [
    "CriteriaLine", "Criterion", "Evidence", "HonourAct", "HonourLine", "HonourState", "criteria", "decide", "honour",
    "honours", "pulled", "recommend", "withdraw", "write_criteria",
]  # fmt: skip
