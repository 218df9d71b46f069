"""Lessons watched at a meeting, and what was said about them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.meetings import ports
from shushan.meetings.models import MeetingLesson, Remark, Seat
from shushan.meetings.operations.attendance import own_seat
from shushan.meetings.operations.moving import require_state
from shushan.meetings.queries.meetings import meeting
from shushan.meetings.scoping import require_run
from shushan.meetings.states import MeetingState

SAID_IN = (MeetingState.RUNNING, MeetingState.HELD)


@write()
def link_lesson(*, actor: Actor, at: datetime, meeting_id: int, lesson_id: int) -> None:
    """Say that a lesson is, or was, watched at a meeting.

    :raises NotAllowed: :raises Invalid: no such lesson :raises MeetingMoved: only planned, or called off
    :raises Conflict: it is there already
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.CONVENED, *SAID_IN)
    lesson = next((one for one in ports.lessons() if one.id == lesson_id), None)
    if lesson is None:
        raise Invalid(_("没有这一课"), field="lesson", remedy=_("请先在课程里发布"))
    said = {"name": lesson.name[:120], "course": lesson.course[:120]}
    _row, made = MeetingLesson.objects.get_or_create(meeting_id=meeting_id, lesson=lesson_id, defaults=said)
    if not made:
        raise Conflict(_("这一课已经在这次会议里"))


@write()
def say(*, actor: Actor, at: datetime, meeting_id: int, text: str) -> None:
    """Say something in the discussion, on one's own phone, during the meeting or after it.

    :raises NotEntitled: no seat :raises Invalid: nothing said :raises MeetingMoved: it has not begun
    """
    found = meeting(meeting_id)
    seat = own_seat(found, actor)
    require_state(found, *SAID_IN)
    _write(meeting_id, seat.person_id, text, actor, at)


@write()
def note_remark(*, actor: Actor, at: datetime, meeting_id: int, person_id: int, text: str) -> None:
    """Write down what somebody with a seat said.

    :raises NotAllowed: :raises Invalid: nothing said, or no seat :raises MeetingMoved: it has not begun
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, *SAID_IN)
    if not Seat.objects.filter(meeting=meeting_id, person=person_id).exists():
        raise Invalid(_("请在这次会议的人中选择"), field="person")
    _write(meeting_id, person_id, text, actor, at)


def _write(meeting_id: int, person_id: int, text: str, actor: Actor, at: datetime) -> None:
    if not text.strip() or len(text.strip()) > 2000:
        raise Invalid(_("请写发言内容，最多 2000 字"), field="text")
    Remark.objects.create(meeting_id=meeting_id, person_id=person_id, text=text.strip(), by=actor.name[:80], at=at)
