"""Find one address of every page type by following links, as whoever is signed in would."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLResolver, get_resolver, resolve

MOST_PAGES: Final = 600  # that are opened in one walk
EACH: Final = 2  # addresses opened of one page type: the second may lead where the first did not
SHUT: Final = ("/account/logout", "/admin/", "/static/", "/media/", "/documents/", "/i18n/", "/preferences/")

Fetch = Callable[[str], tuple[int, str, str]]  # path → status, content type, body


class _Links(HTMLParser):
    """What one page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link goes."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def walk(fetch: Fetch, starts: Iterable[str]) -> dict[str, str]:
    """Return page type → the first address of it that shows a page, breadth first from some addresses."""
    waiting, seen, opened = deque(starts), set(starts), dict[str, int]()
    pages: dict[str, str] = {}
    while waiting and sum(opened.values()) < MOST_PAGES:
        path = waiting.popleft()
        kind = page_type(path)
        if kind is None or opened.get(kind, 0) >= EACH:
            continue
        opened[kind] = opened.get(kind, 0) + 1
        status, content, body = fetch(path)
        if status != 200 or not content.startswith("text/html"):
            continue
        pages.setdefault(kind, path)
        for link in _inside(path, body):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return pages


def page_type(path: str) -> str | None:
    """Return the name of the address, the same for every record; None for what is no page of ours."""
    bare = urlsplit(path).path
    bare = bare.removeprefix("/en") if bare.startswith("/en/") else bare
    if bare.startswith(SHUT):
        return None
    try:
        match = resolve(bare)
    except Resolver404:
        return None
    if match.view_name == "wagtail_serve":
        return f"page {bare}"
    return match.view_name or match.route


def every_page_type() -> set[str]:
    """Return the name of every address below the root that has one, the page editor's and the machines' left out."""
    return {name for name in _names(get_resolver(), (), "") if not name.startswith("wagtail")}


def _names(resolver: URLResolver, namespaces: tuple[str, ...], route: str) -> Iterable[str]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if here.startswith(("admin/", "api/")):
            continue
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _names(pattern, inner, here)
        elif pattern.name:
            yield ":".join([*namespaces, pattern.name])


def _inside(path: str, body: str) -> list[str]:
    parser = _Links()
    parser.feed(body)
    found = []
    for link in parser.found:
        parts = urlsplit(urljoin(path, link))
        if not parts.scheme and not parts.netloc and parts.path.startswith("/"):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found
