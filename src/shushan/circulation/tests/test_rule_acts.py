"""Holds, deposits, renewals by night and the question page by the table of rules."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.asking import forecast
from shushan.circulation.models import Deposit, Hold, Loan
from shushan.circulation.public import Base, DepositBy
from shushan.circulation.tests.make import (
    AT,
    TESTER,
    add_rule,
    days,
    make_copy,
    make_desk,
    make_hold,
    make_item,
    make_loan,
    make_site,
    set_rule,
)
from shushan.circulation.web.scanning import Desk, Scan, handle
from shushan.kernel.errors import NotAllowed, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db


def test_no_hold_where_the_row_takes_none_and_one_copy_that_may_be_waited_for_is_enough(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    add_rule(name="不预约", scope={"site_id": centre}, may_hold=False)
    item = make_item(site_id=centre)
    with pytest.raises(circulation.NotForHolds) as refused:
        make_hold(reader.id, item, centre)
    assert "不预约" in refused.value.rule
    catalogue.add_item(
        actor=TESTER, at=AT, record_id=item.record_id, barcode="B9", site_id=branch, call_number="I246.5/9"
    )
    make_hold(reader.id, item, centre)


def test_the_row_says_how_many_holds_and_how_long_a_copy_waits(centre: int, reader: people.ReaderValue) -> None:
    set_rule(most_holds=1, hold_shelf_days=2)
    item = make_item(site_id=centre)
    make_hold(reader.id, item, centre)
    with pytest.raises(circulation.HoldLimitReached) as refused:
        make_hold(reader.id, make_item(site_id=centre), centre)
    assert "基本规则" in refused.value.rule
    circulation.take_in(actor=TESTER, at=AT, item_id=item.id, site_id=centre)
    keep = Hold.objects.get().keep_until
    assert keep is not None and ledger.local_day(keep) == ledger.local_day(AT + days(2))


def test_nothing_but_nought_is_lent_or_waited_for_where_the_row_says_so(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    add_rule(name="只供阅览", scope={"site_id": centre}, most_items=0)
    item = make_item(site_id=centre)
    with pytest.raises(circulation.LoanLimitReached) as refused:
        make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
    assert refused.value.message == "这一册不能外借" and "只供阅览" in refused.value.rule
    with pytest.raises(circulation.NotForHolds):
        make_hold(reader.id, item, centre)
    set_rule(most_holds=7)  # the row that allows most is not the one that says nothing (the setting: five)
    add_rule(name="另一类", scope={"site_id": branch})
    both = make_item(site_id=branch)
    catalogue.add_item(
        actor=TESTER, at=AT, record_id=both.record_id, barcode="B9", site_id=make_site("T"), call_number="I"
    )
    for _n in range(5):
        make_hold(reader.id, make_item(site_id=branch), branch)
    make_hold(reader.id, both, branch)


def test_a_copy_that_nobody_may_wait_for_is_neither_picked_nor_set_aside_nor_kept_from_renewal(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    other = make_reader(site_id=centre, name="钱二")
    bound = make_item(site_id=branch)
    free = make_copy(bound, site_id=centre)
    number = add_rule(scope={"site_id": branch}, may_hold=False)
    lent = make_loan(item_id=bound.id, reader_id=reader.id, site_id=branch)
    hold_id = make_hold(other.id, bound, branch)
    circulation.renew(actor=TESTER, at=AT + days(1), loan_id=lent.loan_id)
    circulation.return_item(actor=TESTER, at=AT + days(2), item_id=bound.id, site_id=branch)
    assert circulation.hold(hold_id).state == "waiting"
    assert [pick.item_id for pick in circulation.pick_list(None, at=AT + days(2))] == [free.id]
    set_rule(number, most_items=0, may_hold=True)  # what is never lent is not waited for either
    assert [pick.item_id for pick in circulation.pick_list(None, at=AT + days(2))] == [free.id]
    add_rule(scope={"site_id": branch, "category": "adult"}, most_items=2)
    assert [pick.item_id for pick in circulation.pick_list(None, at=AT + days(2))] == [bound.id]


def test_what_is_lent_by_the_hour_is_late_within_the_day(centre: int, reader: people.ReaderValue) -> None:
    add_rule(scope={"kind": "other"}, loan_unit=circulation.Unit.HOURS, loan_length=2, renewal_length=2)
    item, book = make_item(site_id=centre), make_item(site_id=centre)
    catalogue.edit_item(
        actor=TESTER, at=AT, item_id=item.id, call_number="", shelf="", price_fen=None, kind=catalogue.ItemKind.OTHER
    )
    lent, late = make_loan(item_id=item.id, reader_id=reader.id, site_id=centre), AT + timedelta(hours=3)
    make_loan(item_id=book.id, reader_id=reader.id, site_id=centre, at=AT + timedelta(hours=2))  # in time to the second
    [line, _other] = circulation.loans_of(reader.id, at=late)
    assert (line.is_overdue, line.days_left) == (True, 0)
    with pytest.raises(circulation.SomethingOverdue) as refused:
        make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre, at=late)
    assert "1 天" in refused.value.message
    with pytest.raises(circulation.LoanOverdue) as refused:
        circulation.renew(actor=TESTER, at=late, loan_id=lent.loan_id)
    assert "1 天" in refused.value.message


def test_a_deposit_is_asked_for_and_with_it_the_item_is_lent(centre: int, reader: people.ReaderValue) -> None:
    set_rule(deposit=DepositBy.FIXED, deposit_fen=10000)
    item = make_item(site_id=centre)
    with pytest.raises(circulation.DepositMissing) as refused:
        make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
    assert "100.00" in refused.value.message and "基本规则" in refused.value.rule
    Deposit.objects.create(reader_id=reader.id, amount_fen=10000, taken_at=AT, site_id=centre)
    make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)


def test_a_deposit_by_price_covers_what_is_out_and_this_item(centre: int, reader: people.ReaderValue) -> None:
    set_rule(deposit=DepositBy.PRICE)
    items = [make_item(site_id=centre) for _ in range(3)]
    for item in items[:2]:
        catalogue.edit_item(
            actor=TESTER, at=AT, item_id=item.id, call_number=item.call_number, shelf="", price_fen=3000
        )
    Deposit.objects.create(reader_id=reader.id, amount_fen=5999, taken_at=AT, site_id=centre)
    make_loan(item_id=items[0].id, reader_id=reader.id, site_id=centre)
    make_loan(item_id=items[2].id, reader_id=reader.id, site_id=centre, at=AT + timedelta(minutes=1))
    with pytest.raises(circulation.DepositMissing) as refused:
        make_loan(item_id=items[1].id, reader_id=reader.id, site_id=centre, at=AT + timedelta(minutes=2))
    assert "60.00" in refused.value.message and "59.99" in refused.value.message


def test_by_night_is_renewed_what_its_rule_renews_when_nobody_waits_and_nothing_speaks_against_it(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    set_rule(renews_itself=True)
    plain, waited, frozen = (make_item(site_id=centre) for _ in range(3))
    other = make_reader(site_id=centre, name="钱二")
    loans = [
        make_loan(item_id=item.id, reader_id=who.id, site_id=centre, at=AT + timedelta(minutes=n))
        for n, (item, who) in enumerate(((plain, reader), (waited, reader), (frozen, other)))
    ]
    make_hold(other.id, waited, centre)
    people.freeze(actor=TESTER, at=AT, reader_id=other.id, reason="遗失未赔")
    night = AT + days(30) - timedelta(hours=9)
    assert circulation.renew_by_night(actor=TESTER, at=night - days(1)) == (0, 0)
    assert circulation.renew_by_night(actor=TESTER, at=night) == (1, 2)
    assert [Loan.objects.get(pk=one.loan_id).renewals for one in loans] == [1, 0, 0]
    assert circulation.renew_by_night(actor=TESTER, at=night + timedelta(minutes=1)) == (0, 2)
    with pytest.raises(NotAllowed):
        circulation.renew_by_night(actor=make_desk("editor", site_id=None), at=night)


def test_without_such_a_rule_the_night_renews_nothing(centre: int, reader: people.ReaderValue) -> None:
    make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre)
    assert circulation.renew_by_night(actor=TESTER, at=AT + days(30)) == (0, 0)


TABLES: list[dict[str, Any]] = [
    {},
    {"renewal_base": Base.TODAY, "renewal_length": 10, "fine_fen": 15, "grace": 1},
    {"renew_days_before": 3, "suspend_days": 2, "suspend_cap": 9, "overdue_allowed": 50},
    {"most_renewals": 0, "fine_fen": 40, "fine_cap_fen": 100, "caps_at_price": True},
    {
        "loan_unit": circulation.Unit.MONTHS,
        "loan_length": 1,
        "renewal_length": 1,
        "fine_fen": 7,
        "counts_closed": False,
    },
]


@pytest.mark.parametrize(("terms", "later"), list(product(TABLES, (3, 27, 30, 33, 80))))
def test_the_question_is_answered_as_the_acts_then_answer(
    branch: int, reader: people.ReaderValue, terms: dict[str, Any], later: int
) -> None:
    set_rule(**terms)
    item = make_item(site_id=branch)
    told = forecast(item_id=item.id, reader_id=reader.id, site_id=branch, at=AT)
    done = make_loan(item_id=item.id, reader_id=reader.id, site_id=branch)
    assert (told.reasons, told.due) == ((), done.due)
    assert done.rule is not None and told.rules.row.number == done.rule.number
    at = AT + days(later)
    asked = forecast(item_id=item.id, reader_id=reader.id, site_id=branch, at=at)
    assert asked.renewal is not None and asked.coming_back is not None
    if asked.renewal.reasons:
        with pytest.raises(Refused) as refused:
            circulation.renew(actor=TESTER, at=at, loan_id=done.loan_id)
        assert refused.value.code == asked.renewal.reasons[0].code
    else:
        assert circulation.renew(actor=TESTER, at=at, loan_id=done.loan_id).due == asked.renewal.due
    again = forecast(item_id=item.id, reader_id=reader.id, site_id=branch, at=at)
    assert again.coming_back is not None
    back = circulation.return_item(actor=TESTER, at=at, item_id=item.id, site_id=branch)
    assert back.lateness == again.coming_back.lateness
    assert back.rule == again.coming_back.rule


def test_the_desk_says_why_the_day_is_another_and_which_rule_gave_it(branch: int, reader: people.ReaderValue) -> None:
    set_rule(loan_length=5, suspend_days=1)  # from Wednesday to Monday, when the branch is closed
    item = make_item(site_id=branch)
    desk = Desk(site_id=branch, reader_id=reader.id)
    shown = handle(desk, Scan(item.barcode), actor=TESTER, at=AT)
    assert "应还 2020-06-16" in shown.detail
    assert "2020-06-15 闭馆，移到 2020-06-16" in shown.detail
    assert "第 1 号规则：基本规则" in shown.detail
    back = handle(Desk(site_id=branch), Scan(item.barcode), actor=TESTER, at=AT + days(8))
    assert "停借到 2020-06-20（第 1 号规则：基本规则）" in back.detail


def test_the_desk_says_that_the_card_cut_the_loan(centre: int) -> None:
    old = make_reader(site_id=centre, at=AT - days(365 * 3 - 10))
    assert old.card_expires_on is not None
    item = make_item(site_id=centre)
    shown = handle(Desk(site_id=centre, reader_id=old.id), Scan(item.barcode), actor=TESTER, at=AT)
    assert f"读者证先到期，到 {old.card_expires_on} 为止" in shown.detail
