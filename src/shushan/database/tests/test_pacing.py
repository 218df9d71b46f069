"""Long work is as long as others may wait, and lets people pass."""

from __future__ import annotations

import pytest

from shushan.database import pacing
from shushan.database.public import in_write

pytestmark = pytest.mark.quick


def test_the_pace_shrinks_at_once_and_grows_slowly() -> None:
    pace = pacing.Pace()
    pace.took(1.0, 100, is_waited_for=True)
    assert pace.size == pace.least
    pace = pacing.Pace()
    pace.took(1.0, 100)
    assert pace.size == pace.usual
    for _ in range(40):
        pace.took(0.001, pace.size)
    assert pace.size == pace.most


def test_the_pace_gives_way_to_who_waits_and_takes_its_place_back_later(monkeypatch: pytest.MonkeyPatch) -> None:
    pace, clock = pacing.Pace(), [100.0]
    monkeypatch.setattr(pacing, "monotonic", lambda: clock[0])
    for _ in range(40):
        assert pace.took(0.03, pace.size) == 0
    alone = pace.size
    assert pace.took(0.03, pace.size, is_waited_for=True) == pace.LONGEST_REST
    assert pace.took(0.006, pace.size) == 0.006 * pace.RESTS
    assert pace.size <= alone // 4
    clock[0] += pace.POLITE_FOR + 1
    assert pace.took(0.001, pace.size) == 0


@pytest.mark.django_db
def test_an_act_is_repeated_until_nothing_is_left_each_time_in_its_own_transaction() -> None:
    left, slices = [None] * 250, []

    def act(most: int) -> int:
        some = left[:most]
        del left[:most]
        slices.append((len(some), in_write()))
        return len(some)

    pacing.to_the_end(act, pacing.Pace(usual=100))
    assert not left and sum(many for many, _written in slices) == 250 and slices[-1][0] == 0
    assert max(many for many, _written in slices) <= 400 and all(written for _many, written in slices)
