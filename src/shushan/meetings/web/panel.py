"""The block of my meetings in my library; only for who has a seat or a task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.http import HttpRequest

from shushan.meetings.queries.meetings import own_seats, tasks
from shushan.meetings.scoping import PEOPLE
from shushan.meetings.terms import MeetingLine, TaskLine
from shushan.meetings.web.asking import heading_of
from shushan.ui.components import Component
from shushan.ui.http import Request


@dataclass
class OwnMeetings(Component):
    """Meetings to come and tasks to do."""

    template: ClassVar[str] = "meetings/panel.html"

    coming: list[tuple[MeetingLine, str]]
    tasks: list[TaskLine]


def own_panel(request: HttpRequest) -> Any:
    """Return the block, or None for somebody who never had a seat."""
    actor = cast(Request, request).actor
    if actor.kind not in PEOPLE or not own_seats(actor.id, limit=1):
        return None
    coming = [(one.meeting, heading_of(one.meeting)) for one in reversed(own_seats(actor.id, only_open=True))]
    return OwnMeetings(coming, tasks(person_id=actor.id, only_open=True))
