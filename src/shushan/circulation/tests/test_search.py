"""A loan and a return reach the search: "in now" follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from shushan.catalogue import public as catalogue
from shushan.catalogue.documents import load
from shushan.circulation import public as circulation
from shushan.circulation.tests.make import make_desk, make_loan
from shushan.ledger.public import deliver_some
from shushan.people.public import ReaderValue
from shushan.search.models import Change


def _waits(record_id: int) -> bool:
    while deliver_some(at=datetime.fromisoformat("2020-06-11T10:00:00+08:00")):
        pass
    found = Change.objects.filter(kind="record", ref=record_id).exists()
    Change.objects.all().delete()
    return found


def test_a_loan_and_a_return_have_the_index_look_again(
    book: catalogue.ItemValue, reader: ReaderValue, at: datetime
) -> None:
    Change.objects.all().delete()
    assert "in" in load([book.record_id])[0].facets["available"]
    make_loan(item_id=book.id, reader_id=reader.id, site_id=book.site_id, at=at)
    assert _waits(book.record_id)
    assert load([book.record_id])[0].facets["available"] == ()
    desk = make_desk("desk", site_id=book.site_id)
    circulation.return_item(actor=desk, at=at + timedelta(hours=1), item_id=book.id, site_id=book.site_id)
    assert _waits(book.record_id)
    assert "in" in load([book.record_id])[0].facets["available"]
