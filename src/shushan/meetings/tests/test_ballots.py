"""Votes: who votes, once; quorum and threshold at their edge; secret ballots counted twice and not linkable."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.meetings import policy, states
from shushan.meetings import public as meetings
from shushan.meetings.checks import checks
from shushan.meetings.models import Ballot, BallotOption, OpenVote, Slip, UrnCell, Voted
from shushan.meetings.tests.make import AFTER, AT, DURING, SECRETARY, Branch, Kind, Presence, one_of
from shushan.organisation import public as organisation
from shushan.people.tests.make import counted, make_staff

pytestmark = pytest.mark.django_db
YES, NO, ABSTAIN = meetings.Choice.YES, meetings.Choice.NO, meetings.Choice.ABSTAIN
Way, Vote, Tally, Outcome = meetings.BallotWay, meetings.VoteKind, meetings.Tally, meetings.Outcome


@pytest.fixture
def branch() -> Branch:
    return Branch(full=7, probationary=1)


def prepare(branch: Branch, meeting_id: int, way: Way = Way.OPEN, kind: Vote = Vote.RESOLUTION, **more: object) -> int:
    tellers = None if way is Way.OPEN else (branch.persons[5], branch.persons[6])
    plan = meetings.BallotPlan(**({"text": "决议一", "kind": kind, "way": way, "tellers": tellers} | more))  # type: ignore[arg-type]
    return meetings.prepare_ballot(actor=SECRETARY, at=DURING, meeting_id=meeting_id, plan=plan)


def opened(branch: Branch, way: Way = Way.OPEN, *, here: int = 99, **more: object) -> int:
    ballot_id = prepare(branch, branch.running(here=here), way, **more)  # type: ignore[arg-type]
    meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    return ballot_id


def cast(person_id: int, ballot_id: int, *choices: meetings.Choice) -> None:
    options = meetings.ballot(ballot_id).options
    said = {option.id: choice for option, choice in zip(options, choices, strict=False)}
    meetings.cast(actor=one_of(person_id), at=DURING, ballot_id=ballot_id, choices=said)


def close(ballot_id: int, given: int | None = None) -> None:
    meetings.close_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id, given=given)


def decide(ballot_id: int) -> Outcome:
    return meetings.decide_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)


def count(ballot_id: int, teller: int, *tallies: Tally, by: object = None) -> None:
    said = dict(zip([option.id for option in meetings.ballot(ballot_id).options], tallies, strict=True))
    meetings.count_ballot(
        actor=by or one_of(teller), at=DURING, ballot_id=ballot_id, teller_id=teller, tallies=said
    )  # fmt: skip


def test_a_quorum_missed_by_one_opens_no_ballot_and_at_its_edge_one_opens(branch: Branch) -> None:
    meeting_id = branch.running(here=3)  # 7 votes: 4 are needed
    ballot_id = prepare(branch, meeting_id)
    with pytest.raises(meetings.QuorumMissed) as missed:
        meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    assert "还差 1 人" in missed.value.message
    fourth = meetings.seats(meeting_id)[3]
    meetings.mark(actor=SECRETARY, at=DURING, meeting_id=meeting_id, marks={fourth.id: Presence.ONLINE})
    meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    assert meetings.ballot(ballot_id).quorum_needed == 4
    cast(fourth.person_id, ballot_id, YES)
    gone = [seat.id for seat in meetings.seats(meeting_id)[2:4]]
    meetings.mark(actor=SECRETARY, at=DURING, meeting_id=meeting_id, marks=dict.fromkeys(gone, Presence.ABSENT))
    close(ballot_id)
    assert meetings.ballot(ballot_id).here == 3, "who voted and left took part, who left without a vote did not"
    assert decide(ballot_id) is Outcome.REJECTED


def test_somebody_on_probation_makes_no_quorum(branch: Branch) -> None:
    meeting_id = branch.running(here=3)
    last = meetings.seats(meeting_id)[-1]
    assert not last.may_vote
    meetings.mark(actor=SECRETARY, at=DURING, meeting_id=meeting_id, marks={last.id: Presence.PRESENT})
    with pytest.raises(meetings.QuorumMissed):
        meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=prepare(branch, meeting_id))


def test_votes_are_refused_from_those_without_one_twice_and_outside_its_time(branch: Branch) -> None:
    ballot_id = opened(branch, here=6)
    a, b, absent, probationary = branch.persons[0], branch.persons[1], branch.persons[6], branch.persons[7]
    cast(a, ballot_id, YES)
    with pytest.raises(meetings.AlreadyVoted):
        cast(a, ballot_id, NO)
    for who in (absent, probationary):
        with pytest.raises(meetings.NoVote):
            cast(who, ballot_id, YES)
    with pytest.raises(meetings.NotEntitled):
        cast(make_staff(name="外人"), ballot_id, YES)
    with pytest.raises(meetings.VoteDoesNotFit):
        cast(b, ballot_id)
    assert OpenVote.objects.count() == 1 and meetings.ballot(ballot_id).given == 1
    close(ballot_id)
    with pytest.raises(meetings.BallotMoved):
        cast(b, ballot_id, YES)
    early = prepare(branch, meetings.ballot(ballot_id).meeting_id)
    with pytest.raises(meetings.BallotMoved):
        cast(b, early, YES)


def test_a_vote_suspended_by_probation_within_the_party_is_none(branch: Branch) -> None:
    member = organisation.member_of_person(branch.persons[1])
    assert member is not None
    organisation.change_vote(
        actor=SECRETARY, at=AT, member_id=member, may_vote=False, since=date(2020, 6, 2), basis="留党察看"
    )
    ballot_id = opened(branch)
    assert meetings.ballot(ballot_id).entitled == 6
    with pytest.raises(meetings.NoVote):
        cast(branch.persons[1], ballot_id, YES)


@pytest.mark.parametrize(("yes", "outcome"), [(3, Outcome.REJECTED), (4, Outcome.PASSED)])
def test_a_resolution_passes_with_more_than_half_of_all_entitled_not_of_those_here(
    branch: Branch, yes: int, outcome: Outcome
) -> None:
    ballot_id = opened(branch, here=4)  # four of seven: 3 yes are most of those here, not of those entitled
    seats = [seat for seat in meetings.seats(meetings.ballot(ballot_id).meeting_id) if seat.is_here]
    hands = {seat.id: YES if n < yes else ABSTAIN for n, seat in enumerate(seats)}
    assert meetings.enter_hands(actor=SECRETARY, at=DURING, ballot_id=ballot_id, hands=hands) == 4
    assert meetings.enter_hands(actor=SECRETARY, at=DURING, ballot_id=ballot_id, hands=hands) == 0
    with pytest.raises(meetings.BallotMoved):
        decide(ballot_id)
    close(ballot_id)
    assert decide(ballot_id) is outcome
    line = meetings.ballot(ballot_id)
    assert line.options[0].tally == Tally(yes, 0, 4 - yes) and line.options[0].needed == 4


def test_hands_are_raised_by_those_with_a_vote_who_are_here(branch: Branch) -> None:
    ballot_id = opened(branch, here=6)
    seats = meetings.seats(meetings.ballot(ballot_id).meeting_id)
    for seat in (seats[6], seats[7]):
        with pytest.raises(meetings.NoVote):
            meetings.enter_hands(actor=SECRETARY, at=DURING, ballot_id=ballot_id, hands={seat.id: YES})
    with pytest.raises(meetings.NoVote):
        meetings.enter_hands(actor=SECRETARY, at=DURING, ballot_id=ballot_id, hands={10**9: YES})
    with pytest.raises(NotAllowed):
        meetings.enter_hands(actor=one_of(branch.persons[1]), at=DURING, ballot_id=ballot_id, hands={seats[0].id: YES})


def test_a_secret_ballot_keeps_nothing_that_joins_a_vote_with_its_voter(branch: Branch) -> None:
    ballot_id = opened(branch, Way.SECRET)
    said = [YES, NO, YES, YES, ABSTAIN, YES, YES]
    for person, choice in zip(branch.persons, said, strict=False):
        cast(person, ballot_id, choice)
    with pytest.raises(meetings.AlreadyVoted):
        cast(branch.persons[0], ballot_id, YES)
    assert sum(UrnCell.objects.values_list("papers", flat=True)) == 7 and Slip.objects.count() == 0
    assert UrnCell.objects.count() == 3  # each cell stands from the opening on: none tells who came first
    voted_before = set(Voted.objects.values_list("key", flat=True))
    close(ballot_id)
    assert UrnCell.objects.count() == 0 and OpenVote.objects.count() == 0
    assert Slip.objects.count() == 7 and not voted_before & set(Voted.objects.values_list("key", flat=True))
    columns = {field.name for model in (Slip, Voted, UrnCell) for field in model._meta.get_fields()}
    assert columns == {"key", "option", "choice", "ballot", "seat", "papers"}
    assert {field.name for field in Slip._meta.get_fields()} == {"key", "option", "choice"}
    assert {key.version for key in Slip.objects.values_list("key", flat=True)} == {4}


def test_two_tellers_count_and_must_agree_with_each_other_and_with_the_slips(branch: Branch) -> None:
    ballot_id = opened(branch, Way.SECRET)
    for n, person in enumerate(branch.persons[:6]):
        cast(person, ballot_id, YES if n < 5 else NO)
    first, second = branch.persons[5], branch.persons[6]
    right, wrong = Tally(5, 1, 0), Tally(4, 2, 0)
    with pytest.raises(meetings.BallotMoved):
        count(ballot_id, first, right)
    close(ballot_id)
    with pytest.raises(meetings.VoteDoesNotFit):
        count(ballot_id, branch.persons[0], right)
    with pytest.raises(NotAllowed):
        count(ballot_id, first, right, by=one_of(second))
    with pytest.raises(meetings.VoteDoesNotFit):
        count(ballot_id, first, Tally(7, 0, 0))  # more votes than were given
    with pytest.raises(meetings.CountsDiffer):
        decide(ballot_id)
    count(ballot_id, first, right)
    with pytest.raises(meetings.BallotMoved):
        count(ballot_id, first, right)
    count(ballot_id, second, wrong)
    with pytest.raises(meetings.CountsDiffer):
        decide(ballot_id)
    meetings.count_again(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    count(ballot_id, first, wrong, by=SECRETARY)
    with pytest.raises(meetings.BallotMoved):
        count(ballot_id, second, wrong, by=SECRETARY)  # the same hand does not count twice
    count(ballot_id, second, wrong)
    with pytest.raises(meetings.CountsDiffer):
        decide(ballot_id)  # both agree, the slips do not
    meetings.count_again(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    count(ballot_id, first, right)
    count(ballot_id, second, right)
    assert decide(ballot_id) is Outcome.PASSED
    with pytest.raises(meetings.BallotMoved):
        meetings.count_again(actor=SECRETARY, at=DURING, ballot_id=ballot_id)


def test_a_ballot_on_paper_counts_what_was_handed_out(branch: Branch) -> None:
    ballot_id = opened(branch, Way.PAPER, here=6)
    with pytest.raises(meetings.VoteDoesNotFit):
        cast(branch.persons[0], ballot_id, YES)
    with pytest.raises(meetings.VoteDoesNotFit):
        meetings.enter_hands(actor=SECRETARY, at=DURING, ballot_id=ballot_id, hands={})
    for papers in (None, 0, 7):
        with pytest.raises(Invalid):
            close(ballot_id, papers)
    close(ballot_id, 6)
    first, second = branch.persons[5], branch.persons[6]
    count(ballot_id, first, Tally(4, 1, 0))
    count(ballot_id, second, Tally(4, 1, 0))
    assert decide(ballot_id) is Outcome.PASSED


def test_an_election_has_its_own_quorum_threshold_and_more_candidates_than_places(branch: Branch) -> None:
    candidates = tuple(branch.persons[:3])
    said = {"kind": Vote.ELECTION, "candidates": candidates, "places": 2, "text": "选举委员"}
    meeting_id = branch.running(here=5)  # of seven votes six are needed (4/5)
    for wrong in (
        {"places": 3},
        {"candidates": (*candidates, candidates[0])},
        {"candidates": (*candidates, make_staff(name="外人"))},
        {"way": Way.OPEN},
        {"tellers": (candidates[0], branch.persons[6])},
        {"tellers": (branch.persons[6], branch.persons[6])},
    ):
        with pytest.raises(meetings.VoteDoesNotFit):
            prepare(branch, meeting_id, **({"way": Way.SECRET} | said | wrong))  # type: ignore[arg-type]
    ballot_id = prepare(branch, meeting_id, Way.SECRET, **said)  # type: ignore[arg-type]
    with pytest.raises(meetings.QuorumMissed):
        meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    sixth = meetings.seats(meeting_id)[5]
    meetings.mark(actor=SECRETARY, at=DURING, meeting_id=meeting_id, marks={sixth.id: Presence.PRESENT})
    meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    with pytest.raises(meetings.VoteDoesNotFit):
        cast(branch.persons[0], ballot_id, YES, YES, YES)
    for n, person in enumerate(branch.persons[:6]):
        cast(person, ballot_id, YES, YES if n < 3 else NO, NO)
    close(ballot_id)
    tallies = (Tally(6, 0, 0), Tally(3, 3, 0), Tally(0, 6, 0))
    for teller in (branch.persons[5], branch.persons[6]):
        count(ballot_id, teller, *tallies)
    assert decide(ballot_id) is Outcome.PASSED
    # six of seven entitled elect; three of six here do not: four are needed
    assert [option.is_carried for option in meetings.ballot(ballot_id).options] == [True, False, False]


def test_acceptance_is_secret_and_a_lecture_decides_nothing(branch: Branch) -> None:
    meeting_id = branch.running()
    with pytest.raises(meetings.VoteDoesNotFit):
        prepare(branch, meeting_id, kind=Vote.ACCEPTANCE)
    prepare(branch, meeting_id, Way.PAPER, Vote.ACCEPTANCE)
    with pytest.raises(Invalid):
        prepare(branch, meeting_id, text=" ")
    theme = branch.running(Kind.THEME_DAY, title="学习")
    with pytest.raises(Invalid):
        prepare(branch, theme)
    with pytest.raises(NotAllowed):
        meetings.prepare_ballot(
            actor=one_of(branch.persons[1]), at=DURING, meeting_id=meeting_id,
            plan=meetings.BallotPlan("x", Vote.RESOLUTION, Way.OPEN),
        )  # fmt: skip


def test_a_meeting_closes_when_every_ballot_has_an_outcome_and_its_facts_are_reversed_with_it(branch: Branch) -> None:
    ballot_id = opened(branch)
    meeting_id = meetings.ballot(ballot_id).meeting_id
    spare = prepare(branch, meeting_id)
    with pytest.raises(Conflict):
        meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    with pytest.raises(Conflict):
        meetings.call_off(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, reason="x")
    close(ballot_id)
    assert decide(ballot_id) is Outcome.REJECTED  # nobody said yes
    meetings.void_ballot(actor=SECRETARY, at=AFTER, ballot_id=spare)
    with pytest.raises(meetings.BallotMoved):
        meetings.void_ballot(actor=SECRETARY, at=AFTER, ballot_id=ballot_id)
    assert counted("meetings.resolution-decided") == 0
    meetings.close(actor=SECRETARY, at=AFTER, meeting_id=meeting_id)
    assert counted("meetings.resolution-decided") == 1
    assert [found for check in checks() for found in check.run()] == []
    meetings.reverse(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, reason="x")
    assert counted("meetings.resolution-decided") == 0


def test_a_void_ballot_destroys_what_was_given(branch: Branch) -> None:
    ballot_id = opened(branch, Way.SECRET)
    cast(branch.persons[0], ballot_id, YES)
    meetings.void_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    assert UrnCell.objects.count() == 0 and Slip.objects.count() == 0
    with pytest.raises(meetings.BallotMoved):
        cast(branch.persons[1], ballot_id, YES)


def test_the_database_refuses_a_resolution_without_quorum_or_votes(branch: Branch) -> None:
    ballot_id = opened(branch)
    for said in ({"state": "decided", "outcome": "passed", "here": 3}, {"outcome": "passed"}, {"here": 99}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Ballot.objects.filter(pk=ballot_id).update(**said)
    with pytest.raises(DatabaseError), transaction.atomic():
        BallotOption.objects.filter(ballot=ballot_id).update(yes=3, is_carried=True)
    secret = prepare(branch, meetings.ballot(ballot_id).meeting_id, Way.SECRET)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=secret).update(second_teller=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=secret).update(second_teller=branch.persons[5])


@pytest.mark.parametrize("state", list(states.BallotState))
@pytest.mark.parametrize("move", list(states.BallotMove))
def test_ballots_move_as_the_table_says(state: states.BallotState, move: states.BallotMove) -> None:
    over = (states.BallotState.DECIDED, states.BallotState.VOID)
    target = states.BALLOT_MOVES.get((state, move))
    assert state not in over or target is None
    assert target is None or target.value in {"open", "closed", "decided", "void"}


@given(yes=st.lists(st.integers(0, 30), min_size=1, max_size=8), places=st.integers(1, 6), entitled=st.integers(1, 60))
def test_never_more_are_elected_than_places_and_never_with_half_or_less(
    yes: list[int], places: int, entitled: int
) -> None:
    needed = policy.more_than(entitled, 1, 2)
    won = policy.carried(dict(enumerate(yes)), needed=needed, places=places)
    assert len(won) <= places and all(2 * yes[who] > entitled for who in won)
    least = min((yes[who] for who in won), default=0)
    lost = [votes for who, votes in enumerate(yes) if who not in won and votes >= needed]
    assert all(votes <= least for votes in lost) or len(won) < places
