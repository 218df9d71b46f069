"""Receipts and closing sheets as PDF: what they say, on which paper, and to whom."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shushan.circulation import public as circulation
from shushan.circulation.money.models import ReceiptPrint
from shushan.circulation.money.papers import Line, pdf, rule
from shushan.circulation.tests.make import TESTER, make_charge, make_payment
from shushan.circulation.tests.test_hold_pages import _client, make_reader
from shushan.circulation.tests.test_money_pages import _staff
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import without_second_factor


def texts(paper: bytes) -> list[str]:
    """Return what a paper says, string by string, as a reader of PDF finds it."""
    found: list[str] = []
    for page in PdfReader(io.BytesIO(paper)).pages:
        page.extract_text(visitor_text=lambda text, *_more: found.append(text.rstrip("\n")))
    return [text for text in found if text]


def size(paper: bytes) -> tuple[float, float]:
    """Return width and height of the first page in millimetres."""
    found = re.search(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", paper)
    assert found
    return round(float(found[1]) * 25.4 / 72, 1), round(float(found[2]) * 25.4 / 72, 1)


@pytest.mark.quick
def test_a_roll_is_as_long_as_its_text_and_breaks_it() -> None:
    short = pdf("收据", [Line("合计", "12.50")], "58")
    assert short.startswith(b"%PDF") and texts(short) == ["合计", "12.50"]
    title = "三体" * 40
    long = pdf("收据", [Line(title, "1.00"), rule(), Line("𠮷(野)\\家")], "58")
    assert size(short)[0] == size(long)[0] == 58.0 and size(long)[1] > size(short)[1] + 10
    said = texts(long)
    assert "".join(said[:-2]) == title and said[-2:] == ["1.00", "〓(野)\\家"]
    assert all(len(part) < 20 for part in said)


@pytest.mark.quick
def test_a_page_of_a4_goes_on_on_the_next() -> None:
    paper = pdf("日结", [Line(f"第 {n} 行", str(n)) for n in range(100)], "a4")
    assert size(paper) == (210.0, 297.0) and paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") >= 2
    assert [text for text in texts(paper) if text.startswith("第")] == [f"第 {n} 行" for n in range(100)]


@pytest.fixture
def reader(centre: int) -> people.ReaderValue:
    """Return a reader whose card is good now."""
    without_second_factor()
    return make_reader(site_id=centre)


@pytest.mark.django_db
def test_the_desk_gets_the_original_once_and_then_copies(centre: int, reader: people.ReaderValue) -> None:
    desk = _staff("desk", centre)
    receipt_id = make_payment(
        reader.id, make_charge(reader.id, site_id=centre, fen=1250, at=now()), site_id=centre, fen=1250, at=now()
    )
    prints = reverse("circulation:receipt-prints", args=[receipt_id])
    answer = desk.post(prints, {"width": "80.pdf"})
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    said = texts(answer.content)
    assert {"原件", "收费收据", "12.50"} <= set(said) and any(reader.masked_name in text for text in said)
    assert reader.name not in "".join(said) and size(answer.content)[0] == 80.0
    again = desk.post(prints, {"width": "a4.pdf"}).content
    assert "副本（第 1 次补打）" in texts(again) and size(again) == (210.0, 297.0)
    assert size(desk.post(prints, {"width": "x.pdf"}).content)[0] == 80.0
    assert ReceiptPrint.objects.count() == 3


@pytest.mark.django_db
def test_a_closing_is_a_sheet_to_sign(centre: int, branch: int, reader: people.ReaderValue) -> None:
    make_payment(
        reader.id, make_charge(reader.id, site_id=centre, fen=1250, at=now()), site_id=centre, fen=1250, at=now()
    )
    closing_id = circulation.close_till(
        actor=TESTER, at=now(), site_id=centre, coins={1000: 1, 100: 2}, carried_fen=200, seen_fen=1250, reason="少五角"
    )
    address = reverse("circulation:closing", args=[closing_id])
    said = texts(_staff("desk", centre).get(address, {"format": "pdf"}).content)
    assert {"第 1 期日结 · 中心馆", "实点现金", "12.00", "-0.50", "上交", "10.00"} <= set(said)
    assert "原因  少五角" in said and "复核签字：" in said
    roll = _staff("desk", centre).get(address, {"format": "pdf", "width": "80"}).content
    assert size(roll)[0] == 80.0
    assert _staff("desk", branch).get(address, {"format": "pdf"}).status_code == 404


@pytest.mark.django_db
def test_readers_get_their_own_receipts_and_nobody_else_s(centre: int, reader: people.ReaderValue) -> None:
    receipt_id = make_payment(
        reader.id, make_charge(reader.id, site_id=centre, at=now()), site_id=centre, fen=500, at=now()
    )
    me, other = (_client(one.person_id) for one in (reader, make_reader(site_id=centre, name="刘甲")))
    address = reverse("circulation:my-receipt", args=[receipt_id])
    assert address in me.get(reverse("circulation:my-money")).content.decode()
    assert "电子件" in texts(me.get(address).content)
    assert other.get(address).status_code == 404 and Client().get(address).status_code == 302
    assert not ReceiptPrint.objects.exists()  # looking at one's own is no print
