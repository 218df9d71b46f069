"""Merging: the copies move, the address leads on, harvesters are told, and everything can come back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue import harvest, merging, queries
from shushan.catalogue.checks import checks
from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord, Item, RecordGone
from shushan.catalogue.tests.make import TESTER, do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.search.models import Change

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 10, 2, 0, tzinfo=UTC)


def test_a_merge_moves_the_copies_and_comes_back_whole(centre: int) -> None:
    do_import(iso2709.serialise(cnmarc("1", barcodes=("B1", "B2"))), site_id=centre)
    gone, kept = BibRecord.objects.get().pk, make_record("射雕英雄传", author="金庸")
    before = queries.record(gone)
    Change.objects.all().delete()
    merge = merging.merge_records(actor=TESTER, at=AT, keep_id=kept, gone_id=gone)
    assert [item.barcode for item in queries.items_of(kept)] == ["B1", "B2"]
    grave = harvest.grave(gone)
    assert grave is not None
    assert (grave.into_id, grave.gone_at) == (kept, AT)
    assert set(Change.objects.values_list("ref", flat=True)) == {kept, gone}
    assert not [found for check in checks() for found in check.run()]
    third = make_item(site_id=centre, record_id=kept)
    assert merging.undo_merge(actor=TESTER, at=AT, merge_id=merge) == gone
    after = queries.record(gone)
    assert (after.marc, after.isbns, after.title, after.control_number) == (
        before.marc, before.isbns, before.title, before.control_number,
    )  # fmt: skip
    assert [item.barcode for item in queries.items_of(gone)] == ["B1", "B2"]
    assert [item.id for item in queries.items_of(kept)] == [third]
    assert not RecordGone.objects.exists()
    with pytest.raises(Conflict):
        merging.undo_merge(actor=TESTER, at=AT, merge_id=merge)


def test_a_record_that_came_again_meanwhile_is_not_doubled(centre: int) -> None:
    data = iso2709.serialise(cnmarc("1"))
    do_import(data, site_id=centre)
    gone, kept = BibRecord.objects.get().pk, make_record("射雕英雄传")
    merge = merging.merge_records(actor=TESTER, at=AT, keep_id=kept, gone_id=gone)
    do_import(data, site_id=centre)
    with pytest.raises(Conflict):
        merging.undo_merge(actor=TESTER, at=AT, merge_id=merge)
    assert merging.merges_into(kept)[0].undone_at is None


def test_what_cannot_be_merged_is_refused(centre: int) -> None:
    pk, other = make_record(), make_record()
    make_item(site_id=centre, record_id=other)
    with pytest.raises(Invalid):
        merging.merge_records(actor=TESTER, at=AT, keep_id=pk, gone_id=pk)
    with pytest.raises(NotFound):
        merging.merge_records(actor=TESTER, at=AT, keep_id=pk, gone_id=999)
    with pytest.raises(NotAllowed):
        merging.merge_records(actor=ANONYMOUS, at=AT, keep_id=pk, gone_id=other)
    with pytest.raises(NotFound):
        merging.undo_merge(actor=TESTER, at=AT, merge_id=9)
    assert Item.objects.get().record_id == other


def test_a_cataloguer_finds_compares_merges_and_takes_back(centre: int, client: Client) -> None:
    kept, gone = (make_record("边城", author="沈从文") for _n in range(2))
    make_item(site_id=centre, record_id=gone, barcode="B9")
    without_second_factor()
    clerk = Client()
    clerk.force_login(make_user(make_staff("cataloguer")))
    page = clerk.get(reverse("catalogue:doubles", args=[kept])).content.decode()
    address = reverse("catalogue:merge", args=[kept, gone])
    assert address in page
    assert clerk.get(reverse("catalogue:doubles", args=[kept]), {"other": "999"}).status_code == 422
    for other in (str(gone), "B9"):  # its number, or the barcode of one of its copies
        assert clerk.get(reverse("catalogue:doubles", args=[kept]), {"other": other}).headers["Location"] == address
    for other in ("NOSUCH", "1" * 30, str(kept), "B9\x00"):
        assert clerk.get(reverse("catalogue:doubles", args=[kept]), {"other": other}).status_code in (302, 422)
    assert clerk.get(reverse("catalogue:doubles", args=[kept]), {"other": str(kept)}).status_code == 422
    assert "1 册" in clerk.get(address).content.decode()
    assert clerk.post(address).status_code == 302
    lead = client.get(reverse("catalogue:record", args=[gone]))
    assert lead["Location"] == reverse("catalogue:record", args=[kept])
    merge = merging.merges_into(kept)[0]
    assert clerk.post(reverse("catalogue:undo-merge", args=[merge.id])).status_code == 302
    assert client.get(reverse("catalogue:record", args=[gone])).status_code == 200
