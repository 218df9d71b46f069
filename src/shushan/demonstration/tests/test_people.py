"""The people of the demonstration: invented by chance, the same every time, of the age that was asked for."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shushan.demonstration.accounts import ACCOUNTS
from shushan.demonstration.people import GIVEN_F, GIVEN_M, NEVER, SURNAMES, TODAY, somebody
from shushan.indicators.public import IndicatorAct
from shushan.kernel.actor import Grant
from shushan.people.roles import ROLES

pytestmark = pytest.mark.quick


@given(st.integers(), st.integers(1, 80), st.integers(0, 15))
def test_somebody_is_as_old_as_asked_and_has_a_name_of_the_table(seed: int, youngest: int, more: int) -> None:
    one = somebody(Random(seed), youngest=youngest, oldest=youngest + more)
    had_birthday = (one.birth_on.month, one.birth_on.day) <= (TODAY.month, TODAY.day)
    assert youngest <= TODAY.year - one.birth_on.year - (not had_birthday) <= youngest + more
    assert one.name[0] in SURNAMES
    assert one.name[1:] in (GIVEN_F if one.gender == "f" else GIVEN_M)


def test_the_same_seed_gives_the_same_people() -> None:
    first, again = ([somebody(chance, youngest=6, oldest=84) for _n in range(50)] for chance in (Random(3), Random(3)))
    assert first == again


def test_a_name_that_could_be_taken_for_somebody_never_comes_up() -> None:
    chance = Random(1)
    names = {somebody(chance, youngest=20, oldest=60).name for _n in range(20_000)}
    assert len(names) > 2_000
    assert not names & NEVER


def test_what_anybody_of_the_house_began_can_be_seen_through_to_its_end_by_others() -> None:
    roles = {role.code: role for role in ROLES}
    who = [account for account in ACCOUNTS if account.role != "system-admin"]  # who keeps the machine signs no figures

    def may(act: IndicatorAct) -> set[str]:
        return {
            a.username
            for a in who
            if any(Grant(verb).covers(act, site_id=None, unit_id=None) for verb in roles[a.role].verbs)
        }

    steps = (IndicatorAct.CHECK_VALUE, IndicatorAct.SIGN_VALUE, IndicatorAct.APPROVE_VALUE)
    beginners = may(IndicatorAct.DRAFT_VALUE) | may(IndicatorAct.DECIDE_LATE)
    assert {"guanzhang", "bianmu", "liutong"} <= beginners
    for beginner in sorted(beginners):
        found = [four for four in product(*map(may, steps)) if len({beginner, *four}) == 4]
        assert any(may(IndicatorAct.SUBMIT_VALUE) - set(four) for four in found), (
            f"nobody finishes what {beginner} began"
        )
    assert len(may(IndicatorAct.UNLOCK_VALUE)) > 1 and len(may(IndicatorAct.CHECK_DEFINITION)) > 1
