"""Votes by real processes at once: nothing is lost, nothing counts twice, and a secret ballot stays unlinked.

Each voter is a process of its own with its own connection, let go at the same instant. On SQLite the writers' gate
lets them in one by one, on PostgreSQL they meet in the database.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from django.db import connections

from shushan.meetings import public as meetings
from shushan.meetings.checks import checks
from shushan.meetings.models import Ballot, OpenVote, Slip, UrnCell, Voted
from shushan.meetings.tests.make import DURING, SECRETARY, Branch, Presence, one_of

pytestmark = pytest.mark.django_db(transaction=True)
YES, NO = meetings.Choice.YES, meetings.Choice.NO
Way = meetings.BallotWay
DONE = "done"
Act = Callable[[], object]


def at_once(acts: Sequence[Act]) -> list[str]:
    """Run each act in a process of its own, all let go at once; return ``done`` or the refusal's name of each."""
    connections.close_all()
    gate, let_go = os.pipe()
    children = [_fork(act, gate, let_go) for act in acts]
    os.close(gate)
    os.close(let_go)  # the last writer is gone: everybody who waits at the gate goes
    said = []
    for child, heard in children:
        with os.fdopen(heard) as line:
            said.append(line.read())
        os.waitpid(child, 0)
    return said


def _fork(act: Act, gate: int, let_go: int) -> tuple[int, int]:
    heard, told = os.pipe()
    child = os.fork()
    if child:
        os.close(told)
        return child, heard
    with contextlib.suppress(BaseException):
        os.close(let_go)
        os.read(gate, 1)
        try:
            act()
            said = DONE
        except Exception as error:
            said = type(error).__name__
        os.write(told, said.encode())
        connections.close_all()
    os._exit(0)


@pytest.fixture
def branch() -> Branch:
    return Branch(full=9, probationary=1)


def _prepared(branch: Branch, way: Way, *, here: int = 99) -> int:
    tellers = None if way is Way.OPEN else (branch.persons[7], branch.persons[8])
    said = meetings.BallotPlan(text="决议", kind=meetings.VoteKind.RESOLUTION, way=way, tellers=tellers)
    meeting_id = branch.running(here=here)
    return meetings.prepare_ballot(actor=SECRETARY, at=DURING, meeting_id=meeting_id, plan=said)


def _opened(branch: Branch, way: Way = Way.SECRET) -> int:
    ballot_id = _prepared(branch, way)
    meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)
    return ballot_id


def _vote(person_id: int, ballot_id: int, choice: meetings.Choice = YES) -> Act:
    [option] = meetings.ballot(ballot_id).options
    choices = {option.id: choice}
    return lambda: meetings.cast(actor=one_of(person_id), at=DURING, ballot_id=ballot_id, choices=choices)


def _close(ballot_id: int) -> Act:
    return lambda: meetings.close_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id, given=None)


def _papers(ballot_id: int) -> dict[str, int]:
    """Return what lies in the urn (while open), or the slips that were written from it when it closed, by choice."""
    found = Counter(dict(UrnCell.objects.filter(option__ballot=ballot_id).values_list("choice", "papers")))
    found.update(Slip.objects.filter(option__ballot=ballot_id).values_list("choice", flat=True))
    return {choice: papers for choice, papers in found.items() if papers}


def _sound(ballot_id: int, votes: int) -> None:
    """Given, who voted and what lies in the urn agree, and the doctor finds nothing."""
    given = Ballot.objects.get(pk=ballot_id).given
    assert given == Voted.objects.filter(ballot=ballot_id).count() == sum(_papers(ballot_id).values()) == votes
    assert [found for check in checks() for found in check.run()] == []


def test_many_phones_at_once_lose_nothing_and_the_urn_knows_no_voter(branch: Branch) -> None:
    ballot_id = _opened(branch)
    said = at_once([_vote(p, ballot_id, NO if n < 3 else YES) for n, p in enumerate(branch.persons[:9])])
    assert Counter(said) == {DONE: 9}
    assert _papers(ballot_id) == {YES: 6, NO: 3}
    _sound(ballot_id, 9)
    # what is kept: who voted, and counters; no row joins a voter with a choice, none has a time
    assert {field.name for field in Voted._meta.fields} == {"key", "ballot", "seat"}
    assert {field.name for field in UrnCell._meta.fields} == {"key", "option", "choice", "papers"}
    assert UrnCell.objects.filter(option__ballot=ballot_id).count() == len(meetings.Choice)
    assert not OpenVote.objects.exists()


def test_the_same_voter_from_four_phones_counts_once(branch: Branch) -> None:
    ballot_id = _opened(branch)
    voter = branch.persons[0]
    said = at_once([_vote(voter, ballot_id, choice) for choice in (YES, NO, YES, NO)])
    assert Counter(said) == {DONE: 1, "AlreadyVoted": 3}
    _sound(ballot_id, 1)


def test_one_on_probation_and_a_stranger_among_the_voters_are_refused_and_the_others_count(branch: Branch) -> None:
    ballot_id = _opened(branch)
    voters = [*branch.persons[:4], branch.persons[9], 999_999]
    said = at_once([_vote(person_id, ballot_id) for person_id in voters])
    assert (said[:4], said[4], said[5]) == ([DONE] * 4, "NoVote", "NotEntitled")
    _sound(ballot_id, 4)


@pytest.mark.parametrize("turn", range(3))
def test_the_closing_and_the_last_vote_at_once_agree(branch: Branch, turn: int) -> None:
    ballot_id = _opened(branch)
    for person_id in branch.persons[:7]:
        _vote(person_id, ballot_id)()
    votes = [_vote(person_id, ballot_id) for person_id in branch.persons[7:9]]
    acts = [*votes, _close(ballot_id)] if turn % 2 else [_close(ballot_id), *votes]
    said = at_once(acts)
    last, closed = (said[:2], said[2]) if turn % 2 else (said[1:], said[0])
    assert closed == DONE and set(last) <= {DONE, "BallotMoved"}
    _sound(ballot_id, 7 + last.count(DONE))  # a vote that was told "done" is in the urn, one refused is not


def test_a_vote_after_the_closing_is_refused_whoever_sends_it_and_changes_nothing(branch: Branch) -> None:
    ballot_id = _opened(branch)
    for person_id in branch.persons[:5]:
        _vote(person_id, ballot_id)()
    said = at_once([_close(ballot_id), _close(ballot_id)])
    assert sorted(said) == ["BallotMoved", DONE]
    late = at_once([_vote(person_id, ballot_id) for person_id in branch.persons[5:9]])
    assert Counter(late) == {"BallotMoved": 4}
    _sound(ballot_id, 5)


def test_a_quorum_missed_by_one_is_missed_by_everybody_and_at_its_edge_one_opens(branch: Branch) -> None:
    ballot_id = _prepared(branch, Way.SECRET, here=4)  # of nine, five are needed

    def opening() -> None:
        meetings.open_ballot(actor=SECRETARY, at=DURING, ballot_id=ballot_id)

    assert Counter(at_once([opening] * 3)) == {"QuorumMissed": 3}
    meeting_id = meetings.ballot(ballot_id).meeting_id
    fifth = [seat for seat in meetings.seats(meeting_id) if seat.may_vote][4]
    meetings.mark(actor=SECRETARY, at=DURING, meeting_id=meeting_id, marks={fifth.id: Presence.PRESENT})
    assert Counter(at_once([opening] * 3)) == {DONE: 1, "BallotMoved": 2}
    assert meetings.ballot(ballot_id).quorum_needed == 5


def test_a_raised_hand_and_the_own_phone_at_once_are_one_vote(branch: Branch) -> None:
    ballot_id = _opened(branch, Way.OPEN)
    [seat] = [
        one for one in meetings.seats(meetings.ballot(ballot_id).meeting_id) if one.person_id == branch.persons[0]
    ]

    def hand() -> None:
        meetings.enter_hands(actor=SECRETARY, at=DURING, ballot_id=ballot_id, hands={seat.id: YES})

    said = at_once([_vote(branch.persons[0], ballot_id), hand, hand])
    assert DONE in said
    assert OpenVote.objects.filter(option__ballot=ballot_id, seat=seat.id).count() == 1
    assert Ballot.objects.get(pk=ballot_id).given == 1
