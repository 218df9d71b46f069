"""Start a meeting, close it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.kernel.events import Event
from shushan.ledger import public as ledger
from shushan.meetings import events, policy, telling
from shushan.meetings.entitled import Day
from shushan.meetings.errors import NotYetDay
from shushan.meetings.models import Meeting, Seat
from shushan.meetings.operations.moving import move, require_state
from shushan.meetings.operations.planning import fitting_chair, require_somebody, take_seats, unit_on
from shushan.meetings.queries.ballots import decided_of, undecided
from shushan.meetings.queries.meetings import meeting, seats
from shushan.meetings.scoping import require_at, require_run
from shushan.meetings.states import LeaveState, MeetingMove, MeetingState, Presence
from shushan.meetings.terms import (
    BallotLine,
    Convening,
    MeetingAct,
    MeetingKind,
    MeetingLine,
    Standing,
    Turnout,
)
from shushan.organisation import public as organisation
from shushan.units import public as units

FACTS = (
    "meetings.meeting-held", "meetings.members-entitled", "meetings.members-present", "meetings.resolution-decided",
)  # fmt: skip


@write()
def start(*, actor: Actor, at: datetime, meeting_id: int, began_at: datetime | None = None) -> None:
    """Start a convened meeting: who is entitled on this day is frozen. ``began_at`` None: now; earlier where it is entered later.

    :raises NotAllowed: neither the chair nor granted :raises MeetingMoved: :raises NotYetDay: its day has not come
    :raises ChairDoesNotFit: the chair has left the post since :raises NobodyEntitled: :raises Invalid: a beginning to come
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.CONVENED)
    began = began_at or at
    day = ledger.local_day(began)
    if began > at:
        raise Invalid(_("开始时间还没有到"), field="began_at")
    if day < found.day:
        raise NotYetDay(
            _("会议定在 %(day)s，还没有到这一天") % {"day": found.day.isoformat()},
            rule=_("计划中的会议不算召开"), remedy=_("要提前开，请先改会议时间并重新通知"),
        )  # fmt: skip
    known = Day.of(day)
    unit = unit_on(known, found.unit_id)
    there = seats(meeting_id)
    chosen = tuple(seat.person_id for seat in there if seat.standing is Standing.PAIR)
    guests = tuple(seat.person_id for seat in there if seat.standing is Standing.GUEST)
    now_entitled = known.entitled(found.kind, unit, chosen=chosen)
    require_somebody(found.kind, now_entitled)
    said = Convening(
        found.unit_id, found.kind, began, chair_id=found.chair_id, chair_basis=found.chair_basis, chosen=chosen
    )
    basis = fitting_chair(said, unit, known)
    move(meeting_id, found.state, MeetingMove.START, started_at=began, day=day, chair_basis=basis)
    take_seats(meeting_id, now_entitled, guests=guests)
    telling.no_longer_tell(found)


@write()
def close(*, actor: Actor, at: datetime, meeting_id: int, ended_at: datetime | None = None) -> None:
    """Close a running meeting: whoever did not come is absent, and the meeting counts from now on.

    :raises NotAllowed: :raises MeetingMoved: :raises Invalid: an end before the beginning, or to come
    :raises Conflict: nobody was here
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    ended = ended_at or at
    if found.started_at is not None and not found.started_at <= ended <= at:
        raise Invalid(_("结束时间要在开始之后，也不能在以后"), field="ended_at")
    if found.state is MeetingState.RUNNING and not found.turnout.here:
        raise Conflict(
            _("还没有登记到会的人"), rule=_("没有人到会的会议不算召开"), remedy=_("请先登记到会；没有开成就取消会议")
        )
    if found.state is MeetingState.RUNNING and (waiting := undecided(meeting_id)):
        raise Conflict(
            _("还有 %(n)d 项表决没有结果") % {"n": waiting}, remedy=_("请先表决、计票，或把它作废，再结束会议")
        )
    move(meeting_id, found.state, MeetingMove.CLOSE, ended_at=ended, counted_at=at)
    Seat.objects.filter(meeting=meeting_id, presence=Presence.EXPECTED).update(presence=Presence.ABSENT)
    Seat.objects.filter(meeting=meeting_id, leave_state=LeaveState.ASKED).update(leave_state=LeaveState.REFUSED)
    _count(found, actor=actor, at=at)


@write()
def reverse(*, actor: Actor, at: datetime, meeting_id: int, reason: str) -> None:
    """Take a held meeting back, because it was entered by mistake: its facts are reversed, its record stays readable.

    :raises NotAllowed: :raises Invalid: no reason :raises MeetingMoved: it was not held, or is taken back already
    """
    found = meeting(meeting_id)
    require_at(actor, MeetingAct.REVERSE, found.unit_id)
    if not reason.strip():
        raise Invalid(_("请写明冲正的原因"), field="reason")
    move(meeting_id, found.state, MeetingMove.REVERSE, reason=reason.strip()[:200], reversed_at=at)
    for fact in FACTS:
        ledger.reverse_many([subject_of(meeting_id)], fact=fact, actor=actor, reason=reason, at=at)


@write()
def mend_attendance(
    *, actor: Actor, at: datetime, meeting_id: int, person_id: int, presence: Presence, reason: str
) -> None:  # fmt: skip
    """Mend one person's attendance at a meeting that was held; the number present is reversed and written anew.

    :raises NotAllowed: :raises Invalid: no reason :raises MeetingMoved: it was not held :raises Conflict: nothing changes
    """
    found = meeting(meeting_id)
    require_at(actor, MeetingAct.REVERSE, found.unit_id)
    require_state(found, MeetingState.HELD)
    if not reason.strip():
        raise Invalid(_("请写明更正的原因"), field="reason")
    if presence is Presence.EXPECTED:
        raise Invalid(_("会议已经结束，请选到会、请假或缺席"), field="presence")
    changed = Seat.objects.filter(meeting=meeting_id, person=person_id).exclude(presence=presence)
    if not changed.update(presence=presence, marked_by="chair", marked_at=at):
        raise Conflict(_("此人不在应到会之列，或已是这样"))
    if not meeting(meeting_id).turnout.here:
        raise Conflict(_("更正后没有人到会"), remedy=_("会议没有开成，请冲正整次会议"))
    subject = subject_of(meeting_id)
    ledger.reverse_many([subject], fact=FACTS[2], actor=actor, reason=reason, at=at)
    _count(meeting(meeting_id), actor=actor, at=at, only_present=True)


def subject_of(meeting_id: int) -> str:
    """Return a meeting as the subject of facts and notices."""
    return f"meetings.meeting:{meeting_id}"


def facts_of(
    kind: MeetingKind, site_id: int | None, unit_id: int, code: str, turnout: Turnout, ballots: Sequence[BallotLine] = ()
) -> list[Event]:  # fmt: skip
    """Return what a held meeting is counted as. A talk is held; the attendance of its two is no rate."""
    facts: list[Event] = [events.MeetingHeld(site_id=site_id, unit_id=unit_id, kind=kind.value, branch=code)]
    facts += [
        events.ResolutionDecided(
            site_id=site_id, unit_id=unit_id, vote=one.kind.value, outcome=one.outcome.value, branch=code
        )
        for one in ballots
    ]
    if kind is not MeetingKind.TALK:
        facts.append(
            events.MembersEntitled(
                site_id=site_id, unit_id=unit_id, quantity=turnout.entitled, kind=kind.value, branch=code
            )
        )
        facts += _present(kind, site_id, unit_id, code, turnout)
    return facts


def branch_code(unit_id: int, on: date) -> str:
    """Return the code of the branch for which a unit's meetings of a day count: a group's for the branch it had that day."""
    known = {one.id: one for one in units.tree(on=on)}
    unit = known.get(unit_id) or units.history(unit_id)[0]
    is_group = unit.kind == organisation.UnitKind.GROUP
    return known.get(unit.parent_id or 0, unit).code if is_group else unit.code


def _present(kind: MeetingKind, site_id: int | None, unit_id: int, code: str, turnout: Turnout) -> list[Event]:
    if not turnout.here:
        return []
    quantity = turnout.here
    return [events.MembersPresent(site_id=site_id, unit_id=unit_id, quantity=quantity, kind=kind.value, branch=code)]


def _count(found: MeetingLine, *, actor: Actor, at: datetime, only_present: bool = False) -> None:
    """Record the facts of a held meeting, or anew how many were present."""
    assert found.started_at is not None
    turnout, code = meeting(found.id).turnout, branch_code(found.unit_id, ledger.local_day(found.started_at))
    if only_present:
        facts = _present(found.kind, found.site_id, found.unit_id, code, turnout)
    else:
        decided = decided_of([found.id]).get(found.id, [])
        facts = facts_of(found.kind, found.site_id, found.unit_id, code, turnout, decided)
    subject, then = subject_of(found.id), found.started_at
    ledger.record_many([(event, subject, then) for event in facts], actor=actor, recorded_at=at)


def quorum_of(found: MeetingLine) -> bool:
    """Say whether at least half of those with a vote are here (MTG-02, MTG-03)."""
    return policy.has_quorum(found.turnout.voters_here, found.turnout.voters)


@write()
def new_code(*, actor: Actor, at: datetime, meeting_id: int) -> None:
    """Give a meeting a new code for the room; the old one is good for nothing from now on.

    :raises NotAllowed: :raises MeetingMoved: it is over
    """
    from shushan.kernel.ids import uuid7

    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.CONVENED, MeetingState.RUNNING)
    Meeting.objects.filter(pk=meeting_id).update(token=uuid7())
