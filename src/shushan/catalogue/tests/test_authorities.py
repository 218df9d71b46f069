"""Staff keep headings; files of authorities; a search by any form finds the heading's books, on every engine."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from shushan.catalogue import bulk
from shushan.catalogue.headings import authorities, operations, queries
from shushan.catalogue.headings.deriving import derive_all
from shushan.catalogue.headings.models import Access, Heading, SeeAlso, Variant
from shushan.catalogue.marc import iso2709, lines
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_record
from shushan.files import public as files
from shushan.jobs import worker
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.search import public as search
from shushan.search.ports import Engine
from shushan.search.tests.conftest import engine  # noqa: F401 - each test with every engine

pytestmark = pytest.mark.django_db
WHO = {"actor": TESTER, "at": LONG_AGO}
UNIMARC = """LDR 00000nx  a2200000   45
001 A100
200 #0 ‡a鲁迅‡f1881-1936
300 0# ‡a原名周树人
400 #0 ‡a周树人
400 #0 ‡aLu Xun
500 #0 ‡a周作人"""
MARC21 = """LDR 00000nz  a2200000n  4500
001 n79
100 1# ‡aHemingway, Ernest,‡d1899-1961
400 1# ‡aHai-ming-wei,‡d1899-1961
500 1# ‡aGellhorn, Martha"""


def _read() -> None:
    derive_all(LONG_AGO)
    search.index_some(1000)


def _found(text: str, **more: str) -> list[int]:
    return [ref for _kind, ref in search.search(search.Asked(text, **more)).found]  # type: ignore[arg-type]


def _heading(name: str) -> int:
    return Heading.objects.get(name=name).pk


def test_a_pen_name_added_by_staff_finds_the_books_in_search(engine: Engine) -> None:  # noqa: F811
    search.rebuild()
    made = make_record("呐喊", author="鲁迅")
    _read()
    assert _found("周树人") == []
    operations.add_variant(**WHO, heading_id=_heading("鲁迅"), text="周树人")
    operations.edit_heading(**WHO, heading_id=_heading("鲁迅"), name="鲁迅", name_en="Lu Xun")
    _read()
    for text in ("周树人", "周樹人", "zhoushuren", "Lu Xun"):
        assert _found(text, scope="author") == [made], text
    operations.remove_variant(**WHO, heading_id=_heading("鲁迅"), variant_id=Variant.objects.get(text="周树人").pk)
    _read()
    assert _found("周树人") == []


def test_a_subject_is_found_by_its_other_name(engine: Engine) -> None:  # noqa: F811
    search.rebuild()
    made = make_record("茶经述评", author="吴觉农")
    bulk.describe({"茶文化": ["I24"]})
    _read()
    operations.add_variant(**WHO, heading_id=_heading("茶文化"), text="茗学")
    _read()
    assert _found("茗学", scope="subject") == [made]


def test_a_form_that_is_another_heading_is_refused_and_merged_instead() -> None:
    first, second = make_record("呐喊", author="鲁迅"), make_record("会稽郡故书杂集", author="周树人")
    derive_all(LONG_AGO)
    with pytest.raises(Conflict, match="另一个标目"):
        operations.add_variant(**WHO, heading_id=_heading("鲁迅"), text="周树人")
    operations.merge_headings(**WHO, keep_id=_heading("鲁迅"), gone_id=_heading("周树人"))
    derive_all(LONG_AGO)
    assert Heading.objects.get(name="鲁迅").uses == 2
    assert not Heading.objects.filter(name="周树人").exists()
    assert set(Access.objects.values_list("record_id", flat=True)) == {first, second}
    operations.remove_variant(**WHO, heading_id=_heading("鲁迅"), variant_id=Variant.objects.get(text="周树人").pk)
    derive_all(LONG_AGO)
    assert Heading.objects.get(name="周树人").uses == 1, "they part again"


def test_a_form_that_records_say_and_staff_refuse_does_not_come_back() -> None:
    from shushan.catalogue import editing

    text = "200 1# ‡a老人与海\n701 #0 ‡a海明威‡c(Wrong, Name)"
    made = editing.create_from_marc(**WHO, marc=lines.read(text))
    derive_all(LONG_AGO)
    operations.remove_variant(**WHO, heading_id=_heading("海明威"), variant_id=Variant.objects.get().pk)
    operations.read_all_again(**WHO)
    derive_all(LONG_AGO)
    assert Variant.objects.get().origin == "refused"
    assert queries.heading(_heading("海明威")).variants == ()
    assert made


@pytest.mark.parametrize(
    ("act", "said", "refusal"),
    [
        ("found_heading", {"kind": "x", "name": "甲"}, Invalid),
        ("found_heading", {"kind": "agent", "name": " \x00"}, Invalid),
        ("found_heading", {"kind": "agent", "name": "甲", "dates": "很久以前"}, Invalid),
        ("found_heading", {"kind": "agent", "name": "鲁迅"}, Conflict),
        ("edit_heading", {"heading_id": 0, "name": "甲"}, NotFound),
        ("edit_heading", {"name": "巴金"}, Conflict),
        ("add_variant", {"text": "鲁迅"}, Conflict),
        ("add_variant", {"text": "字" * 300}, Invalid),
        ("remove_variant", {"variant_id": 0}, NotFound),
        ("add_see_also", {"other_id": "self"}, Invalid),
        ("remove_see_also", {"other_id": 0}, NotFound),
        ("merge_headings", {"gone_id": "self"}, Invalid),
    ],
)
def test_what_cannot_be_is_refused(act: str, said: dict[str, object], refusal: type[Exception]) -> None:
    for name in ("鲁迅", "巴金"):
        operations.found_heading(**WHO, kind="agent", name=name)
    mine = _heading("鲁迅")
    arguments = {name: mine if value == "self" else value for name, value in said.items()}
    if act not in ("found_heading", "merge_headings"):
        arguments.setdefault("heading_id", mine)
    if act == "merge_headings":
        arguments["keep_id"] = mine
    with pytest.raises(refusal):
        getattr(operations, act)(**WHO, **arguments)
    with pytest.raises(NotAllowed):
        getattr(operations, act)(actor=ANONYMOUS, at=LONG_AGO, **arguments)


def test_see_also_leads_both_ways_and_is_one_row() -> None:
    first = operations.found_heading(**WHO, kind="agent", name="钱锺书")
    second = operations.found_heading(**WHO, kind="agent", name="杨绛")
    operations.add_see_also(**WHO, heading_id=second, other_id=first)
    operations.add_see_also(**WHO, heading_id=first, other_id=second)
    assert SeeAlso.objects.count() == 1
    assert [line.name for line in queries.heading(first).also] == ["杨绛"]
    assert [line.name for line in queries.heading(second).also] == ["钱锺书"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (UNIMARC, ("agent", "鲁迅", "1881-1936", ["周树人", "Lu Xun"], ["周作人"])),
        (MARC21, ("agent", "Hemingway, Ernest", "1899-1961", ["Hai-ming-wei"], ["Gellhorn, Martha"])),
        ("LDR 00000nx  a2200000   45  \n250 ## ‡a茶文化\n450 ## ‡a茗学", ("subject", "茶文化", "", ["茗学"], [])),
        ("LDR 00000nz  a2200000n  4500\n150 ## ‡aTea\n450 ## ‡aCha", ("subject", "Tea", "", ["Cha"], [])),
        ("LDR 00000nz  a2200000n  4500\n130 #0 ‡aPenguin classics", ("series", "Penguin classics", "", [], [])),
    ],
)
def test_records_of_authority_of_both_families_are_understood(text: str, said: tuple[object, ...]) -> None:
    found = authorities.authority(_marc(text))
    assert found is not None
    assert (found.kind, found.name, found.dates, found.others, found.also) == said


def test_a_file_of_authorities_is_taken_over_once_and_again_without_doubles(transactional_db: None) -> None:
    made = make_record("呐喊", author="周树人")
    derive_all(LONG_AGO)
    data = b"".join(
        iso2709.serialise(_marc(text)) for text in (UNIMARC, MARC21, "LDR 00000nx  a2200000   45  \n999 ## ‡ax")
    )
    for _turn in range(2):
        kept = files.keep([data], name="a.mrc", kind=authorities.KIND, actor=TESTER, at=LONG_AGO)
        authorities.start_import(**WHO, file_id=str(kept.id), source="国图")
        assert worker.do_one_job("test")
        derive_all(LONG_AGO)
    author = queries.heading(_heading("鲁迅"))
    assert [v.text for v in author.variants] == ["周树人", "Lu Xun"]
    assert (author.uses, author.number, author.source, author.note) == (1, "A100", "国图", "原名周树人")
    assert [one.name for one in author.also] == ["周作人"]
    assert Access.objects.get(record_id=made).heading_id == author.id, "its book came over from the pen-name"
    assert Heading.objects.filter(name="Hemingway, Ernest", dates="1899-1961").count() == 1
    with pytest.raises(Invalid):
        authorities.start_import(**WHO, file_id=str(kept.id), source=" ")


def test_the_staff_pages_from_end_to_end(clerk: Client) -> None:
    make_record("呐喊", author="鲁迅")
    derive_all(LONG_AGO)
    author = _heading("鲁迅")
    assert "鲁迅" in clerk.get("/staff/headings/?q=luxun").content.decode()
    sent = clerk.post(
        f"/staff/headings/{author}/", {"name": "鲁迅", "name_en": "Lu Xun", "dates": "1881—1936", "note": "作家"}
    )
    assert sent.status_code == 302
    assert clerk.post(f"/staff/headings/{author}/", {"name": ""}).status_code == 422
    clerk.post(f"/staff/headings/{author}/variant/", {"text": "周树人"})
    made = clerk.post("/staff/headings/new/", {"kind": "agent", "name": "周作人", "dates": ""})
    brother = int(made.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    clerk.post(f"/staff/headings/{author}/also/", {"id": brother})
    page = clerk.get(f"/staff/headings/{author}/?find=zhou").content.decode()
    for text in ("周树人", "周作人", "1881-1936", "Lu Xun"):
        assert text in page
    shown = clerk.get(f"/headings/{author}/").content.decode()
    assert "又作" in shown
    assert "参见" in shown
    asked = clerk.post(f"/staff/headings/{author}/merge/", {"other": brother})
    assert "并入" in asked.content.decode()
    assert clerk.post(f"/staff/headings/{author}/merge/", {"other": brother, "confirmed": "1"}).status_code == 302
    assert not Heading.objects.filter(pk=brother).exists()
    for what, said in (("variant", {"text": ""}), ("no-variant", {"id": "x"}), ("also", {"id": "9" * 40}), ("zz", {})):
        assert clerk.post(f"/staff/headings/{author}/{what}/", said).status_code in (302, 404)
    assert clerk.get("/staff/headings/?q=%00%27(&after=1~%00&kind=x").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_staff_list_asks_one_question_for_its_rows(clerk: Client, rows: int) -> None:
    from django.test.utils import CaptureQueriesContext

    for number in range(rows):
        make_record("书", author=f"人{number}")
    derive_all(LONG_AGO)
    clerk.get("/staff/headings/")
    with CaptureQueriesContext(connection) as asked:
        clerk.get("/staff/headings/")
    assert sum('FROM "catalogue_heading"' in one["sql"] for one in asked.captured_queries) == 1


def _marc(text: str):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from shushan.catalogue.marc.record import Field, Marc

    leader, controls, fields = " " * 24, [], []
    for line in text.splitlines():
        tag, rest = line[:3], line[4:]
        if tag == "LDR":
            leader = rest.ljust(24)[:24]
        elif tag < "010":
            controls.append((tag, rest))
        else:
            subs = tuple((part[0], part[1:]) for part in rest[2:].strip().split("‡") if part)
            fields.append(Field(tag, rest[:2].replace("#", " "), subs))
    return replace(Marc(leader, tuple(controls), tuple(fields)))


def test_pages_lead_from_a_form_to_the_heading_and_to_what_to_see_also(client: Client) -> None:
    pk = make_record("呐喊", author="鲁迅")
    other = make_record("雨天的书", author="周作人")
    _read()
    operations.add_variant(**WHO, heading_id=_heading("鲁迅"), text="周树人")
    operations.add_see_also(**WHO, heading_id=_heading("鲁迅"), other_id=_heading("周作人"))
    _read()
    to_lu, to_zhou = (f'href="/headings/{_heading(name)}/"' for name in ("鲁迅", "周作人"))
    record = client.get(f"/record/{pk}/").content.decode()
    assert "参见" in record and to_zhou in record
    browse = client.get("/browse/authors/", {"q": "周树人"}).content.decode()
    assert to_lu in browse and "又作 周树人" in browse and to_zhou not in browse
    found = client.get("/search/", {"q": "周樹人"}).content.decode()
    assert "“周樹人”就是" in found and to_lu in found and to_zhou in found
    assert "呐喊" in found
    named = client.get("/search/", {"q": "鲁迅"}).content.decode()
    assert "就是" not in named and to_zhou in named
    for plain in ("呐喊", "周作", "%00", "'", "的" * 5000):
        assert 'class="meant"' not in client.get("/search/", {"q": plain}).content.decode()
    assert "is another form of" in client.get("/en/search/", {"q": "周树人"}).content.decode()
    Access.objects.filter(record_id=other).delete()
    Heading.objects.filter(name="周作人").update(uses=0)
    assert to_zhou not in client.get(f"/record/{pk}/").content.decode(), "nothing stands there any more"


def test_what_was_meant_takes_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    names = ["鲁迅", "周作人", "许广平", "周建人"]
    for name in names:
        make_record(f"{name}集", author=name)
    _read()
    for name in names[1:]:
        operations.add_see_also(**WHO, heading_id=_heading("鲁迅"), other_id=_heading(name))
    for name, wanted in (("鲁迅", 3), ("周作人", 1)):
        with django_assert_max_num_queries(4):
            (one,) = queries.meant(name)
        assert (one.is_form, len(one.also)) == (False, wanted)
    assert queries.also_of([]) == {}
