"""The children's shelf: chosen on any page, remembered, another home page, a search among children's books."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from shushan.catalogue.models import BibRecord
from shushan.catalogue.public import childrens_shelf
from shushan.catalogue.tests import make
from shushan.newsroom.pages import ensure_home

pytestmark = pytest.mark.django_db


def test_the_shelf_goes_through_all_children_s_books_day_by_day() -> None:
    books = [make.make_record(f"童话{n}") for n in range(7)]
    grown_up = make.make_record("物种起源")
    BibRecord.objects.filter(pk__in=books).update(audience="child")
    seen = [{line.id for line in childrens_shelf(date(2020, 6, day), limit=3)} for day in range(1, 8)]
    assert all(len(one) == 3 for one in seen)
    assert set().union(*seen) == set(books) and grown_up not in set().union(*seen)


def test_with_no_children_s_books_the_shelf_is_empty() -> None:
    assert childrens_shelf(date(2020, 6, 1)) == []


def test_children_get_their_own_first_page_and_a_search_among_their_books(client: Client) -> None:
    ensure_home("首页", "书山有路", "A path")
    book = make.make_record("小王子")
    BibRecord.objects.filter(pk=book).update(audience="child")
    ordinary = client.get("/").content.decode()
    assert "今天想看什么书" not in ordinary and 'name="audience"' not in ordinary
    answer = client.post("/face/", {"face": "children", "next": "/"})
    assert answer.status_code == 302 and answer["Location"] == "/"
    page = client.get("/").content.decode()
    assert "今天想看什么书" in page and f"/record/{book}/" in page
    assert '<input type="hidden" name="audience" value="child">' in page
    client.post("/face/", {"face": "ordinary", "next": "/"})
    assert "今天想看什么书" not in client.get("/").content.decode()
