"""Give a vote. A secret one only raises counters in the urn: nothing is written that joins it with its voter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.meetings.errors import AlreadyVoted, BallotMoved, NoVote, VoteDoesNotFit
from shushan.meetings.models import Ballot, OpenVote, UrnCell, Voted
from shushan.meetings.operations.attendance import own_seat
from shushan.meetings.operations.moving import require_state
from shushan.meetings.queries.ballots import ballot
from shushan.meetings.queries.meetings import meeting, seats
from shushan.meetings.scoping import require_run
from shushan.meetings.states import BallotState, MeetingState
from shushan.meetings.terms import BallotLine, BallotWay, Choice, SeatLine, VoteKind


@write()
def cast(*, actor: Actor, at: datetime, ballot_id: int, choices: Mapping[int, Choice]) -> None:
    """Give one's own vote (option → choice, every option once). It cannot be changed; a secret one is kept without a time.

    :raises NotEntitled: no seat :raises NoVote: no right to vote, or not marked as here :raises AlreadyVoted:
    :raises BallotMoved: not open, or closed :raises VoteDoesNotFit: an option missing, more names than places, on paper
    """
    found = ballot(ballot_id)
    seat = own_seat(meeting(found.meeting_id), actor)
    _require_vote(seat)
    if found.way is BallotWay.PAPER:
        raise VoteDoesNotFit(_("这项表决用纸票，请在会场投票"))
    _require_fitting(found, choices)
    _one_more(found, 1)
    try:
        with transaction.atomic():
            if found.way is BallotWay.OPEN:
                OpenVote.objects.bulk_create(
                    OpenVote(option_id=option_id, seat_id=seat.id, choice=choice)
                    for option_id, choice in choices.items()
                )
            else:
                Voted.objects.create(ballot_id=ballot_id, seat_id=seat.id)
    except IntegrityError as error:
        raise AlreadyVoted(_("您已经投过票"), rule=_("每人一票，投了不能改")) from error
    if found.way is BallotWay.SECRET:
        for option_id, choice in choices.items():
            UrnCell.objects.filter(option=option_id, choice=choice).update(papers=F("papers") + 1)


@write()
def enter_hands(*, actor: Actor, at: datetime, ballot_id: int, hands: Mapping[int, Choice]) -> int:
    """Write down raised hands (seat → choice) of an open motion for those who have not voted yet; return how many.

    :raises NotAllowed: :raises MeetingMoved: :raises BallotMoved: not open :raises NoVote: a seat without a vote, or not here
    :raises VoteDoesNotFit: a secret ballot, or an election
    """
    found = ballot(ballot_id)
    held = meeting(found.meeting_id)
    require_run(actor, held)
    require_state(held, MeetingState.RUNNING)
    if found.way is not BallotWay.OPEN or found.kind is VoteKind.ELECTION:
        raise VoteDoesNotFit(_("无记名票不能由别人登记"))
    there = {seat.id: seat for seat in seats(found.meeting_id)}
    known = set(OpenVote.objects.filter(option__ballot=ballot_id).values_list("seat", flat=True))
    fresh = {seat_id: choice for seat_id, choice in hands.items() if seat_id not in known}
    for seat_id in fresh:
        if seat_id not in there:
            raise NoVote(_("此人不在这次会议上"))
        _require_vote(there[seat_id])
    _one_more(found, len(fresh))
    [option] = found.options
    OpenVote.objects.bulk_create(
        OpenVote(option_id=option.id, seat_id=seat_id, choice=choice) for seat_id, choice in fresh.items()
    )
    return len(fresh)


def _one_more(found: BallotLine, votes: int) -> None:
    """Count votes into an open ballot: this takes its row, so that closing waits for it, or it for the closing."""
    if not Ballot.objects.filter(pk=found.id, state=BallotState.OPEN).update(given=F("given") + votes):
        raise BallotMoved(_("现在不能投票：还没有开始，或已经结束"), remedy=_("请看会场上的安排"))


def _require_vote(seat: SeatLine) -> None:
    if not seat.may_vote:
        raise NoVote(
            _("%(name)s在这次会议上没有表决权") % {"name": seat.name},
            rule=_("预备党员、受留党察看处分的党员没有表决权；列席的人不表决"),
        )
    if not seat.is_here:
        raise NoVote(_("%(name)s还没有登记到会") % {"name": seat.name}, remedy=_("请先签到，或请主持人登记到会"))


def _require_fitting(found: BallotLine, choices: Mapping[int, Choice]) -> None:
    if set(choices) != {option.id for option in found.options}:
        raise VoteDoesNotFit(_("请对每一项都表示意见"))
    names = sum(choice is Choice.YES for choice in choices.values())
    if found.kind is VoteKind.ELECTION and names > found.places:
        raise VoteDoesNotFit(
            _("应选 %(places)d 人，您选了 %(n)d 人") % {"places": found.places, "n": names},
            rule=_("赞成的人数可以少于应选名额，不能多于"),
        )
