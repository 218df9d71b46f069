"""Editing: columns and MARC say the same, and what was not touched stays as it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from shushan.catalogue import editing, queries
from shushan.catalogue.exchange.dublin import oai_dc as dublin_core
from shushan.catalogue.exchange.marc import marc_of
from shushan.catalogue.marc import iso2709, lines
from shushan.catalogue.marc.amending import amended
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.models import BibRecord
from shushan.catalogue.operations import Description
from shushan.catalogue.tests.make import TESTER, do_import, make_record
from shushan.catalogue.tests.records import cnmarc, marc21
from shushan.catalogue.tests.test_iso2709 import RECORDS
from shushan.kernel.actor import ANONYMOUS
from shushan.kernel.errors import Invalid, NotAllowed

AT = datetime(2020, 6, 10, 2, 0, tzinfo=UTC)
STRANGE = Field("856", "4 ", (("u", "http://example.org"), ("z", "说明")))


@pytest.mark.quick
@given(RECORDS)
@settings(max_examples=100, deadline=None)
def test_lines_hold_a_whole_record(record: Marc) -> None:
    titled = replace(record, fields=(*record.fields, Field("200", "1 ", (("a", "题"),))))
    kept = tuple(
        Field(f.tag, f.indicators, tuple((c, t.strip()) for c, t in f.subfields if t.strip() and "‡" not in t))
        for f in titled.fields
    )
    clean = replace(titled, fields=tuple(f for f in kept if f.subfields))
    assert lines.read(lines.write(clean)) == clean


@pytest.mark.quick
@pytest.mark.parametrize("mark", ["‡", "$", "|", "■"])
def test_every_usual_mark_of_subfields_is_understood(mark: str) -> None:
    record = lines.read(f"001 7\n200 1# {mark}a边城{mark}f沈从文著\n\n690 ## {mark}aI246.5")
    assert record.first("200", "f") == "沈从文著"
    assert [f.indicators for f in record.fields] == ["1 ", "  "]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("text", "code", "number"),
    [
        ("200 1# ‡a边城\nXX bad", "tag", 2),
        ("200 1# 边城", "no-subfield", 1),
        ("200 1#‡a", "no-subfield", 1),
        ("200 1%# ‡a边城", "indicators", 1),
        ("001 7\n690 ## ‡aI2", "no-title", 2),
        ("", "no-title", 1),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, code: str, number: int) -> None:
    with pytest.raises(lines.BadLine) as bad:
        lines.read(text)
    assert (bad.value.code, bad.value.number) == (code, number)


@pytest.mark.quick
@pytest.mark.parametrize("record", [cnmarc(more=(STRANGE,)), replace(marc21(), fields=(*marc21().fields, STRANGE))])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("title", "另一个题名"),
        ("title_original", "Another"),
        ("title_part", "下册"),
        ("author", "巴金"),
        ("contributor", "傅雷"),
        ("publisher", "三联书店"),
        ("place", "北京"),
        ("year", "1999"),
        ("clc", "K825.6"),
        ("language", "jpn"),
        ("audience", "child"),
        ("series", "丛书"),
        ("extent", "300页"),
        ("summary", "提要"),
    ],
)
def test_what_is_changed_is_read_again_and_the_rest_stays(record: Marc, name: str, text: str) -> None:
    before, after = project(record), project(amended(record, {name: text}))
    assert str(getattr(after, name)) == text
    for other in ("title", "author", "publisher", "year", "clc", "language", "audience", "isbns", "items", "subjects"):
        if other != name:
            assert getattr(after, other) == getattr(before, other)
    assert STRANGE in amended(record, {name: text}).fields


@pytest.mark.quick
def test_several_authors_have_a_field_each_and_an_emptied_one_goes() -> None:
    changed = amended(cnmarc(), {"author": "甲；乙", "clc": ""})
    assert [f.get("a") for f in changed.of("701")] == ["甲", "乙"]
    assert project(changed).clc == ""


@pytest.mark.django_db(transaction=True)
def test_the_form_changes_the_marc_of_an_imported_record(centre: int) -> None:
    do_import(iso2709.serialise(cnmarc("1", more=(STRANGE,))), site_id=centre)
    record = BibRecord.objects.get()
    said = Description(**{n: getattr(record, n) for n in Description.__dataclass_fields__})
    editing.edit_record(
        actor=TESTER, at=AT, record_id=record.pk, said=replace(said, title="射雕", year=2003), isbn="7-02-000220-X"
    )
    value = queries.record(record.pk)
    assert (value.title, value.year, value.isbns) == ("射雕", 2003, ("9787020002207",))
    marc = marc_of(value)
    assert marc.first("200", "a") == "射雕"
    assert STRANGE in marc.fields
    again = do_import(iso2709.serialise(cnmarc("1", more=(STRANGE,))), site_id=centre)
    assert again.unchanged == 1  # the source said nothing new: what was edited here stays
    assert queries.record(record.pk).title == "射雕"


@pytest.mark.django_db
def test_lines_replace_the_marc_and_the_columns_follow() -> None:
    pk = make_record("边城", isbn="7-02-000220-X")
    text = lines.write(marc_of(queries.record(pk))).replace("边城", "长河")
    editing.edit_marc(actor=TESTER, at=AT, record_id=pk, text=text)
    value = queries.record(pk)
    assert (value.title, value.author, value.clc, value.isbns) == ("长河", "沈从文", "I246.5", ("9787020002207",))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["200 1# 没有子字段", "690 ## ‡aI2", "200 1# ‡f只有责任者"])
def test_lines_that_are_no_record_are_refused_and_change_nothing(text: str) -> None:
    pk = make_record()
    before = queries.record(pk)
    with pytest.raises(Invalid) as refused:
        editing.edit_marc(actor=TESTER, at=AT, record_id=pk, text=text)
    assert refused.value.field == "text"
    assert queries.record(pk) == before
    with pytest.raises(NotAllowed):
        editing.edit_marc(actor=ANONYMOUS, at=AT, record_id=pk, text=text)


@pytest.mark.django_db
def test_dublin_core_is_well_formed() -> None:
    from defusedxml.ElementTree import fromstring

    pk = make_record("甲 <乙> & 丙")
    root: Any = fromstring(dublin_core(queries.record(pk)))
    assert root[0].text == "甲 <乙> & 丙"
