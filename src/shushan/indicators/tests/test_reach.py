"""A role at a general branch reaches its branches, as the tree stands on the day: nothing upward, nothing sideways.

Every room that asks for a verb at a unit is asked here: organisation, meetings, learning, development, honours, duties.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse

from shushan.development import public as development
from shushan.honours import public as honours
from shushan.indicators import public as indicators
from shushan.jobs.operations import frozen, thawed
from shushan.kernel.actor import Actor, system
from shushan.kernel.errors import NotAllowed, Refused
from shushan.learning.ports import RosterLine
from shushan.learning.scoping import allowed_rosters
from shushan.learning.scoping import may_at as may_study_at
from shushan.meetings import public as meetings
from shushan.meetings.scoping import may_at as may_meet_at
from shushan.organisation import public as organisation
from shushan.organisation.scoping import may_at as may_organise_at
from shushan.organisation.tests.make import AT, FIRST, TODAY, approve, draft, enrol, found, plan
from shushan.people import public as people
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.regulations import public as regulations
from shushan.units import public as units

pytestmark = pytest.mark.django_db
REACH: Final = {
    "L": {"L", "Z", "A", "B", "G", "Y", "C"},
    "Z": {"Z", "A", "B", "G"},
    "A": {"A", "G"},
    "B": {"B"},
    "G": {"G"},
    "Y": {"Y", "C"},
    "C": {"C"},
}
VERB: Final = organisation.OrganisationAct.EDIT_MEMBERS
Act = Callable[[Actor, int], object]
_numbers = count(1)


@pytest.fixture
def tree() -> dict[str, int]:
    """Return L over Z (over A over G, and B) and Y (over C)."""
    units.found_unit(actor=system("test"), at=AT, code="L", name="图书馆", kind="library", since=FIRST)
    return found(
        plan("found", "Z", "general-branch", parent="L"), plan("found", "A", parent="Z"),
        plan("found", "B", parent="Z"), plan("found", "G", "group", parent="A"),
        plan("found", "Y", "general-branch", parent="L"), plan("found", "C", parent="Y"),
    )  # fmt: skip


def _holder(unit_id: int, *roles: str) -> int:
    person_id = make_staff(name="受权人")
    for role in roles or ("director",):
        people.give_role(
            actor=system("test"), at=AT - timedelta(days=1), role=role, person_id=person_id, unit_id=unit_id
        )
    return person_id


def _actor(unit_id: int, *roles: str, at: datetime = AT) -> Actor:
    return people.actor_of_person(_holder(unit_id, *roles), at=at)


@pytest.mark.parametrize("code", sorted(REACH))
def test_the_matrix_of_reach(code: str, tree: dict[str, int]) -> None:
    actor = _actor(tree[code])
    names = {number: one for one, number in tree.items()}
    assert {names[one] for one in tree.values() if actor.may(VERB, unit_id=one)} == REACH[code]
    assert not actor.may(VERB)  # never everywhere
    for ask in (may_organise_at, may_meet_at, may_study_at):
        assert {names[one] for one in tree.values() if ask(actor, "organisation.edit-members", one)} == REACH[code]
    beside = {"L", "G"} if "A" in REACH[code] else {"L"}  # a group stands for itself only where its branch is not seen
    assert {one.code for one in regulations.units_for(actor, VERB, on=TODAY)} == REACH[code] - beside
    lines = [_line(one) for one in tree.values()]
    assert {names[line.unit_id] for line in allowed_rosters(actor, str(VERB), lines)} == REACH[code]
    assert thawed(frozen(actor)).may(VERB, unit_id=tree["G"]) == ("G" in REACH[code])


def _line(unit_id: int) -> RosterLine:
    from dataclasses import fields

    said = {one.name: None for one in fields(RosterLine)}
    return RosterLine(**{**said, "unit_id": unit_id})  # type: ignore[arg-type]


def _enrol(actor: Actor, unit_id: int) -> None:
    organisation.enrol_member(
        actor=actor, at=AT, person_id=make_staff(name="新党员"), unit_id=unit_id, kind=organisation.MemberKind.FULL,
        since=TODAY, came=organisation.Came.CAME_IN, basis="介绍信",
    )  # fmt: skip


def _fill(actor: Actor, unit_id: int) -> None:
    person_id = make_staff(name="书记")
    enrol(unit_id, person_id=person_id)
    organisation.fill_post(
        actor=actor, at=AT, unit_id=unit_id, kind=organisation.PostKind.SECRETARY, person_id=person_id, since=TODAY,
        term_until=None, basis="选举",
    )  # fmt: skip


def _plan_meeting(actor: Actor, unit_id: int) -> None:
    meetings.plan_meeting(actor=actor, at=AT, unit_id=unit_id, kind=meetings.MeetingKind.MEMBERS, day=date(2020, 7, 1))


def _develop(actor: Actor, unit_id: int) -> None:
    development.open_case(
        actor=actor, at=AT, today=TODAY, person_id=make_staff(name="申请人"), unit_id=unit_id, applied_on=TODAY
    )


def _honour(actor: Actor, unit_id: int) -> None:
    criteria = honours.write_criteria(
        actor=CHECKER_OF_ALL,
        at=AT,
        issuer="区委",
        title=f"先进{next(_numbers)}",
        source="通知",
        since=FIRST,
        items=[honours.Criterion("按期开会", ("MTG-01",))],
    )
    honours.recommend(
        actor=actor, at=AT, today=TODAY, unit_id=unit_id, criteria_id=criteria, body="总支", recommended_on=TODAY
    )


def _take_up(actor: Actor, unit_id: int) -> None:
    indicators.take_up_duty(
        actor=actor, at=AT, code=f"D{unit_id}", name="责任", unit_id=unit_id, since=TODAY, accountable_id=None
    )


CHECKER_OF_ALL: Final = system("test")
ACTS: Final[dict[str, Act]] = {
    "organisation-members": _enrol, "organisation-posts": _fill, "meetings": _plan_meeting, "development": _develop,
    "honours": _honour, "indicators": _take_up,
}  # fmt: skip


@pytest.mark.parametrize("room", sorted(ACTS))
def test_every_room_lets_the_superior_act_below_and_refuses_above_and_beside(room: str, tree: dict[str, int]) -> None:
    superior, secretary = _actor(tree["Z"]), _actor(tree["A"])
    for actor, unit in ((superior, "B"), (secretary, "A")):
        ACTS[room](actor, tree[unit])
    for actor, unit in ((superior, "C"), (secretary, "B"), (_actor(tree["B"]), "A")):
        with pytest.raises(NotAllowed):
            ACTS[room](actor, tree[unit])
    if room in ("meetings", "indicators"):
        with pytest.raises(NotAllowed):
            ACTS[room](secretary, tree["Z"])


def test_a_branch_that_moves_goes_with_its_new_superior_and_one_that_was_closed_stays_with_its_last(
    tree: dict[str, int],
) -> None:
    moves = draft(
        plan("change", "B", parent="Y"), plan("close", "C", parent="Y"), wished_on=date(2020, 6, 1)
    )  # fmt: skip
    approve(moves, on=date(2020, 6, 1))
    before, after = AT - timedelta(hours=12), AT + timedelta(hours=12)
    old, new = _holder(tree["Z"]), _holder(tree["Y"])
    for at, holder, may in ((before, old, True), (after, old, False), (before, new, False), (after, new, True)):
        assert people.actor_of_person(holder, at=at).may(VERB, unit_id=tree["B"]) is may
    assert people.actor_of_person(new, at=after).may(VERB, unit_id=tree["C"])


def test_the_pages_follow(tree: dict[str, int]) -> None:
    without_second_factor()
    for one in ("A", "B", "C"):
        enrol(tree[one])
    client = Client()
    client.force_login(make_user(_holder(tree["Z"], "secretary")))
    for name, extra in (
        ("organisation:roster", ()), ("regulations:desk", ()), ("regulations:unit", ()), ("meetings:book", (2020,)),
    ):  # fmt: skip
        for one, status in (("A", 200), ("B", 200), ("C", 403), ("Y", 403)):
            address = reverse(name, args=[tree[one], *extra])
            assert client.get(address).status_code == status, (name, one)
    listed = client.get(reverse("regulations:desks")).text
    assert "A支部" in listed and "C支部" not in listed


def test_the_role_is_given_at_a_unit_on_the_colleague_s_page(tree: dict[str, int]) -> None:
    without_second_factor()
    boss = Client()
    boss.force_login(make_user(make_staff("system-admin", name="管理员")))
    person_id = make_staff(name="总支书记")
    [colleague] = [one for one in people.staff_members() if one.person_id == person_id]
    answer = boss.post(
        reverse("people:colleague-grants", args=[colleague.id]), {"role": "secretary", "unit": str(tree["Z"])}
    )
    assert answer.status_code == 302
    page = boss.get(reverse("people:colleague", args=[colleague.id])).text
    assert "Z支部及其下级" in page
    with pytest.raises(Refused):  # nobody gives above what they hold
        people.give_role(actor=_actor(tree["Z"]), at=AT, role="secretary", person_id=person_id, unit_id=tree["L"])
