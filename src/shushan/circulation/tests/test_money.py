"""Charges, payments, waivers, refunds, reversals: the refusal stands beside the success, and the book is added up."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from shushan.catalogue.public import ItemValue
from shushan.circulation import public as circulation
from shushan.circulation.errors import KeyOfAnotherAct, ReasonNeeded
from shushan.circulation.money import book, checks
from shushan.circulation.money.models import BookEntry, Charge, Receipt
from shushan.circulation.money.options import OWING_ALLOWED
from shushan.circulation.tests.make import AT, LONG_AGO, TESTER, days, make_charge, make_desk, make_loan, make_payment
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db


def findings() -> list[object]:
    """Return everything that the doctor finds wrong with money."""
    return [finding for check in checks.checks() for finding in check.run()]


def facts_of(charge_id: int) -> list[tuple[str, int]]:
    """Return a charge's facts with their amounts, oldest first."""
    rows = ledger.rows_of(f"circulation.charge:{charge_id}")
    return [(row.fact.partition(".")[2], row.quantity) for row in rows]


def pay(
    reader_id: int, *ids: int, site: int, fen: int, actor: Actor = TESTER, key: UUID | None = None, **more: object
) -> int:
    """Take a payment in cash."""
    return circulation.pay(
        actor=actor, at=AT, reader_id=reader_id, site_id=site, charge_ids=ids, amount_fen=fen,
        method=str(more.get("method", "cash")), seen_fen=more.get("seen"), key=key,
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_charge_by_hand_needs_the_grant_a_kind_an_amount_and_a_reason(
    desk: Actor, centre: int, branch: int, reader: people.ReaderValue
) -> None:
    def charge(**changed: object) -> int:
        said = {"site_id": centre, "kind": "damage", "amount_fen": 1250, "reason": "封面撕破"} | changed
        return circulation.charge_reader(actor=desk, at=AT, reader_id=reader.id, **said)  # type: ignore[arg-type]

    with pytest.raises(NotAllowed):
        charge(site_id=branch)
    for wrong in (0, -5, 10_000_001):
        with pytest.raises(circulation.WrongAmount):
            charge(amount_fen=wrong)
    with pytest.raises(ReasonNeeded):
        charge(reason=" x")
    with pytest.raises(people.NoSuchReader):
        circulation.charge_reader(
            actor=desk, at=AT, reader_id=0, site_id=centre, kind="other", amount_fen=1, reason="试验"
        )
    assert Charge.objects.count() == 0 and BookEntry.objects.count() == 0
    made = charge()
    assert circulation.charge(made).left_fen == 1250
    assert facts_of(made) == [("fee-charged", 1250)]
    assert circulation.balance(reader.id) == circulation.Balance(1250, 0, 0)
    assert findings() == []


def test_one_payment_covers_several_charges_and_a_part_of_the_last(centre: int, reader: people.ReaderValue) -> None:
    first, second = make_charge(reader.id, site_id=centre, fen=300), make_charge(reader.id, site_id=centre, fen=500)
    with pytest.raises(circulation.WrongAmount):
        pay(reader.id, first, second, site=centre, fen=801)
    with pytest.raises(circulation.OwingChanged):
        pay(reader.id, first, second, site=centre, fen=600, seen=900)
    receipt_id = pay(reader.id, second, first, site=centre, fen=600, seen=800)
    assert [circulation.charge(pk).left_fen for pk in (first, second)] == [0, 200]
    told = circulation.receipt(receipt_id)
    assert (told.code, told.total_fen, told.reader_id) == ("C2020-000001", 600, reader.id)
    assert facts_of(second) == [("fee-charged", 500), ("fee-paid", 300)]
    assert book.in_till(centre) == 600
    pay(reader.id, second, site=centre, fen=200)
    with pytest.raises(circulation.ChargeSettled):
        pay(reader.id, second, site=centre, fen=200)
    assert circulation.balance(reader.id).owed_fen == 0
    assert [r.number for r in Receipt.objects.order_by("pk")] == [1, 2]
    assert findings() == []


def test_a_payment_is_refused_for_strange_charges_without_the_grant_and_in_ways_that_no_desk_can_take(
    desk: Actor, centre: int, branch: int, reader: people.ReaderValue
) -> None:
    other = make_reader(site_id=centre, name="钱二")
    mine, theirs = make_charge(reader.id, site_id=centre), make_charge(other.id, site_id=centre)
    for ids in ((theirs,), (mine, theirs), (), (999_999,)):
        with pytest.raises(circulation.NoSuchCharge):
            pay(reader.id, *ids, site=centre, fen=500)
    with pytest.raises(NotAllowed):
        pay(reader.id, mine, site=branch, fen=500, actor=desk)
    for method in ("wechat", "alipay", "", "iou"):
        with pytest.raises(circulation.NotAtTheDesk):
            pay(reader.id, mine, site=centre, fen=500, method=method)
    assert Receipt.objects.count() == 0
    pay(reader.id, mine, site=centre, fen=500, actor=desk, method="pos")
    assert book.in_till(centre) == 0 and findings() == []


def test_the_same_form_sent_twice_is_one_receipt(centre: int, reader: people.ReaderValue) -> None:
    charge_id, key = make_charge(reader.id, site_id=centre), uuid4()
    first = pay(reader.id, charge_id, site=centre, fen=200, key=key)
    assert pay(reader.id, charge_id, site=centre, fen=200, key=key) == first
    with pytest.raises(KeyOfAnotherAct):
        pay(reader.id, charge_id, site=centre, fen=300, key=key)
    assert circulation.charge(charge_id).left_fen == 300


def test_a_waiver_needs_its_own_grant_and_a_reason_and_is_on_record(
    desk: Actor, lead: Actor, centre: int, reader: people.ReaderValue
) -> None:
    charge_id = make_charge(reader.id, site_id=centre, fen=900)
    with pytest.raises(NotAllowed):
        circulation.waive(actor=desk, at=AT, charge_id=charge_id, reason="困难")
    with pytest.raises(ReasonNeeded):
        circulation.waive(actor=lead, at=AT, charge_id=charge_id, reason="")
    with pytest.raises(circulation.WrongAmount):
        circulation.waive(actor=lead, at=AT, charge_id=charge_id, amount_fen=901, reason="困难")
    circulation.waive(actor=lead, at=AT, charge_id=charge_id, amount_fen=400, reason="困难")
    assert circulation.charge(charge_id).left_fen == 500
    circulation.waive(actor=lead, at=AT, charge_id=charge_id, reason="困难")
    assert facts_of(charge_id)[1:] == [("fee-waived", 400), ("fee-waived", 500)]
    with pytest.raises(circulation.ChargeSettled):
        circulation.waive(actor=lead, at=AT, charge_id=charge_id, reason="困难")
    assert findings() == []


def test_a_refund_gives_back_no_more_than_was_paid_and_no_more_than_is_in_the_till(
    desk: Actor, lead: Actor, centre: int, reader: people.ReaderValue
) -> None:
    charge_id = make_charge(reader.id, site_id=centre, fen=900)
    make_payment(reader.id, charge_id, site_id=centre, fen=600)

    def refund(fen: int, *, actor: Actor = lead, reason: str = "算错了") -> int:
        return circulation.refund(
            actor=actor, at=AT, charge_id=charge_id, site_id=centre, amount_fen=fen, method="cash", reason=reason
        )

    with pytest.raises(NotAllowed):
        refund(100, actor=desk)
    with pytest.raises(ReasonNeeded):
        refund(100, reason="")
    with pytest.raises(circulation.TillTooLow):
        refund(601)
    circulation.put_change(actor=desk, at=AT, site_id=centre, amount_fen=1000, note="备用金")
    with pytest.raises(circulation.WrongAmount):
        refund(601)
    refund(250)
    found = circulation.charge(charge_id)
    assert (found.left_fen, found.credit_fen) == (300, 0)  # what is still owed stays owed
    refund(350)
    with pytest.raises(circulation.WrongAmount):
        refund(1)
    assert book.in_till(centre) == 1000 and findings() == []


def test_a_wrong_payment_is_reversed_once_and_owed_again(
    desk: Actor, lead: Actor, centre: int, reader: people.ReaderValue
) -> None:
    one, two = (make_charge(reader.id, site_id=centre, fen=300) for _n in range(2))
    receipt_id = make_payment(reader.id, one, two, site_id=centre, fen=600)
    with pytest.raises(NotAllowed):
        circulation.reverse_payment(actor=desk, at=AT, receipt_id=receipt_id, reason="收错人")
    with pytest.raises(ReasonNeeded):
        circulation.reverse_payment(actor=lead, at=AT, receipt_id=receipt_id, reason="")
    made = circulation.reverse_payment(actor=lead, at=AT, receipt_id=receipt_id, reason="收错人")
    assert circulation.receipt(made).corrects_id == receipt_id and circulation.receipt(receipt_id).was_reversed
    assert circulation.balance(reader.id).owed_fen == 600 and book.in_till(centre) == 0
    for again in (receipt_id, made):
        with pytest.raises(circulation.CannotReverse):
            circulation.reverse_payment(actor=lead, at=AT, receipt_id=again, reason="收错人")
    assert facts_of(one) == [("fee-charged", 300), ("fee-paid", 300), ("fee-paid", -300)]
    second = make_payment(reader.id, one, site_id=centre, fen=300)
    circulation.refund(actor=lead, at=AT, charge_id=one, site_id=centre, amount_fen=100, method="cash", reason="算错了")
    with pytest.raises(circulation.CannotReverse):
        circulation.reverse_payment(actor=lead, at=AT, receipt_id=second, reason="收错人")
    assert findings() == []


def test_who_owes_too_much_borrows_again_as_soon_as_it_is_paid(
    desk: Actor, lead: Actor, centre: int, book: ItemValue, reader: people.ReaderValue
) -> None:
    options.set_option(actor=TESTER, at=LONG_AGO, code=OWING_ALLOWED.code, value=499, valid_from=LONG_AGO, note="试验")
    charge_id = make_charge(reader.id, site_id=centre, fen=500)

    def lend(actor: Actor, reason: str = "") -> circulation.Lent:
        return circulation.lend(
            actor=actor, at=AT, item_id=book.id, reader_id=reader.id, site_id=centre, override_reason=reason
        )

    with pytest.raises(circulation.OwesTooMuch, match=r"欠费 5\.00 元"):
        lend(desk)
    with pytest.raises(circulation.OwesTooMuch):
        lend(desk, "急用")
    lent = lend(lead, "急用")
    with pytest.raises(circulation.OwesTooMuch):
        circulation.renew(actor=desk, at=AT + days(1), loan_id=lent.loan_id, site_id=centre)
    make_payment(reader.id, charge_id, site_id=centre, fen=1)
    circulation.renew(actor=desk, at=AT + days(1), loan_id=lent.loan_id, site_id=centre)


@pytest.mark.parametrize("table", ["bookentry", "receipt", "closing"])
def test_the_database_refuses_to_change_what_was_booked(table: str, centre: int, reader: people.ReaderValue) -> None:
    from django.db import connection

    make_payment(reader.id, make_charge(reader.id, site_id=centre), site_id=centre, fen=500)
    circulation.close_till(actor=TESTER, at=AT, site_id=centre, coins={500: 1}, carried_fen=500, seen_fen=500)
    for sql in (f"UPDATE circulation_{table} SET actor = 'x'", f"DELETE FROM circulation_{table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_doctor_sees_a_charge_that_its_book_does_not_explain(centre: int, reader: people.ReaderValue) -> None:
    charge_id = make_charge(reader.id, site_id=centre, fen=500)
    assert findings() == []
    Charge.objects.filter(pk=charge_id).update(left_fen=400)
    assert [f.where for f in findings()] == [f"circulation.charge:{charge_id}"]  # type: ignore[attr-defined]


def test_an_open_charge_keeps_the_loans_reader_and_a_settled_one_lets_go(
    centre: int, book: ItemValue, reader: people.ReaderValue
) -> None:
    lent = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    circulation.return_item(actor=TESTER, at=AT + days(1), item_id=book.id, site_id=centre)
    charge_id = circulation.charge_reader(
        actor=TESTER, at=AT + days(1), reader_id=reader.id, site_id=centre, kind="damage", amount_fen=500,
        reason="水渍", loan_id=lent.loan_id, item_id=book.id,
    )  # fmt: skip
    assert circulation.anonymise_loans(actor=TESTER, at=AT + days(60)) == 0
    with pytest.raises(people.StillOpenMatters, match=r"还欠 5\.00 元"):
        people.erase_person(actor=TESTER, at=AT + days(60), person_id=reader.person_id)
    make_payment(reader.id, charge_id, site_id=centre, fen=500, at=AT + days(61))
    assert circulation.anonymise_loans(actor=TESTER, at=AT + days(62)) == 1
    settled = circulation.charge(charge_id)
    assert (settled.reader_id, settled.loan_id, settled.item_id) == (reader.id, None, None)
    assert circulation.anonymise_charges(actor=TESTER, at=AT + days(400)) == 0
    assert circulation.anonymise_charges(actor=TESTER, at=AT + days(427)) == 1
    assert circulation.charge(charge_id).reader_id is None and findings() == []


def test_a_deposit_goes_back_once_nothing_is_out_or_owed(
    desk: Actor, centre: int, branch: int, book: ItemValue, reader: people.ReaderValue
) -> None:
    def back(site: int = centre) -> int:
        return circulation.return_deposit(actor=desk, at=AT + days(2), reader_id=reader.id, site_id=site, method="cash")

    with pytest.raises(circulation.NoDeposit):
        back()
    with pytest.raises(circulation.WrongAmount):
        circulation.take_deposit(actor=desk, at=AT, reader_id=reader.id, site_id=centre, amount_fen=0, method="cash")
    key = uuid4()
    receipts = {
        circulation.take_deposit(
            actor=desk, at=AT, reader_id=reader.id, site_id=centre, amount_fen=10000, method="cash", key=key
        )
        for _twice in range(2)
    }
    assert len(receipts) == 1 and circulation.balance(reader.id).deposit_fen == 10000
    make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    with pytest.raises(circulation.DepositNeeded):
        back()
    circulation.return_item(actor=TESTER, at=AT + days(1), item_id=book.id, site_id=centre)
    charge_id = make_charge(reader.id, site_id=centre)
    with pytest.raises(circulation.DepositNeeded):
        back()
    make_payment(reader.id, charge_id, site_id=centre, fen=500)
    with pytest.raises(NotAllowed):
        back(branch)
    assert circulation.receipt(back()).total_fen == 10000
    with pytest.raises(circulation.NoDeposit):
        back()
    assert findings() == []


def test_a_till_is_closed_over_what_was_counted_and_the_next_period_begins_with_it(
    desk: Actor, centre: int, branch: int, reader: people.ReaderValue
) -> None:
    circulation.put_change(actor=desk, at=AT, site_id=centre, amount_fen=5000, note="备用金")
    make_payment(reader.id, make_charge(reader.id, site_id=centre, fen=1300), site_id=centre, fen=1300)

    def close(coins: dict[int, int], carried: int, *, seen: int = 6300, reason: str = "", site: int = centre) -> int:
        return circulation.close_till(
            actor=desk, at=AT, site_id=site, coins=coins, carried_fen=carried, seen_fen=seen, reason=reason
        )

    with pytest.raises(NotAllowed):
        close({}, 0, site=branch)
    for coins in ({7: 1}, {100: -1}, {100: 100_001}):
        with pytest.raises(circulation.WrongAmount):
            close(coins, 0)
    with pytest.raises(circulation.WrongAmount):
        close({5000: 1}, 5001)
    with pytest.raises(circulation.TillMoved):
        close({5000: 1, 1000: 1, 100: 3}, 5000, seen=5000)
    with pytest.raises(ReasonNeeded, match=r"少 1\.00 元"):
        close({5000: 1, 1000: 1, 100: 2}, 5000)
    with pytest.raises(ReasonNeeded, match=r"多 1\.00 元"):
        close({5000: 1, 1000: 1, 100: 4}, 5000)
    closing_id = close({5000: 1, 1000: 1, 100: 2}, 5000, reason="少收一元")
    from shushan.circulation.money.models import Closing

    made = Closing.objects.get(pk=closing_id)
    assert (made.opening_fen, made.expected_fen, made.counted_fen, made.carried_fen) == (0, 6300, 6200, 5000)
    assert made.by_method == {"cash": [1300, 0]}
    assert book.in_till(centre) == 5000
    second = make_payment(reader.id, make_charge(reader.id, site_id=centre, fen=100), site_id=centre, fen=100)
    assert BookEntry.objects.get(receipt=second).period == 2
    again = Closing.objects.get(pk=close({5000: 1, 100: 1}, 0, seen=5100))
    assert (again.period, again.opening_fen) == (2, 5000)
    assert findings() == []


def test_the_database_lets_nothing_into_a_closed_period(centre: int, reader: people.ReaderValue) -> None:
    receipt_id = make_payment(reader.id, make_charge(reader.id, site_id=centre), site_id=centre, fen=500)
    circulation.close_till(actor=TESTER, at=AT, site_id=centre, coins={500: 1}, carried_fen=0, seen_fen=500)
    row = BookEntry.objects.get(receipt=receipt_id)
    row.pk, row.fact = None, 10**9
    with pytest.raises(DatabaseError, match="the period is closed"), transaction.atomic():
        row.save(force_insert=True)


def test_a_receipt_is_an_original_once(desk: Actor, centre: int, branch: int, reader: people.ReaderValue) -> None:
    receipt_id = make_payment(reader.id, make_charge(reader.id, site_id=centre), site_id=centre, fen=500)
    with pytest.raises(NotAllowed):
        circulation.print_receipt(actor=make_desk(site_id=branch, name="别处"), at=AT, receipt_id=receipt_id)
    assert [circulation.print_receipt(actor=desk, at=AT, receipt_id=receipt_id) for _n in range(3)] == [1, 2, 3]


def test_money_follows_a_merged_reader(centre: int, reader: people.ReaderValue) -> None:
    other = make_reader(site_id=centre, name="李小满")
    make_charge(other.id, site_id=centre, fen=700)
    circulation.take_deposit(actor=TESTER, at=AT, reader_id=other.id, site_id=centre, amount_fen=10000, method="cash")
    people.merge_readers(actor=TESTER, at=AT, kept_id=reader.id, gone_id=other.id)
    assert circulation.balance(reader.id) == circulation.Balance(700, 0, 10000)
    assert findings() == []
