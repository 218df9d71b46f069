"""Articles are found by readers while they are published, and by editors always."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from shushan.adapters.tantivy_engine import TantivyEngine
from shushan.newsroom.models import ArticlePage
from shushan.newsroom.pages import add_article, ensure_home
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.search import ports
from shushan.search import public as search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = TantivyEngine(tmp_path / "index")
    engine.build().swap()
    monkeypatch.setattr(ports, "_engine", [engine])


@pytest.fixture
def article() -> ArticlePage:
    made = add_article(
        ensure_home("首页"),
        slug="dushuyue",
        title="四月二十三日起为读书月",
        title_en="A month of reading",
        published_on=date(2020, 4, 20),
        summary="每人研读一本书",
        body=[("paragraph", "<p>逆行者书吧在<b>隔离</b>驻地开张。</p>"), ("heading", "征文启事")],
    )
    search.index_some()
    return made


@pytest.mark.parametrize("text", ["读书月", "dushuyue", "隔离驻地", "征文启", "month of reading", "研读一本"])
def test_readers_find_an_article_by_any_part_of_it(client: Client, article: ArticlePage, text: str) -> None:
    page = client.get(reverse("search:results"), {"q": text}).content.decode()
    assert article.title in page and article.get_url() in page


def test_type_ahead_offers_it(client: Client, article: ArticlePage) -> None:
    assert article.title in client.get(reverse("search:suggest"), {"q": "四月二"}).content.decode()


def test_it_is_gone_at_once_when_taken_down_or_deleted(client: Client, article: ArticlePage) -> None:
    article.unpublish()
    assert article.title not in client.get(reverse("search:results"), {"q": "读书月"}).content.decode()
    article.save_revision().publish()
    search.index_some()
    assert article.title in client.get(reverse("search:results"), {"q": "读书月"}).content.decode()
    article.delete()
    assert article.title not in client.get(reverse("search:results"), {"q": "读书月"}).content.decode()


def test_a_draft_waits_for_its_day(client: Client, article: ArticlePage) -> None:
    article.title = "尚未发布的新题目"
    article.save_revision()
    search.index_some()
    page = client.get(reverse("search:results"), {"q": "尚未发布"}).content.decode()
    assert "尚未发布的新题目" not in page


@pytest.mark.parametrize("text", ["读书月", "隔离驻地", "dushuyue"])
def test_editors_find_it_inside_the_page_editor(client: Client, article: ArticlePage, text: str) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("editor")))
    assert article.title in client.get("/admin/pages/search/", {"q": text}).content.decode()


def test_editors_find_a_draft_by_any_part_of_its_title(client: Client, article: ArticlePage) -> None:
    article.unpublish()
    without_second_factor()
    client.force_login(make_user(make_staff("editor")))
    page = client.get("/admin/pages/search/", {"q": "日起为读"}).content.decode()
    assert article.title in page


def test_what_is_typed_by_a_cat_finds_nothing_and_breaks_nothing(client: Client, article: ArticlePage) -> None:
    without_second_factor()
    client.force_login(make_user(make_staff("editor")))
    for text in ('"(*', "x" * 5000, "\u0000", "%_%"):
        assert client.get("/admin/pages/search/", {"q": text}).status_code == 200
