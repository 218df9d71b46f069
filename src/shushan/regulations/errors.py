"""Refusals of the regulations."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid


class RuleDoesNotFit(Invalid):
    """A draft says something that cannot be judged."""

    code = "regulations.rule-does-not-fit"


class NotTried(Conflict):
    """A draft goes to its approval only after it was tried against the past."""

    code = "regulations.not-tried"


class NoReasonTaken(Conflict):
    """Only what is normally done and was not done takes a reason."""

    code = "regulations.no-reason-taken"
