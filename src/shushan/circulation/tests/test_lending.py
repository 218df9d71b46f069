"""Lending: each refusal beside its success, and what the ledger counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shushan.audit.models import Look
from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.models import Loan
from shushan.circulation.options import CLOSED_DAY, ENDS_WITH_CARD
from shushan.circulation.tests.make import LONG_AGO, TESTER, days, facts_of, make_desk, make_item, make_loan, set_rule
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db


def _lend(
    desk: Actor, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime, **more: object
) -> circulation.Lent:
    return circulation.lend(
        actor=desk,
        at=at,
        item_id=book.id,
        reader_id=reader.id,
        site_id=book.site_id,
        **more,  # type: ignore[arg-type]
    )


def test_a_lending_writes_one_row_and_one_fact(
    desk: Actor, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    done = _lend(desk, book, reader, at)
    row = Loan.objects.get()
    assert (row.pk, row.item_id, row.reader_id, row.category, row.age_band) == (
        done.loan_id, book.id, reader.id, "adult", "18-34",
    )  # fmt: skip
    assert ledger.local_day(row.due_at) == date(2020, 7, 10)
    [fact] = ledger.rows_of(f"circulation.loan:{row.pk}")
    assert (fact.fact, fact.quantity, fact.unit, fact.site_id, fact.actor) == (
        "circulation.item-lent", 1, "册次", book.site_id, desk.label,
    )  # fmt: skip
    assert fact.dims == {"category": "adult", "age_band": "18-34", "clc": "I", "home_site": book.home_site_id}
    assert fact.reader == ledger.pseudonym(reader.id, at)


def test_lending_asks_a_fixed_and_small_number_of_queries(
    desk: Actor, centre: int, reader: people.ReaderValue, at: datetime
) -> None:
    counts = []
    for n in range(3):
        book = make_item(site_id=centre)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            _lend(desk, book, reader, at + timedelta(minutes=n))
        counts.append(len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]))
    assert counts[1] == counts[2] <= counts[0]
    assert counts[2] <= 15  # PostgreSQL locks besides; one each asks about holds and transits, rules, what is owed


def test_lending_needs_the_grant_at_that_site(
    branch: int, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    elsewhere = make_desk(site_id=branch)
    with pytest.raises(NotAllowed):
        _lend(elsewhere, book, reader, at)
    assert not Loan.objects.exists()


def test_an_item_in_other_hands_is_refused(
    desk: Actor, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    other = make_reader(site_id=centre, name="赵二")
    first = _lend(desk, book, reader, at)
    with pytest.raises(circulation.ItemOut) as refused:
        _lend(desk, book, other, at + timedelta(hours=1))
    assert refused.value.rule
    assert reader.name not in refused.value.message
    with pytest.raises(circulation.ItemOut):
        _lend(desk, book, reader, at + timedelta(hours=1))
    assert facts_of(first.loan_id) == ["item-lent"]


def test_a_double_scan_is_the_same_act(
    desk: Actor, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    first = _lend(desk, book, reader, at)
    second = _lend(desk, book, reader, at + timedelta(seconds=3))
    assert second.was_done
    assert second.loan_id == first.loan_id
    assert facts_of(first.loan_id) == ["item-lent"]


def test_a_repeated_key_is_the_same_act_even_after_the_return(
    desk: Actor, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    key = uuid4()
    first = _lend(desk, book, reader, at, key=key)
    circulation.return_item(actor=desk, at=at + days(1), item_id=book.id, site_id=centre)
    again = _lend(desk, book, reader, at + days(2), key=key)
    assert again.was_done
    assert again.loan_id == first.loan_id
    assert Loan.objects.count() == 1
    with pytest.raises(circulation.KeyOfAnotherAct):
        _lend(desk, make_item(site_id=centre), reader, at + days(3), key=key)


def test_the_last_place_under_the_limit_is_lent_and_the_next_refused(desk: Actor, centre: int, at: datetime) -> None:
    child = make_reader(site_id=centre, birth_on=date(2004, 3, 1), category="child")
    books = [make_item(site_id=centre) for _ in range(6)]
    for n in range(5):
        _lend(desk, books[n], child, at + timedelta(minutes=n))
    with pytest.raises(circulation.LoanLimitReached) as refused:
        _lend(desk, books[5], child, at + timedelta(hours=1))
    assert "5" in refused.value.rule
    assert refused.value.override == "circulation.override-rule"
    assert Loan.objects.count() == 5


def test_the_limit_follows_the_option_of_its_time(
    desk: Actor, centre: int, reader: people.ReaderValue, at: datetime
) -> None:
    set_rule(since=at + days(1), most_items=1)
    _lend(desk, make_item(site_id=centre), reader, at)
    _lend(desk, make_item(site_id=centre), reader, at + timedelta(hours=1))
    with pytest.raises(circulation.LoanLimitReached):
        _lend(desk, make_item(site_id=centre), reader, at + days(2))


def test_something_overdue_blocks_from_the_first_day_after_the_due_day(
    desk: Actor, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    _lend(desk, book, reader, at)
    _lend(desk, make_item(site_id=centre), reader, at + days(30))
    with pytest.raises(circulation.SomethingOverdue):
        _lend(desk, make_item(site_id=centre), reader, at + days(31))
    set_rule(at=at, since=at + days(1), overdue_allowed=1)
    _lend(desk, make_item(site_id=centre), reader, at + days(31))


def test_an_expired_card_is_refused_and_its_last_day_is_good(
    desk: Actor, centre: int, book: catalogue.ItemValue, at: datetime
) -> None:
    old = make_reader(site_id=centre, at=at - days(365 * 3 + 1))
    last = old.card_expires_on
    assert last is not None
    on_last = at.replace(year=last.year, month=last.month, day=last.day)
    with pytest.raises(circulation.CardExpired):
        _lend(desk, book, old, on_last + days(1))
    _lend(desk, book, old, on_last)


def test_a_lost_card_is_refused_and_nobody_may_set_that_aside(
    lead: Actor, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    people.report_lost(actor=TESTER, at=at, reader_id=reader.id)
    with pytest.raises(circulation.CardNotGood) as refused:
        _lend(lead, book, reader, at, override_reason="读者急用")
    assert not refused.value.override
    people.replace_card(actor=TESTER, at=at, reader_id=reader.id, site_id=centre)
    _lend(lead, book, reader, at)


def test_a_reader_without_a_card_is_refused(desk: Actor, centre: int, book: catalogue.ItemValue, at: datetime) -> None:
    nobody = make_reader(site_id=centre, with_card=False)
    with pytest.raises(circulation.CardNotGood):
        _lend(desk, book, nobody, at)


def test_a_frozen_reader_is_refused_until_the_freeze_is_lifted(
    desk: Actor, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason="书籍污损待赔")
    with pytest.raises(circulation.ReaderFrozen) as refused:
        _lend(desk, book, reader, at)
    assert "书籍污损待赔" in refused.value.message
    people.unfreeze(actor=TESTER, at=at, reader_id=reader.id)
    _lend(desk, book, reader, at)


def test_a_withdrawn_item_is_refused(
    desk: Actor, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    catalogue.withdraw_item(actor=TESTER, at=at, item_id=book.id, reason="破损")
    with pytest.raises(circulation.ItemNotLendable):
        _lend(desk, book, reader, at)


def test_a_rule_is_set_aside_only_with_grant_and_reason_and_is_on_record(
    desk: Actor, lead: Actor, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason="待核")
    with pytest.raises(circulation.ReaderFrozen):
        _lend(desk, book, reader, at, override_reason="馆长同意")
    with pytest.raises(circulation.ReaderFrozen):
        _lend(lead, book, reader, at)
    with pytest.raises(circulation.ReasonNeeded):
        _lend(lead, book, reader, at, override_reason="好")
    assert not Look.objects.exists()
    done = _lend(lead, book, reader, at, override_reason="馆长同意")
    [fact] = ledger.rows_of(f"circulation.loan:{done.loan_id}")
    assert fact.dims["override"] == "reader-frozen"
    look = Look.objects.get()
    assert (look.subject, look.act) == (f"circulation.loan:{done.loan_id}", "circulation.override-rule")
    assert "馆长同意" in look.note


def test_all_rules_that_say_no_are_told_at_once(
    desk: Actor, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    make_loan(item_id=book.id, reader_id=reader.id, site_id=centre, at=at)
    people.freeze(actor=TESTER, at=at, reader_id=reader.id, reason="待核")
    with pytest.raises(circulation.ReaderFrozen) as refused:
        _lend(desk, make_item(site_id=centre), reader, at + days(40))
    assert "待核" in refused.value.message
    assert "逾期" in refused.value.message


def test_an_item_lent_at_another_site_is_there_now(
    branch: int, book: catalogue.ItemValue, reader: people.ReaderValue, at: datetime
) -> None:
    make_loan(item_id=book.id, reader_id=reader.id, site_id=branch, at=at)
    now = catalogue.item(book.id)
    assert (now.site_id, now.home_site_id) == (branch, book.home_site_id)


def test_a_due_day_on_a_closed_day_moves_as_the_library_has_set(branch: int, at: datetime) -> None:
    # The branch is closed on Mondays; thirty days after Saturday, 13 June 2020, is Monday, 13 July.
    saturday, seen = at + days(3), []
    for n, way in enumerate(("next", "previous", "keep")):
        options.set_option(actor=TESTER, at=LONG_AGO, code=CLOSED_DAY.code, value=way, valid_from=at, note="试")
        reader, item = make_reader(site_id=branch, name=f"读者{n}"), make_item(site_id=branch)
        done = make_loan(item_id=item.id, reader_id=reader.id, site_id=branch, at=saturday)
        seen.append(ledger.local_day(done.due_at))
    assert seen == [date(2020, 7, 14), date(2020, 7, 12), date(2020, 7, 13)]
    with pytest.raises(Invalid):
        options.set_option(actor=TESTER, at=LONG_AGO, code=CLOSED_DAY.code, value="never", valid_from=at, note="试")


def test_no_loan_outlasts_the_card_and_a_renewal_that_gives_nothing_is_refused(
    desk: Actor, centre: int, book: catalogue.ItemValue, at: datetime
) -> None:
    reader = make_reader(site_id=centre)
    last = reader.card_expires_on
    assert last is not None
    ten_before = datetime.combine(last - days(10), time(10), tzinfo=ledger.zone())
    done = _lend(desk, book, reader, ten_before)
    assert ledger.local_day(done.due_at) == last
    with pytest.raises(circulation.CardEndsFirst) as refused:
        circulation.renew(actor=desk, at=ten_before + days(1), loan_id=done.loan_id)
    assert last.isoformat() in refused.value.message
    assert refused.value.remedy
    people.renew_card(actor=TESTER, at=ten_before + days(2), reader_id=reader.id)
    renewed = circulation.renew(actor=desk, at=ten_before + days(2), loan_id=done.loan_id)
    assert ledger.local_day(renewed.due_at) == last + days(30)
    options.set_option(
        actor=TESTER, at=LONG_AGO, code=ENDS_WITH_CARD.code, value=False, valid_from=ten_before, note="试"
    )
    free = _lend(desk, make_item(site_id=centre), make_reader(site_id=centre, name="钱二"), ten_before)
    assert ledger.local_day(free.due_at) == ledger.local_day(ten_before) + days(30)
