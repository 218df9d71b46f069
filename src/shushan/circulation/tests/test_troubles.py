"""Lost, found again, damaged, claimed, recalled, from the book drop, unknown: each refusal beside its success."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shushan.catalogue import public as catalogue
from shushan.catalogue.models import Item
from shushan.circulation import public as circulation
from shushan.circulation.checks import items_match_facts, loans_match_facts
from shushan.circulation.errors import ReasonNeeded, SomethingOverdue
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import (
    AT,
    LONG_AGO,
    TESTER,
    days,
    facts_of,
    make_charge,
    make_item,
    make_loan,
    make_payment,
    set_rule,
)
from shushan.circulation.tests.test_money import findings
from shushan.circulation.troubles import options as settings
from shushan.circulation.troubles.models import Claim, Damage, Stray
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.options.public import Option
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_reader

pytestmark = pytest.mark.django_db


def sound() -> bool:
    """Say whether the doctor finds nothing wrong with loans, items and money."""
    return not [*loans_match_facts(), *items_match_facts(), *findings()]


def setting(option: Option[int] | Option[bool], value: int | bool) -> None:
    """Give a setting another value long ago."""
    options.set_option(actor=TESTER, at=LONG_AGO, code=option.code, value=value, valid_from=LONG_AGO, note="试验")


@pytest.fixture
def lent(centre: int, book: catalogue.ItemValue, reader: people.ReaderValue) -> int:
    """Return a loan of a book that costs 20 yuan."""
    Item.objects.filter(pk=book.id).update(price_fen=2000)
    return make_loan(item_id=book.id, reader_id=reader.id, site_id=centre).loan_id


def give_back(item_id: int, site_id: int, n: int = 1) -> circulation.Lent:
    """Return an item so many days later."""
    return circulation.return_item(actor=TESTER, at=AT + days(n), item_id=item_id, site_id=site_id)


def test_a_loss_ends_the_loan_and_charges_price_and_processing(
    desk: Actor, centre: int, branch: int, lent: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    setting(settings.LOST_PERCENT, 150)

    def lose(*, site: int = centre, reason: str = "忘在火车上", seen: int | None = 3500) -> list[int]:
        return circulation.declare_lost(
            actor=desk, at=AT + days(1), loan_id=lent, site_id=site, reason=reason, seen_fen=seen
        )

    with pytest.raises(NotAllowed):
        lose(site=branch)
    with pytest.raises(ReasonNeeded):
        lose(reason="")
    with pytest.raises(circulation.LoanOver):
        lose(seen=3000)
    assert circulation.balance(reader.id).owed_fen == 0
    assert [circulation.charge(pk).amount_fen for pk in lose()] == [3000, 500]
    assert circulation.loan(lent).state == "lost" and facts_of(lent) == ["item-lent", "item-lost"]
    assert catalogue.item(book.id).state == "missing"
    with pytest.raises(circulation.NoSuchLoan):
        lose()
    with pytest.raises(circulation.ItemNotLendable):
        make_loan(item_id=book.id, reader_id=make_reader(site_id=centre).id, site_id=centre, at=AT + days(2))
    assert sound()


def test_a_clock_that_was_set_back_ends_no_loan_before_it_began(centre: int, lent: int) -> None:
    before = Loan.objects.get(pk=lent).lent_at - timedelta(hours=2)
    circulation.declare_lost(actor=TESTER, at=before, loan_id=lent, site_id=centre, reason="读者来说")
    loan = Loan.objects.get(pk=lent)
    assert (loan.state, loan.back_at) == ("lost", loan.lent_at)


def test_readers_declare_their_own_losses_only(centre: int, lent: int, reader: people.ReaderValue) -> None:
    me, other = (actor_of(one.person_id, at=AT) for one in (reader, make_reader(site_id=centre, name="钱二")))
    with pytest.raises(circulation.NoSuchLoan):
        circulation.declare_lost(actor=other, at=AT, loan_id=lent)
    circulation.declare_lost(actor=me, at=AT, loan_id=lent)
    assert circulation.balance(reader.id).owed_fen == 2500 and sound()


@pytest.mark.parametrize(
    ("claimed", "drop", "late"), [(None, None, 10), (None, 35, 5), (29, None, 0), (33, None, 3), (None, 60, 10)]
)
def test_a_lost_book_that_is_found_owes_what_it_was_late_until_the_loss_or_the_claim(
    claimed: int | None, drop: int | None, late: int, desk: Actor, centre: int, book: catalogue.ItemValue,
    reader: people.ReaderValue,
) -> None:  # fmt: skip
    set_rule(fine_fen=100, suspend_days=1)
    setting(settings.BACKDATE_DAYS, 30)
    Item.objects.filter(pk=book.id).update(price_fen=2000)
    loan_id = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre).loan_id
    if claimed:
        at = AT + days(claimed)
        circulation.claim_returned(actor=desk, at=at, loan_id=loan_id, site_id=centre, note="说还过了")
    circulation.declare_lost(actor=desk, at=AT + days(40), loan_id=loan_id, site_id=centre, reason="丢了")
    came = AT + days(drop) if drop else None
    done = circulation.return_item(
        actor=desk, at=AT + days(60), item_id=book.id, site_id=centre, came_at=came
    )  # fmt: skip
    fines = [one.charge.left_fen for one in circulation.charges_of(reader.id) if one.charge.kind == "overdue"]
    assert fines == ([late * 100] if late else []) and sound()
    assert (done.lateness.late if done.lateness else 0) == late
    ends = ledger.local_day(came or AT + days(60)) + days(late)
    assert done.suspended_until == (ends if late and ends >= ledger.local_day(AT + days(60)) else None)
    assert people.reader(reader.id, at=AT).is_frozen == (done.suspended_until is not None)


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("paid", [0, 1200, 2500])
def test_a_lost_book_that_is_found_puts_the_money_right(
    keeps: bool, paid: int, centre: int, lent: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    setting(settings.KEEP_PROCESSING, keeps)
    charges = circulation.declare_lost(actor=TESTER, at=AT, loan_id=lent, reason="丢了")
    if paid:
        make_payment(reader.id, *charges, site_id=centre, fen=paid)
    give_back(book.id, centre, 40)
    assert facts_of(lent)[2:] == ["item-returned", "item-found"] and circulation.loan(lent).state == "back"
    assert catalogue.item(book.id).state == "in-stock"
    now = circulation.balance(reader.id)
    of_processing = max(0, paid - 2000)
    back = min(paid, 2000) + (0 if keeps else of_processing)
    assert (now.owed_fen, now.credit_fen) == (500 - of_processing if keeps else 0, back)
    assert sound()
    if back:
        circulation.put_change(actor=TESTER, at=AT, site_id=centre, amount_fen=100, note="备用金")
        for line in circulation.charges_of(reader.id):
            if line.charge.credit_fen:
                circulation.refund(
                    actor=TESTER, at=AT + days(41), charge_id=line.charge.id, site_id=centre,
                    amount_fen=line.charge.credit_fen, method="cash", reason="书找到了",
                )  # fmt: skip
        assert circulation.balance(reader.id).credit_fen == 0 and sound()


def test_a_lost_loan_keeps_its_reader_as_long_as_the_money_may_have_to_be_put_right(
    centre: int, lent: int, reader: people.ReaderValue
) -> None:
    charges = circulation.declare_lost(actor=TESTER, at=AT, loan_id=lent, reason="丢了")
    make_payment(reader.id, *charges, site_id=centre, fen=2500)
    assert circulation.anonymise_loans(actor=TESTER, at=AT + days(100)) == 0
    assert circulation.anonymise_loans(actor=TESTER, at=AT + days(181)) == 1
    assert Loan.objects.get(pk=lent).reader_id is None and sound()


def test_damage_is_noted_with_and_without_a_charge(
    desk: Actor, centre: int, branch: int, lent: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    give_back(book.id, centre)

    def note(amount: int = 0, *, site: int = centre, said: str = "缺第三页") -> int:
        return circulation.note_damage(
            actor=desk, at=AT + days(1), loan_id=lent, site_id=site, note=said, amount_fen=amount
        )

    with pytest.raises(NotAllowed):
        note(site=branch)
    with pytest.raises(ReasonNeeded):
        note(said="")
    with pytest.raises(circulation.WrongAmount):
        note(-1)
    note()
    note(800)
    assert circulation.balance(reader.id).owed_fen == 800
    assert [pk is None for pk in Damage.objects.order_by("pk").values_list("charge_id", flat=True)] == [True, False]
    make_payment(reader.id, *(x.charge.id for x in circulation.charges_of(reader.id)), site_id=centre, fen=800)
    circulation.anonymise_loans(actor=TESTER, at=AT + days(30))
    with pytest.raises(circulation.NoReaderKnown):
        note(800)
    note()
    assert sound()


def test_a_claim_stops_overdue_until_it_is_given_up(
    desk: Actor, centre: int, branch: int, lent: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    late, other = AT + days(40), make_item(site_id=centre)

    def claim(*, site: int = centre, note: str = "上周还的") -> int:
        return circulation.claim_returned(actor=desk, at=late, loan_id=lent, site_id=site, note=note)

    def lend() -> circulation.Lent:
        return circulation.lend(actor=desk, at=late, item_id=other.id, reader_id=reader.id, site_id=centre)

    with pytest.raises(SomethingOverdue):
        lend()
    with pytest.raises(NotAllowed):
        claim(site=branch)
    with pytest.raises(ReasonNeeded):
        claim(note="")
    claim_id = claim()
    with pytest.raises(circulation.ClaimedAlready):
        claim()
    lend()
    assert circulation.loan(lent).state == "out"
    circulation.give_up_claim(actor=desk, at=late, claim_id=claim_id)
    with pytest.raises(circulation.NoSuchClaim):
        circulation.give_up_claim(actor=desk, at=late, claim_id=claim_id)
    third = make_item(site_id=centre)
    with pytest.raises(SomethingOverdue):
        circulation.lend(actor=desk, at=late, item_id=third.id, reader_id=reader.id, site_id=centre)
    again = claim()
    give_back(book.id, centre, 41)
    assert Claim.objects.get(pk=again).outcome == "found" and sound()


def test_no_more_claims_than_the_setting_allows(
    desk: Actor, centre: int, lent: int, reader: people.ReaderValue
) -> None:
    setting(settings.MOST_CLAIMS, 1)
    second = make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre).loan_id
    circulation.claim_returned(actor=desk, at=AT, loan_id=lent, site_id=centre, note="还过了")
    with pytest.raises(circulation.ClaimLimitReached):
        circulation.claim_returned(actor=desk, at=AT, loan_id=second, site_id=centre, note="还过了")


def test_a_recall_keeps_the_guaranteed_days_and_blocks_renewals(
    desk: Actor, lead: Actor, centre: int, lent: int, reader: people.ReaderValue
) -> None:
    with pytest.raises(NotAllowed):
        circulation.recall_loan(actor=desk, at=AT, loan_id=lent, reason="教学急用")
    with pytest.raises(ReasonNeeded):
        circulation.recall_loan(actor=lead, at=AT, loan_id=lent, reason="")
    new = circulation.recall_loan(actor=lead, at=AT + days(2), loan_id=lent, reason="教学急用")
    assert ledger.local_day(new) == ledger.local_day(AT) + timedelta(days=14)
    assert circulation.loan(lent).due_at == new and facts_of(lent)[-1] == "loan-recalled"
    with pytest.raises(circulation.RecalledAlready):
        circulation.recall_loan(actor=lead, at=AT + days(2), loan_id=lent, reason="教学急用")
    with pytest.raises(circulation.Recalled):
        circulation.renew(actor=desk, at=AT + days(3), loan_id=lent, site_id=centre)
    later = make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre).loan_id
    with pytest.raises(circulation.RecallTooLate):
        circulation.recall_loan(actor=lead, at=AT + days(28), loan_id=later, reason="教学急用")
    with pytest.raises(circulation.RecallTooLate, match="已经逾期"):
        circulation.recall_loan(actor=lead, at=AT + days(40), loan_id=later, reason="教学急用")
    assert sound()


def test_the_book_drop_counts_from_when_the_book_fell_in(
    desk: Actor, centre: int, lent: int, book: catalogue.ItemValue
) -> None:
    now = AT + days(33)

    def back(came_days_ago: float, actor: Actor = desk) -> circulation.Lent:
        return circulation.return_item(
            actor=actor, at=now, item_id=book.id, site_id=centre, came_at=now - days(1) * came_days_ago
        )

    for wrong in (-0.1, 8):
        with pytest.raises(circulation.WrongReturnDay):
            back(wrong)
    assert circulation.loan(lent).state == "out"
    back(3)
    [row] = [row for row in ledger.rows_of(f"circulation.loan:{lent}") if row.fact.endswith("item-returned")]
    assert row.occurred_at == now - days(3) and row.recorded_at == now and "days_late" not in row.dims
    assert circulation.loan(lent).back_at == now - days(3) and sound()


def test_a_book_lent_after_the_named_moment_came_back_now(
    desk: Actor, centre: int, lent: int, book: catalogue.ItemValue
) -> None:
    now = AT + days(1)
    circulation.return_item(actor=desk, at=now, item_id=book.id, site_id=centre, came_at=now - days(3))
    assert circulation.loan(lent).back_at == now and sound()


def test_a_withdrawn_or_missing_book_is_taken_in_all_the_same(
    desk: Actor, centre: int, lent: int, book: catalogue.ItemValue
) -> None:
    Item.objects.filter(pk=book.id).update(state="missing")
    circulation.return_item(actor=desk, at=AT + days(1), item_id=book.id, site_id=centre)
    assert circulation.loan(lent).state == "back"
    [line] = circulation.strays(site_ids=(centre,))
    assert (line.barcode, line.why) == (book.barcode, "missing")
    with pytest.raises(NotAllowed):
        circulation.settle_stray(actor=desk, at=AT, stray_id=line.id, how="上架")
    with pytest.raises(ReasonNeeded):
        circulation.settle_stray(actor=TESTER, at=AT, stray_id=line.id, how="")
    circulation.settle_stray(actor=TESTER, at=AT, stray_id=line.id, how="核对后上架")
    assert catalogue.item(book.id).state == "in-stock"
    with pytest.raises(circulation.NoSuchStray):
        circulation.settle_stray(actor=TESTER, at=AT, stray_id=line.id, how="核对后上架")


def test_an_unknown_book_is_taken_in_once(desk: Actor, centre: int, branch: int) -> None:
    with pytest.raises(NotAllowed):
        circulation.take_stray(actor=desk, at=AT, barcode="X1", site_id=branch)
    for wrong in ("", " ", "x" * 61):
        with pytest.raises(Invalid):
            circulation.take_stray(actor=desk, at=AT, barcode=wrong, site_id=centre)
    ids = {circulation.take_stray(actor=desk, at=AT, barcode="X0001", site_id=centre) for _twice in range(2)}
    assert len(ids) == 1 and Stray.objects.get().why == "unknown"


def test_a_new_card_is_charged_where_the_library_asks_for_it(centre: int, reader: people.ReaderValue) -> None:
    people.replace_card(actor=TESTER, at=AT, reader_id=reader.id)
    ledger.deliver_some(at=AT, limit=50)
    assert circulation.balance(reader.id).owed_fen == 0
    setting(settings.CARD_FEE, 1000)
    people.replace_card(actor=TESTER, at=AT + days(1), reader_id=reader.id)
    ledger.deliver_some(at=AT + days(1), limit=50)
    ledger.deliver_some(at=AT + days(1), limit=50)
    assert circulation.balance(reader.id).owed_fen == 1000 and sound()


def test_a_loan_with_open_money_is_found_by_its_reader_only_while_it_is_open(
    centre: int, lent: int, reader: people.ReaderValue
) -> None:
    """An unrelated open charge of the reader keeps no loan."""
    make_charge(reader.id, site_id=centre)
    circulation.return_item(actor=TESTER, at=AT + days(1), item_id=circulation.loan(lent).item_id, site_id=centre)
    assert circulation.anonymise_loans(actor=TESTER, at=AT + days(60)) == 1


def test_a_late_return_is_charged_by_its_rule_and_a_claim_stops_it(
    desk: Actor, centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    set_rule(fine_fen=10)
    loan_id = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre).loan_id
    due = circulation.loan(loan_id).due_at
    give_back(book.id, centre, 20)
    assert circulation.balance(reader.id).owed_fen == 0
    for claimed in (False, True):
        item = make_item(site_id=centre)
        loan_id = make_loan(item_id=item.id, reader_id=reader.id, site_id=centre).loan_id
        if claimed:
            circulation.claim_returned(actor=desk, at=due + days(2), loan_id=loan_id, site_id=centre, note="还过了")
        circulation.return_item(actor=desk, at=due + days(5), item_id=item.id, site_id=centre)
        [line] = [x for x in circulation.charges_of(reader.id) if x.charge.loan_id == loan_id]
        assert (line.charge.kind, line.charge.amount_fen) == ("overdue", 20 if claimed else 50)
        assert line.title == item.title and "逾期" in line.charge.note
    assert sound()
