"""Slips by choice: nobody gets one who did not ask, one message a visit, each loan once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shushan.circulation import public as circulation
from shushan.circulation.receipt_notices import LENT, RETURNED, plan_slips
from shushan.circulation.tests.make import TESTER, make_item, make_loan
from shushan.kernel.actor import Actor
from shushan.notices import public as notices
from shushan.notices.models import Notice
from shushan.notices.tests.conftest import Recorder
from shushan.notices.tests.make import HOUR, send, states, tell
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def _ask(desk: Actor, reader_id: int, at: datetime, *channels: str) -> None:
    wanted = {LENT.code: channels, RETURNED.code: channels}
    notices.choose(actor=desk, at=at, reader_id=reader_id, channels=wanted, habit=notices.Habit())


def _lend(reader_id: int, site_id: int, at: datetime, title: str = "围城") -> circulation.Lent:
    item = make_item(site_id=site_id, title=title)
    return make_loan(item_id=item.id, reader_id=reader_id, site_id=site_id, at=at)


def test_nobody_gets_a_slip_who_did_not_ask(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    _lend(reader.id, centre, at)
    assert plan_slips(at=at + HOUR) == 0
    assert not Notice.objects.exists()


def test_one_visit_is_one_letter_and_each_loan_is_told_once(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    _ask(desk, reader.id, at, "inbox", "email")
    _lend(reader.id, centre, at)
    _lend(reader.id, centre, at + 6 * MINUTE, "边城")
    assert plan_slips(at=at + 12 * MINUTE) == 0  # the visit may go on
    assert plan_slips(at=at + 17 * MINUTE) == 2
    assert plan_slips(at=at + 18 * MINUTE) == 0
    tell(at + 18 * MINUTE)
    assert send(at + 18 * MINUTE) == 1
    [letter] = email.letters
    assert "等 2 册" in letter.heading
    assert "边城" in letter.body and "围城" in letter.body
    _lend(reader.id, centre, at + 2 * HOUR, "呐喊")
    assert plan_slips(at=at + 3 * HOUR) == 1


def test_a_return_has_its_slip_and_asked_for_the_inbox_only_nothing_goes_out(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    lent = _lend(reader.id, centre, at)
    _ask(desk, reader.id, at, "inbox")
    circulation.return_item(actor=TESTER, at=at + 20 * HOUR, item_id=lent.item_id, site_id=centre)
    assert plan_slips(at=at + 21 * HOUR) == 1  # of the return alone: what was lent long before is not made up for
    tell(at + 21 * HOUR)
    assert [line.heading for line in notices.inbox(reader.id)] == ["还书凭条：《围城》"]
    assert states() == []


def test_a_wish_taken_back_meanwhile_is_heeded(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    _ask(desk, reader.id, at, "email")
    _lend(reader.id, centre, at)
    plan_slips(at=at + HOUR)
    _ask(desk, reader.id, at)
    tell(at + HOUR)
    assert notices.inbox(reader.id) == []
    assert states() == []


def test_a_slip_goes_with_its_loan_when_that_is_cut_off(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    _ask(desk, reader.id, at, "inbox")
    lent = _lend(reader.id, centre, at)
    plan_slips(at=at + HOUR)
    tell(at + HOUR)
    assert notices.forget_subjects([f"circulation.loan:{lent.loan_id}"]) == 1
    assert notices.inbox(reader.id) == []


@pytest.mark.parametrize("n", [1, 3])
def test_planning_takes_a_fixed_number_of_queries(
    n: int, centre: int, at: datetime, desk: Actor, email: Recorder, django_assert_num_queries: object
) -> None:
    for k in range(n):
        one = make_reader(site_id=centre, name=f"读者{k}")
        _ask(desk, one.id, at, "inbox")
        _lend(one.id, centre, at)
    plan_slips(at=at + HOUR)
    with django_assert_num_queries(9):  # type: ignore[operator]
        plan_slips(at=at + HOUR)
