"""Loans that fell due, as facts of the day: after renewals, and only what was not back by its end is late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shushan.circulation import public as circulation
from shushan.circulation.due_days import mismatches
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import make_item, make_loan, make_site
from shushan.figures import public as figures
from shushan.kernel.actor import ANONYMOUS, system
from shushan.kernel.clock import now
from shushan.kernel.errors import NotAllowed
from shushan.ledger.public import SiteSpan, local_day
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


def _share(at: datetime) -> figures.Value:
    scope = figures.Scope(since=local_day(at) - timedelta(days=100), until=local_day(at) + timedelta(days=1))
    return figures.value("L08", scope=scope, at=at)


def _loan(site: int) -> int:
    reader = make_reader(site_id=site).id
    return make_loan(item_id=make_item(site_id=site).id, reader_id=reader, site_id=site).loan_id


def _due(loan_id: int, day: date) -> None:
    end = datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=UTC)
    Loan.objects.filter(pk=loan_id).update(due_at=end, lent_at=end - timedelta(days=30))


def test_the_share_of_late_loans_follows_the_loans_and_is_recorded_once() -> None:
    site, at = make_site("C", "中心馆"), now()
    day = local_day(at) - timedelta(days=5)
    loans = [_loan(site) for _n in range(4)]
    for loan in loans:
        _due(loan, day)
    for loan, days in ((loans[0], -1), (loans[1], 0), (loans[2], 2)):
        end = Loan.objects.get(pk=loan).due_at
        Loan.objects.filter(pk=loan).update(state="back", back_at=end + timedelta(days=days), return_site_id=site)
    assert circulation.count_every_due_day(actor=SYSTEM, at=at) == 2
    assert circulation.count_every_due_day(actor=SYSTEM, at=at) == 0
    found = _share(at)
    assert found.number == 50  # one came back two days late, one is still out
    assert [one.quantity for one in found.operands] == [2, 4]


def test_a_due_day_that_was_moved_leaves_the_day_that_it_left() -> None:
    site, at = make_site("C", "中心馆"), now()
    loan = _loan(site)
    _due(loan, local_day(at) - timedelta(days=5))
    circulation.count_every_due_day(actor=SYSTEM, at=at)
    assert _share(at).number == 100
    _due(loan, local_day(at) + timedelta(days=5))
    circulation.count_every_due_day(actor=SYSTEM, at=at)
    assert (_share(at).number, _share(at).operands[1].quantity) == (None, 0)


def test_nobody_counts_due_days_without_a_grant() -> None:
    site = make_site("C", "中心馆")
    span = SiteSpan(site, date(2020, 1, 1), date(2020, 2, 1))
    with pytest.raises(NotAllowed):
        circulation.count_due_days(actor=ANONYMOUS, at=now(), site_id=site, span=span)


def test_the_doctor_sees_loans_without_their_fact_and_facts_without_a_loan() -> None:
    site, at = make_site("C", "中心馆"), now()
    loans = [_loan(site) for _n in range(3)]
    for loan in loans[:2]:
        _due(loan, local_day(at) - timedelta(days=9))
    assert list(mismatches(at=at)) == []  # no night has counted yet
    _due(loans[2], local_day(at) - timedelta(days=5))
    circulation.count_every_due_day(actor=SYSTEM, at=at)
    assert list(mismatches(at=at)) == []
    for loan in loans[:2]:
        _due(loan, local_day(at) - timedelta(days=8))
    assert list(mismatches(at=at)) == [(site, 4, 2)]  # both fell due and ran late on a day that does not say so
    circulation.count_every_due_day(actor=SYSTEM, at=at)
    assert list(mismatches(at=at)) == []
    _due(loans[0], local_day(at) + timedelta(days=9))
    assert list(mismatches(at=at)) == [(site, 0, 1)]


def test_what_was_renewed_since_the_night_is_no_fault() -> None:
    site, at = make_site("C", "中心馆"), now()
    loan = _loan(site)
    _due(loan, local_day(at) - timedelta(days=9))
    circulation.count_every_due_day(actor=SYSTEM, at=at)
    circulation.renew(actor=SYSTEM, at=at, loan_id=loan, override_reason="读者在台前")
    assert list(mismatches(at=at)) == []
    circulation.count_every_due_day(actor=SYSTEM, at=at)
    assert list(mismatches(at=at)) == []
