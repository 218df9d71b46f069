"""What is written about a meeting: minutes, files, tasks, what followed a theme day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.meetings import telling
from shushan.meetings.models import Attachment, Meeting, Minutes, Seat, Task
from shushan.meetings.operations.moving import require_state
from shushan.meetings.queries.meetings import meeting
from shushan.meetings.scoping import is_person, may_run, require_run
from shushan.meetings.states import MeetingState

WRITTEN_IN = (MeetingState.RUNNING, MeetingState.HELD)


@write()
def write_minutes(*, actor: Actor, at: datetime, meeting_id: int, text: str) -> int:
    """Write the minutes, as a new version; the older ones stay. Return the version's number.

    :raises NotAllowed: :raises Invalid: nothing written :raises MeetingMoved: it has not begun :raises Conflict: the same text
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, *WRITTEN_IN)
    said = text.strip()
    if not said or len(said) > 40_000:
        raise Invalid(_("请写会议记录，最多 40000 字"), field="text")
    last = Minutes.objects.filter(meeting=meeting_id).order_by("-number").first()
    if last is not None and last.text == said:
        raise Conflict(_("会议记录没有变化"))
    number = (Minutes.objects.filter(meeting=meeting_id).aggregate(top=Max("number"))["top"] or 0) + 1
    Minutes.objects.create(meeting_id=meeting_id, number=number, text=said, by=actor.name[:80], at=at)
    return number


@write()
def attach(*, actor: Actor, at: datetime, meeting_id: int, file_id: UUID, title: str) -> None:
    """Put a kept file to a meeting.

    :raises NotAllowed: :raises MeetingMoved: it was only planned, or called off
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.CONVENED, *WRITTEN_IN)
    Attachment.objects.create(
        meeting_id=meeting_id, file=file_id, title=title.strip()[:120] or _("附件"), by=actor.name[:80], at=at
    )


@write()
def set_task(*, actor: Actor, at: datetime, meeting_id: int, text: str, person_id: int, due_on: date) -> int:
    """Give somebody who has a seat something to do after the meeting, until a day; return the task's id.

    :raises NotAllowed: :raises Invalid: no words, no such seat, a day before the meeting :raises MeetingMoved: not begun
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, *WRITTEN_IN)
    if not text.strip():
        raise Invalid(_("请写明要办的事"), field="text")
    if due_on < found.day:
        raise Invalid(_("完成日期不能早于会议日期"), field="due_on")
    if not Seat.objects.filter(meeting=meeting_id, person=person_id).exists():
        raise Invalid(_("请在这次会议的人中选择负责人"), field="person")
    row = Task.objects.create(meeting_id=meeting_id, text=text.strip()[:300], person_id=person_id, due_on=due_on)
    telling.tell_task(row.pk, found, at=at)
    return row.pk


@write()
def finish_task(*, actor: Actor, at: datetime, task_id: int, note: str = "") -> None:
    """Say that a task is done: its owner, or whoever runs the meeting.

    :raises NotFound: no such task, or none of theirs :raises Conflict: it is done already
    """
    task = Task.objects.filter(pk=task_id).first()
    if task is None or not (is_person(actor, task.person_id) or may_run(actor, meeting(task.meeting_id))):
        raise NotFound(_("没有这项任务"))
    if not Task.objects.filter(pk=task_id, done_at=None).update(done_at=at, note=note.strip()[:300]):
        raise Conflict(_("这项任务已经办完"))


@write()
def write_follow_up(*, actor: Actor, at: datetime, meeting_id: int, text: str) -> None:
    """Write what followed a meeting that was held (MTG-07 asks it of theme days).

    :raises NotAllowed: :raises Invalid: :raises MeetingMoved: it was not held
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.HELD)
    if not text.strip():
        raise Invalid(_("请写会后落实的情况"), field="follow_up")
    first = found.followed_up_at or at
    Meeting.objects.filter(pk=meeting_id).update(follow_up=text.strip()[:4000], followed_up_at=first)
