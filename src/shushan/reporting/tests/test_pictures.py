"""Lists of events with pictures: named so by their keeper, drawn anew, kept with the report, in every document."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

import docx as docx_package
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from shushan.files import public as files
from shushan.meetings import public as meetings
from shushan.meetings.tests.make import AFTER, AT, SECRETARY, Branch
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.reporting import language
from shushan.reporting import public as reporting
from shushan.reporting.public import Built, Piece, Suffix, build, document
from shushan.reporting.tests.test_reports import WRITER

pytestmark = pytest.mark.django_db
AS_OF = date(2020, 7, 1)
TEXT = "# 支部\n\n[事项 会议 2020 配图 最多=5]\n"


def png(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 120), colour).save(out, "PNG")
    return out.getvalue()


def attached(meeting_id: int, title: str, data: bytes) -> None:
    kept = files.keep([data], name="x.png", kind="meetings.attachment", actor=SECRETARY, at=AFTER)
    meetings.attach(actor=SECRETARY, at=AFTER, meeting_id=meeting_id, file_id=kept.id, title=title)


@pytest.fixture
def meeting() -> int:
    meeting_id = Branch().held(here=3)
    attached(meeting_id, "签到表扫描", png("white"))
    attached(meeting_id, "照片：党员大会会场", png())
    return meeting_id


def pictures_of(built: Built) -> list[Piece]:
    return [piece for piece in built.pieces if piece.kind == "picture"]


def test_only_what_is_named_a_photograph_is_printed_and_only_when_asked_for(meeting: int) -> None:
    [picture] = pictures_of(build(TEXT, as_of=AS_OF, at=AFTER))
    assert picture.caption == picture.alt == "党员大会会场"
    assert not pictures_of(build("# 支部\n\n[事项 会议 2020]\n", as_of=AS_OF, at=AFTER))
    assert not pictures_of(build(TEXT, as_of=date(2020, 6, 10), at=AFTER)), "on its day the meeting is still planned"


def test_the_first_photograph_of_a_meeting_is_the_one(meeting: int) -> None:
    attached(meeting, "照片：另一张", png("blue"))
    assert meetings.photographs([meeting])[meeting].title == "照片：党员大会会场"


def test_bytes_that_are_no_picture_stand_against_nothing_but_are_said() -> None:
    attached(Branch().held(), "照片：坏的", b"\x89PNG no picture")
    built = build(TEXT, as_of=AS_OF, at=AFTER)
    assert not pictures_of(built) and [one.code for one in built.problems] == ["no-picture"] and built.may_finish


def test_most_is_kept_and_what_cannot_be_read_is_named() -> None:
    Branch().held()
    built = build("# 支部\n\n[events meetings 2020 pictures most=1]\n", as_of=AS_OF, at=AFTER)
    assert len([one for one in built.pieces if one.kind == "item"]) == 1
    for wrong in (
        "[事项 会议]",
        "[事项 会议 2020 配]",
        "[事项 会议 2020 最多=0]",
        "[事项 会议 2020 最多=x]",
        "[事项 会议 2020 最多=9999]",
    ):
        assert language.read(f"# x\n\n{wrong}\n", as_of=AS_OF).mistakes, wrong


def test_documents_and_the_page_show_it_with_its_words(meeting: int) -> None:
    reporting.save_template(actor=WRITER, at=AT, code="branch-x", name="x", text=TEXT, seen=0)
    report_id = reporting.build_report(actor=WRITER, at=AFTER.replace(month=7), code="branch-x", as_of=AS_OF)
    _line, built = reporting.report(report_id)
    [picture] = pictures_of(built)
    assert "data:" not in picture.picture and reporting.is_as_built(report_id)
    html = document(built, Suffix.HTML, author="馆").decode()
    assert 'alt="党员大会会场"' in html and "data:image/jpeg;base64," in html and "<figcaption>党员大会会场" in html
    body = document(built, Suffix.DOCX, author="馆")
    with ZipFile(io.BytesIO(body)) as parts:
        assert any(name.startswith("word/media/") for name in parts.namelist())
        assert 'descr="党员大会会场"' in parts.read("word/document.xml").decode()
    assert any(line.text == "党员大会会场" for line in docx_package.Document(io.BytesIO(body)).paragraphs)
    assert b"/Subtype /Image" in document(built, Suffix.PDF, author="馆")
    without_second_factor()
    browser = Client()
    browser.force_login(make_user(make_staff("editor")))
    page = browser.get(reverse("reporting:report", args=[report_id])).content.decode()
    place = built.pieces.index(picture)
    address = reverse("reporting:picture", args=[report_id, place])
    assert f'src="{address}" alt="党员大会会场"' in page
    answer = browser.get(address)
    assert answer["Content-Type"] == "image/jpeg" and answer.content[:2] == b"\xff\xd8"
    assert browser.get(reverse("reporting:picture", args=[report_id, 0])).status_code == 404
    assert Client().get(address).status_code == 302
