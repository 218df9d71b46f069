"""Pages of the search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.search import public as search
from shushan.search.results import shower, tools
from shushan.search.terms import Sort, Suggestion
from shushan.search.web.asking import PAGE, Wish, wish
from shushan.search.web.facets import facets_of
from shushan.search.web.labels import facet_label, scope_labels, site_names, sort_labels, value_label
from shushan.ui.components import Component
from shushan.ui.http import Request

NEW_ONES = 30
Key = tuple[str, int]


@require_safe
def results(request: Request) -> HttpResponse:
    """Show what was found, with facets; every filter stands in the address."""
    asked = wish(request.GET)
    hits = search.search(asked.asked())
    is_doubtful = bool(asked.text) and hits.is_ready and search.is_doubtful(asked.asked(), hits)
    misses = search.near_misses(asked.text, without=hits.found) if is_doubtful else []
    sites = site_names() if any(name == "site" for name, _value in asked.chosen) else {}
    context = {
        "asked": asked,
        "text": asked.text,
        "hits": hits,
        "cards": list(_cards(hits.found if asked.is_each else merged(hits.found, asked))),
        "tools": tools(request, asked.address()),
        "each": asked.address(each="" if asked.is_each else "1"),
        "facets": facets_of(asked, hits),
        "chosen": [(facet_label(n), value_label(n, v, sites), asked.without(n, v)) for n, v in asked.chosen],
        "sorts": [(code, word, code == asked.sort) for code, word in sort_labels()],
        "scopes": [(code, word, code == asked.scope) for code, word in scope_labels()],
        "misses": _lines(misses),
        "rest": asked.address(),
        "next": asked.page + 1 if asked.page * PAGE < hits.total else None,
        "previous": asked.page - 1 if asked.page > 1 else None,
        "heading": _heading(asked),
    }
    return render(request, "search/results.html", context)


@require_safe
def suggestions(request: Request) -> HttpResponse:
    """Offer titles while typing."""
    found = search.suggest(request.GET.get("q", "").replace("\x00", " ")[:60])
    return render(request, "search/suggestions.html", {"lines": _lines(found)})


class NewResults(Feed[Suggestion, Wish]):
    """What came last among the answers to a question, as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> Wish:
        """Read the question."""
        return wish(request.GET)

    def title(self, asked: Wish) -> str:
        """Name the question."""
        return _heading(asked)

    def link(self, asked: Wish) -> str:
        """Return the page of the question."""
        return f"{reverse('search:results')}?{asked.address()}"

    def feed_url(self, asked: Wish) -> str:
        """Return the address of the feed itself, with its question."""
        return f"{reverse('search:feed')}?{asked.address()}"

    def items(self, asked: Wish) -> list[Suggestion]:
        """Return the last added ones."""
        return search.titled(search.search(asked.asked(limit=NEW_ONES, sort=Sort.NEW)))

    def item_title(self, item: Suggestion) -> str:
        """Return the title."""
        return item.text

    def item_description(self, item: Suggestion) -> str:
        """Return the title: the feed tells that it is there, the page tells the rest."""
        return item.text

    def item_link(self, item: Suggestion) -> str:
        """Return the page of one."""
        show = shower(item.kind)
        return show.address(item.id) if show else "/"


def merged(found: Sequence[Key], asked: Wish) -> list[Key]:
    """Return what was found with the first record of each work only, also over the pages before this one."""
    before = asked.before()
    earlier = search.search(before).found if before else ()
    works = _works([*earlier, *found])
    seen = {works[key] for key in earlier}
    shown: list[Key] = []
    for key in found:
        if works[key] not in seen:
            seen.add(works[key])
            shown.append(key)
    return shown


def _works(found: Sequence[Key]) -> dict[Key, Key]:
    """Return which work each thing is, one question for each kind; most kinds have no works."""
    works = {key: key for key in found}
    for kind in dict.fromkeys(kind for kind, _ref in found):
        show = shower(kind)
        if show and show.works:
            works |= {(kind, ref): (kind, work) for ref, work in show.works([r for k, r in found if k == kind]).items()}
    return works


def _heading(asked: Wish) -> str:
    return _("检索：%(text)s") % {"text": asked.text} if asked.text else _("检索")


def _lines(found: Iterable[Suggestion]) -> list[tuple[str, str]]:
    return [(one.text, show.address(one.id)) for one in found if (show := shower(one.kind))]


def _cards(found: Iterable[tuple[str, int]]) -> Iterable[Component]:
    by_kind: dict[str, list[int]] = {}
    for kind, ref in found:
        by_kind.setdefault(kind, []).append(ref)
    drawn = {kind: show.cards(refs) for kind, refs in by_kind.items() if (show := shower(kind))}
    for kind, ref in found:
        card = drawn.get(kind, {}).get(ref)
        if card is not None:
            yield card
