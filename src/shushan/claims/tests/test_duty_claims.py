"""The claims about duties and evaluation sets: one duty without an owner or indicator, one criterion unplaced, and they fall short."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shushan.claims.public import State, answer, claim
from shushan.indicators import public as indicators
from shushan.indicators.duties.models import DutyHolder, DutyLink
from shushan.indicators.evaluation.models import SetVersion
from shushan.kernel.actor import system
from shushan.organisation.tests.make import enrol, found, plan
from shushan.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 1, 4, tzinfo=UTC)
ACTOR = system("test")
SOFT, HARD = date(2019, 9, 1), date(2020, 4, 1)


@pytest.fixture
def house() -> dict[str, int]:
    """A general branch with a duty, divided to a branch; both got their indicator in 2020."""
    codes = found(plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), on=date(2019, 1, 1))
    enrol(codes["A"], name="甲", since=date(2019, 2, 1))
    enrol(codes["A"], name="乙", since=date(2019, 2, 1))
    people = {person.name: person.pk for person in Person.objects.all()}
    top = _duty("D1", codes["Z"], people["甲"], None)
    part = _duty("D2", codes["A"], people["乙"], top)
    for duty in (top, part):
        indicators.link_indicator(actor=ACTOR, at=AT, duty_id=duty, code="V01", since=HARD)
    for shipped in indicators.SHIPPED:
        indicators.bring_set(actor=ACTOR, at=AT, plan=shipped)
    return codes | people | {"top": top, "part": part}


def _duty(code: str, unit: int, owner: int | None, parent: int | None) -> int:
    return indicators.take_up_duty(
        actor=ACTOR, at=AT, code=code, name=code, unit_id=unit, since=SOFT, accountable_id=owner, parent_id=parent
    )


def _states() -> dict[str, State]:
    return {code: answer(claim(code), AT).state for code in ("C07", "C08", "C66", "C67")}


def test_they_hold(house: dict[str, int]) -> None:
    assert set(_states().values()) == {State.HOLDS}


def test_without_records_none_holds() -> None:
    assert set(_states().values()) == {State.FALLS_SHORT}


def test_one_duty_without_an_owner_falls_short(house: dict[str, int]) -> None:
    _duty("D9", house["A"], None, house["top"])
    assert _states()["C07"] is State.FALLS_SHORT


def test_an_owner_from_elsewhere_breaks_the_chain(house: dict[str, int]) -> None:
    DutyHolder.objects.filter(duty=house["part"]).update(person=Person.objects.create(name="外人"))
    assert _states()["C07"] is State.FALLS_SHORT


def test_a_duty_of_the_general_branch_that_no_branch_shares_falls_short(house: dict[str, int]) -> None:
    _duty("D8", house["Z"], house["甲"], None)
    assert _states()["C07"] is State.FALLS_SHORT


def test_one_duty_without_an_indicator_falls_short(house: dict[str, int]) -> None:
    DutyLink.objects.filter(duty=house["part"]).update(until=date(2020, 6, 30))
    assert _states()["C08"] is State.FALLS_SHORT


def test_without_the_register_of_before_there_is_no_change(house: dict[str, int]) -> None:
    DutyLink.objects.update(since=SOFT)
    assert _states()["C08"] is State.FALLS_SHORT


def test_two_sets_or_a_set_of_later_fall_short(house: dict[str, int]) -> None:
    zone, _grading, district = indicators.SHIPPED
    indicators.bring_set(actor=ACTOR, at=AT, plan=replace(zone, code="SFQ2"))
    states = _states()
    assert (states["C66"], states["C67"]) == (State.FALLS_SHORT, State.HOLDS)
    assert SetVersion.objects.filter(code=district.code).count() == 1


def test_a_set_that_is_not_yet_in_force_falls_short() -> None:
    for shipped in indicators.SHIPPED:
        indicators.bring_set(actor=ACTOR, at=AT, plan=replace(shipped, valid_from=date(2020, 7, 2)))
    states = _states()
    assert (states["C66"], states["C67"]) == (State.FALLS_SHORT, State.FALLS_SHORT)
