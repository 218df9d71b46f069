"""Refusals of the dues."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid


class DuesOff(Conflict):
    """The library does not keep dues."""

    code = "dues.off"


class NotDue(Invalid):
    """The member owes nothing to this branch for this month."""

    code = "dues.not-due"


class AlreadyPaid(Conflict):
    """The month is paid, or somebody else took the money a moment ago."""

    code = "dues.already-paid"


class AmountIsFixed(Conflict):
    """The amount of the year is fixed, or money was taken by it already."""

    code = "dues.amount-is-fixed"
