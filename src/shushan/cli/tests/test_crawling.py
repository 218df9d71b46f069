"""The walk opens every page type once or twice, and nothing that it must not open."""

from __future__ import annotations

import pytest

from shushan.cli.crawling import EACH, every_page_type, page_type, walk

PAGES = {
    "/": '<a href="/record/1/">1</a><a href="/record/2/">2</a><a href="/record/3/">3</a><a href="/account/logout/">x</a>',
    "/record/1/": '<a href="marc/">MARC</a><a href="https://elsewhere.example/">away</a>',
    "/record/2/": '<a href="/sites/?a=1">sites</a>',
    "/record/1/marc/": "",
    "/sites/?a=1": '<a href="/not/ours/at/all/">?</a>',
}


def test_each_page_type_is_found_once_by_its_links() -> None:
    opened: list[str] = []

    def fetch(path: str) -> tuple[int, str, str]:
        opened.append(path)
        return (200, "text/html; charset=utf-8", PAGES[path]) if path in PAGES else (404, "text/html", "")

    found = walk(fetch, ["/"])
    assert found["catalogue:record"] == "/record/1/" and found["catalogue:marc"] == "/record/1/marc/"
    assert found["places:sites"] == "/sites/?a=1" and "/account/logout/" not in opened
    assert sum(path.startswith("/record/") and path.count("/") == 3 for path in opened) == EACH


@pytest.mark.parametrize("path", ["/admin/pages/", "/static/ui/mark.svg", "/account/logout/", "/no/such/thing.x"])
def test_what_is_no_page_of_ours_is_left_alone(path: str) -> None:
    assert page_type(path) in (None, f"page {path}")


def test_the_same_page_in_english_is_the_same_type() -> None:
    assert page_type("/en/sites/") == page_type("/sites/") == "places:sites"


def test_every_address_with_a_name_is_known() -> None:
    known = every_page_type()
    assert {"catalogue:record", "people:readers", "circulation:desk"} <= known
    assert not any(name.startswith(("wagtail", "api-")) for name in known)
