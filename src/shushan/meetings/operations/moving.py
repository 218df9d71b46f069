"""Move a meeting's state by compare-and-swap. Inside the caller's transaction."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.meetings.errors import MeetingMoved
from shushan.meetings.models import Meeting
from shushan.meetings.states import MOVES, MeetingMove, MeetingState
from shushan.meetings.terms import MeetingLine
from shushan.meetings.words import STATE_WORDS


def move(meeting_id: int, state: MeetingState, act: MeetingMove, **said: object) -> None:
    """Move a meeting on and write what belongs to the move.

    :raises MeetingMoved: no such move from there, or somebody else was faster
    """
    target = MOVES.get((state, act))
    if target is None or not Meeting.objects.filter(pk=meeting_id, state=state).update(state=target, **said):
        raise MeetingMoved(
            _("会议现在的状态是“%(state)s”，不能这样办") % {"state": STATE_WORDS[state]},
            remedy=_("请刷新页面看现在的情况"),
        )


def require_state(meeting: MeetingLine, *states: MeetingState) -> None:
    """Pass in silence when a meeting is in one of the states.

    :raises MeetingMoved:
    """
    if meeting.state not in states:
        raise MeetingMoved(
            _("会议现在的状态是“%(state)s”，不能这样办") % {"state": STATE_WORDS[meeting.state]},
            remedy=_("请刷新页面看现在的情况"),
        )
