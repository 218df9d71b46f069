"""Passwords at machines: guessing is slowed down in every process, and keeps nobody from another machine."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shushan.circulation.tests.make import AT, make_site
from shushan.people import public as people
from shushan.people.models import Tally
from shushan.people.operations import pins
from shushan.people.tests.make import make_reader, make_user

pytestmark = pytest.mark.django_db
RIGHT = "the-right-one-7"


@pytest.fixture
def person() -> int:
    """Return a reader with an account."""
    reader = make_reader(site_id=make_site("C", "中心馆"))
    user = make_user(reader.person_id)
    user.set_password(RIGHT)
    user.save()
    return reader.person_id


def wrong(person: int, times: int, *, at: datetime = AT, where: str = "gate") -> None:
    """Type wrong passwords."""
    for n in range(times):
        assert people.pin_fits(person, f"wrong-{n}", at=at, where=where) is False


def another_process() -> None:
    """Forget what this process remembers, as one that was just started."""
    pins._fitted.clear()


def test_wrong_ones_are_counted_for_every_process_and_the_right_one_counts_after_the_wait(person: int) -> None:
    wrong(person, pins.FREE_TRIES)
    another_process()
    with pytest.raises(people.TooManyTries):
        people.pin_fits(person, RIGHT, at=AT, where="gate")
    later = AT + timedelta(seconds=2)
    assert people.pin_fits(person, RIGHT, at=later, where="gate") is True
    assert not Tally.objects.exists()
    wrong(person, 1, at=later)  # counted from nothing again


def test_the_wait_doubles_and_ends_at_a_quarter_of_an_hour(person: int) -> None:
    at, waits = AT, []
    wrong(person, pins.FREE_TRIES)
    for _turn in range(12):
        step = timedelta(seconds=1)
        while True:
            try:
                assert people.pin_fits(person, "wrong", at=at + step, where="gate") is False
            except people.TooManyTries:
                step *= 2
            else:
                break
        waits.append(step)
        at += step
    assert waits == [min(timedelta(seconds=2**n), timedelta(seconds=1024)) for n in range(12)]
    with pytest.raises(people.TooManyTries):
        people.pin_fits(person, RIGHT, at=at + timedelta(seconds=899), where="gate")
    assert people.pin_fits(person, RIGHT, at=at + pins.LONGEST_WAIT, where="gate") is True


def test_who_guesses_at_one_machine_keeps_the_owner_from_no_other(person: int) -> None:
    wrong(person, pins.FREE_TRIES, where="gate")
    assert people.pin_fits(person, RIGHT, at=AT, where="kiosk") is True


def test_who_guesses_at_many_machines_is_slowed_down_everywhere(person: int) -> None:
    for n in range(pins.FREE_ANYWHERE // 4):
        wrong(person, 4, where=f"machine-{n}")
    with pytest.raises(people.TooManyTries):
        people.pin_fits(person, RIGHT, at=AT, where="one-more")
    assert people.pin_fits(person, RIGHT, at=AT + timedelta(seconds=1), where="one-more") is True


def test_a_flood_while_waiting_writes_nothing(person: int, django_assert_num_queries: object) -> None:
    wrong(person, pins.FREE_TRIES)
    before = list(Tally.objects.order_by("key").values_list())
    with django_assert_num_queries(20):  # type: ignore[operator]
        for n in range(10):  # the account, and what was counted
            with pytest.raises(people.TooManyTries):
                people.pin_fits(person, f"guess-{n}", at=AT, where="gate")
    assert list(Tally.objects.order_by("key").values_list()) == before


def test_a_day_after_the_last_wrong_one_nothing_is_counted(person: int) -> None:
    wrong(person, pins.FREE_TRIES)
    wrong(person, pins.FREE_TRIES, at=AT + pins.COUNTED_FOR)
