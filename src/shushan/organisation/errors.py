"""Refusals of the organisation."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid


class PostTaken(Conflict):
    """Only one person holds this post at a time."""

    code = "organisation.post-taken"


class PostDoesNotFit(Invalid):
    """There is no such post in this kind of unit, or only members may hold it."""

    code = "organisation.post-does-not-fit"


class AlreadyOnRoster(Conflict):
    """A member is in one branch at a time."""

    code = "organisation.already-on-roster"


class CaseCannotBeDone(Conflict):
    """A line of the case does not fit the structure of its day."""

    code = "organisation.case-cannot-be-done"


class StillOnRoster(Conflict):
    """A branch with members is not closed."""

    code = "organisation.still-on-roster"


class GroupDoesNotFit(Invalid):
    """A group takes members of its own branch only, on days on which both stand."""

    code = "organisation.group-does-not-fit"


class LeadsTheGroup(Conflict):
    """Who leads a group stays in it."""

    code = "organisation.leads-the-group"
