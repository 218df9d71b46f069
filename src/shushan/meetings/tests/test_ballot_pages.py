"""The pages of a ballot: prepared, run, voted on a phone, counted by its tellers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shushan.meetings import public as meetings
from shushan.meetings.tests.make import Branch
from shushan.meetings.tests.test_pages import act, client_of, convene, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Branch:
    return Branch()


@pytest.fixture
def secretary() -> Client:
    return client_of("secretary")


def running(secretary: Client, branch: Branch) -> int:
    meeting_id = convene(secretary, branch)
    act(secretary, meeting_id, "start")
    act(secretary, meeting_id, "everybody")
    return meeting_id


def prepared(secretary: Client, branch: Branch, meeting_id: int, way: str, **more: object) -> int:
    said = {"text": "通过工作计划", "kind": "resolution", "way": way} | more
    if way != "open":
        said |= {"first_teller": str(branch.persons[0]), "second_teller": str(branch.persons[1])}
    made = secretary.post(reverse("meetings:ballot-new", args=[meeting_id]), said)
    assert made.status_code == 302, made.content.decode()
    return int(made.headers["Location"].rstrip("/").rpartition("/")[2])


def do(client: Client, ballot_id: int, name: str, **said: object) -> str:
    return client.post(reverse("meetings:ballot-act", args=[ballot_id, name]), said, follow=True).content.decode()


def test_a_secret_ballot_on_phones_from_the_motion_to_the_book(secretary: Client, branch: Branch) -> None:
    meeting_id = running(secretary, branch)
    new = reverse("meetings:ballot-new", args=[meeting_id])
    bad = secretary.post(new, {"text": "x", "kind": "acceptance", "way": "open"})
    assert bad.status_code == 422 and "要无记名投票" in bad.content.decode()
    ballot_id = prepared(secretary, branch, meeting_id, "secret")
    assert "待表决" in page(secretary, meeting_id)
    members = [client_of(person_id=person) for person in branch.persons]
    vote = reverse("meetings:vote", args=[ballot_id])
    assert "现在不能投票" in members[1].get(vote).content.decode()
    assert "表决开始" in do(secretary, ballot_id, "open")
    [option] = meetings.ballot(ballot_id).options
    assert "系统只记您投过票" in members[1].get(vote).content.decode()
    for member in members[:4]:
        assert member.post(vote, {f"option-{option.id}": "yes"}).status_code == 302
    twice = members[0].post(vote, {f"option-{option.id}": "no"})
    assert twice.status_code == 409 and "您已经投过票" in twice.content.decode()
    after = members[0].get(vote).content.decode()
    assert "您已经投票" in after and "赞成" not in after
    assert members[4].post(vote, {f"option-{option.id}": "yes"}).status_code == 409  # on probation
    assert client_of("desk").get(vote).status_code == 403
    do(secretary, ballot_id, "close")
    own = members[1].get(reverse("meetings:my-meeting", args=[meeting_id])).content.decode()
    assert "去计票" in own
    tally = {f"yes-{option.id}": "4", f"no-{option.id}": "0", f"abstain-{option.id}": "0"}
    counting = members[1].get(reverse("meetings:ballot", args=[ballot_id])).content.decode()
    assert "次序是随机的" in counting and "A02" not in counting
    assert members[2].get(reverse("meetings:ballot", args=[ballot_id])).status_code == 403
    assert "还要 2 人计票" in do(secretary, ballot_id, "decide")
    assert "计票已登记" in do(members[1], ballot_id, "count", teller=str(branch.persons[1]), **tally)
    assert "计票已登记" in do(members[0], ballot_id, "count", teller=str(branch.persons[0]), **tally)
    decided = do(secretary, ballot_id, "decide")
    assert "结果：通过" in decided and 'data-label="赞成">' in decided  # a phone shows it beneath each other
    assert "4/4" in members[2].get(vote).content.decode()
    assert "会议结束" in act(secretary, meeting_id, "close")
    year = meetings.meeting(meeting_id).day.year
    book = secretary.get(reverse("meetings:book", args=[branch.id, year])).content.decode()
    assert "通过工作计划" in book and "赞成 4" in book


def test_hands_are_entered_by_the_chair_and_names_stand_in_the_record(secretary: Client, branch: Branch) -> None:
    meeting_id = running(secretary, branch)
    tellers = {"first_teller": str(branch.persons[0]), "second_teller": str(branch.persons[1])}
    ballot_id = prepared(secretary, branch, meeting_id, "open", **tellers)
    do(secretary, ballot_id, "open")
    seats = [seat for seat in meetings.seats(meeting_id) if seat.may_vote]
    said = {f"seat-{seat.id}": "yes" for seat in seats[:3]} | {f"seat-{seats[3].id}": "nonsense"}
    assert "已登记 3 人的表决" in do(secretary, ballot_id, "hands", **said)
    assert "登记计票" not in do(secretary, ballot_id, "close"), "votes by name are counted as they stand, by no teller"
    assert "结果：通过" in do(secretary, ballot_id, "decide")
    assert "记名表决" in secretary.get(reverse("meetings:ballot", args=[ballot_id])).content.decode()
    assert secretary.post(reverse("meetings:ballot-act", args=[ballot_id, "nonsense"])).status_code == 404
    assert "现在不能这样办" in do(secretary, ballot_id, "void")
    assert secretary.get(reverse("meetings:ballot", args=[10**6])).status_code == 404


def test_a_paper_election_says_who_is_elected(secretary: Client, branch: Branch) -> None:
    meeting_id = running(secretary, branch)
    said = {"kind": "election", "places": "1", "candidates": [str(p) for p in branch.persons[2:4]], "text": "选举书记"}
    ballot_id = prepared(secretary, branch, meeting_id, "paper", **said)
    assert "A02、A03" in secretary.get(reverse("meetings:ballot", args=[ballot_id])).content.decode()
    do(secretary, ballot_id, "open")
    assert "发出的票数要在" in do(secretary, ballot_id, "close", given="9")
    do(secretary, ballot_id, "close", given="4")
    first, second = meetings.ballot(ballot_id).options
    tally = {f"yes-{first.id}": "3", f"no-{first.id}": "1", f"yes-{second.id}": "1", f"no-{second.id}": "3"}
    teller = client_of(person_id=branch.persons[1])
    do(teller, ballot_id, "count", teller=str(branch.persons[1]), **tally)
    do(secretary, ballot_id, "count", teller=str(branch.persons[0]), **(tally | {f"yes-{first.id}": "2"}))
    assert "两次计票不一致" in do(secretary, ballot_id, "decide")
    assert "两次计票都已清除" in do(secretary, ballot_id, "again")
    do(teller, ballot_id, "count", teller=str(branch.persons[1]), **tally)
    do(secretary, ballot_id, "count", teller=str(branch.persons[0]), **tally)
    assert "当选" in do(secretary, ballot_id, "decide")


def test_a_quorum_missed_is_said_on_the_page(secretary: Client, branch: Branch) -> None:
    meeting_id = convene(secretary, branch)
    act(secretary, meeting_id, "start")
    ballot_id = prepared(secretary, branch, meeting_id, "open")
    assert "还差 2 人" in do(secretary, ballot_id, "open")
