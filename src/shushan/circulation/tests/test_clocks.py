"""Clocks: the ends of days in zones that change theirs, and a clock that jumps (decision 0048)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from shushan.circulation import public as circulation
from shushan.circulation.closures.policy import due_after, shelf_after
from shushan.circulation.models import Hold, Loan
from shushan.circulation.rules.lengths import end_of
from shushan.circulation.tests.make import (
    AT,
    TESTER,
    add_rule,
    days,
    make_hold,
    make_item,
    make_loan,
    make_site,
    set_rule,
)
from shushan.circulation.tests.test_closures import _close, _settle
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_reader

SECOND = timedelta(seconds=1)
# Beirut's midnight is left out in spring, its last hour comes twice in autumn; Nuuk's last hour is left out; Havana's
# first hour comes twice; New York changes in the night, Shanghai did so until 1991.
ZONES = ("Asia/Beirut", "America/Nuuk", "America/Havana", "America/New_York", "Asia/Shanghai")
DAYS = st.dates(date(1986, 1, 1), date(2030, 12, 31))


def _changes(zone: ZoneInfo) -> list[date]:
    """Return the days of some years in which a zone changes its clocks, and those beside them."""
    first = date(1986, 1, 1)
    noons = [datetime(1986, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(45 * 365)]
    changed = [
        n
        for n in range(1, len(noons))
        if noons[n].astimezone(zone).utcoffset() != noons[n - 1].astimezone(zone).utcoffset()
    ]
    return [first + timedelta(days=n + k) for n in changed for k in (-2, -1, 0, 1)]


@pytest.mark.quick
@pytest.mark.parametrize("name", ZONES)
def test_a_day_ends_with_its_last_second_on_every_day_around_a_change(name: str) -> None:
    zone = ZoneInfo(name)
    changes = _changes(zone)
    assert len(changes) > 20
    for day in changes:
        end = end_of(day, zone).astimezone(UTC)
        assert end.astimezone(zone).date() == day, day
        assert (end + SECOND).astimezone(zone).date() == day + days(1), day


@pytest.mark.quick
@given(name=st.sampled_from(ZONES), was=DAYS, shut=st.integers(0, 9))
def test_a_due_day_that_a_closure_moves_ends_with_the_last_second_of_the_new_one(
    name: str, was: date, shut: int
) -> None:
    _moved(name, was, shut)


@pytest.mark.quick
@pytest.mark.parametrize("name", ZONES)
def test_and_so_it_does_around_every_change(name: str) -> None:
    for day in _changes(ZoneInfo(name)):
        _moved(name, day - days(3), 3)


def _moved(name: str, was: date, shut: int) -> None:
    zone = ZoneInfo(name)
    until = was + days(shut)
    moved = due_after(end_of(was, zone), is_open_day=lambda day: day >= until, zone=zone)
    assert moved.astimezone(UTC) == end_of(until, zone).astimezone(UTC)
    ready = end_of(was - days(1), zone).astimezone(UTC)
    kept = shelf_after(
        ready, end_of(was, zone), was_open=lambda _day: True, is_open_day=lambda day: day >= until, zone=zone
    )
    assert kept.astimezone(UTC) == end_of(until, zone).astimezone(UTC)


@pytest.mark.quick
def test_a_time_of_day_that_a_day_leaves_out_stays_on_that_day() -> None:
    zone = ZoneInfo("Asia/Beirut")
    was = datetime(2020, 3, 27, 0, 30, tzinfo=zone)  # of a loan of hours; on 29 March half past midnight does not exist
    moved = due_after(was, is_open_day=lambda day: day >= date(2020, 3, 29), zone=zone)
    assert moved.astimezone(UTC) == datetime(2020, 3, 28, 22, 30, tzinfo=UTC)
    assert moved.astimezone(UTC).astimezone(zone).date() == date(2020, 3, 29)


@pytest.fixture
def beirut(settings: LazySettings, db: None) -> int:
    """A site of a library in Beirut: 24 October 2020 has 25 hours, 29 March 2020 begins at one."""
    settings.TIME_ZONE = "Asia/Beirut"
    assert str(ledger.zone()) == "Asia/Beirut"
    return make_site()


def _utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=UTC)


def test_a_loan_is_in_time_in_the_second_last_hour_of_its_due_day_and_late_a_second_after_it(beirut: int) -> None:
    set_rule(fine_fen=10)
    reader = make_reader(site_id=beirut)
    ends = _utc(10, 24, 22)  # the midnight after the second 23:59:59
    for after, owed in ((timedelta(minutes=-30), 0), (SECOND, 10)):
        item = make_item(site_id=beirut)
        lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=beirut, at=_utc(9, 24, 9))
        assert Loan.objects.get(pk=lent.loan_id).due_at == ends - SECOND
        circulation.return_item(actor=TESTER, at=ends + after, item_id=item.id, site_id=beirut)
        assert circulation.balance(reader.id).owed_fen == owed


def test_a_hold_waits_until_the_end_of_a_day_of_25_hours(beirut: int) -> None:
    item, reader = make_item(site_id=beirut), make_reader(site_id=beirut)
    hold_id = make_hold(reader.id, item, beirut, at=_utc(10, 19, 8))
    circulation.take_in(actor=TESTER, at=_utc(10, 19, 9), item_id=item.id, site_id=beirut)  # five open days
    assert Hold.objects.get(pk=hold_id).keep_until == _utc(10, 24, 22) - SECOND
    assert circulation.expire_holds(actor=TESTER, at=_utc(10, 24, 21, 30)) == 0
    assert circulation.expire_holds(actor=TESTER, at=_utc(10, 24, 22)) == 1


def test_a_due_day_without_a_midnight_and_a_loan_of_hours_over_it(beirut: int) -> None:
    reader, item = make_reader(site_id=beirut), make_item(site_id=beirut)
    lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=beirut, at=_utc(2, 28, 9))
    assert Loan.objects.get(pk=lent.loan_id).due_at == _utc(3, 29, 21) - SECOND  # 23:59:59 in summer time
    add_rule(scope={"site_id": beirut}, loan_unit=circulation.Unit.HOURS, loan_length=2, renewal_length=2)
    other = make_loan(item_id=make_item(site_id=beirut).id, reader_id=reader.id, site_id=beirut, at=_utc(3, 28, 21, 30))
    assert Loan.objects.get(pk=other.loan_id).due_at == _utc(3, 28, 23, 30)  # half past two by the new clock


def test_a_closure_moves_a_due_day_to_the_end_of_a_day_of_25_hours(beirut: int) -> None:
    lent = make_loan(
        item_id=make_item(site_id=beirut).id, reader_id=make_reader(site_id=beirut).id, site_id=beirut,
        at=_utc(9, 21, 9),
    )  # fmt: skip
    closure = _close(beirut, date(2020, 10, 20), date(2020, 10, 24), _utc(10, 1, 9))
    _settle(closure, beirut, _utc(10, 1, 9))
    assert Loan.objects.get(pk=lent.loan_id).due_at == _utc(10, 24, 22) - SECOND


@pytest.mark.django_db
def test_a_clock_that_was_set_back_does_no_harm() -> None:
    set_rule(fine_fen=10)
    site = make_site()
    reader, item = make_reader(site_id=site), make_item(site_id=site)
    back = AT - timedelta(hours=2)
    make_loan(item_id=item.id, reader_id=reader.id, site_id=site)
    done = circulation.return_item(actor=TESTER, at=back, item_id=item.id, site_id=site)
    loan = Loan.objects.get(pk=done.loan_id)
    assert (loan.state, loan.back_at) == ("back", loan.lent_at)
    hold_id = make_hold(reader.id, item, site, at=AT)
    circulation.take_in(actor=TESTER, at=back, item_id=item.id, site_id=site)
    assert circulation.expire_holds(actor=TESTER, at=back) == 0
    again = make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=back)
    assert circulation.hold(hold_id).state == "filled"
    circulation.declare_lost(actor=TESTER, at=back - timedelta(hours=1), loan_id=again.loan_id, reason="试验遗失")
    assert Loan.objects.get(pk=again.loan_id).state == "lost"


@pytest.mark.django_db
def test_a_clock_that_ran_ahead_for_a_while_leaves_nobody_late_afterwards() -> None:
    site = make_site()
    reader, item = make_reader(site_id=site), make_item(site_id=site)
    lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=site)
    ahead = AT + days(200)
    with pytest.raises(Refused):  # by the clock that ran ahead it is late
        circulation.renew(actor=TESTER, at=ahead, loan_id=lent.loan_id)
    with pytest.raises(Refused):
        make_loan(item_id=make_item(site_id=site).id, reader_id=reader.id, site_id=site, at=ahead)
    circulation.renew(actor=TESTER, at=AT + days(1), loan_id=lent.loan_id)
    make_loan(item_id=make_item(site_id=site).id, reader_id=reader.id, site_id=site, at=AT + days(1))
    assert circulation.balance(reader.id).owed_fen == 0
