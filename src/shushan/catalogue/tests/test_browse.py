"""Pages to browse, the editions of a work in results and on the record page, and hostile questions on each address."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue.headings.deriving import derive_all
from shushan.catalogue.headings.models import Heading
from shushan.catalogue.models import BibRecord
from shushan.catalogue.tests.make import LONG_AGO, make_item, make_record
from shushan.search import ports
from shushan.search.public import rebuild

pytestmark = pytest.mark.django_db
HOSTILE = [
    "", "\x00", "'\"`;--", "a" * 10_000, "人" * 10_000, "*?^~[]{}()", "NOT AND OR +-", "\x01\x1b\x7f", ".*(a+)+$", "%", "_", "\\",
    "\u202e\ufeff\ufffd", "𠮷" * 300, "-1", "9" * 40, "１２", "<script>alert(1)</script>", "{{ 7*7 }}", "{% load %}", "~", "1~", "~x",
    "0~\x00", "٣~a",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_engine", [TantivyEngine(tmp_path / "index")])


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _ready() -> None:
    derive_all(LONG_AGO)
    rebuild()


def test_authors_stand_in_the_order_of_pinyin_under_their_letters(client: Client) -> None:
    for author in ("鲁迅", "巴金", "曾国藩", "Hemingway"):
        make_record(f"{author}集", author=author)
    derive_all(LONG_AGO)
    page = _page(client, "/browse/authors/")
    places = [page.index(f"<span>{name}") for name in ("巴金", "Hemingway", "鲁迅", "曾国藩")]
    assert places == sorted(places), "曾 as a surname is zeng"
    only = _page(client, "/browse/authors/?letter=Z")
    assert "曾国藩" in only
    assert "巴金</span>" not in only
    assert "鲁迅" in _page(client, "/browse/authors/?q=lux")
    assert "没有这样的名称" in _page(client, "/browse/authors/?q=某某某")
    assert client.get("/browse/nothing/").status_code == 404


def test_the_list_goes_on_after_its_last_name(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from shushan.catalogue.web import browse

    monkeypatch.setattr(browse, "PAGE", 2)
    for author in ("阿来", "巴金", "曹禺"):
        make_record("书", author=author)
    derive_all(LONG_AGO)
    first = _page(client, "/browse/authors/")
    assert "曹禺" not in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    assert "曹禺" in _page(client, "/browse/authors/" + following[1].replace("&amp;", "&"))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_number_of_questions_whatever_their_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, centre: int, rows: int
) -> None:
    for number in range(rows):
        make_item(site_id=centre, record_id=make_record(f"书{number}", author="甲"))
        make_record("另", author=f"乙{number}")
    derive_all(LONG_AGO)
    heading = Heading.objects.get(name="甲").pk
    client.get("/browse/authors/")
    with django_assert_num_queries(2):
        client.get("/browse/authors/")
    with django_assert_num_queries(15):
        client.get(f"/headings/{heading}/")


def test_a_heading_shows_its_books_and_what_leads_to_it(client: Client, centre: int) -> None:
    make_item(site_id=centre, record_id=make_record("呐喊", author="鲁迅"))
    derive_all(LONG_AGO)
    page = _page(client, f"/headings/{Heading.objects.get(name='鲁迅').pk}/")
    assert "呐喊" in page
    assert "1 册可借" in page
    assert client.get("/headings/999999/").status_code == 404


def test_results_show_a_work_once_and_each_edition_when_asked(client: Client, centre: int) -> None:
    first, second = make_record("围城", author="钱锺书"), make_record("圍城", author="錢鍾書")
    other = make_record("围城", author="张三")
    _ready()
    page = _page(client, f"/search/?q={quote('围城')}")
    assert sum(f"/record/{pk}/" in page for pk in (first, second)) == 1
    assert f"/record/{other}/" in page, "the same title of another author is another work"
    assert "2 个版本" in page
    each = _page(client, f"/search/?q={quote('围城')}&each=1")
    assert all(f"/record/{pk}/" in each for pk in (first, second, other))
    editions = _page(client, f"/record/{first}/editions/")
    assert f"/record/{second}/" in editions
    assert f"/record/{other}/" not in editions


def test_a_work_of_an_earlier_page_is_not_shown_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from shushan.search.web import asking, views

    monkeypatch.setattr(asking, "PAGE", 2)
    monkeypatch.setattr(views, "PAGE", 2)
    made = [make_record("围城", author="钱锺书") for _n in range(3)]
    _ready()
    query = f"/search/?q={quote('围城')}"
    shown = [sum(f'/record/{pk}/"' in _page(client, f"{query}&page={page}") for pk in made) for page in (1, 2)]
    assert shown == [1, 0]


def test_the_record_page_leads_to_names_editions_volumes_and_the_same_author(client: Client, centre: int) -> None:
    first, second = make_record("三国演义（上）", author="罗贯中"), make_record("三国演义（上）", author="罗贯中")
    volume, other = make_record("三国演义（下）", author="罗贯中"), make_record("三遂平妖传", author="罗贯中")
    make_item(site_id=centre, record_id=first)
    plain = _page(client, f"/record/{first}/")
    assert "/search/?q=" in plain, "before its headings were read a name leads to the search"
    derive_all(LONG_AGO)
    page = _page(client, f"/record/{first}/")
    assert f'href="/headings/{Heading.objects.get(name="罗贯中").pk}/"' in page
    for pk in (second, volume, other):
        assert f'href="/record/{pk}/"' in page
    assert "同一作者的书" in page
    assert "同套" in page


def test_similar_titles_share_subjects(client: Client) -> None:
    first, second, third = make_record("甲", author="A"), make_record("乙", author="B"), make_record("丙", author="C")
    BibRecord.objects.filter(pk__in=[first, second]).update(subjects=["茶文化"])
    derive_all(LONG_AGO)
    page = _page(client, f"/record/{first}/")
    assert "相近的书" in page
    assert f'href="/record/{second}/"' in page
    assert f'href="/record/{third}/"' not in page
    assert "茶文化" in _page(client, "/browse/subjects/")


def test_the_record_page_asks_a_bounded_number_of_questions(client: Client, centre: int) -> None:
    made = [make_record(f"书{number}", author="甲") for number in range(8)]
    for pk in made:
        make_item(site_id=centre, record_id=pk)
    derive_all(LONG_AGO)
    client.get(f"/record/{made[0]}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/record/{made[0]}/")
    assert len(asked) <= 36


def test_a_record_carries_valid_schema_org_and_its_address_as_a_code(client: Client) -> None:
    made = make_record('边城</script><b>"', author="沈从文", isbn="9787020008735")
    page = _page(client, f"/record/{made}/")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert block is not None
    said = json.loads(block[1])
    assert (said["@context"], said["@type"]) == ("https://schema.org", "Book")
    assert said["name"] == '边城</script><b>"'
    assert said["author"] == [{"@type": "Person", "name": "沈从文"}]
    assert said["isbn"] == "9787020008735"
    assert said["@id"].startswith("http")
    drawn = client.get(f"/record/{made}/qr.svg")
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in drawn.content


def test_a_hidden_record_is_on_none_of_these_pages(client: Client) -> None:
    first, second = make_record("甲", author="某人"), make_record("甲", author="某人")
    derive_all(LONG_AGO)
    BibRecord.objects.filter(pk=second).update(is_suppressed=True)
    heading = Heading.objects.get(name="某人").pk
    for address in (f"/headings/{heading}/", f"/record/{first}/", f"/record/{first}/editions/"):
        assert f"/record/{second}/" not in _page(client, address)
    for address in (f"/record/{second}/editions/", f"/record/{second}/qr.svg"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_no_question_breaks_a_page(client: Client, text: str, centre: int) -> None:
    make_item(site_id=centre, record_id=make_record())
    _ready()
    asked = quote(text)
    for address in (
        f"/browse/authors/?q={asked}", f"/browse/subjects/?letter={asked}", f"/browse/series/?after={asked}",
        f"/browse/authors/?after={asked}&q={asked}&letter={asked}", f"/search/?q={asked}&each={asked}&page={asked}",
        f"/new/?site={asked}&audience={asked}&page={asked}", f"/popular/?audience={asked}", f"/themes/?audience={asked}",
        f"/classes/?c={asked}", f"/shelves/C/?from={asked}", f"/search/feed/?q={asked}",
        f"/headings/{Heading.objects.earliest('pk').pk}/?page={asked}",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
