"""Readers are told when a loan is called back, and when a closure moves a due day or the days on the pick-up shelf."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shushan.circulation import public as circulation
from shushan.circulation.closures import operations as closures
from shushan.circulation.models import Hold, Loan
from shushan.circulation.tests.make import TESTER, make_hold, make_item, make_loan, make_site
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.notices.models import Notice
from shushan.people.tests.make import make_reader
from shushan.places import public as places

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told() -> list[str]:
    """Tell what is planned, as the worker does, and return the texts in the inboxes."""
    while notices.tell_some(actor=system("notices"), at=now()):
        pass
    return [row.heading for row in Notice.objects.filter(state="told").order_by("pk")]


def test_a_recall_is_told_once_with_the_new_day_and_not_when_the_book_came_back_before() -> None:
    site = make_site("C", "中心馆")
    reader = make_reader(site_id=site, at=now() - 30 * DAY)
    one, two = (make_item(site_id=site, title=title) for title in ("围城", "边城"))
    loans = [
        make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=now() - 10 * DAY).loan_id
        for item in (one, two)
    ]
    for loan in loans:
        circulation.recall_loan(actor=TESTER, at=now(), loan_id=loan, reason="教学用书")
    circulation.return_item(actor=TESTER, at=now(), item_id=two.id, site_id=site)
    assert told() == ["请提前归还《围城》"] and told() == ["请提前归还《围城》"]
    assert Notice.objects.get(subject=f"circulation.loan:{loans[0]}").step.endswith(
        ledger.local_day(Loan.objects.get(pk=loans[0]).due_at).isoformat()
    )


def test_a_moved_due_day_is_told_as_it_stands_when_it_is_told() -> None:
    site = make_site("C", "中心馆")
    reader, item = make_reader(site_id=site, at=now() - 30 * DAY), make_item(site_id=site, title="围城")
    loan = make_loan(item_id=item.id, reader_id=reader.id, site_id=site, at=now() - DAY)
    due = ledger.local_day(loan.due_at)
    closure = places.close_site(
        actor=TESTER, at=now(), site_id=site, since=due - DAY, until=due + 3 * DAY, reason="台风"
    )
    one = closures.settling(closure, site)
    closures.move_loans(one, actor=TESTER, at=now(), after=0)
    moved = ledger.local_day(Loan.objects.get(pk=loan.loan_id).due_at)
    assert moved == due + 3 * DAY
    places.withdraw_closure(actor=TESTER, at=now(), closure_id=closure, why="台风转向")
    closures.settle_shifts(closures.settling(closure, site), actor=TESTER, at=now(), after=0)
    assert Notice.objects.filter(kind="circulation.due-moved").count() == 2
    assert len(told()) == 1, "only the day that holds now"
    assert Notice.objects.get(state="told").step.endswith(due.isoformat())


def test_longer_days_on_the_pick_up_shelf_are_told() -> None:
    site = make_site("C", "中心馆")
    reader, item = make_reader(site_id=site, at=now() - 30 * DAY), make_item(site_id=site, title="围城")
    borrower = make_reader(site_id=site, name="王五", at=now() - 30 * DAY)
    make_loan(item_id=item.id, reader_id=borrower.id, site_id=site, at=now() - DAY)
    hold = make_hold(reader.id, item, site, at=now() - DAY)
    circulation.return_item(actor=TESTER, at=now(), item_id=item.id, site_id=site)
    Notice.objects.all().delete()
    until = Hold.objects.get(pk=hold).keep_until
    assert until is not None
    today = ledger.local_day(now())
    closure = places.close_site(
        actor=TESTER, at=now(), site_id=site, since=today + DAY, until=today + 4 * DAY, reason="台风"
    )
    closures.move_holds(closures.settling(closure, site), actor=TESTER, at=now(), after=0)
    longer = Hold.objects.get(pk=hold).keep_until
    assert longer is not None and longer > until
    [heading] = told()
    assert heading.startswith("《围城》为您留到")
