"""The pages of what goes wrong, used as a desk librarian, a lead, a cataloguer and a reader would."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import TESTER, make_item
from shushan.circulation.tests.test_hold_pages import _client, make_reader
from shushan.circulation.tests.test_money_pages import _staff
from shushan.circulation.troubles.models import Claim, Damage, Stray
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain() -> None:
    without_second_factor()


@pytest.fixture
def reader(centre: int) -> people.ReaderValue:
    """Return a reader whose card is good now."""
    return make_reader(site_id=centre)


def lend(item: catalogue.ItemValue, reader_id: int, site_id: int, days_ago: float = 2) -> int:
    """Lend an item some days before now."""
    at = now() - timedelta(days=days_ago)
    return circulation.lend(actor=TESTER, at=at, item_id=item.id, reader_id=reader_id, site_id=site_id).loan_id


def test_a_reader_sees_the_price_and_declares_the_loss(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    me, loan_id = _client(reader.person_id), lend(book, reader.id, centre)
    address = reverse("circulation:my-loss", args=[loan_id])
    assert address in me.get(reverse("circulation:my-loans")).content.decode()
    assert "¥35.00" in me.get(address).content.decode() and circulation.loan(loan_id).state == "out"
    assert _client(make_reader(site_id=centre, name="钱二").person_id).post(address).status_code == 404
    assert me.post(address, {"seen": "1"}).status_code == 409
    assert "还欠 ¥35.00" in me.post(address, {"seen": "3500"}, follow=True).content.decode()
    assert me.get(address).status_code == 404


def test_the_desk_declares_notes_and_claims_on_the_page_of_the_loan(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    at_desk, of_lead = _staff("desk", centre), _staff("desk-lead", centre)
    loan_id = lend(book, reader.id, centre)
    one = reverse("circulation:loan", args=[loan_id])
    lose, claim, recall, damage = (
        reverse(f"circulation:{name}", args=[loan_id]) for name in ("losses", "new-claim", "recalls", "damages")
    )
    page = at_desk.get(one).content.decode()
    assert lose in page and claim in page and recall not in page and damage not in page
    assert at_desk.post(recall, {"reason": "急用"}).status_code == 403
    assert of_lead.post(recall, {"reason": ""}).status_code == 422
    assert "到期" in of_lead.post(recall, {"reason": "教学急用"}, follow=True).content.decode()
    assert at_desk.post(claim, {"note": ""}).status_code == 422
    assert "正在架上找" in at_desk.post(claim, {"note": "上周还的"}, follow=True).content.decode()
    assert at_desk.post(claim, {"note": "上周还的"}).status_code == 409
    listed = at_desk.get(reverse("circulation:claims")).content.decode()
    assert book.barcode in listed and "架上找到了" in listed
    [row] = Claim.objects.all()
    at_desk.post(reverse("circulation:claim-end", args=[row.pk]))
    at_desk.post(claim, {"note": "真的还了"})
    found = reverse("circulation:claim-return", args=[Claim.objects.latest("pk").pk])
    assert "已还：" in at_desk.post(found, follow=True).content.decode()
    assert circulation.loan(loan_id).state == "back"
    assert damage in at_desk.get(one).content.decode()
    bad = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", content_type="image/png")
    assert at_desk.post(damage, {"note": "水渍", "photo": bad}).status_code == 422
    assert at_desk.post(damage, {"note": "水渍", "amount": "很多"}).status_code == 422
    good = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64, content_type="text/html")
    shown = at_desk.post(damage, {"note": "水渍", "amount": "3", "photo": good}, follow=True).content.decode()
    assert "水渍" in shown and Damage.objects.get().photo is not None
    assert circulation.balance(reader.id).owed_fen == 300


def test_a_found_book_tells_nothing_wrong_at_the_desk(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    at_desk, loan_id = _staff("desk", centre), lend(book, reader.id, centre)
    lose = reverse("circulation:losses", args=[loan_id])
    assert at_desk.post(lose, {"reason": "", "seen": "3500"}).status_code == 422
    assert "遗失" in at_desk.post(lose, {"reason": "丢了", "seen": "3500"}, follow=True).content.decode()
    assert book.title in at_desk.get(reverse("circulation:loans") + "?state=lost").content.decode()
    told = at_desk.post(reverse("circulation:scan"), {"scan": book.barcode}, headers={"HX-Request": "true"})
    assert "还回" in told.content.decode() and "遗失赔偿不用付了" in told.content.decode()
    assert circulation.loan(loan_id).state == "back" and circulation.balance(reader.id).owed_fen == 500


def test_the_desk_refuses_no_book(centre: int, book: catalogue.ItemValue, reader: people.ReaderValue) -> None:
    at_desk, cataloguer = _staff("desk", centre), _staff("cataloguer", centre)
    scan = reverse("circulation:scan")

    def told(**said: str) -> str:
        return at_desk.post(scan, said, headers={"HX-Request": "true"}).content.decode()

    assert "既不是馆藏条码" in told(scan="99887766") and Stray.objects.count() == 0
    assert "已收下" in told(scan="99887766", do="stray")
    at_desk.post(reverse("circulation:end-session"), {"returns_only": "1"})
    assert "已列入待编目清单" in told(scan="55443322")
    catalogue.withdraw_item(actor=TESTER, at=now(), item_id=book.id, reason="试验")
    assert "已列入待编目清单" in told(scan=book.barcode)
    page = at_desk.get(reverse("circulation:strays")).content.decode()
    assert "99887766" in page and "处理好了" not in page
    assert "处理好了" in cataloguer.get(reverse("circulation:strays")).content.decode()
    [row] = Stray.objects.filter(barcode="99887766")
    end = reverse("circulation:stray-end", args=[row.pk])
    assert at_desk.post(end, {"how": "补编"}).status_code == 403
    cataloguer.post(end, {"how": ""})
    assert Stray.objects.get(pk=row.pk).ended_at is None
    cataloguer.post(end, {"how": "补编"})
    assert Stray.objects.get(pk=row.pk).ended_how == "补编"


def test_the_book_drop_takes_everything_in(centre: int, book: catalogue.ItemValue, reader: people.ReaderValue) -> None:
    at_desk, loan_id, standing = _staff("desk", centre), lend(book, reader.id, centre, 9), make_item(site_id=centre)
    drop = reverse("circulation:book-drop")
    assert at_desk.get(drop).status_code == 200
    evening = (now() - timedelta(days=1)).astimezone().strftime("%Y-%m-%dT%H:%M:%S%z")
    codes = f"{book.barcode}\n{standing.barcode}\n77665544\n{book.barcode}\n\n"
    for wrong in ("", "昨天", "2999-01-01T00:00", "2001-01-01T00:00"):
        refused = at_desk.post(drop, {"came_at": wrong, "barcodes": codes})
        assert refused.status_code == 422 and book.barcode in refused.content.decode()  # what was typed is kept
    assert Loan.objects.get(pk=loan_id).state == "out"
    told = at_desk.post(drop, {"came_at": evening, "barcodes": codes}).content.decode()
    assert "收下 3 册" in told and "没有借出，请放回书架" in told and "列入待编目清单" in told
    back = Loan.objects.get(pk=loan_id)
    assert back.state == "back" and back.back_at is not None and back.back_at < now() - timedelta(hours=23)


@pytest.mark.parametrize("page", ["claims", "strays"])
def test_lists_ask_the_same_number_of_queries_with_one_row_and_with_three(
    page: str, centre: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client: Client = _staff("desk-lead", centre)
    counts, address = [], reverse(f"circulation:{page}")
    client.get(address)
    for rows in (1, 2):
        for n in range(rows):
            loan_id = lend(make_item(site_id=centre), make_reader(site_id=centre).id, centre)
            circulation.claim_returned(actor=TESTER, at=now(), loan_id=loan_id, site_id=centre, note="还了")
            circulation.take_stray(actor=TESTER, at=now(), barcode=f"X{rows}{n}", site_id=centre)
        with django_assert_max_num_queries(80) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_in_english(centre: int, book: catalogue.ItemValue, reader: people.ReaderValue) -> None:
    loan_id = lend(book, reader.id, centre)
    assert "declare it" in _client(reader.person_id).get(f"/en/my/loans/{loan_id}/loss/").content.decode()
