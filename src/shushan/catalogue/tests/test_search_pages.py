"""The pages of the search with records on them: what is shown is true at this moment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.tests.make import make_item, make_record
from shushan.search import ports
from shushan.search.public import index_some, rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_engine", [TantivyEngine(tmp_path / "index")])


def _page(client: Client, query: str) -> str:
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_record_is_found_with_its_copies_and_narrowed(client: Client, centre: int, estuary: int) -> None:
    first, second = make_record("边城"), make_record("边城研究", author="凌宇")
    make_item(site_id=centre, record_id=first)
    make_item(site_id=estuary, record_id=second)
    rebuild()
    page = _page(client, "q=biancheng")
    assert page.index("边城</a>") < page.index("边城研究</a>")
    assert "1 册可借" in page
    assert "cover" in page
    narrowed = _page(client, "q=边城&site=H&available=in")
    assert "边城研究</a>" in narrowed
    assert "边城</a>" not in narrowed
    assert "边城</a>" not in _page(client, "q=凌宇&in=author")


def test_what_is_deleted_is_gone_at_once_and_what_is_missing_is_not_ready(client: Client, centre: int) -> None:
    first = make_record("边城")
    item = make_item(site_id=centre, record_id=first)
    rebuild()
    Item.objects.filter(pk=item).update(state="missing")
    assert "可借" not in _page(client, "q=边城")
    Item.objects.filter(pk=item).delete()
    BibRecord.objects.filter(pk=first).delete()
    page = _page(client, "q=边城")
    assert "没有找到" in page
    assert "边城</a>" not in page


def test_a_new_record_is_found_after_the_next_chore(client: Client, centre: int) -> None:
    rebuild()
    make_record("湘行散记")
    assert index_some() == 1
    assert "湘行散记</a>" in _page(client, "q=xiangxingsanji")


def test_near_misses_are_offered(client: Client, centre: int) -> None:
    make_record("红楼梦", author="曹雪芹")
    notes = make_record("边城")
    BibRecord.objects.filter(pk=notes).update(summary="昨日孩子们红搂梦", marc=b"")
    rebuild()
    assert "您要找的是不是" in _page(client, "q=红楼孟")
    doubtful = _page(client, "q=红搂梦")  # the few that have it in their notes come, and what may have been meant
    assert "边城</a>" in doubtful
    assert "红楼梦</a>" in doubtful
    assert "您要找的是不是" not in _page(client, "q=红楼梦")


def test_a_call_number_finds_its_record(client: Client, centre: int) -> None:
    make_item(site_id=centre, record_id=make_record("边城"))  # I246.5/7
    make_record("长河", clc="I246.57")
    rebuild()
    page = _page(client, "q=I246.5/7")
    assert "边城</a>" in page
    assert "长河</a>" not in page


def test_type_ahead_and_feed(client: Client, centre: int) -> None:
    make_record("红楼梦", author="曹雪芹")
    rebuild()
    assert "红楼梦" in client.get("/search/suggest/?q=hl").content.decode()
    feed = client.get("/search/feed/?q=红楼")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "红楼梦" in feed.content.decode()
    assert "/search/feed/?q=%E7%BA%A2%E6%A5%BC" in feed.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_results_costs_the_same_whatever_its_length(
    client: Client, centre: int, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        make_item(site_id=centre, record_id=make_record(f"边城之{n}"))
    rebuild()
    _page(client, "q=边城")
    with django_assert_max_num_queries(14):
        _page(client, "q=边城")


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + quote("(" * 3000), "q=" + "a" * 9000, "q=" + quote('"'), "q=%F0%9F%80%84", "q=%ED%A0%80", "q=[a-z]+.*&in=title",
     "q=x&page=99999999999999", "q=x&page=²", "q=x&sort=%27&in=%22", "site=%00&q=x", "q=*&site=" + "x" * 500, "page=-1", "q=边城&page=0",
     "&".join(f"clc={n}" for n in range(300))],
)  # fmt: skip
def test_hostile_addresses_are_answered(client: Client, centre: int, query: str) -> None:
    make_record("边城")
    rebuild()
    _page(client, query)
    assert client.get(f"/search/suggest/?{query}").status_code == 200
    assert client.get(f"/search/feed/?{query}").status_code == 200
