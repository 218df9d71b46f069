"""Two collectors at once for the same month: one takes it, the other is told. Real threads, real transactions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shushan.database.tests.at_once import at_once
from shushan.dues import public as dues
from shushan.dues.models import Payment, Share
from shushan.dues.tests.make import AT, BOSS, FEN, TODAY, Branch, month, take, turn_on

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_collectors_takes_the_month_and_the_other_is_told() -> None:
    turn_on()
    branch = Branch(members=1)
    june = month(6)
    found = at_once([lambda: take(branch.id, branch.members[0], {june: None})] * 2)
    assert sorted(type(one).__name__ for one in found) == ["AlreadyPaid", "int"], found
    assert Payment.objects.count() == 1 and Share.objects.get().fen == FEN


def test_two_parts_at_once_never_come_to_more_than_the_month() -> None:
    turn_on()
    branch = Branch(members=1)
    june, member = month(6), branch.members[0]
    dues.call_month(actor=BOSS, at=AT, today=TODAY, month=june)
    found = at_once([lambda: take(branch.id, member, {june: 2_000})] * 3)
    assert sum(isinstance(one, int) for one in found) == 1, found
    assert dues.dues(since=june, until=month(7))[0].paid_fen == 2_000


def test_two_fix_the_amount_of_a_year_and_one_wins() -> None:
    turn_on()
    branch = Branch(members=1, fixed=False)
    member = branch.members[0]

    def fix(fen: int) -> Callable[[], object]:
        return lambda: dues.fix_amounts(actor=BOSS, at=AT, today=TODAY, unit_id=branch.id, year=2020, fen={member: fen})

    found = at_once([fix(1_000), fix(2_000)])
    assert sorted(type(one).__name__ for one in found) == ["AmountIsFixed", "int"], found
