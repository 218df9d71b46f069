"""Sets of seconds, and what a heartbeat may earn: properties."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from shushan.learning import policy, spans

ONE = some.tuples(some.integers(-5, 130), some.integers(-5, 130))
MANY = some.lists(ONE, max_size=8)


def seconds(pairs: object) -> set[int]:
    return {second for a, b in pairs for second in range(max(0, a), min(b, 100))}  # type: ignore[attr-defined]


@given(MANY, MANY, some.integers(0, 120))
def test_sets_of_seconds_are_sets(one: list[tuple[int, int]], other: list[tuple[int, int]], number: int) -> None:
    a, b = spans.tidy(one, length=100), spans.tidy(other, length=100)
    assert seconds(a) == seconds(one)
    assert seconds(spans.union(a, b)) == seconds(one) | seconds(other)
    assert seconds(spans.without(a, b)) == seconds(one) - seconds(other)
    assert spans.size(spans.first(a, number)) == min(number, spans.size(a))
    assert all(x[1] < y[0] for x, y in pairwise(a))


@given(some.lists(some.tuples(MANY, MANY, some.floats(0, 30)), max_size=6), some.sampled_from([100, 150, 200]))
def test_nobody_earns_more_seconds_than_passed_times_the_speed(beats: list[object], speed: int) -> None:
    had, earned, hidden, elapsed = spans.NONE, 0, 0, 0.0
    for seen, behind, passed in beats:  # type: ignore[misc]
        elapsed += passed
        counted = policy.count(
            had=had, seen=spans.tidy(seen, length=100), hidden=spans.tidy(behind, length=100), elapsed=elapsed,
            speed=speed, earned=earned, hidden_used=hidden, hidden_allowed=15,
        )  # fmt: skip
        assert seconds(had) <= seconds(counted.watched) and counted.cut >= 0
        had, earned, hidden = counted.watched, counted.earned, counted.hidden
        assert spans.size(had) == earned <= elapsed * speed / 100
        assert hidden <= 15


def test_rules_of_tests_hours_and_days() -> None:
    from datetime import date

    from shushan.learning.terms import LessonKind, StudyUnit

    assert policy.needed(100, 90) == 90 and policy.needed(101, 90) == 91
    assert policy.has_passed(4, 5, 80) and not policy.has_passed(3, 5, 80) and not policy.has_passed(0, 0, 1)
    asked = policy.questions("题\n- 错\n* 对\n\n又一题\n*一\n*二")
    assert [one.is_many for one in asked] == [False, True] and policy.questions(policy.typed(asked)) == asked
    assert policy.hundredths(250, StudyUnit.CLASS_HOUR, None) == 250
    assert policy.hundredths(200, StudyUnit.HALF_DAY, 400) == 800
    assert policy.hundredths(6400, StudyUnit.POINTS, None) is None
    assert (
        policy.of_lesson(LessonKind.VIDEO, 5400, 0, 100) == 150
        and policy.of_lesson(LessonKind.VIDEO, 5400, 0, None) is None
    )
    assert policy.days(date(2020, 4, 23), date(2020, 5, 23)) == 31
    assert policy.is_in_time(date(2020, 5, 23), date(2020, 4, 23), date(2020, 5, 23))
    assert not policy.is_in_time(date(2020, 5, 24), date(2020, 4, 23), date(2020, 5, 23))
