"""A frozen sheet a year: letters by month, amounts only by setting, a second one with its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from shushan.dues import public as dues
from shushan.dues.models import PublicationRow
from shushan.dues.tests.make import AT, BOSS, FEN, STRANGER, TODAY, Branch, call, month, take, turn_on
from shushan.kernel.actor import system
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.options import public as options

pytestmark = pytest.mark.django_db


def _publish(branch: Branch, *, reason: str = "", year: int = 2020, today: date = TODAY, at: datetime = AT) -> int:
    return dues.publish(actor=BOSS, at=at, today=today, unit_id=branch.id, year=year, reason=reason)


def test_a_sheet_is_frozen_through_the_last_month_that_is_over() -> None:
    turn_on(since=date(2020, 3, 1))
    branch = Branch()
    first, second, third = branch.members
    for number in (3, 4, 5):
        call(month(number))
    take(branch.id, first, {month(3): None}, on=date(2020, 3, 10))
    take(branch.id, first, {month(4): None}, on=date(2020, 5, 10))
    take(branch.id, second, {month(3): 100}, on=date(2020, 3, 10))
    made = _publish(branch)
    sheet = dues.sheet(made)
    assert (sheet.through, sheet.revision, sheet.total_fen) == (date(2020, 5, 31), 1, 2 * FEN + 100)
    rows = {row.name: row for row in sheet.rows}
    assert rows["A00"].marks == "--PLO-------" and rows["A01"].marks == "--HOO-------"
    assert (rows["A00"].due_months, rows["A00"].paid_months, rows["A00"].fen) == (3, 2, None)
    take(branch.id, third, {month(3): None, month(4): None}, on=TODAY)
    assert dues.sheet(made) == sheet  # what is paid later changes nothing on it
    with pytest.raises(Exception, match=r"append|refus|UPDATE"), transaction.atomic():
        PublicationRow.objects.update(marks="PPPPPPPPPPPP")
    with pytest.raises(Invalid, match="已经公布过"):
        _publish(branch)
    again = dues.sheet(_publish(branch, reason="补交后更正"))
    assert again.revision == 2 and {row.name: row.marks for row in again.rows}["A02"] == "--LLO-------"


def test_amounts_are_published_only_where_the_setting_says_so() -> None:
    turn_on()
    branch = Branch()
    call(month(5))
    take(branch.id, branch.members[0], {month(5): None}, on=date(2020, 5, 10))
    at = datetime(2020, 6, 1, tzinfo=UTC)
    options.set_option(
        actor=system("t"), at=at, code="dues.publish-amounts", value=True, valid_from=at, note="支部大会同意"
    )
    assert sorted(row.fen or 0 for row in dues.sheet(_publish(branch)).rows) == [0, 0, FEN]


def test_what_cannot_be_published_is_refused() -> None:
    turn_on()
    branch = Branch()
    for year in (2019, 2020):  # nobody was called in them
        with pytest.raises(Invalid, match="没有人应交"):
            _publish(branch, year=year)
    for year, today in ((2021, TODAY), (2020, date(2020, 1, 31)), (0, TODAY), (10**9, TODAY)):
        with pytest.raises(Invalid, match="没有过完"):
            _publish(branch, year=year, today=today)
    with pytest.raises(NotAllowed):
        dues.publish(actor=STRANGER, at=AT, today=TODAY, unit_id=branch.id, year=2020)
