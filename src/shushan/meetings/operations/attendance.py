"""Attendance: the chair marks, members sign in with the code of the room or on line, leave is asked and granted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.meetings import policy
from shushan.meetings.errors import MeetingMoved, NotEntitled
from shushan.meetings.models import Seat
from shushan.meetings.operations.moving import require_state
from shushan.meetings.queries.meetings import meeting, meeting_by_token, seats
from shushan.meetings.scoping import PEOPLE, require_run
from shushan.meetings.states import LeaveState, MeetingState, Presence
from shushan.meetings.telling import tell_leave
from shushan.meetings.terms import MeetingLine, SeatLine


@write()
def mark(*, actor: Actor, at: datetime, meeting_id: int, marks: Mapping[int, Presence]) -> int:
    """Write down who is present, on line, on leave or not here (seat → presence); return how many changed.

    :raises NotAllowed: neither the chair nor granted :raises MeetingMoved: it has not begun, or is over
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.RUNNING)
    changed = 0
    for presence in Presence:
        wanted = [seat_id for seat_id, marked in marks.items() if marked is presence]
        if wanted:
            there = Seat.objects.filter(meeting=meeting_id, pk__in=wanted).exclude(presence=presence)
            changed += there.update(presence=presence, marked_by="chair", marked_at=at)
    return changed


@write()
def mark_all(*, actor: Actor, at: datetime, meeting_id: int) -> int:
    """Write down that everybody who was still expected is present; return how many.

    :raises NotAllowed: :raises MeetingMoved:
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.RUNNING)
    expected = Seat.objects.filter(meeting=meeting_id, presence=Presence.EXPECTED)
    return expected.update(presence=Presence.PRESENT, marked_by="chair", marked_at=at)


@write()
def sign_in_here(*, actor: Actor, at: datetime, token: UUID) -> int:
    """Sign oneself in with the code of the room and return the meeting's id. Doing it twice changes nothing.

    :raises NotFound: the code is no longer good :raises NotEntitled: no seat :raises MeetingMoved: too early or over
    """
    return _sign_in(meeting_by_token(token), actor, at, Presence.PRESENT, "code")


@write()
def sign_in_online(*, actor: Actor, at: datetime, meeting_id: int) -> None:
    """Sign oneself in on line, where the meeting has an address on line.

    :raises NotEntitled: :raises MeetingMoved: :raises Invalid: the meeting is in the room only
    """
    found = meeting(meeting_id)
    own_seat(found, actor)
    if not found.online_address:
        raise Invalid(_("这次会议没有线上会场"), remedy=_("请到会场扫码签到"))
    _sign_in(found, actor, at, Presence.ONLINE, "online")


@write()
def ask_leave(*, actor: Actor, at: datetime, meeting_id: int, reason: str) -> None:
    """Ask for leave from a convened meeting, with the reason.

    :raises NotEntitled: :raises Invalid: no reason :raises MeetingMoved: it has begun :raises Conflict: asked already
    """
    found = meeting(meeting_id)
    seat = own_seat(found, actor)
    require_state(found, MeetingState.CONVENED)
    if not reason.strip():
        raise Invalid(_("请写明请假的原因"), field="reason")
    asking = Seat.objects.filter(pk=seat.id).exclude(leave_state__in=(LeaveState.ASKED, LeaveState.GRANTED))
    if not asking.update(leave_state=LeaveState.ASKED, leave_reason=reason.strip()[:200]):
        raise Conflict(_("您已经请过假"))


@write()
def grant_leave(*, actor: Actor, at: datetime, meeting_id: int, seat_id: int) -> None:
    """Grant somebody's wish for leave, and have them told. Who came all the same stays here.

    :raises NotAllowed: :raises MeetingMoved: it is over :raises Conflict: nothing was asked, or it is decided
    """
    _decide_leave(actor, at, meeting_id, seat_id, LeaveState.GRANTED)
    Seat.objects.filter(pk=seat_id, presence=Presence.EXPECTED).update(presence=Presence.LEAVE)


@write()
def refuse_leave(*, actor: Actor, at: datetime, meeting_id: int, seat_id: int) -> None:
    """Refuse somebody's wish for leave, and have them told.

    :raises NotAllowed: :raises MeetingMoved: it is over :raises Conflict: nothing was asked, or it is decided
    """
    _decide_leave(actor, at, meeting_id, seat_id, LeaveState.REFUSED)


def own_seat(found: MeetingLine, actor: Actor) -> SeatLine:
    """Return the actor's own seat.

    :raises NotEntitled: they have none
    """
    mine = next((seat for seat in seats(found.id) if seat.person_id == actor.id), None)
    if mine is None or actor.kind not in PEOPLE:
        raise NotEntitled(
            _("您不在这次会议应到会的人之列"),
            rule=_("应到会的人按当天的名册和任职计算"),
            remedy=_("如有不符，请找支部书记核对"),
        )
    return mine


def takes_sign_in(found: MeetingLine, at: datetime) -> bool:
    """Tell whether somebody may sign in: from ``policy.EARLY`` before the meeting begins until it is over."""
    is_early = (
        found.state is MeetingState.CONVENED and found.begins_at is not None and at >= found.begins_at - policy.EARLY
    )
    return is_early or found.state is MeetingState.RUNNING


def _sign_in(found: MeetingLine, actor: Actor, at: datetime, presence: Presence, way: str) -> int:
    seat = own_seat(found, actor)
    if not takes_sign_in(found, at):
        raise MeetingMoved(
            _("现在不能签到"), rule=_("会议开始前一小时起，到会议结束为止可以签到"), remedy=_("错过了请找主持人登记")
        )
    waiting = Seat.objects.filter(pk=seat.id, presence__in=(Presence.EXPECTED, Presence.LEAVE, Presence.ABSENT))
    waiting.update(presence=presence, marked_by=way, marked_at=at)
    return found.id


def _decide_leave(actor: Actor, at: datetime, meeting_id: int, seat_id: int, state: LeaveState) -> None:
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.CONVENED, MeetingState.RUNNING)
    asked = Seat.objects.filter(pk=seat_id, meeting=meeting_id, leave_state=LeaveState.ASKED)
    if not asked.update(leave_state=state):
        raise Conflict(_("没有待批的请假，或已经批过"))
    seat = next(one for one in seats(meeting_id) if one.id == seat_id)
    tell_leave(found, seat, state, by=actor.name, at=at)
