"""Open loans move in: true loans, counted as no issues; their return is one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.checks import items_match_facts, loans_match_facts
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import TESTER, make_item, make_loan
from shushan.figures import public as figures
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.moving_in import engine
from shushan.people.tests.make import make_reader
from shushan.people.tests.test_moving_in import moved, refused, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_factor")]


@pytest.fixture
def one_factor() -> None:
    """Nothing signs in here."""


def issues_and_returns() -> int:
    today = ledger.local_day(now())
    scope = figures.Scope(until=today + timedelta(days=1), since=today - timedelta(days=4000))
    return figures.value("L01", scope=scope, at=now()).quantity


def test_an_open_loan_is_a_true_loan_and_no_issue(centre: int) -> None:
    reader = make_reader(site_id=centre, card_number="200001", at=now() - timedelta(days=90))
    item = make_item(site_id=centre, barcode="B-77")
    text = "读者证号,图书条码,借出时间,应还日期\n200001,B-77,2026-10-01 09:30,2026/10/31\n"
    run_id = moved(text, centre, kind="loans")
    assert engine.find(run_id).counts == {"new": 1}
    loan = Loan.objects.get()
    assert (loan.item_id, loan.reader_id, loan.lent_at.isoformat()) == (item.id, reader.id, "2026-10-01T01:30:00+00:00")
    assert ledger.local_day(loan.due_at).isoformat() == "2026-10-31"
    [fact] = ledger.rows_of(f"circulation.loan:{loan.pk}")
    assert (fact.fact, fact.source) == ("circulation.loan-taken-over", "import") and issues_and_returns() == 0
    assert not list(loans_match_facts()) and not list(items_match_facts())
    with pytest.raises(circulation.ItemOut):
        circulation.lend(
            actor=TESTER, at=now(), item_id=item.id, reader_id=make_reader(site_id=centre, name="钱二", at=now()).id,
            site_id=centre,
        )  # fmt: skip
    circulation.return_item(actor=TESTER, at=now(), item_id=item.id, site_id=centre)
    assert issues_and_returns() == 1 and not list(loans_match_facts()) and not list(items_match_facts())


def test_unknown_cards_barcodes_and_doubles_are_refused(centre: int) -> None:
    before = now() - timedelta(days=30)
    one = make_reader(site_id=centre, card_number="200001", at=before)
    make_reader(site_id=centre, name="钱二", card_number="200002", at=before)
    for barcode in ("B-1", "B-2", "B-3", "B-4", "B-5", "B-6"):
        make_item(site_id=centre, barcode=barcode)
    held = make_item(site_id=centre, barcode="B-9")
    make_loan(item_id=held.id, reader_id=one.id, site_id=centre, at=before)
    rows = [
        "999,B-1,2026-10-01,2026-10-31", "200001,B-0,2026-10-01,2026-10-31", "200001,B-1,2026-10-01,2026-10-31",
        "200002,B-1,2026-10-01,2026-10-31", "200002,B-9,2026-10-01,2026-10-31", "200001,B-2,x,2026-10-31",
        "200001,B-3,2026-10-01,", "200001,B-4,2199-01-01,2199-02-01", "200001,B-5,2026-10-01,2026-09-01",
        "200001,,2026-10-01,2026-10-31",
    ]  # fmt: skip
    run_id = moved("证号,条码,借出日期,应还日期\n" + "\n".join(rows), centre, kind="loans")
    assert refused(run_id) == {
        2: "no-such-card:999", 3: "no-such-item:B-0", 5: "same-item:4", 6: "item-out:B-9", 7: "bad-lent:x",
        8: "bad-due:", 9: "lent-later", 10: "due-first", 11: "no-barcode",
    }  # fmt: skip
    assert engine.find(run_id).counts == {"refused": 9, "new": 1}
    again = moved("证号,条码,借出日期,应还日期\n200001,B-9,2026-10-01,2026-10-31\n", centre, kind="loans")
    assert engine.find(again).counts == {"unchanged": 1}


def test_open_loans_are_taken_back_but_not_one_that_was_returned(centre: int) -> None:
    make_reader(site_id=centre, card_number="200001", at=now() - timedelta(days=30))
    items = [make_item(site_id=centre, barcode=f"B-{n}") for n in range(2)]
    text = "证号,条码,借出日期,应还日期\n" + "".join(f"200001,B-{n},2026-10-01,2026-10-31\n" for n in range(2))
    run_id = moved(text, centre, kind="loans")
    circulation.return_item(actor=TESTER, at=now(), item_id=items[0].id, site_id=centre)
    engine.start_undo(actor=TESTER, at=now(), run_id=run_id)
    work()
    assert [line.stays for line in engine.lines(run_id, outcome="stays")] == ["loan-moved"]
    assert list(Loan.objects.values_list("item", flat=True)) == [items[0].id]
    assert not list(loans_match_facts()) and not list(items_match_facts())
    assert catalogue.item(items[1].id).state is catalogue.ItemState.IN_STOCK
    assert people.reader_by_card("200001").name


def test_a_reader_with_a_loan_that_moved_in_is_not_taken_back(centre: int) -> None:
    make_item(site_id=centre, barcode="B-1")
    readers = moved("证号,姓名\n200001,李小满\n", centre)
    moved("证号,条码,借出日期,应还日期\n200001,B-1,2026-10-01,2026-10-31\n", centre, kind="loans")
    engine.start_undo(actor=TESTER, at=now(), run_id=readers)
    work()
    assert [line.stays for line in engine.lines(readers, outcome="stays")] == ["has-loans"]
