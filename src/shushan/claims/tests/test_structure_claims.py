"""The claims about structure: one branch, one day or one document else, and they fall short."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shushan.claims.public import State, answer, claim
from shushan.kernel.actor import system
from shushan.organisation.models import StructureCase
from shushan.organisation.tests.make import approve, draft, plan
from shushan.places import public as places

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 1, 4, tzinfo=UTC)
OLD, APPROVED = date(2019, 7, 1), date(2020, 3, 18)


@pytest.fixture
def house() -> dict[str, int]:
    """One general branch with two branches of 2019, rearranged into three in 2020."""
    sites = {
        code: places.open_site(actor=system("test"), at=AT, code=code, name=name)
        for code, name in (("C", "中心馆"), ("H", "河口馆区"))
    }
    approve(draft(plan("found", "Z", "general-branch"), *(plan("found", c, parent="Z") for c in "AB")), on=OLD)
    lines = (
        plan("change", "A", parent="Z", name="中心馆党支部", site_id=sites["C"]),
        plan("change", "B", parent="Z", name="河口馆区党支部", site_id=sites["H"]),
        plan("found", "C", parent="Z"),
    )
    approve(draft(*lines), on=APPROVED)
    return sites


def _states() -> dict[str, State]:
    return {code: answer(claim(code), AT).state for code in ("C38", "C39", "C40", "C61")}


def test_they_hold_and_without_a_structure_none_does(house: dict[str, int]) -> None:
    assert set(_states().values()) == {State.HOLDS}


def test_without_a_structure_none_holds() -> None:
    assert set(_states().values()) == {State.FALLS_SHORT}


def test_one_branch_more_falls_short(house: dict[str, int]) -> None:
    approve(draft(plan("found", "D", parent="Z")), on=date(2020, 5, 6))
    states = _states()
    assert (states["C38"], states["C40"]) == (State.FALLS_SHORT, State.FALLS_SHORT)


def test_one_branch_less_or_renamed_falls_short(house: dict[str, int]) -> None:
    approve(draft(plan("change", "B", parent="Z", name="第二党支部", site_id=house["H"])), on=date(2020, 5, 6))
    assert _states()["C61"] is State.FALLS_SHORT


def test_a_change_that_was_never_approved_falls_short(house: dict[str, int]) -> None:
    StructureCase.objects.filter(effective_on=APPROVED).update(state="asked", effective_on=None)
    states = _states()
    assert (states["C39"], states["C40"]) == (State.FALLS_SHORT, State.FALLS_SHORT)
