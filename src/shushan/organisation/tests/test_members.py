"""Rosters and posts: one branch at a time, one secretary at a time, a past day keeps both."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.organisation import public as organisation
from shushan.organisation import states
from shushan.organisation.checks import checks
from shushan.organisation.models import MemberSpan, Post
from shushan.organisation.tests.make import AT, FIRST, TODAY, WRITER, enrol, found, plan
from shushan.people.tests.make import counted, make_staff
from shushan.places import public as places
from shushan.units import public as units

pytestmark = pytest.mark.django_db
MAY = date(2020, 5, 1)
Came, Kind = organisation.Came, organisation.MemberKind


@pytest.fixture
def branches() -> dict[str, int]:
    return found(plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), plan("found", "B", parent="Z"))


def names(unit_id: int, on: date) -> list[str]:
    return [line.name for line in organisation.roster(on=on, unit_ids=[unit_id])]


def test_a_member_is_on_one_roster_and_a_past_day_keeps_it(branches: dict[str, int]) -> None:
    member = enrol(branches["A"], name="甲")
    person = organisation.history(member)[0].person_id
    with pytest.raises(organisation.AlreadyOnRoster):
        enrol(branches["B"], person_id=person)
    organisation.end_membership(actor=WRITER, at=AT, member_id=member, until=MAY, basis="退党")
    assert names(branches["A"], date(2020, 4, 30)) == ["甲"] and names(branches["A"], MAY) == []
    with pytest.raises(NotFound):
        organisation.end_membership(actor=WRITER, at=AT, member_id=member, until=TODAY, basis="x")
    assert counted("organisation.roster-changed") == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        MemberSpan.objects.create(
            member_id=member, unit_id=branches["B"], kind="full", may_vote=True, came="accepted", since=FIRST
        )


def test_a_general_branch_has_no_roster_and_a_new_member_begins_on_probation(branches: dict[str, int]) -> None:
    person = make_staff(name="乙")
    said = {"actor": WRITER, "at": AT, "person_id": person, "since": MAY}
    with pytest.raises(Invalid):
        organisation.enrol_member(**said, unit_id=branches["Z"], kind=Kind.FULL, came=Came.TAKEN_OVER)
    with pytest.raises(Invalid):
        organisation.enrol_member(**said, unit_id=branches["A"], kind=Kind.FULL, came=Came.ACCEPTED, basis="大会")
    with pytest.raises(Invalid):
        organisation.enrol_member(**said, unit_id=branches["A"], kind=Kind.PROBATIONARY, came=Came.ACCEPTED)
    member = organisation.enrol_member(
        **said, unit_id=branches["A"], kind=Kind.PROBATIONARY, came=Came.ACCEPTED, basis="支部大会"
    )
    assert organisation.history(member)[0].joined_on == MAY
    assert organisation.counts(on=MAY)[branches["A"]] == (1, 0)
    organisation.confirm_member(actor=WRITER, at=AT, member_id=member, since=TODAY, basis="上级批准")
    assert organisation.counts(on=TODAY)[branches["A"]] == (1, 1)
    with pytest.raises(Conflict):
        organisation.confirm_member(actor=WRITER, at=AT, member_id=member, since=TODAY, basis="again")


def test_a_vote_is_suspended_and_restored(branches: dict[str, int]) -> None:
    member = enrol(branches["A"])
    change = {"actor": WRITER, "at": AT, "member_id": member, "basis": "留党察看"}
    organisation.change_vote(**change, may_vote=False, since=MAY)
    assert organisation.counts(on=date(2020, 4, 30))[branches["A"]] == (1, 1)
    assert organisation.counts(on=MAY)[branches["A"]] == (1, 0)
    with pytest.raises(Conflict):
        organisation.change_vote(**change, may_vote=False, since=TODAY)
    with pytest.raises(Invalid):
        organisation.change_vote(**change, may_vote=True, since=MAY)
    organisation.change_vote(**change, may_vote=True, since=TODAY)
    assert counted("organisation.roster-changed") == 1


def test_a_transfer_moves_the_member_with_the_receipt_not_with_the_letter(branches: dict[str, int]) -> None:
    member = enrol(branches["A"], name="丙")
    letter = {"actor": WRITER, "at": AT, "member_id": member, "letter_number": "介1", "letter_on": MAY}
    for wrong in (
        {},
        {"to_unit_id": branches["B"], "outside": "外"},
        {"to_unit_id": branches["A"]},
        {"to_unit_id": branches["Z"]},
    ):
        with pytest.raises(Invalid):
            organisation.send_member(**letter, **wrong)
    sent = organisation.send_member(**letter, to_unit_id=branches["B"])
    assert names(branches["A"], TODAY) == ["丙"]
    with pytest.raises(Conflict):
        organisation.send_member(**letter, outside="外单位")
    take = {"actor": WRITER, "at": AT, "transfer_id": sent, "today": TODAY}
    for day in (date(2020, 4, 30), date(2020, 6, 2)):
        with pytest.raises(Invalid):
            organisation.receive_member(**take, received_on=day, receipt="回1")
    organisation.receive_member(**take, received_on=date(2020, 5, 8), receipt="回1")
    assert names(branches["A"], date(2020, 5, 7)) == ["丙"] and names(branches["B"], date(2020, 5, 8)) == ["丙"]
    with pytest.raises(Conflict):
        organisation.receive_member(**take, received_on=TODAY, receipt="回1")
    assert [list(check.run()) for check in checks()] == [[], [], [], []]


def test_members_go_to_and_come_from_other_organisations_by_letter(branches: dict[str, int]) -> None:
    member = enrol(branches["A"], name="丁")
    sent = organisation.send_member(
        actor=WRITER, at=AT, member_id=member, letter_number="介2", letter_on=MAY, outside="城区图书馆支部"
    )
    organisation.withdraw_transfer(actor=WRITER, at=AT, transfer_id=sent)
    again = organisation.send_member(
        actor=WRITER, at=AT, member_id=member, letter_number="介3", letter_on=MAY, outside="城区图书馆支部"
    )
    organisation.receive_member(actor=WRITER, at=AT, transfer_id=again, received_on=MAY, receipt="回3", today=TODAY)
    assert names(branches["A"], MAY) == []
    back = organisation.take_in_member(
        actor=WRITER, at=AT, person_id=organisation.history(member)[0].person_id, unit_id=branches["B"],
        kind=Kind.FULL, outside="城区图书馆支部", letter_number="介4", letter_on=MAY, received_on=TODAY, receipt="回4",
        full_on=date(2020, 5, 20),
    )  # fmt: skip
    assert organisation.history(member)[0].full_on == date(2020, 5, 20), "confirmed elsewhere: the day comes along"
    assert back == member and names(branches["B"], TODAY) == ["丁"]
    assert [line.state for line in organisation.transfers(member_id=member)].count(states.TransferState.RECEIVED) == 2


def test_one_secretary_at_a_time_and_members_only(branches: dict[str, int]) -> None:
    first, second = enrol(branches["A"], name="甲"), enrol(branches["A"], name="乙")
    persons = [organisation.history(one)[0].person_id for one in (first, second)]
    post = {
        "actor": WRITER,
        "at": AT,
        "unit_id": branches["A"],
        "kind": organisation.PostKind.SECRETARY,
        "basis": "选举",
    }
    held = organisation.fill_post(**post, person_id=persons[0], since=FIRST, term_until=date(2022, 7, 1))
    with pytest.raises(organisation.PostTaken):
        organisation.fill_post(**post, person_id=persons[1], since=MAY)
    with pytest.raises(organisation.PostDoesNotFit):
        organisation.fill_post(**(post | {"kind": organisation.PostKind.DIRECTOR}), person_id=persons[1], since=MAY)
    with pytest.raises(organisation.PostDoesNotFit):
        organisation.fill_post(**post, person_id=make_staff(name="群众"), since=MAY)
    organisation.leave_post(actor=WRITER, at=AT, post_id=held, until=MAY)
    organisation.fill_post(**post, person_id=persons[1], since=MAY, term_until=date(2020, 9, 1))
    assert [p.name for p in organisation.posts(on=date(2020, 4, 30))] == ["甲"]
    assert [p.name for p in organisation.posts(on=MAY)] == ["乙"]
    assert [p.name for p in organisation.ending_terms(on=TODAY, months=6)] == ["乙"]
    with pytest.raises(Conflict):
        organisation.leave_post(actor=WRITER, at=AT, post_id=held, until=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Post.objects.create(unit_id=branches["A"], kind=1, person_id=persons[0], slot=0, since=TODAY, basis="绕过操作")


def test_grants_hold_at_the_unit_or_its_site(branches: dict[str, int]) -> None:
    site = places.open_site(actor=WRITER_OF_PLACES, at=AT, code="H", name="河口")
    ids = found(plan("found", "C", site_id=site))
    here = Actor(ActorKind.STAFF, 7, "支书", (Grant("organisation.edit-members", site_id=site),))
    only = Actor(ActorKind.STAFF, 8, "支书", (Grant("organisation.edit-members", unit_id=ids["C"]),))
    for secretary in (here, only):
        organisation.enrol_member(
            actor=secretary, at=AT, person_id=make_staff(name="己"), unit_id=ids["C"], kind=Kind.FULL, since=MAY,
            came=Came.TAKEN_OVER,
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            organisation.enrol_member(
                actor=secretary, at=AT, person_id=make_staff(name="庚"), unit_id=branches["A"], kind=Kind.FULL,
                since=MAY, came=Came.TAKEN_OVER,
            )  # fmt: skip
    assert units.unit(ids["C"], on=MAY).site_id == site


WRITER_OF_PLACES = Actor(ActorKind.STAFF, 903, "馆", (Grant("*"),))
