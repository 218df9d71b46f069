"""民主评议党员: each writes the own appraisal, grades the others in secret, and the committee concludes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.meetings.entitled import committee
from shushan.meetings.errors import (
    AlreadyVoted,
    ConclusionDoesNotFit,
    GradesDoNotFit,
    MeetingMoved,
    NoAppraisal,
    NotEntitled,
    NoVote,
)
from shushan.meetings.models import Meeting
from shushan.meetings.models_appraisal import Conclusion, GradeCell, GradedForm, SelfAppraisal
from shushan.meetings.operations.attendance import own_seat
from shushan.meetings.operations.moving import require_state
from shushan.meetings.queries.appraising import is_appraisal
from shushan.meetings.queries.meetings import meeting, seats
from shushan.meetings.scoping import require_at
from shushan.meetings.states import MeetingState
from shushan.meetings.terms import Grade, MeetingAct, MeetingKind, MeetingLine, SeatLine, Standing

LONGEST = 4000
WRITTEN_IN = (MeetingState.CONVENED, MeetingState.RUNNING)


@write()
def write_self(*, actor: Actor, at: datetime, meeting_id: int, text: str) -> None:
    """Write one's own appraisal, before or at the meeting; again: it stands anew.

    :raises NotEntitled: no seat, or a guest :raises NoAppraisal: :raises MeetingMoved: it is over :raises Invalid: no words
    """
    found = meeting(meeting_id)
    seat = _member(found, actor)
    require_state(found, *WRITTEN_IN)
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Invalid(_("请写个人自评，最多 4000 字"), field="text")
    SelfAppraisal.objects.update_or_create(seat_id=seat.id, defaults={"text": said, "written_at": at})


@write()
def grade_others(*, actor: Actor, at: datetime, meeting_id: int, grades: Mapping[int, Grade]) -> None:
    """Hand in one's form: a grade for every other member (seat → grade). Once; only counters keep what it says.

    :raises NotEntitled: :raises NoAppraisal: :raises NoVote: not marked as here :raises AlreadyVoted:
    :raises GradesDoNotFit: somebody is missing, oneself or a stranger is graded :raises MeetingMoved: not running
    """
    found = meeting(meeting_id)
    seat = _member(found, actor)
    if not seat.is_here:
        raise NoVote(_("%(name)s还没有登记到会") % {"name": seat.name}, remedy=_("请先签到，或请主持人登记到会"))
    others = {one.id for one in seats(meeting_id) if one.standing is Standing.MEMBER} - {seat.id}
    if set(grades) != others:
        raise GradesDoNotFit(_("请给其他每一名党员选一个等次；不评自己"))
    # Takes the meeting's row, so that closing waits for this form, or the form for the closing.
    if not Meeting.objects.filter(pk=meeting_id, state=MeetingState.RUNNING).update(state=MeetingState.RUNNING):
        raise MeetingMoved(_("现在不能测评：会议还没有开始，或已经结束"), remedy=_("请看会议的安排"))
    try:
        with transaction.atomic():
            GradedForm.objects.create(seat_id=seat.id)
    except IntegrityError as error:
        raise AlreadyVoted(_("您已经交过测评表"), rule=_("每人一份，交了不能改")) from error
    _stand_cells(others | {seat.id})
    for seat_id, grade in sorted(grades.items()):
        GradeCell.objects.filter(seat=seat_id, grade=grade).update(papers=F("papers") + 1)


@write()
def conclude(
    *, actor: Actor, at: datetime, meeting_id: int, seat_id: int, grade: Grade, text: str = "",
    committee_id: int | None = None,
) -> None:  # fmt: skip
    """Write down what the branch committee concluded about a member, after the meeting; again: it stands anew.

    :raises NotAllowed: no grant at the branch :raises NoAppraisal: :raises MeetingMoved: it was not held
    :raises NotEntitled: no such member at this meeting
    :raises ConclusionDoesNotFit: no committee meeting of that branch from that day on, or 不合格 without a reason
    """
    found = meeting(meeting_id)
    require_at(actor, MeetingAct.RUN, found.unit_id)
    _require_appraisal(found)
    require_state(found, MeetingState.HELD)
    if not any(one.id == seat_id and one.standing is Standing.MEMBER for one in seats(meeting_id)):
        raise NotEntitled(_("此人没有参加这次民主评议"))
    if grade is Grade.UNQUALIFIED and not text.strip():
        raise ConclusionDoesNotFit(_("评为不合格的，请写明理由"), field="text")
    _require_committee(found, committee_id)
    said: dict[str, object] = {
        "grade": grade, "text": text.strip()[:1000], "committee_id": committee_id, "by": actor.name[:80], "at": at,
    }  # fmt: skip
    Conclusion.objects.update_or_create(seat_id=seat_id, defaults=said)


def _member(found: MeetingLine, actor: Actor) -> SeatLine:
    _require_appraisal(found)
    seat = own_seat(found, actor)
    if seat.standing is not Standing.MEMBER:
        raise NotEntitled(_("列席的人不参加民主评议"))
    return seat


def _require_appraisal(found: MeetingLine) -> None:
    if not is_appraisal(found):
        raise NoAppraisal(
            _("这次会议不评议党员"), rule=_("民主评议党员会，或同时进行民主评议的组织生活会，才有自评和互评")
        )


def _stand_cells(seat_ids: set[int]) -> None:
    known = set(GradeCell.objects.filter(seat__in=seat_ids).values_list("seat", "grade"))
    GradeCell.objects.bulk_create(
        [
            GradeCell(seat_id=seat_id, grade=grade)
            for seat_id in sorted(seat_ids)
            for grade in Grade
            if (seat_id, grade) not in known
        ],
        ignore_conflicts=True,
    )


def _require_committee(found: MeetingLine, committee_id: int | None) -> None:
    """A branch with a committee names the committee's meeting, on the day or later; one without concludes as it is."""
    if committee_id is None:
        if committee_meets(found):
            raise ConclusionDoesNotFit(
                _("请选择作出评定的支部委员会会议"), field="committee",
                rule=_("评定意见由支部委员会会议作出"), remedy=_("请先召开支委会，再来登记"),
            )  # fmt: skip
        return
    held = Meeting.objects.filter(
        pk=committee_id, unit=found.unit_id, kind=MeetingKind.COMMITTEE, state=MeetingState.HELD, day__gte=found.day
    )
    if not held.exists():
        raise ConclusionDoesNotFit(_("这不是评议当天或以后召开的本支部支委会会议"), field="committee")


def committee_meets(found: MeetingLine) -> bool:
    """Say whether a unit has a committee of three or more on the day of a meeting (ORG-06)."""
    return len(committee(found.unit_id, on=found.day)) >= 3
