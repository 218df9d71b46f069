"""What costs how much: the page says what the acts then charge."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.prices import prices
from shushan.circulation.tests.make import AT, LONG_AGO, TESTER, add_rule, days, make_item, make_loan, set_rule
from shushan.circulation.troubles.options import CARD_FEE, LOST_PERCENT, PROCESSING
from shushan.kernel.clock import now
from shushan.options import public as options
from shushan.people import public as people

pytestmark = pytest.mark.django_db


def _set(code: str, value: int) -> None:
    options.set_option(actor=TESTER, at=LONG_AGO, code=code, value=value, valid_from=LONG_AGO, note="试")


def test_the_examples_of_lateness_are_what_a_late_return_is_charged(
    centre: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    set_rule(fine_fen=20, grace=1, fine_cap_fen=300)
    said = {n: found.fine_fen if found else 0 for n, found in prices(at=AT).late[0].examples}
    assert said == {1: 0, 7: 120, 30: 300}
    due = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre).due_at
    circulation.return_item(actor=TESTER, at=due + days(7), item_id=book.id, site_id=centre)
    assert circulation.balance(reader.id).owed_fen == said[7]


def test_rows_that_say_the_same_of_lateness_stand_together_the_widest_first(centre: int, branch: int) -> None:
    set_rule(fine_fen=10)
    add_rule(name="河口", scope={"site_id": branch}, fine_fen=10, most_items=3)
    add_rule(name="视听", scope={"kind": catalogue.ItemKind.VIDEO}, fine_fen=50)
    found = prices(at=AT).late
    same, other = (next(one for one in found if text in one.sentence) for text in ("0.10", "0.50"))
    assert [scope.site_id for scope in same.scopes] == [None, branch]
    assert [scope.kind for scope in other.scopes] == [catalogue.ItemKind.VIDEO]


def test_a_loss_costs_what_the_page_says(centre: int, reader: people.ReaderValue) -> None:
    _set(LOST_PERCENT.code, 150)
    _set(PROCESSING.code, 800)
    item = make_item(site_id=centre)
    catalogue.edit_item(
        actor=TESTER, at=AT, item_id=item.id, call_number=item.call_number, shelf=item.shelf, price_fen=4500
    )
    found = prices(at=AT)
    assert found.example_lost_fen == 4500 * 150 // 100 + 800
    loan = make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
    circulation.declare_lost(actor=TESTER, at=AT + days(1), loan_id=loan.loan_id, reason="报失")
    assert (
        circulation.balance(reader.id).owed_fen == circulation.price_of_loss(catalogue.item(item.id), at=AT).total_fen
    )


def test_everybody_reads_the_page_in_both_languages_and_it_follows_the_settings(client: Client, centre: int) -> None:
    address = reverse("circulation:prices")
    page = client.get(address).content.decode()
    assert "收费与赔偿" in page
    assert "借书不用押金" in page
    _set(CARD_FEE.code, 1000)
    set_rule(at=now(), deposit=circulation.DepositBy.FIXED, deposit_fen=10000)
    page = client.get(address).content.decode()
    assert "¥10.00" in page
    assert "¥100.00" in page
    english = client.get(f"/en{address}").content.decode()
    assert "Charges and prices" in english
    assert "1 day late" in english


def test_the_page_is_found_from_the_rules_in_words(client: Client, centre: int) -> None:
    assert reverse("circulation:prices") in client.get(reverse("circulation:lending-rules")).content.decode()
