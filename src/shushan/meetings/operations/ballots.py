"""Ballots: prepare, open, close, decide, void. Votes are in ``voting.py``, counting in ``counting.py``."""

from __future__ import annotations

import random
from datetime import datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.meetings import policy
from shushan.meetings.errors import BallotMoved, QuorumMissed, VoteDoesNotFit
from shushan.meetings.models import Ballot, BallotOption, OpenVote, Slip, UrnCell, Voted
from shushan.meetings.operations.counting import agreed
from shushan.meetings.operations.moving import require_state
from shushan.meetings.queries.ballots import ballot
from shushan.meetings.queries.meetings import meeting, seats
from shushan.meetings.scoping import require_run
from shushan.meetings.states import BALLOT_MOVES, BallotMove, BallotState, MeetingState
from shushan.meetings.terms import BallotLine, BallotPlan, BallotWay, Choice, MeetingLine, Outcome, VoteKind
from shushan.meetings.words import VOTE_WORDS


@write()
def prepare_ballot(*, actor: Actor, at: datetime, meeting_id: int, plan: BallotPlan) -> int:
    """Prepare a vote of a meeting and return its id. Its thresholds are written down with it.

    :raises NotAllowed: :raises MeetingMoved: the meeting is only planned, or over
    :raises Invalid: no words, a meeting that decides nothing, tellers missing :raises VoteDoesNotFit: the kind's own rules
    """
    found = meeting(meeting_id)
    require_run(actor, found)
    require_state(found, MeetingState.CONVENED, MeetingState.RUNNING)
    rule = policy.VOTES[plan.kind]
    names = _fitting(found, plan, rule)
    first, second = plan.tellers or (None, None)
    made = Ballot.objects.create(
        meeting_id=meeting_id, text=plan.text.strip()[:300], kind=plan.kind, way=plan.way, places=plan.places,
        quorum_numerator=rule.quorum[0], quorum_denominator=rule.quorum[1], pass_numerator=rule.passes[0],
        pass_denominator=rule.passes[1], first_teller_id=first, second_teller_id=second,
    )  # fmt: skip
    things: list[tuple[str, int | None]] = [(names[who], who) for who in plan.candidates]
    things = things or [(made.text[:80], None)]
    BallotOption.objects.bulk_create(
        BallotOption(ballot=made, position=n, name=name, person_id=who) for n, (name, who) in enumerate(things, 1)
    )
    return made.pk


@write()
def open_ballot(*, actor: Actor, at: datetime, ballot_id: int) -> None:
    """Open a ballot: from now on those with a vote who are here may vote, each once.

    :raises NotAllowed: :raises MeetingMoved: the meeting does not run :raises BallotMoved: :raises QuorumMissed:
    """
    found = ballot(ballot_id)
    held = _running(actor, found)
    row = Ballot.objects.get(pk=ballot_id)
    voters, here = held.turnout.voters, held.turnout.voters_here
    least = policy.needed(voters, row.quorum_numerator, row.quorum_denominator)
    if not policy.has_quorum(here, voters, row.quorum_numerator, row.quorum_denominator):
        raise QuorumMissed(
            _("有表决权的 %(voters)d 人，到会 %(here)d 人，还差 %(n)d 人")
            % {"voters": voters, "here": here, "n": max(1, least - here)},
            rule=_("%(kind)s要有表决权的人至少 %(a)d/%(b)d 到会")
            % {"kind": VOTE_WORDS[found.kind], "a": row.quorum_numerator, "b": row.quorum_denominator},
            remedy=_("请等人到齐，或改期再表决"),
        )
    _move(found, BallotMove.OPEN, entitled=voters, here=here, quorum_needed=least)
    needed = policy.more_than(voters, row.pass_numerator, row.pass_denominator)
    BallotOption.objects.filter(ballot=ballot_id).update(needed=needed)
    if found.way is BallotWay.SECRET:
        UrnCell.objects.bulk_create(
            UrnCell(option_id=option.id, choice=choice) for option in found.options for choice in Choice
        )


@write()
def close_ballot(*, actor: Actor, at: datetime, ballot_id: int, given: int | None = None) -> None:
    """Close a ballot: nobody votes any more, counting may begin. ``given``: papers handed out, of a ballot on paper.

    What lay in the urn becomes slips with random keys, written at once in random order; so is who has voted.

    :raises NotAllowed: :raises BallotMoved: :raises Invalid: more papers than voters, or none said
    """
    found = ballot(ballot_id)
    held = _running(actor, found)
    here = _were_here(found)
    said: dict[str, int] = {"here": here, "entitled": held.turnout.voters}
    if found.way is BallotWay.PAPER:
        if given is None or not 0 < given <= here:
            raise Invalid(_("发出的票数要在 1 到 %(n)d 之间") % {"n": here}, field="given")
        said["given"] = given
    _move(found, BallotMove.CLOSE, **said)
    if found.way is BallotWay.SECRET:
        _shuffle(ballot_id)


@write()
def decide_ballot(*, actor: Actor, at: datetime, ballot_id: int) -> Outcome:
    """Say what a closed ballot comes to: carried with a quorum and more than the share of all entitled, else rejected.

    :raises NotAllowed: :raises BallotMoved: :raises CountsDiffer: two tellers have not counted, or do not agree
    """
    found = ballot(ballot_id)
    _running(actor, found)
    if found.state is not BallotState.CLOSED:
        raise _moved()
    tallies = agreed(found)
    winners = policy.carried(
        {option.id: tallies[option.id].yes for option in found.options}, needed=found.options[0].needed,
        places=found.places if found.kind is VoteKind.ELECTION else 1,
    )  # fmt: skip
    had_quorum = found.here >= found.quorum_needed > 0
    for option in found.options:
        tally = tallies[option.id]
        BallotOption.objects.filter(pk=option.id).update(
            yes=tally.yes, no=tally.no, abstain=tally.abstain, is_carried=had_quorum and option.id in winners
        )
    outcome = Outcome.PASSED if winners and had_quorum else Outcome.REJECTED
    _move(found, BallotMove.DECIDE, outcome=outcome)
    return outcome


@write()
def void_ballot(*, actor: Actor, at: datetime, ballot_id: int) -> None:
    """Declare a ballot void before it has an outcome; what was given is destroyed.

    :raises NotAllowed: :raises BallotMoved: it is decided or void already
    """
    found = ballot(ballot_id)
    _running(actor, found, or_convened=True)
    _move(found, BallotMove.VOID)
    UrnCell.objects.filter(option__ballot=ballot_id).delete()
    Slip.objects.filter(option__ballot=ballot_id).delete()


def _were_here(found: BallotLine) -> int:
    """Return how many of those with a vote took part: who is here now, and who voted and has left since."""
    given = (
        OpenVote.objects.filter(option__ballot=found.id)
        if found.way is BallotWay.OPEN
        else Voted.objects.filter(ballot=found.id)
    )
    voted = set(given.values_list("seat", flat=True))
    return sum(seat.may_vote and (seat.is_here or seat.id in voted) for seat in seats(found.meeting_id))


def _shuffle(ballot_id: int) -> None:
    dice = random.SystemRandom()
    cells = UrnCell.objects.filter(option__ballot=ballot_id)
    slips = [Slip(option_id=cell.option_id, choice=cell.choice) for cell in cells for _n in range(cell.papers)]
    voters = list(Voted.objects.filter(ballot=ballot_id).values_list("seat", flat=True))
    dice.shuffle(slips)
    dice.shuffle(voters)
    Slip.objects.bulk_create(slips)
    cells.delete()
    Voted.objects.filter(ballot=ballot_id).delete()
    Voted.objects.bulk_create(Voted(ballot_id=ballot_id, seat_id=seat_id) for seat_id in voters)


def _fitting(found: MeetingLine, plan: BallotPlan, rule: policy.VoteRule) -> dict[int, str]:
    """Return the names of those with a seat, after every rule about what is to be voted on was passed."""
    if not policy.KINDS[found.kind].may_decide:
        raise Invalid(_("这类会议不作决议"), rule=_("决议由党员大会或支部委员会作出"))
    if not plan.text.strip():
        raise Invalid(_("请写明表决什么"), field="text")
    if rule.is_secret and plan.way is BallotWay.OPEN:
        raise VoteDoesNotFit(_("%(kind)s要无记名投票") % {"kind": VOTE_WORDS[plan.kind]}, field="way", rule=rule.source)
    names = {seat.person_id: seat.name for seat in seats(found.id)}
    if plan.kind is VoteKind.ELECTION:
        least = policy.least_candidates(plan.places, rule.surplus)
        if plan.places < 1 or len(plan.candidates) < least:
            raise VoteDoesNotFit(
                _("应选 %(places)d 人，候选人至少 %(n)d 人") % {"places": plan.places, "n": least}, field="candidates",
                rule=_("候选人要比应选名额多百分之二十"),
            )  # fmt: skip
    if len(set(plan.candidates)) != len(plan.candidates) or not set(plan.candidates) <= set(names):
        raise VoteDoesNotFit(_("候选人要在这次会议的人中，每人一次"), field="candidates")
    if plan.candidates and plan.kind is not VoteKind.ELECTION:
        raise VoteDoesNotFit(_("只有选举有候选人"), field="candidates")
    if plan.way is not BallotWay.OPEN:
        _require_tellers(plan, names)
    return names


def _require_tellers(plan: BallotPlan, names: dict[int, str]) -> None:
    two = set(plan.tellers or ())
    if len(two) != 2 or not two <= set(names) or two & set(plan.candidates):
        raise VoteDoesNotFit(
            _("请选两名不同的计票人"), field="first_teller", rule=_("无记名票由两人各计一次；候选人不计票")
        )


def _running(actor: Actor, found: BallotLine, *, or_convened: bool = False) -> MeetingLine:
    held = meeting(found.meeting_id)
    require_run(actor, held)
    require_state(held, MeetingState.RUNNING, *([MeetingState.CONVENED] if or_convened else []))
    return held


def _move(found: BallotLine, act: BallotMove, **said: object) -> None:
    target = BALLOT_MOVES.get((found.state, act))
    if target is None or not Ballot.objects.filter(pk=found.id, state=found.state).update(state=target, **said):
        raise _moved()


def _moved() -> BallotMoved:
    return BallotMoved(_("这项表决现在不能这样办"), remedy=_("请刷新页面看现在的情况"))
