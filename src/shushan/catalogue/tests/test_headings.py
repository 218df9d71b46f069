"""Headings and works as they are read out of the records: namesakes, variants, translations, volumes, edits."""

from __future__ import annotations

import pytest
from django.db import connection

from shushan.catalogue import editing, operations
from shushan.catalogue.headings import forms, queries
from shushan.catalogue.headings.deriving import derive_all
from shushan.catalogue.headings.models import Access, Heading, StaleRecord, WorkOf
from shushan.catalogue.marc import lines
from shushan.catalogue.models import BibRecord
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_record

pytestmark = pytest.mark.django_db


def _marc(text: str) -> int:
    made = editing.create_from_marc(actor=TESTER, at=LONG_AGO, marc=lines.read(text))
    derive_all(LONG_AGO)
    return made


def _cn(title: str, *more: str) -> int:
    return _marc("\n".join([f"200 1# ‡a{title}", *more]))


def _works(*records: int) -> list[int]:
    derive_all(LONG_AGO)
    found = dict(WorkOf.objects.values_list("record_id", "work_id"))
    return [found[pk] for pk in records]


def _names(record_id: int, role: str = "author") -> list[str]:
    found = Access.objects.filter(record_id=record_id, role=role).order_by("place")
    return list(found.values_list("heading__name", flat=True))


def test_a_record_stands_under_its_names_subjects_and_series() -> None:
    made = _cn(
        "边城", "225 2# ‡a中国现代文学丛书", "606 0# ‡a长篇小说", "701 #0 ‡a沈从文‡f1902-1988", "702 #0 ‡a黄永玉"
    )
    assert _names(made) == ["沈从文"]
    assert _names(made, "with") == ["黄永玉"]
    assert _names(made, "subject") == ["长篇小说"]
    assert _names(made, "series") == ["中国现代文学丛书"]
    author = Heading.objects.get(name="沈从文")
    assert (author.letter, author.dates, author.uses) == ("S", "1902-1988", 1)


def test_namesakes_are_told_apart_by_their_dates_and_one_without_dates_joins_the_first() -> None:
    first = _cn("甲", "701 #0 ‡a张伟‡f1960-")
    second = _cn("乙", "701 #0 ‡a张伟‡f1975-")
    third = _cn("丙", "701 #0 ‡a张伟")
    owners = [Access.objects.get(record_id=pk, role="author").heading_id for pk in (first, second, third)]
    assert owners[0] != owners[1]
    assert owners[2] == owners[0]


def test_the_latin_form_of_cnmarc_and_the_linked_field_of_marc_21_become_variants() -> None:
    _cn("老人与海", "701 #0 ‡a海明威‡c(美)‡c(Hemingway, Ernest)‡f1899-1961")
    hemingway = Heading.objects.get(name="海明威")
    assert [v.text for v in hemingway.variants.all()] == ["Hemingway, Ernest"]
    assert hemingway.variants.get().origin == "record"
    original = _marc("100 1# ‡6880-01‡aLu, Xun,‡d1881-1936\n245 10 ‡aNa han\n880 1# ‡6100-01/$1‡a鲁迅,‡d1881-1936")
    assert _names(original) == ["鲁迅"]
    english = _marc("100 1# ‡aHemingway, Ernest,‡d1899-1961.\n245 14 ‡aThe old man and the sea")
    assert _names(english) == ["海明威"], "a variant leads to its heading"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("红楼梦（修订版）", ("红楼梦", "")),
        ("红楼梦（第2版）", ("红楼梦", "")),
        ("紅樓夢：校注本", ("红楼梦", "")),
        ("三国演义（上）", ("三国演义", "上")),
        ("三国演义 上册", ("三国演义", "上")),
        ("资治通鉴 第十二卷", ("资治通鉴", "12")),
        ("资治通鉴. 第12册", ("资治通鉴", "12")),
        ("平凡的世界 第一部", ("平凡的世界", "1")),
        ("在路上", ("在路上", "")),
        ("第二次握手", ("第二次握手", "")),
        ("War and peace : a novel", ("war and peace", "")),
        ("Novels, vol. 2", ("novels", "2")),
        ("上", ("上", "")),
        ("（上）", ("上", "")),
        ("", ("", "")),
    ],
)
def test_titles_are_parted_from_editions_and_volumes(title: str, said: tuple[str, str]) -> None:
    found = forms.title_and_part(title)
    assert (forms.key(found[0]), found[1]) == (forms.key(said[0]), said[1])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("（美）海明威著", ["海明威"]),
        ("[清] 曹雪芹, 高鹗著", ["曹雪芹", "高鹗"]),
        ("鲁迅；周作人", ["鲁迅", "周作人"]),
        ("Hemingway, Ernest", ["Hemingway, Ernest"]),
        ("海川区图书馆编", ["海川区图书馆"]),
        ("", []),
    ],
)
def test_statements_of_responsibility_become_names(text: str, names: list[str]) -> None:
    assert forms.people(text) == names


def test_editions_of_one_work_stand_together_and_the_same_title_of_another_author_does_not() -> None:
    first, second = make_record("围城", author="钱锺书"), make_record("圍城（修订版）", author="錢鍾書著")
    other = make_record("围城", author="张三")
    assert _works(first, second, other) == [first, first, other]


def test_records_without_author_are_one_work_with_nobody() -> None:
    first, second = make_record("诗选", author=""), make_record("诗选", author="")
    assert _works(first, second) == [first, second]


def test_translations_that_name_their_original_lead_to_it_and_to_each_other() -> None:
    original = _marc("100 1# ‡aHemingway, Ernest,‡d1899-1961.\n245 14 ‡aThe old man and the sea")
    one = _cn("老人与海", "500 10 ‡aThe old man and the sea", "701 #0 ‡a海明威‡c(Hemingway, Ernest)‡f1899-1961")
    two = _cn("老人与海", "701 #0 ‡a海明威")
    assert _works(original, one, two) == [original] * 3


def test_volumes_of_a_set_are_no_editions_but_each_finds_the_others() -> None:
    from shushan.catalogue.headings.works import around

    up = _cn("三国演义", "200 1# ‡a三国演义‡h上册", "701 #0 ‡a罗贯中")
    BibRecord.objects.filter(pk=up).update(title_part="上册")
    down, again = make_record("三国演义（下）", author="罗贯中"), make_record("三国演义 下册", author="罗贯中")
    assert _works(up, down, again) == [up, down, down]
    found = around(down)
    assert [line.id for line in found.editions] == [again]
    assert [line.id for line in found.volumes] == [up]
    assert [line.named for line in found.volumes] == ["三国演义 上册"]
    own = make_record("隋唐两朝志传", author="罗贯中")
    derive_all(LONG_AGO)
    author = Heading.objects.get(name="罗贯中").pk
    assert [line.id for line in queries.same_author(own, [author])] == [again], "one of a set"
    assert [line.id for line in queries.same_author(down, [author])] == [own], "none of its own set"


def test_an_edit_parts_what_was_together_and_what_goes_leaves_nothing() -> None:
    first, second = make_record("围城", author="钱锺书"), make_record("围城", author="钱锺书")
    assert _works(first, second) == [first, first]
    said = operations.Description(title="围城内外", author="钱锺书")
    editing.edit_record(actor=TESTER, at=LONG_AGO, record_id=first, said=said)
    assert _works(first, second) == [first, second]
    BibRecord.objects.filter(pk=first).delete()
    derive_all(LONG_AGO)
    assert not Access.objects.filter(record_id=first).exists()
    assert not WorkOf.objects.filter(record_id=first).exists()
    assert Heading.objects.get(name="钱锺书").uses == 1


def test_a_hidden_record_leaves_the_headings_and_an_unused_heading_goes() -> None:
    made = make_record("孤本", author="无名氏甲")
    derive_all(LONG_AGO)
    assert Heading.objects.filter(name="无名氏甲").exists()
    BibRecord.objects.filter(pk=made).update(is_suppressed=True)
    derive_all(LONG_AGO)
    assert not Heading.objects.filter(name="无名氏甲").exists()


def test_every_way_to_write_a_record_is_noted_by_the_database_itself() -> None:
    made = make_record()
    derive_all(LONG_AGO)
    assert not StaleRecord.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_bibrecord SET year = 1999 WHERE id = %s", [made])
        assert not StaleRecord.objects.exists(), "what no heading depends on is not noted"
        cursor.execute("UPDATE catalogue_bibrecord SET title = 'x' WHERE id = %s", [made])
    assert StaleRecord.objects.get().record_id == made
    BibRecord.objects.filter(pk=made).delete()
    assert StaleRecord.objects.get().serial == 2


def test_computed_again_from_nothing_it_is_the_same() -> None:
    for number in range(3):
        make_record(f"集{number}", author="甲；乙")
    derive_all(LONG_AGO)
    before = sorted(Access.objects.values_list("record_id", "heading__key", "role"))
    works = sorted(WorkOf.objects.values_list("record_id", "work_id"))
    Heading.objects.all().delete()
    WorkOf.objects.all().delete()
    StaleRecord.objects.bulk_create(
        [StaleRecord(record_id=pk) for pk in BibRecord.objects.values_list("pk", flat=True)]
    )
    derive_all(LONG_AGO)
    assert sorted(Access.objects.values_list("record_id", "heading__key", "role")) == before
    assert sorted(WorkOf.objects.values_list("record_id", "work_id")) == works
