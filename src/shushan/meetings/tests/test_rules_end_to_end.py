"""MTG rules from end to end: meetings made by this room's operations, judged by the shipped rules of both dated sets.

No record is made by hand. For each rule: met at its edge, missed by one, one day late, excused or not excusable; and
for what the operations never let happen (MTG-02, MTG-06) the refusal stands in the place of "not met".
The set of 2020-07-01 judges the days of 2020, the present one those of 2026.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest

from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.periods import Period
from shushan.meetings import public as meetings
from shushan.meetings.tests.make import SECRETARY, Branch, Kind, Presence
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import found, plan
from shushan.regulations import public as regulations
from shushan.regulations.public import Outcome, Result

pytestmark = pytest.mark.django_db
YEARS: Final = (2020, 2026)
DAY: Final = timedelta(days=1)
EXCUSER: Final = Actor(ActorKind.STAFF, 902, "书记", (Grant("regulations.*"),))


class Life(Branch):
    """A branch of eight full members with a committee of five, a group G under it, and the general branch Z above."""

    def __init__(self) -> None:
        super().__init__(full=8, probationary=1)
        posts = organisation.PostKind
        others = (
            posts.DEPUTY_SECRETARY, posts.ORGANISATION_MEMBER, posts.PUBLICITY_MEMBER, posts.DISCIPLINE_MEMBER,
        )  # fmt: skip
        for person_id, kind in zip(self.persons[1:5], others, strict=True):
            self.fill(person_id, kind)
        self.group_id = found(plan("found", "G", "group", parent="A"))["G"]
        self.group(self.group_id, 5, 6)
        self.fill(self.persons[5], posts.GROUP_LEADER, unit_id=self.group_id)
        self.fill(self.persons[1], posts.SECRETARY, unit_id=self.top_id)

    def hold(self, kind: meetings.MeetingKind, day: date, *, here: int = 99, **more: object) -> int:
        """Convene, start, mark and close a meeting on a day at ten in the morning, and return its id."""
        began = datetime.combine(day, time(2), tzinfo=UTC)
        said = self.said(kind, **({"begins_at": began, "title": "主题"} | more))
        meeting_id = meetings.convene(actor=SECRETARY, at=began - 2 * DAY, said=said)
        meetings.start(actor=SECRETARY, at=began, meeting_id=meeting_id)
        there = meetings.seats(meeting_id)[:here]
        marks = {seat.id: Presence.PRESENT for seat in there}
        meetings.mark(actor=SECRETARY, at=began, meeting_id=meeting_id, marks=marks)
        meetings.close(actor=SECRETARY, at=began + timedelta(hours=1), meeting_id=meeting_id)
        return meeting_id

    def talk(self, first: int, second: int, day: date) -> int:
        """Write down a talk of two members."""
        held_at = datetime.combine(day, time(2), tzinfo=UTC)
        return meetings.record_talk(
            actor=SECRETARY, at=held_at + DAY, unit_id=self.id, persons=(self.persons[first], self.persons[second]),
            held_at=held_at,
        )  # fmt: skip


@pytest.fixture
def life() -> Life:
    return Life()


def judged(code: str, unit_id: int, on: date) -> list[Result]:
    """Return what a rule comes to for a unit in the period that holds a day, seen from the spring after."""
    found = regulations.evaluate(window=Period.day(on), today=date(on.year + 1, 4, 1), unit_ids=[unit_id])
    return [one for one in found if one.rule.code == code and one.subject_id == unit_id and on in one.period]


def outcome(code: str, unit_id: int, on: date) -> Outcome:
    [one] = judged(code, unit_id, on)
    return one.outcome


def excuse(code: str, unit_id: int, on: date) -> Outcome:
    """Give a reason through the rules' own operation and return what the duty is then."""
    [one] = judged(code, unit_id, on)
    today = date(on.year + 1, 4, 1)
    regulations.give_reason(
        actor=EXCUSER, at=datetime.combine(today, time(2), tzinfo=UTC), today=today, key=regulations.key_of(one),
        text="防控期间停开",
    )  # fmt: skip
    return outcome(code, unit_id, on)


def said_of(kind: str, life: Life) -> dict[str, object]:
    """Return what else must be said when a meeting of a kind is convened."""
    if kind == Kind.LECTURE:
        return {"speaker_id": life.persons[0]}
    if kind == Kind.GROUP:
        return {
            "unit_id": life.group_id, "chair_id": life.persons[5],
        }  # fmt: skip
    return {}


COUNTED: Final = (  # rule, kind, the last day of a period and one of the next, is it excusable
    ("MTG-01", Kind.MEMBERS, (3, 31), True),
    ("MTG-03", Kind.COMMITTEE, (4, 30), True),
    ("MTG-05", Kind.GROUP, (2, 29), True),
    ("MTG-07", Kind.THEME_DAY, (5, 31), False),
    ("MTG-08", Kind.LECTURE, (12, 31), False),
    ("MTG-09", Kind.LIFE, (12, 31), False),
    ("MTG-10", Kind.APPRAISAL, (12, 31), True),
)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("code", "kind", "last", "is_excusable"), COUNTED, ids=[row[0] for row in COUNTED])
def test_one_a_period_is_met_on_its_last_day_and_one_day_late_is_not_met(
    life: Life, year: int, code: str, kind: meetings.MeetingKind, last: tuple[int, int], is_excusable: bool
) -> None:
    month, number = last
    end = date(year, month, number if (month, number) != (2, 29) or year % 4 == 0 else 28)
    unit_id = life.group_id if kind is Kind.GROUP else life.id
    assert outcome(code, unit_id, end) is Outcome.NOT_MET  # none was held: missed by one
    life.hold(kind, end + DAY, **said_of(kind, life))
    assert outcome(code, unit_id, end) is Outcome.NOT_MET  # one day late
    assert outcome(code, unit_id, end + DAY) is Outcome.MET  # and counted where it belongs
    if is_excusable:
        assert excuse(code, unit_id, end) is Outcome.EXCUSED
    else:
        with pytest.raises(regulations.NoReasonTaken):
            excuse(code, unit_id, end)
    meeting_id = life.hold(kind, end, **said_of(kind, life))
    [met] = judged(code, unit_id, end)
    assert (met.outcome, met.record_ids) == (Outcome.MET, (f"meetings.meeting:{meeting_id}",))
    meetings.reverse(actor=SECRETARY, at=datetime(year + 1, 2, 1, tzinfo=UTC), meeting_id=meeting_id, reason="记错")
    assert outcome(code, unit_id, end) in (Outcome.NOT_MET, Outcome.EXCUSED)  # what was taken back counts no more


@pytest.mark.parametrize("year", YEARS)
def test_what_is_only_planned_or_convened_or_called_off_meets_no_rule(life: Life, year: int) -> None:
    day = date(year, 5, 20)
    began = datetime.combine(day, time(2), tzinfo=UTC)
    meetings.plan_meeting(actor=SECRETARY, at=began - 9 * DAY, unit_id=life.id, kind=Kind.THEME_DAY, day=day)
    for _n in range(2):
        said = life.said(Kind.THEME_DAY, begins_at=began, title="学习")
        last = meetings.convene(actor=SECRETARY, at=began - DAY, said=said)
    meetings.call_off(actor=SECRETARY, at=began - DAY, meeting_id=last, reason="大雨")
    assert outcome("MTG-07", life.id, day) is Outcome.NOT_MET


@pytest.mark.parametrize("year", YEARS)
def test_mtg_03_a_committee_whose_half_was_missed_by_one_does_not_count(life: Life, year: int) -> None:
    day = date(year, 4, 10)
    life.hold(Kind.COMMITTEE, day, here=2)  # of five, three are needed
    assert outcome("MTG-03", life.id, day) is Outcome.NOT_MET
    life.hold(Kind.COMMITTEE, day + DAY, here=3)
    assert outcome("MTG-03", life.id, day) is Outcome.MET


@pytest.mark.parametrize("year", YEARS)
def test_mtg_04_an_important_matter_that_the_committee_saw_a_day_late_is_not_met(life: Life, year: int) -> None:
    matter = meetings.Point("发展党员", is_important=True)
    day = date(year, 6, 10)
    life.hold(Kind.COMMITTEE, day + DAY, points=(matter,))
    life.hold(Kind.MEMBERS, day, points=(matter,))
    assert outcome("MTG-04", life.id, day) is Outcome.NOT_MET
    assert excuse("MTG-04", life.id, day) is Outcome.EXCUSED
    life.hold(Kind.COMMITTEE, day, points=(matter,))  # on the very day is before enough
    assert outcome("MTG-04", life.id, day) is Outcome.MET
    ordinary = date(year, 7, 10)
    life.hold(Kind.MEMBERS, ordinary, points=(meetings.Point("学习"),))
    assert all(one.outcome is not Outcome.NOT_MET for one in judged("MTG-04", life.id, ordinary))


@pytest.mark.parametrize("year", YEARS)
def test_mtg_06_nobody_unfit_comes_into_the_chair_and_a_delegated_deputy_meets_it(life: Life, year: int) -> None:
    day = date(year, 6, 10)
    with pytest.raises(meetings.ChairDoesNotFit):  # a member without a post
        life.hold(Kind.MEMBERS, day, chair_id=life.persons[7])
    with pytest.raises(meetings.ChairDoesNotFit):  # a deputy without being delegated
        life.hold(Kind.MEMBERS, day, chair_id=life.persons[1])
    assert all(one.outcome is not Outcome.MET for one in judged("MTG-06", life.id, day))
    life.hold(Kind.MEMBERS, day, chair_id=life.persons[1], chair_basis="书记出差，委托副书记")
    assert outcome("MTG-06", life.id, day) is Outcome.MET


@pytest.mark.parametrize("year", YEARS)
def test_mtg_08_somebody_else_s_lecture_is_none_of_the_secretary_s(life: Life, year: int) -> None:
    life.hold(Kind.LECTURE, date(year, 4, 1), speaker_id=life.persons[1])
    assert outcome("MTG-08", life.id, date(year, 4, 1)) is Outcome.NOT_MET
    life.hold(Kind.LECTURE, date(year, 4, 2), speaker_id=life.persons[0])
    assert outcome("MTG-08", life.id, date(year, 4, 1)) is Outcome.MET


@pytest.mark.parametrize("year", YEARS)
def test_mtg_10_an_appraisal_may_join_the_organisation_life_meeting(life: Life, year: int) -> None:
    life.hold(Kind.LIFE, date(year, 12, 30))
    assert outcome("MTG-10", life.id, date(year, 12, 30)) is Outcome.NOT_MET
    life.hold(Kind.LIFE, date(year, 12, 31), with_appraisal=True)
    assert outcome("MTG-10", life.id, date(year, 12, 30)) is Outcome.MET


@pytest.mark.parametrize("year", YEARS)
def test_mtg_11_two_of_the_three_pairs_are_missed_by_one_and_the_third_a_day_late_is_too(life: Life, year: int) -> None:
    last = date(year, 12, 31)
    life.talk(0, 1, date(year, 3, 1))  # committee and committee
    life.talk(0, 7, date(year, 3, 2))  # committee and member
    life.talk(1, 7, date(year, 3, 3))  # the same pair again
    life.talk(6, 7, last + DAY)  # member and member, a day late
    assert outcome("MTG-11", life.id, last) is Outcome.NOT_MET
    assert excuse("MTG-11", life.id, last) is Outcome.EXCUSED
    life.talk(6, 7, last)
    assert outcome("MTG-11", life.id, last) is Outcome.MET


@pytest.mark.parametrize("year", YEARS)
def test_mtg_12_one_meeting_of_the_general_branch_is_one_short(life: Life, year: int) -> None:
    last = date(year, 12, 31)
    top = {"unit_id": life.top_id, "chair_id": life.persons[1]}
    life.hold(Kind.MEMBERS, date(year, 3, 1), **top)
    life.hold(Kind.MEMBERS, last + DAY, **top)
    assert outcome("MTG-12", life.top_id, last) is Outcome.NOT_MET
    assert excuse("MTG-12", life.top_id, last) is Outcome.EXCUSED
    life.hold(Kind.MEMBERS, last, **top)
    assert outcome("MTG-12", life.top_id, last) is Outcome.MET


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("yes", "passes"), [(4, False), (5, True)])
def test_mtg_02_a_vote_below_the_quorum_is_not_opened_and_one_short_of_half_does_not_pass(
    life: Life, year: int, yes: int, passes: bool
) -> None:
    day = date(year, 6, 10)
    began = datetime.combine(day, time(2), tzinfo=UTC)
    meeting_id = meetings.convene(actor=SECRETARY, at=began - DAY, said=life.said(begins_at=began))
    meetings.start(actor=SECRETARY, at=began, meeting_id=meeting_id)
    there = [seat for seat in meetings.seats(meeting_id) if seat.may_vote]
    _mark(meeting_id, began, there[:3])  # of eight, four are needed
    said = meetings.BallotPlan(text="决议", kind=meetings.VoteKind.RESOLUTION, way=meetings.BallotWay.OPEN)
    ballot_id = meetings.prepare_ballot(actor=SECRETARY, at=began, meeting_id=meeting_id, plan=said)
    with pytest.raises(meetings.QuorumMissed):
        meetings.open_ballot(actor=SECRETARY, at=began, ballot_id=ballot_id)
    assert all(one.outcome is not Outcome.MET for one in judged("MTG-02", life.id, day))
    _mark(meeting_id, began, there[:yes])
    meetings.open_ballot(actor=SECRETARY, at=began, ballot_id=ballot_id)
    hands = {seat.id: meetings.Choice.YES for seat in there[:yes]}
    meetings.enter_hands(actor=SECRETARY, at=began, ballot_id=ballot_id, hands=hands)
    meetings.close_ballot(actor=SECRETARY, at=began, ballot_id=ballot_id, given=None)
    said_so = meetings.decide_ballot(actor=SECRETARY, at=began, ballot_id=ballot_id)
    assert (said_so is meetings.Outcome.PASSED) is passes  # five of eight entitled; four are half, not more
    meetings.close(actor=SECRETARY, at=began + timedelta(hours=1), meeting_id=meeting_id)
    [met] = judged("MTG-02", life.id, day)
    assert (met.outcome, met.record_ids) == (Outcome.MET, (f"meetings.vote:{ballot_id}",))


def _mark(meeting_id: int, at: datetime, there: list[meetings.SeatLine]) -> None:
    meetings.mark(actor=SECRETARY, at=at, meeting_id=meeting_id, marks={seat.id: Presence.PRESENT for seat in there})


def test_mtg_13_is_a_principle_and_judges_nobody(life: Life) -> None:
    found = regulations.evaluate(window=Period.year(2020), today=date(2021, 4, 1))
    assert [one for one in found if one.rule.code == "MTG-13"] == []
