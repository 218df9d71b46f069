"""Numbers for test clients: what is called free is lent by the operation, what is not is refused."""

from __future__ import annotations

import pytest

from shushan.catalogue.public import ItemValue
from shushan.circulation import public as circulation
from shushan.circulation.barcodes import barcodes_of_items, numbers_of_readers
from shushan.circulation.money.options import OWING_ALLOWED
from shushan.circulation.tests.make import AT, LONG_AGO, TESTER, make_charge, make_item, make_loan
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db


def test_a_reader_who_owes_too_much_is_not_free(centre: int, reader: people.ReaderValue) -> None:
    options.set_option(actor=TESTER, at=LONG_AGO, code=OWING_ALLOWED.code, value=499, valid_from=LONG_AGO, note="试验")
    owes_little, owes_much = make_reader(site_id=centre), make_reader(site_id=centre)
    make_charge(owes_little.id, site_id=centre, fen=499)
    make_charge(owes_much.id, site_id=centre, fen=500)
    assert numbers_of_readers(at=AT, is_free=True) == [reader.card_number, owes_little.card_number]
    make_loan(item_id=make_item(site_id=centre).id, reader_id=owes_little.id, site_id=centre)
    assert numbers_of_readers(at=AT, is_free=True) == [reader.card_number]
    assert len(numbers_of_readers(at=AT)) == 3


def test_a_copy_that_somebody_waits_for_is_not_free(centre: int, book: ItemValue, reader: people.ReaderValue) -> None:
    other = make_item(site_id=centre)
    assert set(barcodes_of_items(at=AT, is_free=True)) == {book.barcode, other.barcode}
    circulation.place_hold(actor=TESTER, at=AT, reader_id=reader.id, record_id=book.record_id, pickup_site_id=centre)
    assert barcodes_of_items(at=AT, is_free=True) == [other.barcode]
    assert set(barcodes_of_items(at=AT)) == {book.barcode, other.barcode}
