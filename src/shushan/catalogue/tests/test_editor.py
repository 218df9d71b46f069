"""The editor of fields: what is typed is kept, what is wrong is said at its field, what was can come back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from shushan.catalogue import doubles, editing, queries, versions
from shushan.catalogue.exchange.marc import iso2709_of, marc_of
from shushan.catalogue.marc import checking, iso2709, tags, templates
from shushan.catalogue.marc.amending import amended
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.models import BibRecord, RecordVersion
from shushan.catalogue.tests.make import LONG_AGO, TESTER, do_import, make_record
from shushan.catalogue.tests.records import cnmarc, marc21
from shushan.catalogue.web import sheet as sheets
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(centre: int) -> Client:
    """Return the browser of a cataloguer."""
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("cataloguer")))
    return client


def inputs(page: str) -> dict[str, str]:
    """Return what the form on a page would send as it stands."""
    form = page[page.index('<form class="sheet"') :]
    found = dict(re.findall(r'<input(?! type="checkbox")[^>]*? name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea name="([^"]+)" rows="3">(.*?)</textarea>', form, re.S))
    return {name: value.replace("&quot;", '"').replace("&#x27;", "'") for name, value in found.items()}


def test_a_sheet_without_a_change_gives_the_same_record() -> None:
    strange = Field("999", "9 ", (("x", "一"), ("x", "二"), ("§", "三")))
    for record, format in ((cnmarc(more=(strange,), barcodes=("B1",)), "cnmarc"), (marc21(), "marc21")):
        drawn = sheets.sheet(record, format)
        post = {"leader": drawn.leader}
        post |= {f"c-{row.number}-{row.tag}": row.text for row in drawn.controls}
        for row in drawn.fields:
            post[f"i-{row.number}-{row.tag}"] = row.indicators
            post |= {part.name: part.text for part in row.parts}
        back = sheets.typed(post)
        assert back.controls == record.controls
        assert sorted(back.fields, key=lambda f: f.tag) == sorted(record.fields, key=lambda f: f.tag)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (Marc(" " * 24, (), (Field("200", "1 ", (("f", "x"),)),)), "no-title"),
        (Marc("short", (), cnmarc().fields), "leader-length"),
        (cnmarc(isbn="978-7-5462-0048-5"), "isbn"),
        (cnmarc(more=(Field("200", "1 ", (("a", "twice"),)),)), "repeated"),
        (cnmarc(more=(Field("100", "  ", (("a", "20200101d2020"),)),)), "length-100"),
        (Marc("0" * 24, (("008", "short"),), marc21().fields), "length-008"),
    ],
)
def test_what_is_wrong_hinders(record: Marc, code: str) -> None:
    format = "marc21" if any(record.of("245")) else "cnmarc"
    found = [problem for problem in checking.problems(record, format) if problem.is_error]
    assert code in [problem.code for problem in found]
    assert all(sheets.said(problem) for problem in found)


def test_what_is_only_strange_is_said_and_kept() -> None:
    odd = cnmarc(
        more=(
            Field("999", "  ", (("a", "x"),)),
            Field("606", "7 ", (("Q", "y"),)),
            Field("101", "0 ", (("a", "Chinese"),)),
        )
    )
    codes = {p.code for p in checking.problems(odd, "cnmarc") if not p.is_error}
    assert {"unknown-tag", "indicator", "unknown-subfield", "language"} <= codes


def test_good_records_and_templates_have_nothing_against_them() -> None:
    assert not [p for p in checking.problems(cnmarc(), "cnmarc") if p.is_error]
    assert not [p for p in checking.problems(marc21(), "marc21") if p.is_error]
    for kind in templates.KINDS:
        for format in ("cnmarc", "marc21"):
            empty = templates.empty(kind, format, day="20200101")
            assert {p.code for p in checking.problems(empty, format)} == {"no-title"}
            assert all(field.tag in tags.table(format) for field in empty.fields)


def test_an_edit_field_by_field_is_kept_and_found(clerk: Client, centre: int) -> None:
    do_import(iso2709.serialise(cnmarc("1", more=(Field("999", "  ", (("x", "本地"),)),))), site_id=centre)
    pk = BibRecord.objects.get().pk
    address = reverse("catalogue:edit-fields", args=[pk])
    page = clerk.get(address).content.decode()
    for label in ("题名与责任说明", "正题名", "国际标准书号", "中国图书馆分类法分类号"):
        assert label in page
    post = inputs(page)
    title = next(name for name, value in post.items() if value == "射雕英雄传")
    number = title.split("-")[1]
    answer = clerk.post(
        address, post | {title: "神雕侠侣", f"n-{number}-code": "e", f"n-{number}-text": "新修版", "act": "save"}
    )
    assert answer.status_code == 302
    kept = marc_of(queries.record(pk))
    assert kept.first("200", "e") == "新修版"
    assert kept.first("999", "x") == "本地"
    assert queries.record(pk).title == "神雕侠侣：新修版"


def test_a_mistake_stands_at_its_field_and_nothing_is_lost(clerk: Client) -> None:
    pk = make_record("边城", isbn="7-02-000220-X")
    address = reverse("catalogue:edit-fields", args=[pk])
    post = inputs(clerk.get(address).content.decode())
    isbn = next(name for name, value in post.items() if value == "9787020002207")
    answer = clerk.post(address, post | {isbn: "9787020002208", "act": "save"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "9787020002208" in page
    assert "校验位" in page
    assert "还没有保存" in page
    place = re.search(r'<a href="#([^"]+)">010 ', page)
    assert place, "told at the top, with a way to the field"
    assert re.search(rf'name="{isbn}"[^>]* id="{place[1]}" autofocus', page)
    assert queries.record(pk).isbns == ("9787020002207",)
    added = clerk.post(address, post | {"tag": "330", "act": "add"}).content.decode()
    assert "提要内容" in added
    assert re.search(r'name="s-\d+-0-a" value="" id="[^"]+" autofocus', added), "the cursor stands in the new field"
    entered = clerk.post(address, post | {"tag": "330", "act": "save"})
    assert (entered.status_code, entered.content.decode().count("autofocus")) == (200, 1), "Enter behind a tag adds it"
    gone = clerk.post(address, post | {f"x-{isbn.split('-')[1]}": "1", "act": "save"})
    assert gone.status_code == 302
    assert queries.record(pk).isbns == ()


def test_two_people_do_not_overwrite_each_other(clerk: Client) -> None:
    pk = make_record("边城")
    address = reverse("catalogue:edit-fields", args=[pk])
    post = inputs(clerk.get(address).content.decode())
    assert clerk.post(address, post | {"act": "save"}).status_code == 302
    late = clerk.post(address, post | {"act": "save"})
    assert late.status_code == 422
    assert "别人刚刚改过" in late.content.decode()
    with pytest.raises(Conflict):
        editing.edit_fields(actor=TESTER, at=LONG_AGO, record_id=pk, marc=cnmarc(), seen=LONG_AGO)


def test_every_state_is_kept_compared_and_comes_back(clerk: Client) -> None:
    pk = make_record("边城")
    editing.edit_fields(actor=TESTER, at=LONG_AGO, record_id=pk, marc=cnmarc("9", "长河"))
    editing.edit_fields(actor=TESTER, at=LONG_AGO, record_id=pk, marc=cnmarc("9", "湘行散记"))
    assert [line.why for line in versions.of(pk)] == ["edit", "edit", "found"]
    page = clerk.get(reverse("catalogue:history", args=[pk]) + "?old=2&new=3").content.decode()
    assert "<del>" in page
    assert "湘行散记" in page
    assert clerk.post(reverse("catalogue:restore-version", args=[pk, 1])).status_code == 302
    assert queries.record(pk).title == "边城"
    assert versions.of(pk)[0].why == "restore"
    assert RecordVersion.objects.filter(record_id=pk).count() == 4
    with pytest.raises(NotFound):
        editing.restore_version(actor=TESTER, at=LONG_AGO, record_id=pk, number=99)
    with pytest.raises(NotAllowed):
        editing.restore_version(actor=ANONYMOUS, at=LONG_AGO, record_id=pk, number=1)
    assert editing.edit_fields(actor=TESTER, at=LONG_AGO, record_id=pk, marc=marc_of(queries.record(pk))) is None
    assert RecordVersion.objects.filter(record_id=pk).count() == 4


@pytest.mark.parametrize("format", ["cnmarc", "marc21"])
def test_a_record_begins_with_a_template_and_a_double_is_asked_about(format: str, clerk: Client) -> None:
    address = reverse("catalogue:new-fields") + f"?kind=picture-book&format={format}"
    page = clerk.get(address).content.decode()
    assert "没有题名" not in page
    post = inputs(page)
    assert clerk.post(address, post | {"act": "save"}).status_code == 422
    tag, isbn_tag = ("200", "010") if format == "cnmarc" else ("245", "020")
    title = re.search(rf'name="i-(\d+)-{tag}"', page)
    isbn = re.search(rf'name="i-(\d+)-{isbn_tag}"', page)
    assert title
    assert isbn
    said = post | {f"s-{title[1]}-0-a": "小黑鱼", f"s-{isbn[1]}-0-a": "7-02-000220-X", "act": "save"}
    assert clerk.post(address, said).status_code == 302
    made = BibRecord.objects.get()
    assert (made.title, made.audience, made.format) == ("小黑鱼", "child", format)
    assert made.control_number == str(made.pk) == marc_of(queries.record(made.pk)).control("001")
    again = clerk.post(address, said)
    assert again.status_code == 422
    assert "看起来是同一种书" in again.content.decode()
    assert clerk.post(address, said | {"anyway": "1"}).status_code == 302
    assert BibRecord.objects.count() == 2


def test_doubles_are_found_by_isbn_issn_and_title_with_author() -> None:
    one = make_record("边城", author="沈从文", isbn="7-02-000220-X")
    serial = cnmarc("s", "读书", isbn="", more=(Field("011", "  ", (("a", "0257-0270"),)),))
    two = editing.create_from_marc(actor=TESTER, at=LONG_AGO, marc=serial)
    for record, wanted in [
        (cnmarc("x", "别的", isbn="9787020002207"), [one]),
        (cnmarc("x", "边城", author="沈从文", isbn=""), [one]),
        (cnmarc("x", "边城", author="别人", isbn=""), []),
        (cnmarc("x", "读书", author="别人", isbn="", more=(Field("011", "  ", (("a", "ISSN 0257-0270"),)),)), [two]),
    ]:
        assert [line.id for line in doubles.of_marc(record)] == wanted
    assert doubles.of_record(queries.record(one), marc_of(queries.record(one))) == []


def test_without_grant_or_title_nothing_is_made() -> None:
    with pytest.raises(NotAllowed):
        editing.create_from_marc(actor=ANONYMOUS, at=LONG_AGO, marc=cnmarc())
    with pytest.raises(Invalid):
        editing.create_from_marc(actor=TESTER, at=LONG_AGO, marc=Marc("", (), (Field("300", "  ", (("a", "x"),)),)))
    assert not BibRecord.objects.exists()


@pytest.mark.parametrize("format", ["cnmarc", "marc21"])
@pytest.mark.parametrize("kind", ["book", "serial", "picture-book", "audio"])
def test_each_template_has_a_name_for_everything_and_offers_first_what_is_missing(kind: str, format: str) -> None:
    drawn = sheets.sheet(templates.empty(kind, format, day="20200701"), format)
    for row in drawn.fields:
        assert row.label and all(part.label for part in row.parts), row.tag
        have = {part.code for part in row.parts}
        offered = [code for code, _name in row.more]
        assert offered[0] not in have or have >= set(offered), row.tag


_FILLED = {
    "a": "甲乙丙", "ISBN": "9787020002207", "ISSN": "0257-0270", "101": "chi", "102": "CN", "041": "chi", "690": "I246.5",
    "093": "I246.5", "210d": "2020", "264c": "2020",
}  # fmt: skip


def _filled(record: Marc) -> Marc:
    """Return a record of a template with something in each of its subfields."""
    fields = []
    for one in record.fields:
        inside = []
        for code, text in one.subfields:
            number = (
                {"010": "ISBN", "020": "ISBN", "011": "ISSN", "022": "ISSN"}.get(one.tag, "") if code == "a" else ""
            )
            said = text or _FILLED.get(number) or _FILLED.get(one.tag + code) or _FILLED.get(one.tag) or _FILLED["a"]
            inside.append((code, said))
        fields.append(Field(one.tag, one.indicators, tuple(inside)))
    return Marc(record.leader, record.controls, tuple(fields))


@pytest.mark.parametrize("format", ["cnmarc", "marc21"])
@pytest.mark.parametrize("kind", templates.KINDS)
def test_a_filled_template_is_valid_and_comes_back_the_same_from_a_file(kind: str, format: str, centre: int) -> None:
    record = _filled(templates.empty(kind, format, day="20200701"))
    assert checking.problems(record, format) == []
    made = editing.create_from_marc(actor=TESTER, at=LONG_AGO, marc=record)
    found = queries.record(made)
    for encoding in ("utf-8", "gb18030"):
        do_import(iso2709_of(found, encoding), site_id=centre, source=f"again {encoding}")
        back = marc_of(queries.record(BibRecord.objects.get(source=f"again {encoding}").pk))
        assert (back.controls, back.fields) == (marc_of(found).controls, marc_of(found).fields)
        assert back.leader[5:9] == record.leader[5:9]
    again = BibRecord.objects.get(source="again utf-8")
    wanted = {
        "book": ("book", "adult"),
        "serial": ("serial", "adult"),
        "picture-book": ("book", "child"),
        "audio": ("sound", "adult"),
    }
    assert (again.material, again.audience, again.format) == (*wanted[kind], format)
    assert again.title.startswith("甲乙丙")


def test_a_serial_that_is_coded_like_a_book_is_told_and_so_is_a_wrong_issn() -> None:
    serial, book = (templates.empty(kind, "marc21", day="20200701") for kind in ("serial", "book"))
    assert serial.control("008")[6] == "c"
    assert templates.empty("serial", "cnmarc", day="20200701").first("100", "a")[8:17] == "a    9999"
    wrong = Marc(serial.leader, book.controls, (*serial.fields, Field("245", "00", (("a", "读书"),))))
    assert "serial-008" in {p.code for p in checking.problems(wrong, "marc21")}
    general = templates.empty("book", "cnmarc", day="20200701").of("100")
    odd = Marc("00000nas0 2200000   450 ", (), (*general, Field("011", "  ", (("a", "0257-0271"),))))
    found = [p for p in checking.problems(odd, "cnmarc") if not p.is_error]
    assert {p.code for p in found} == {"serial-100", "issn"}
    assert all(sheets.said(p) for p in found)


def test_the_form_of_a_serial_is_not_taken_for_its_readers() -> None:
    serial = templates.empty("serial", "marc21", day="20200701")
    fixed = serial.control("008")
    film = Marc(serial.leader, (("008", fixed[:22] + "a" + fixed[23:]),), (Field("245", "00", (("a", "读书"),)),))
    assert project(film).audience == "adult"
    assert amended(film, {"audience": "child"}).control("008")[22] == "a"
