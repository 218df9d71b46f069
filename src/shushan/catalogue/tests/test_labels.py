"""Labels: the bars are those of Code 128, the file is a PDF of the right sheets, the page refuses unknown copies."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shushan.catalogue.labels import _WIDTHS, LAYOUTS, Label, Layout, bars, pdf
from shushan.catalogue.tests.make import make_item, make_record
from shushan.people.tests.make import make_staff, make_user, without_second_factor


@pytest.mark.quick
def test_bars_are_those_of_the_standard() -> None:
    assert len(set(_WIDTHS)) == 107
    assert {sum(map(int, widths)) for widths in _WIDTHS[:-1]} == {11}
    widths = "".join(map(str, bars("PJJ123C")))
    assert widths.startswith("211214")
    assert widths.endswith("2331112")
    for text in ("HC0000059", "0012001", "A"):
        found = bars(text)
        assert len(found) == 6 * (len(text) + 2) + 7
        assert sum(found) == 11 * (len(text) + 2) + 13
    with pytest.raises(ValueError):
        bars("边城")


def _said(data: bytes) -> list[str]:
    return [line for page in PdfReader(io.BytesIO(data)).pages for line in page.extract_text().splitlines()]


@pytest.mark.quick
@pytest.mark.parametrize("layout", list(LAYOUTS.values()))
def test_the_sheets_hold_every_label_once(layout: Layout) -> None:
    labels = [Label("I246.5/7", "边城（修订本）\U00020000", f"HC{n:07d}") for n in range(30)]
    data = pdf(labels, layout, skip=3)
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) == -(-33 // (layout.columns * layout.rows))
    assert [float(side) for side in pages[0].mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.01)
    said = _said(data)
    assert [line for line in said if line.startswith("HC")] == [label.barcode for label in labels]
    assert said.count("边城（修订本）〓") == 30


@pytest.mark.quick
def test_a_mark_of_pdf_in_a_text_is_no_mark() -> None:
    assert _said(pdf([Label("(I2)\\/)x", "a) Tj", "A1")], LAYOUTS["70x37"])) == ["(I2)\\", ")x", "a) Tj", "A1"]


@pytest.mark.django_db
def test_a_cataloguer_prints_the_labels_of_a_record(centre: int) -> None:
    without_second_factor()
    clerk = Client()
    clerk.force_login(make_user(make_staff("cataloguer")))
    pk = make_record("边城")
    make_item(site_id=centre, record_id=pk, barcode="B1")
    address = reverse("catalogue:labels")
    assert "B1" in clerk.get(address, {"record": pk}).content.decode()
    answer = clerk.post(address, {"barcodes": "B1", "layout": "70x37", "first": "2"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert clerk.post(address, {"barcodes": "B1\nX9", "layout": "70x37", "first": "1"}).status_code == 422
    assert clerk.post(address, {"barcodes": "B1", "layout": "a5", "first": "1"}).status_code == 422
