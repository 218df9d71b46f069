"""Asking the rules: every reason at once, the day as lending would give it, nothing written."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.asking import forecast
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import AT, TESTER, days, make_item, make_loan
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


def codes(item_id: int, reader_id: int, site_id: int, at: datetime = AT) -> list[str]:
    found = forecast(item_id=item_id, reader_id=reader_id, site_id=site_id, at=at)
    return [reason.code.partition(".")[2] for reason in found.reasons]


def test_every_reason_is_told_at_once(centre: int, reader: people.ReaderValue, book: catalogue.ItemValue) -> None:
    late = AT + days(40)
    make_loan(item_id=book.id, reader_id=make_reader(site_id=centre, name="钱二").id, site_id=centre)
    make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre)
    assert codes(book.id, reader.id, centre) == ["item-out"]
    people.freeze(actor=TESTER, at=late, reader_id=reader.id, reason="遗失未赔")
    assert codes(book.id, reader.id, centre, late) == ["item-out", "reader-frozen", "something-overdue"]
    assert Loan.objects.count() == 2


def test_the_answer_is_what_lending_then_does(branch: int) -> None:
    for n in range(14):
        reader, item, at = make_reader(site_id=branch, name=f"读者{n}"), make_item(site_id=branch), AT + days(n)
        told = forecast(item_id=item.id, reader_id=reader.id, site_id=branch, at=at)
        done = circulation.lend(actor=TESTER, at=at, item_id=item.id, reader_id=reader.id, site_id=branch)
        assert told.reasons == ()
        assert told.due.due_on == ledger.local_day(done.due_at)
        assert told.due.was_moved == (told.due.counted_on.weekday() == 0)


def test_a_card_that_ends_first_is_told(centre: int, reader: people.ReaderValue, book: catalogue.ItemValue) -> None:
    assert reader.card_expires_on is not None
    at = datetime.combine(reader.card_expires_on - days(3), time(10), tzinfo=ledger.zone())
    told = forecast(item_id=book.id, reader_id=reader.id, site_id=centre, at=at)
    assert (told.due.was_cut, told.due.due_on, told.reasons) == (True, reader.card_expires_on, ())


def test_the_page_answers_and_says_what_it_did_not_understand(client: Client, centre: int) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("desk", site_id=centre)))
    reader, book = make_reader(site_id=centre, at=now()), make_item(site_id=centre)
    address = reverse("circulation:question")
    assert "field__error" not in client.get(address).content.decode()
    asked = {"card": reader.card_number, "barcode": book.barcode, "site": "C", "at": ""}
    page = client.get(address, asked).content.decode()
    assert "可以借" in page
    assert "怎样算出" in page
    assert reader.name not in page
    people.freeze(actor=TESTER, at=now(), reader_id=reader.id, reason="遗失未赔")
    page = client.get(address, asked).content.decode()
    assert 'data-reason="circulation.reader-frozen"' in page
    page = client.get(address, {"card": "X", "barcode": "Y", "site": "C", "at": "gestern"}).content.decode()
    assert page.count("field__error") == 3
    assert not Loan.objects.exists()


def test_the_page_asks_a_fixed_number_of_queries(client: Client, centre: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    without_second_factor()
    client.force_login(make_user(make_staff("desk", site_id=centre)))
    reader, book = make_reader(site_id=centre, at=now()), make_item(site_id=centre)
    for _n in range(3):
        make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre, at=now())
    asked = {"card": reader.card_number, "barcode": book.barcode, "site": "C", "at": ""}
    client.get(reverse("circulation:question"), asked)
    with django_assert_max_num_queries(24):
        client.get(reverse("circulation:question"), asked)
