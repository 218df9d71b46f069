"""A closure moves what falls into its days and puts back what nobody changed since, whatever happens in between."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.closures import operations
from shushan.circulation.closures.models import Shift
from shushan.circulation.closures.policy import due_after, shelf_after
from shushan.circulation.models import Hold, Loan
from shushan.circulation.tests.make import AT, make_hold, make_item, make_loan, make_site
from shushan.jobs.models import Job
from shushan.jobs.worker import do_one_job
from shushan.kernel.actor import ANONYMOUS, system
from shushan.kernel.clock import now
from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor
from shushan.places import public as places

SYSTEM = system("test")
DAY = timedelta(days=1)


def _settle(closure: int, site: int, at: datetime) -> None:
    one = operations.settling(closure, site)
    for step in (operations.settle_shifts, operations.move_loans, operations.move_holds):
        after = 0
        while True:
            after, _moved = step(one, actor=SYSTEM, at=at, after=after)
            if not after:
                break


def _loan(site: int, due: date) -> int:
    reader = make_reader(site_id=site).id
    loan = make_loan(item_id=make_item(site_id=site).id, reader_id=reader, site_id=site).loan_id
    end = datetime(due.year, due.month, due.day, 15, 59, 59, tzinfo=UTC)
    Loan.objects.filter(pk=loan).update(due_at=end, lent_at=end - 30 * DAY)
    return loan


def _due(loan: int) -> date:
    return ledger.local_day(Loan.objects.get(pk=loan).due_at)


def _close(site: int, since: date, until: date | None, at: datetime) -> int:
    return places.close_site(actor=SYSTEM, at=at, site_id=site, since=since, until=until, reason="台风")


@pytest.mark.django_db
def test_due_days_in_the_closure_move_to_the_first_open_day_and_come_back_when_it_is_taken_back() -> None:
    site, other, at = make_site("C", "中心馆"), make_site("H", "河口馆区"), now()
    today = ledger.local_day(at)
    since, until = today + 3 * DAY, today + 6 * DAY
    before, first, last, after = (_loan(site, today + n * DAY) for n in (2, 3, 5, 6))
    elsewhere = _loan(other, today + 4 * DAY)
    closure = _close(site, since, until, at)
    _settle(closure, site, at)
    assert [_due(x) for x in (before, first, last, after)] == [today + 2 * DAY, until, until, until]
    assert _due(elsewhere) == today + 4 * DAY
    told = [row for row in ledger.rows_of(f"circulation.loan:{first}") if row.fact == "circulation.loan-due-moved"]
    assert [(row.dims["days"], row.dims["closure"], row.reader != "") for row in told] == [(3, closure, True)]
    _settle(closure, site, at)
    assert Shift.objects.count() == 2
    places.withdraw_closure(actor=SYSTEM, at=at, closure_id=closure, why="台风转向")
    _settle(closure, site, at)
    assert [_due(x) for x in (first, last)] == [today + 3 * DAY, today + 5 * DAY]
    assert Shift.objects.filter(put_back=True).count() == 2
    assert places.withdrawn_closures(site)[0].why == "台风转向"


@pytest.mark.django_db
def test_what_was_changed_since_or_came_back_stays_as_it_is() -> None:
    site, at = make_site("C", "中心馆"), now()
    today = ledger.local_day(at)
    renewed, returned, left = (_loan(site, today + 3 * DAY) for _n in range(3))
    closure = _close(site, today + 3 * DAY, today + 5 * DAY, at)
    _settle(closure, site, at)
    Loan.objects.filter(pk=renewed).update(due_at=Loan.objects.get(pk=renewed).due_at + 20 * DAY)
    circulation.return_item(actor=SYSTEM, at=at, item_id=Loan.objects.get(pk=returned).item_id, site_id=site)
    kept = Loan.objects.get(pk=returned).due_at
    places.withdraw_closure(actor=SYSTEM, at=at, closure_id=closure, why="误报")
    _settle(closure, site, at)
    assert _due(renewed) == today + 25 * DAY
    assert Loan.objects.get(pk=returned).due_at == kept
    assert _due(left) == today + 3 * DAY
    assert Shift.objects.filter(settled_at=None).count() == 0
    assert Shift.objects.filter(put_back=True).count() == 1


@pytest.mark.django_db
def test_an_open_closure_moves_when_its_end_is_known_and_again_when_the_end_moves() -> None:
    site, at = make_site("C", "中心馆"), now()
    today = ledger.local_day(at)
    loan = _loan(site, today + 3 * DAY)
    closure = _close(site, today + 2 * DAY, None, at)
    _settle(closure, site, at)
    assert _due(loan) == today + 3 * DAY
    for end in (5, 9, 4):
        places.end_closure(actor=SYSTEM, at=at, closure_id=closure, until=today + end * DAY)
        _settle(closure, site, at)
        assert _due(loan) == today + end * DAY
    places.end_closure(actor=SYSTEM, at=at, closure_id=closure, until=today + 3 * DAY)
    _settle(closure, site, at)
    assert _due(loan) == today + 3 * DAY and Shift.objects.get().put_back


@pytest.mark.django_db
def test_a_copy_on_the_shelf_gets_its_open_days_back() -> None:
    site, at = make_site("C", "中心馆"), AT
    today = ledger.local_day(at)
    item = make_item(site_id=site)
    make_hold(make_reader(site_id=site).id, item, site, at=at)
    circulation.take_in(actor=SYSTEM, at=at, item_id=item.id, site_id=site)
    before = ledger.local_day(Hold.objects.get().keep_until or at)
    closure = _close(site, today + DAY, today + 4 * DAY, at)
    _settle(closure, site, at)
    assert ledger.local_day(Hold.objects.get().keep_until or at) == before + 3 * DAY
    _settle(closure, site, at)
    assert Shift.objects.count() == 1
    places.withdraw_closure(actor=SYSTEM, at=at, closure_id=closure, why="误报")
    _settle(closure, site, at)
    assert ledger.local_day(Hold.objects.get().keep_until or at) == before


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_closures_come_and_go_everything_taken_back_is_as_before(seed: int) -> None:
    by, site, at = random.Random(seed), make_site("C", "中心馆"), now()
    today = ledger.local_day(at)
    loans = {_loan(site, today + n * DAY): today + n * DAY for n in range(2, 12)}
    first = _close(site, today + by.randint(2, 4) * DAY, today + by.randint(5, 7) * DAY, at)
    _settle(first, site, at)
    second = _close(site, today + 8 * DAY, today + by.randint(9, 14) * DAY, at)
    _settle(second, site, at)
    assert all(places.is_open_day(site, _due(loan)) for loan in loans)
    assert all(_due(loan) >= due for loan, due in loans.items())
    for closure in (second, first):  # the last first, as they came
        places.withdraw_closure(actor=SYSTEM, at=at, closure_id=closure, why="误报")
        _settle(closure, site, at)
    assert {loan: _due(loan) for loan in loans} == loans


@pytest.mark.django_db
def test_a_copy_waits_on_while_nobody_knows_when_its_site_opens_again() -> None:
    site = make_site("C", "中心馆")
    item, reader = make_item(site_id=site), make_reader(site_id=site)
    hold = make_hold(reader.id, item, site)
    circulation.take_in(actor=SYSTEM, at=AT, item_id=item.id, site_id=site)
    today, later = ledger.local_day(AT), AT + 20 * DAY
    shut = _close(site, today + DAY, None, AT)
    assert circulation.expire_holds(actor=SYSTEM, at=later) == 0 and circulation.hold(hold).state == "ready"
    places.end_closure(actor=SYSTEM, at=later, closure_id=shut, until=ledger.local_day(later) + DAY)
    _settle(shut, site, later)
    until = circulation.hold(hold).keep_until
    assert until is not None and until > later + 5 * DAY
    assert circulation.expire_holds(actor=SYSTEM, at=later + 2 * DAY) == 0
    assert circulation.expire_holds(actor=SYSTEM, at=until + DAY) == 1


@pytest.mark.django_db
def test_nobody_moves_days_without_a_grant() -> None:
    site = make_site("C", "中心馆")
    with pytest.raises(NotAllowed):
        operations.move_loans(operations.settling(1, site), actor=ANONYMOUS, at=now(), after=0)


@pytest.mark.django_db
def test_the_page_says_what_falls_into_the_days_and_the_worker_moves_it() -> None:
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("system-admin")))
    site, today = make_site("C", "中心馆"), ledger.local_day(now())
    loan = _loan(site, today + 3 * DAY)
    address = reverse("places:closures", args=["C"])
    said = {"since": str(today + 2 * DAY), "until": str(today + 5 * DAY), "reason": "台风"}
    asked = client.post(address, said)
    assert asked.status_code == 200 and "这些天到期的在借图书" in asked.content.decode()
    assert places.closures(site) == []
    assert client.post(address, said | {"confirmed": "1"}).status_code == 302
    while ledger.deliver_some(at=now()):
        pass
    assert Job.objects.get(code="circulation.settle-closure").arguments["closure_id"] == places.closures(site)[0].id
    while do_one_job("test"):
        pass
    assert Job.objects.get(code="circulation.settle-closure").state == "done"
    assert _due(loan) == today + 5 * DAY
    assert "顺延应还日" in client.get(address).content.decode()
    back = reverse("places:closure-withdrawal", args=["C", places.closures(site)[0].id])
    asked = client.post(back).content.decode()
    assert "顺延应还日" in asked and "field__error" not in asked  # nobody has been asked for the reason yet
    lacking = client.post(back, {"confirmed": "1"})
    assert lacking.status_code == 422 and "field__error" in lacking.content.decode()
    assert client.post(back, {"confirmed": "1", "why": "台风转向"}).status_code == 302
    assert client.post(back, {"confirmed": "1", "why": "再来"}).status_code == 404
    assert "台风转向" in client.get(address).content.decode()


def test_a_moved_day_keeps_its_hour_over_a_gap_of_the_clock() -> None:
    zone = ZoneInfo("Europe/Berlin")
    was = datetime(2026, 3, 28, 23, 59, 59, tzinfo=zone)
    moved = due_after(was, is_open_day=lambda day: day >= date(2026, 3, 30), zone=zone)
    assert (moved.astimezone(zone).date(), moved.astimezone(zone).hour) == (date(2026, 3, 30), 23)
    assert due_after(was, is_open_day=lambda _day: False, zone=zone) == was


@pytest.mark.parametrize("seed", range(20))
def test_the_shelf_never_loses_an_open_day(seed: int) -> None:
    by, zone = random.Random(seed), ZoneInfo("Asia/Shanghai")
    ready = datetime(2026, 5, 1, 10, tzinfo=zone)
    rest = {by.randint(0, 6) for _n in range(2)}
    shut = range(first := by.randint(1, 8), first + by.randint(1, 9))

    def was_open(day: date) -> bool:
        return day.weekday() not in rest

    def is_open(day: date) -> bool:
        return was_open(day) and (day - ready.date()).days not in shut

    open_days = [ready.date() + n * DAY for n in range(1, 30) if was_open(ready.date() + n * DAY)]
    last = open_days[by.randint(0, 6)]
    was = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=zone)
    found = shelf_after(ready, was, was_open=was_open, is_open_day=is_open, zone=zone).astimezone(zone).date()
    count = sum(is_open(ready.date() + n * DAY) for n in range(1, (found - ready.date()).days + 1))
    assert count == open_days.index(last) + 1 and found >= last
