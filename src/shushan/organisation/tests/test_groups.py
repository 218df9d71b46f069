"""Groups of a branch: of its members only, one at a time, with history, on its pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.audit import public as audit
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.kernel.periods import Period
from shushan.organisation import public as organisation
from shushan.organisation.checks import checks
from shushan.organisation.models import GroupSpan, MemberSpan
from shushan.organisation.queries import subjects as reads
from shushan.organisation.tests.make import AT, FIRST, TODAY, WRITER, approve, draft, enrol, found, plan
from shushan.people.tests.make import client_of, make_staff
from shushan.regulations.public import Asked
from shushan.units import public as units

pytestmark = pytest.mark.django_db
MAY = date(2020, 5, 1)
LEADER = organisation.PostKind.GROUP_LEADER


@pytest.fixture
def ids() -> dict[str, int]:
    return found(
        plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), plan("found", "B", parent="Z"),
        plan("found", "A1", "group", "A", "第一小组"), plan("found", "A2", "group", "A", "第二小组"),
    )  # fmt: skip


def put(unit_id: int, *members: int, since: date = FIRST, actor: Actor = WRITER) -> int:
    return organisation.set_group(actor=actor, at=AT, unit_id=unit_id, member_ids=members, since=since)


def move(member: int, unit_id: int | None, since: date) -> None:
    organisation.move_to_group(actor=WRITER, at=AT, member_id=member, unit_id=unit_id, since=since)


def lead(unit_id: int, member: int, since: date = FIRST) -> int:
    person = organisation.history(member)[0].person_id
    return organisation.fill_post(
        actor=WRITER, at=AT, unit_id=unit_id, kind=LEADER, person_id=person, since=since, basis="小组推选"
    )


def test_a_group_has_its_members_of_each_day_and_a_past_day_keeps_them(ids: dict[str, int]) -> None:
    one, two, three = (enrol(ids["A"]) for _ in range(3))
    assert put(ids["A1"], one, two) == 2
    assert put(ids["A2"], two, three, since=MAY) == 2, "two moves, three comes"
    before = organisation.grouping(on=MAY - timedelta(days=1))
    assert before == {one: ids["A1"], two: ids["A1"]}
    assert organisation.members_of_group(ids["A1"], on=MAY) == {one}
    assert organisation.members_of_group(ids["A2"], on=MAY) == {two, three}
    assert put(ids["A2"], three, since=TODAY) == 1, "who is not named leaves"
    assert [(g.unit_id, g.since, g.until) for g in organisation.group_history(two)] == [
        (ids["A2"], MAY, TODAY), (ids["A1"], FIRST, MAY),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        put(ids["A2"], three, since=TODAY)
    move(three, None, TODAY)
    assert organisation.group_history(three)[0].until == TODAY
    with pytest.raises(Conflict):
        move(three, None, TODAY)
    move(three, ids["A1"], TODAY)
    move(three, ids["A2"], TODAY)  # written wrongly on the same day: written over
    assert organisation.grouping(on=TODAY)[three] == ids["A2"]
    with pytest.raises(Invalid):
        move(three, ids["A1"], MAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupSpan.objects.create(member_id=one, unit_id=ids["A2"], since=TODAY, by="x", at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupSpan.objects.create(member_id=two, unit_id=ids["A2"], since=TODAY, until=TODAY, by="x", at=AT)


def test_a_group_takes_members_of_its_own_branch_only(ids: dict[str, int]) -> None:
    other, late = enrol(ids["B"]), enrol(ids["A"], since=MAY)
    for member, unit, since in ((other, "A1", FIRST), (late, "A1", FIRST), (other, "B", FIRST)):
        with pytest.raises(organisation.GroupDoesNotFit):
            put(ids[unit], member, since=since)
    with pytest.raises(NotFound):
        put(ids["A1"], other, since=FIRST - timedelta(days=1))
    put(ids["A1"], late, since=MAY)
    gone = enrol(ids["A"])
    organisation.end_membership(actor=WRITER, at=AT, member_id=gone, until=MAY, basis="退党")
    with pytest.raises(organisation.GroupDoesNotFit):
        put(ids["A1"], late, gone, since=TODAY)
    with pytest.raises(NotFound):
        move(gone, ids["A1"], TODAY)
    here = Actor(ActorKind.STAFF, 7, "组长", (Grant("organisation.edit-members", unit_id=ids["A1"]),))
    with pytest.raises(NotAllowed):
        put(ids["A1"], since=TODAY, actor=here)


def test_who_leaves_the_branch_leaves_the_group_and_who_is_confirmed_stays(ids: dict[str, int]) -> None:
    moved, ended, young, back = (enrol(ids["A"], full=n != 2) for n in range(4))
    put(ids["A1"], moved, ended, young)
    put(ids["A2"], back, since=MAY)
    lead(ids["A1"], moved)
    organisation.confirm_member(actor=WRITER, at=AT, member_id=young, since=MAY, basis="批准")
    sent = organisation.send_member(
        actor=WRITER, at=AT, member_id=moved, letter_number="介1", letter_on=MAY, to_unit_id=ids["B"]
    )
    assert moved in organisation.members_of_group(ids["A1"], on=MAY), "the letter moves nobody"
    organisation.receive_member(actor=WRITER, at=AT, transfer_id=sent, received_on=MAY, receipt="回", today=TODAY)
    organisation.end_membership(actor=WRITER, at=AT, member_id=ended, until=MAY, basis="退党")
    organisation.end_membership(actor=WRITER, at=AT, member_id=back, until=date(2020, 4, 1), basis="退党")
    assert organisation.members_of_group(ids["A1"], on=MAY) == {young}
    assert organisation.group_history(back) == [], "they had left before the group began"
    assert organisation.posts(on=MAY) == [] and len(organisation.posts(on=date(2020, 4, 30))) == 1, "nor leads it"
    [check] = [one for one in checks() if one.code == "organisation.groups"]
    assert list(check.run()) == []
    MemberSpan.objects.filter(member=young, until=None).update(until=TODAY, left="ended")
    assert [one.where for one in check.run()] == [f"organisation.member:{young}"]


def test_the_leader_is_one_of_the_group_and_stays_in_it(ids: dict[str, int]) -> None:
    one, two = enrol(ids["A"]), enrol(ids["A"])
    with pytest.raises(organisation.GroupDoesNotFit):
        lead(ids["A1"], one)
    put(ids["A1"], one, two)
    post = lead(ids["A1"], one)
    with pytest.raises(organisation.PostTaken):
        lead(ids["A1"], two)
    with pytest.raises(organisation.LeadsTheGroup):
        put(ids["A1"], two, since=MAY)
    with pytest.raises(organisation.LeadsTheGroup):
        move(one, ids["A2"], MAY)
    organisation.leave_post(actor=WRITER, at=AT, post_id=post, until=MAY)
    move(one, ids["A2"], MAY)


def test_a_group_with_members_is_not_closed_nor_moved(ids: dict[str, int]) -> None:
    member = enrol(ids["A"])
    put(ids["A1"], member)
    for line in (plan("close", "A1"), plan("change", "A1", "group", "B")):
        with pytest.raises(organisation.StillOnRoster):
            approve(draft(line), on=TODAY)
    move(member, None, MAY)
    approve(draft(plan("close", "A1")), on=TODAY)
    with pytest.raises(NotFound):
        put(ids["A1"], member, since=TODAY)
    with pytest.raises(organisation.GroupDoesNotFit):
        put(ids["A1"], member, since=MAY)


def test_the_rules_know_how_many_are_in_a_group_and_count_nobody_twice(ids: dict[str, int]) -> None:
    members = [enrol(ids["A"]) for _ in range(3)]
    put(ids["A1"], *members[:2], since=MAY)
    year = Period(date(2020, 1, 1), date(2021, 1, 1))
    for asked in (Asked(year), Asked(year, frozenset({ids["A"], ids["A1"], ids["Z"]}))):
        by_id = {one.id: one for one in reads.unit_subjects(asked)}
        group, branch, top = (by_id[ids[code]].facts_on(MAY) or {} for code in ("A1", "A", "Z"))
        assert (group["members"], branch["members"], branch["all_members"], top["all_members"]) == (2, 3, 3, 3)
        assert (branch["groups"], branch["has_groups"]) == (2, True)


def test_the_pages_put_members_into_groups_and_show_them(ids: dict[str, int]) -> None:
    secretary = client_of("secretary")
    one, two = enrol(ids["A"], name="甲某"), enrol(ids["A"], name="乙某")
    branch = secretary.get(reverse("organisation:unit", args=[ids["A"]])).content.decode()
    assert "第一小组" in branch and "申请设党小组" in branch
    address, looks = reverse("organisation:group-members", args=[ids["A1"]]), len(audit.looks())
    assert "甲某 · 还没有编入小组" in secretary.get(address).content.decode()
    assert len(audit.looks()) == looks + 1 and audit.looks()[0].subject == f"units.unit:{ids['A1']}"
    early = secretary.post(address, {"members": [str(one)], "since": "2019-06-30"})
    assert early.status_code == 422 and "这一天没有这个单位" in early.content.decode()
    assert secretary.post(address, {"members": ["999999"], "since": "2020-05-01"}).status_code == 422
    assert secretary.post(address, {"members": [str(one), str(two)], "since": "2020-05-01"}).status_code == 302
    nothing = secretary.post(address, {"members": [str(one), str(two)], "since": "2020-05-01"})
    assert nothing.status_code == 422 and "没有变化" in nothing.content.decode()
    group = secretary.get(reverse("organisation:unit", args=[ids["A1"]])).content.decode()
    assert "2 名组员" in group and "小组名册" in group
    roster = reverse("organisation:roster", args=[ids["A1"]])
    assert "甲某" in secretary.get(roster).content.decode()
    assert "甲某" not in secretary.get(roster, {"on": "2020-04-30"}).content.decode()
    change = reverse("organisation:member-change", args=[two, "group"])
    assert secretary.post(change, {"group-unit": str(ids["A2"]), "group-since": "2020-04-01"}).status_code == 422
    assert secretary.post(change, {"group-unit": str(ids["A2"]), "group-since": "2020-06-01"}).status_code == 302
    member = secretary.get(reverse("organisation:member", args=[two])).content.decode()
    assert "第二小组" in member and "2020-05-01 – 2020-06-01" in member
    whole = reverse("organisation:roster", args=[ids["A"]])
    assert "第二小组" in secretary.get(whole).content.decode()
    some = secretary.get(whole, {"group": str(ids["A2"])}).content.decode()
    assert "乙某" in some and "甲某" not in some
    assert "甲某" not in secretary.get(whole, {"group": "none"}).content.decode()
    assert client_of("inspector").get(roster).status_code == 403
    assert secretary.get(reverse("organisation:group-members", args=[ids["A"]])).status_code == 404
    english = secretary.get("/en" + address).content.decode()
    assert "Members of the group" in english and "from that day on" in english


def test_my_branch_names_my_group(ids: dict[str, int]) -> None:
    person = make_staff("desk", name="我自己")
    put(ids["A1"], enrol(ids["A"], person_id=person))
    assert "第一小组" in client_of(person_id=person).get(reverse("organisation:my")).content.decode()


def test_the_rosters_of_branch_and_group_take_a_fixed_number_of_queries(ids: dict[str, int]) -> None:
    secretary: Client = client_of("secretary")
    addresses = [reverse("organisation:roster", args=[ids[code]]) for code in ("A", "A1")]
    addresses += [
        reverse("organisation:unit", args=[ids["A"]]),
        reverse("organisation:group-members", args=[ids["A1"]]),
    ]
    seen: dict[str, list[int]] = {}
    members: list[int] = []
    for rows in (1, 3):
        members += [enrol(ids["A"]) for _ in range(rows - len(members))]
        put(ids["A1"], *members, since=TODAY)
        for address in addresses:
            secretary.get(address)
            with CaptureQueriesContext(connection) as said:
                secretary.get(address)
            seen.setdefault(address, []).append(len(said))
    assert all(first == last for first, last in seen.values()), seen
    assert {one.code for one in units.tree(on=TODAY)} >= {"A1", "A2"}
