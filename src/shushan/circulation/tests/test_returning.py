"""Returning and renewing: each refusal beside its success; histories; what the doctor sees."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.checks import items_match_facts, loans_match_facts
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import AT, TESTER, days, facts_of, make_desk, make_item, make_loan
from shushan.figures import public as figures
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_reader
from shushan.places import public as places

pytestmark = pytest.mark.django_db


@pytest.fixture
def lent(book: catalogue.ItemValue, reader: people.ReaderValue, centre: int) -> circulation.Lent:
    """Return an open loan made at the centre."""
    return make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)


@pytest.fixture
def myself(reader: people.ReaderValue) -> Actor:
    """Return the reader acting for themselves."""
    return actor_of(reader.person_id, at=AT)


def _back(actor: Actor, lent: circulation.Lent, site_id: int, at: datetime) -> circulation.Lent:
    return circulation.return_item(actor=actor, at=at, item_id=lent.item_id, site_id=site_id)


def test_a_return_closes_the_loan_and_counts(desk: Actor, centre: int, lent: circulation.Lent, at: datetime) -> None:
    done = _back(desk, lent, centre, at + days(3))
    row = Loan.objects.get()
    assert (row.state, row.back_at, row.return_site_id) == ("back", at + days(3), centre)
    assert facts_of(done.loan_id) == ["item-lent", "item-returned"]
    fact = ledger.rows_of(f"circulation.loan:{row.pk}")[1]
    assert fact.dims == {"category": "adult", "age_band": "18-34", "clc": "I", "home_site": centre}


def test_a_return_elsewhere_moves_the_item_and_says_so(
    branch: int, centre: int, lent: circulation.Lent, at: datetime
) -> None:
    done = _back(make_desk(site_id=branch), lent, branch, at + days(40))
    assert (done.at_site_id, done.came_from) == (branch, centre)
    item = catalogue.item(lent.item_id)
    assert (item.site_id, item.home_site_id) == (branch, centre)
    fact = ledger.rows_of(f"circulation.loan:{lent.loan_id}")[1]
    assert (fact.site_id, fact.dims["from_site"], fact.dims["days_late"]) == (branch, centre, 10)


def test_a_return_needs_the_grant_at_that_site(desk: Actor, branch: int, lent: circulation.Lent, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        _back(desk, lent, branch, at)
    assert Loan.objects.get().state == "out"


def test_a_double_scan_of_a_return_is_the_same_act_and_a_late_one_is_refused(
    desk: Actor, centre: int, lent: circulation.Lent, at: datetime
) -> None:
    _back(desk, lent, centre, at + days(1))
    again = _back(desk, lent, centre, at + days(1) + timedelta(seconds=4))
    assert again.was_done
    with pytest.raises(circulation.NotOnLoan) as refused:
        _back(desk, lent, centre, at + days(1) + timedelta(minutes=4))
    assert "不在借出状态" in refused.value.message
    assert facts_of(lent.loan_id) == ["item-lent", "item-returned"]


def test_an_item_that_was_never_lent_cannot_be_returned(
    desk: Actor, centre: int, book: catalogue.ItemValue, at: datetime
) -> None:
    with pytest.raises(circulation.NotOnLoan):
        circulation.return_item(actor=desk, at=at, item_id=book.id, site_id=centre)
    with pytest.raises(catalogue.NoSuchItem):
        circulation.return_item(actor=desk, at=at, item_id=987654, site_id=centre)


def test_an_item_is_lent_again_after_its_return(
    desk: Actor, centre: int, lent: circulation.Lent, reader: people.ReaderValue, at: datetime
) -> None:
    _back(desk, lent, centre, at + days(1))
    again = make_loan(item_id=lent.item_id, reader_id=reader.id, site_id=centre, at=at + days(2))
    assert again.loan_id != lent.loan_id


def test_a_reader_renews_once_and_not_twice(lent: circulation.Lent, myself: Actor, at: datetime) -> None:
    done = circulation.renew(actor=myself, at=at + days(5), loan_id=lent.loan_id)
    assert ledger.local_day(done.due_at) == date(2020, 7, 10) + days(30)
    again = circulation.renew(actor=myself, at=at + days(5) + timedelta(seconds=2), loan_id=lent.loan_id)
    assert again.was_done
    with pytest.raises(circulation.RenewalLimitReached) as refused:
        circulation.renew(actor=myself, at=at + days(6), loan_id=lent.loan_id)
    assert "1" in refused.value.rule
    assert facts_of(lent.loan_id) == ["item-lent", "loan-renewed"]
    assert Loan.objects.get().renewals == 1


def test_an_overdue_loan_is_not_renewed_and_the_due_day_itself_is_in_time(
    lent: circulation.Lent, myself: Actor, at: datetime
) -> None:
    with pytest.raises(circulation.LoanOverdue):
        circulation.renew(actor=myself, at=at + days(31), loan_id=lent.loan_id)
    circulation.renew(actor=myself, at=at + days(30), loan_id=lent.loan_id)


def test_a_frozen_reader_does_not_renew(
    lent: circulation.Lent, myself: Actor, reader: people.ReaderValue, at: datetime
) -> None:
    people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason="待核")
    with pytest.raises(circulation.ReaderFrozen):
        circulation.renew(actor=myself, at=at + days(1), loan_id=lent.loan_id)


def test_somebody_elses_loan_does_not_exist_for_a_reader(lent: circulation.Lent, centre: int, at: datetime) -> None:
    stranger = make_reader(site_id=centre, name="赵二")
    with pytest.raises(circulation.NoSuchLoan):
        circulation.renew(actor=actor_of(stranger.person_id, at=at), at=at, loan_id=lent.loan_id)
    with pytest.raises(circulation.NoSuchLoan):
        circulation.renew(actor=actor_of(stranger.person_id, at=at), at=at, loan_id=lent.loan_id + 99)


def test_a_desk_renews_and_a_lead_sets_the_limit_aside(
    lent: circulation.Lent, desk: Actor, lead: Actor, centre: int, branch: int, at: datetime
) -> None:
    circulation.renew(actor=desk, at=at + days(1), loan_id=lent.loan_id, site_id=centre)
    with pytest.raises(circulation.RenewalLimitReached):
        circulation.renew(actor=desk, at=at + days(2), loan_id=lent.loan_id, site_id=centre, override_reason="急用")
    circulation.renew(actor=lead, at=at + days(2), loan_id=lent.loan_id, site_id=centre, override_reason="急用")
    assert ledger.rows_of(f"circulation.loan:{lent.loan_id}")[-1].dims["override"] == "renewal-limit"
    with pytest.raises(NotAllowed):
        circulation.renew(actor=desk, at=at + days(3), loan_id=lent.loan_id, site_id=branch)


def test_a_returned_loan_is_not_renewed(
    desk: Actor, centre: int, lent: circulation.Lent, myself: Actor, at: datetime
) -> None:
    _back(desk, lent, centre, at + days(1))
    with pytest.raises(circulation.NoSuchLoan):
        circulation.renew(actor=myself, at=at + days(1), loan_id=lent.loan_id)


def test_a_due_day_on_a_closed_day_moves_to_the_next_open_one(
    branch: int, reader: people.ReaderValue, at: datetime
) -> None:
    item = make_item(site_id=branch)
    saturday = at + days(3)  # 30 days later is Monday 13 July, when the branch is closed
    done = make_loan(item_id=item.id, reader_id=reader.id, site_id=branch, at=saturday)
    assert ledger.local_day(done.due_at) == date(2020, 7, 14)
    assert places.is_open_day(branch, ledger.local_day(done.due_at))


def test_lent_and_returned_make_the_figure_and_renewals_do_not(
    desk: Actor, centre: int, lent: circulation.Lent, myself: Actor, at: datetime
) -> None:
    circulation.renew(actor=myself, at=at + days(1), loan_id=lent.loan_id)
    _back(desk, lent, centre, at + days(2))
    scope = figures.Scope(since=date(2020, 6, 1), until=date(2020, 7, 1))
    value = figures.value("L01", scope=scope, at=at)
    assert value.quantity == 2
    assert len(figures.rows(value)) == 2


def test_the_database_itself_refuses_a_second_open_loan_and_a_loan_without_a_reader(
    lent: circulation.Lent, reader: people.ReaderValue, centre: int, at: datetime
) -> None:
    twin = Loan(item_id=lent.item_id, reader_id=reader.id, lent_at=at, due_at=at + days(1), lent_site_id=centre)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    for bad in ({"reader_id": None}, {"state": "back"}, {"due_at": at - days(1)}, {"back_at": at}, {"renewals": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Loan.objects.filter(pk=lent.loan_id).update(**bad)


def test_returned_loans_are_cut_off_unless_the_reader_keeps_them(
    desk: Actor, centre: int, lent: circulation.Lent, reader: people.ReaderValue, at: datetime
) -> None:
    other = make_reader(site_id=centre, name="赵二")
    kept = make_loan(item_id=make_item(site_id=centre).id, reader_id=other.id, site_id=centre)
    circulation.keep_history(actor=actor_of(other.person_id, at=at), at=at)
    for one in (lent, kept):
        _back(desk, one, centre, at + days(1))
    assert circulation.anonymise_loans(actor=TESTER, at=at + days(5)) == 0
    assert circulation.anonymise_loans(actor=TESTER, at=at + days(9)) == 1
    assert Loan.objects.get(pk=lent.loan_id).reader_id is None
    assert [x.loan.id for x in circulation.history_of(other.id, at=at + days(9))] == [kept.loan_id]
    assert circulation.anonymise_loans(actor=TESTER, at=at + days(92)) == 1
    assert list(loans_match_facts()) == []


def test_whoever_stops_keeping_is_cut_off_at_once(
    desk: Actor, centre: int, lent: circulation.Lent, myself: Actor, reader: people.ReaderValue, at: datetime
) -> None:
    circulation.keep_history(actor=myself, at=at)
    assert circulation.keeps_history(reader.id)
    _back(desk, lent, centre, at + days(1))
    assert circulation.drop_history(actor=myself, at=at + days(20)) == 1
    assert not circulation.keeps_history(reader.id)


def test_anonymising_needs_the_grant(desk: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        circulation.anonymise_loans(actor=desk, at=at)


def test_an_erased_reader_is_forgotten_and_open_loans_stand_against_erasing(
    desk: Actor, centre: int, lent: circulation.Lent, reader: people.ReaderValue, at: datetime
) -> None:
    with pytest.raises(people.StillOpenMatters):
        people.erase_person(actor=TESTER, at=at, person_id=reader.person_id)
    _back(desk, lent, centre, at + days(1))
    people.erase_person(actor=TESTER, at=at + days(1), person_id=reader.person_id)
    while ledger.deliver_some(at=at + days(1)):
        pass
    assert Loan.objects.get().reader_id is None


def test_the_doctor_finds_a_changed_loan_and_a_lost_one(
    desk: Actor, centre: int, lent: circulation.Lent, at: datetime
) -> None:
    assert list(loans_match_facts()) == []
    assert list(items_match_facts()) == []
    Loan.objects.filter(pk=lent.loan_id).update(state="back", back_at=at, return_site_id=centre)
    assert [one.where for one in loans_match_facts()] == [f"circulation.loan:{lent.loan_id}"]
    assert [one.where for one in items_match_facts()] == [f"catalogue.item:{lent.item_id}"]
    Loan.objects.all().delete()
    assert [one.what for one in loans_match_facts()] == ["facts without a loan"]


def test_availability_tells_what_is_out(lent: circulation.Lent, book: catalogue.ItemValue) -> None:
    assert circulation.availability([book.id])[book.id].code == "out"
    assert catalogue.availability([book.id])[book.id].due_at == lent.due_at
