"""A suppressed record is gone for readers, search, harvesters and other catalogues at once; staff still see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue import documents, finding, harvest, queries, suppressing
from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import RecordFilter
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, NotAllowed
from shushan.search.models import Change

pytestmark = pytest.mark.django_db(transaction=True)
LATER = LONG_AGO + timedelta(days=3)


def everywhere(pk: int) -> list[str]:
    """Return the doors through which strangers still find a record."""
    doors = {
        "search": pk in documents.live([pk]), "index": bool(documents.load([pk])), "rebuild": pk in set(documents.every_id()),
        "name": pk in documents.names([pk]), "isbn": pk in finding.isbn("9787020008735"),
        "number": pk in finding.number(str(pk)), "years": pk in finding.years(None, None, limit=99),
        "all": pk in finding.everything(offset=0, limit=99)[0], "isbn index": bool(finding.isbns_from("978", before=0, limit=9)),
        "harvest": pk in [number for _at, number in harvest.changed(harvest.Wanted(), limit=99)],
        "one": bool(harvest.whole([pk])), "newest": pk in [line.id for line in queries.newest()],
    }  # fmt: skip
    return [name for name, is_open in doors.items() if is_open]


def test_a_suppressed_record_is_gone_at_every_door_and_comes_back(centre: int) -> None:
    pk = make_record(isbn="9787020008735")
    assert len(everywhere(pk)) == 12
    Change.objects.all().delete()
    suppressing.suppress(actor=TESTER, at=LATER, record_id=pk)
    assert everywhere(pk) == []
    assert Change.objects.filter(ref=pk).exists()
    grave = harvest.grave(pk)
    assert grave is not None
    assert (grave.gone_at, grave.into_id) == (LATER, None)
    assert queries.find_records(RecordFilter(is_suppressed=True))[0][0].id == pk
    assert not queries.find_records(RecordFilter(is_suppressed=False))
    suppressing.show_again(actor=TESTER, at=LATER, record_id=pk)
    assert len(everywhere(pk)) == 12
    assert harvest.grave(pk) is None


def test_it_is_done_once_by_who_may(centre: int) -> None:
    pk = make_record()
    with pytest.raises(NotAllowed):
        suppressing.suppress(actor=ANONYMOUS, at=LATER, record_id=pk)
    with pytest.raises(Conflict):
        suppressing.show_again(actor=TESTER, at=LATER, record_id=pk)
    with pytest.raises(NoSuchRecord):
        suppressing.suppress(actor=TESTER, at=LATER, record_id=pk + 9)
    suppressing.suppress(actor=TESTER, at=LATER, record_id=pk)
    with pytest.raises(Conflict):
        suppressing.suppress(actor=TESTER, at=LATER, record_id=pk)
    with pytest.raises(NotAllowed):
        suppressing.show_again(actor=ANONYMOUS, at=LATER, record_id=pk)


def test_an_import_does_not_bring_it_back(centre: int) -> None:
    do_import(iso2709.serialise(cnmarc("1", "边城")), site_id=centre)
    pk = BibRecord.objects.get().pk
    suppressing.suppress(actor=TESTER, at=LATER, record_id=pk)
    do_import(iso2709.serialise(cnmarc("1", "边城：修订")), site_id=centre)
    assert (BibRecord.objects.get().title, BibRecord.objects.get().is_suppressed) == ("边城：修订", True)


def test_by_pages_staff_hide_it_and_readers_get_no_page(clerk: Client, client: Client, centre: int) -> None:
    pk = make_record(isbn="9787020008735")
    make_item(site_id=centre, record_id=pk)
    pages = [reverse(f"catalogue:{name}", args=[pk]) for name in ("record", "marc", "mrc", "xml", "csv")]
    assert {client.get(page).status_code for page in pages} == {200}
    clerk.post(reverse("catalogue:suppression", args=[pk]))
    assert {client.get(page).status_code for page in pages} == {404}
    assert {clerk.get(page).status_code for page in pages} == {200}
    listed = b"".join(client.get(reverse("catalogue:export-list", args=["marc"]), {"id": pk}).streaming_content)  # type: ignore[attr-defined]
    assert listed == b""
    assert "是隐藏的" in clerk.get(reverse("catalogue:edit-record", args=[pk])).content.decode()
    assert "边城" in clerk.get(reverse("catalogue:records"), {"hidden": "yes"}).content.decode()
    clerk.post(reverse("catalogue:suppression", args=[pk]), {"again": "1"})
    assert {client.get(page).status_code for page in pages} == {200}
