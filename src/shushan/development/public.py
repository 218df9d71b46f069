"""The face of the development of members."""

from shushan.development.errors import CaseOpenAlready, DateBroken, StepNotOpen
from shushan.development.operations.cases import (
    end_case,
    open_case,
    receive,
    record_step,
    return_home,
    take_back_step,
)
from shushan.development.policy import steps
from shushan.development.queries.cases import case, cases, next_steps, open_case_of, receivings, results_of
from shushan.development.states import CaseState
from shushan.development.terms import CaseLine, DevelopmentAct, NextStep, Said, Step, StepLine

__all__ = [
    "CaseLine", "CaseOpenAlready", "CaseState", "DateBroken", "DevelopmentAct", "NextStep", "Said", "Step", "StepLine",
    "StepNotOpen", "case", "cases", "end_case", "next_steps", "open_case", "open_case_of", "receive", "receivings",
    "record_step", "results_of", "return_home", "steps", "take_back_step",
]  # fmt: skip
