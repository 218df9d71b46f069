"""The pages: what readers see, what the staff can do, and what is kept when something is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shushan.catalogue import imports, queries
from shushan.catalogue.import_models import ImportRun
from shushan.catalogue.marc import iso2709
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.tests.make import do_import, make_item, make_record
from shushan.catalogue.tests.records import cnmarc, coded
from shushan.jobs import worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_record_shows_where_its_copies_are_and_gives_itself_away(centre: int, client: Client) -> None:
    do_import(iso2709.serialise(cnmarc("1", barcodes=("B1", "B2"))), site_id=centre)
    pk = BibRecord.objects.get().pk
    page = client.get(reverse("catalogue:record", args=[pk])).content.decode()
    for shown in ("射雕英雄传", "金庸", "9787546200484", "I247.4/12", "B1", "中心馆"):
        assert shown in page
    assert client.get(reverse("catalogue:mrc", args=[pk])).content.endswith(b"\x1d")
    assert b"<leader>" in client.get(reverse("catalogue:xml", args=[pk])).content
    assert b"dc:title" in client.get(reverse("catalogue:dc", args=[pk])).content
    assert "‡" in (marc := client.get(reverse("catalogue:marc", args=[pk])).content.decode()) or "$" in marc
    assert client.get("/en" + reverse("catalogue:record", args=[pk])).status_code == 200


def test_a_record_that_is_not_there_is_a_designed_page(client: Client, centre: int) -> None:
    assert client.get(reverse("catalogue:record", args=[99])).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_record_page_takes_a_fixed_number_of_queries(
    n: int, centre: int, client: Client, django_assert_max_num_queries: Any
) -> None:
    pk = make_record()
    for _ in range(n):
        make_item(site_id=centre, record_id=pk)
    client.get(reverse("catalogue:record", args=[pk]))
    with django_assert_max_num_queries(26):  # two of them ask for holds, eight for headings, works and shelves
        client.get(reverse("catalogue:record", args=[pk]))


def test_a_stranger_sees_no_staff_page(client: Client, centre: int) -> None:
    for name in ("records", "new-record", "imports"):
        assert client.get(reverse(f"catalogue:{name}")).status_code in (302, 403)


def test_a_record_is_typed_kept_on_error_and_given_a_copy(clerk: Client, centre: int) -> None:
    wrong = {"title": "边城", "isbn": "978-7-02-000220-1", "language": "chi", "audience": "adult"}
    page = clerk.post(reverse("catalogue:new-record"), wrong)
    assert page.status_code == 422
    assert "边城" in page.content.decode()
    assert "978-7-02-000220-1" in page.content.decode()
    assert clerk.post(reverse("catalogue:new-record"), wrong | {"isbn": ""}).status_code == 302
    pk = BibRecord.objects.get().pk
    copy = {"barcode": "B1", "site": centre, "call_number": "I246.5/7", "price": "12.80"}
    assert clerk.post(reverse("catalogue:add-item", args=[pk]), copy).status_code == 302
    assert Item.objects.get().price_fen == 1280
    assert clerk.post(reverse("catalogue:add-item", args=[pk]), copy).status_code == 422
    found = clerk.get(reverse("catalogue:records"), {"q": "B1"}).content.decode()
    assert "边城" in found


def test_a_copy_is_edited_and_withdrawn_after_a_second_question(clerk: Client, centre: int) -> None:
    pk = make_item(site_id=centre)
    address = reverse("catalogue:item", args=[pk])
    assert (
        clerk.post(address, {"call_number": "X/1", "shelf": "A3", "price": "5", "accession_number": "T1"}).status_code
        == 302
    )
    assert (queries.item(pk).call_number, queries.item(pk).price_fen) == ("X/1", 500)
    assert 'value="5' in clerk.get(address).content.decode()  # saving the form as it is shown changes nothing
    away = reverse("catalogue:withdraw-item", args=[pk])
    assert clerk.get(away).status_code == 200
    assert clerk.post(away, {"reason": ""}).status_code == 422
    assert queries.item(pk).state == "in-stock"
    assert clerk.post(away, {"reason": "破损"}).status_code == 302
    assert queries.item(pk).state == "withdrawn"


def test_marc_lines_are_kept_when_one_is_refused(clerk: Client) -> None:
    pk = make_record()
    address = reverse("catalogue:edit-marc", args=[pk])
    assert "‡a边城" in clerk.get(address).content.decode()
    page = clerk.post(address, {"text": "200 1# ‡a边城\n690 I246"})
    assert page.status_code == 422
    assert "690 I246" in page.content.decode()
    assert clerk.post(address, {"text": "200 1# ‡a长河"}).status_code == 302
    assert queries.record(pk).title == "长河"


def test_a_language_that_is_not_on_the_list_stays(clerk: Client, centre: int) -> None:
    pk = make_record()
    BibRecord.objects.filter(pk=pk).update(language="heb")
    said = {"title": "边城", "language": "heb", "audience": "adult"}
    assert clerk.post(reverse("catalogue:edit-record", args=[pk]), said).status_code == 302
    assert queries.record(pk).language == "heb"


def test_a_file_goes_in_by_upload_preview_and_start(clerk: Client, centre: int) -> None:
    data = coded(cnmarc("1", "边城", barcodes=("B1",)), "gb18030") + b"00100bad" + b"x" * 50 + b"\x1d"
    page = clerk.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile("a.mrc", data)})
    assert page.status_code == 302
    preview = clerk.get(page["Location"]).content.decode()
    assert "边城" in preview
    assert "gb18030" in preview
    assert not BibRecord.objects.exists()
    assert clerk.post(page["Location"], {"source": "", "site": centre, "holdings": "any"}).status_code in (200, 422)
    started = clerk.post(page["Location"], {"source": "CALIS", "site": centre, "holdings": "none"})
    assert started.status_code == 302
    assert worker.do_one_job("test")
    assert not BibRecord.objects.exists()
    started = clerk.post(started["Location"], {"doubles": "take"})
    assert worker.do_one_job("test")
    run = ImportRun.objects.get()
    assert (run.created, run.items, run.rejected) == (1, 0, 1)
    shown = clerk.get(started["Location"]).content.decode()
    assert "没有收下的记录" in shown
    lines = b"".join(clerk.get(reverse("catalogue:import-problems", args=[run.pk])).streaming_content)  # type: ignore[attr-defined]
    assert b"30 30 31 30 30 62 61 64" in lines or b"3030313030626164" in lines
    assert imports.problems(run.pk)


@pytest.mark.parametrize("data", [b"%PDF-1.4 x", b"a,b\n1,2\n"])
def test_a_wrong_file_is_refused_beside_the_field(data: bytes, clerk: Client) -> None:
    page = clerk.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile("a.pdf", data)})
    assert page.status_code == 422
    assert "这不是 MARC 文件" in page.content.decode()
    assert not ImportRun.objects.exists()
