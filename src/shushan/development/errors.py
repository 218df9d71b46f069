"""Refusals of the development of members."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid


class StepNotOpen(Conflict):
    """What comes before was not recorded yet."""

    code = "development.step-not-open"


class DateBroken(Invalid):
    """A binding date of the regulations would be broken; who may, records it with the reason."""

    code = "development.date-broken"


class CaseOpenAlready(Conflict):
    """A person has one open case."""

    code = "development.case-open-already"
