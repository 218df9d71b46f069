"""Pages of the search."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.search import public as search
from shushan.search.results import shower
from shushan.search.terms import Asked
from shushan.search.web.labels import facet_label, value_label
from shushan.ui.components import Component
from shushan.ui.http import Request

PAGE = 20
LONGEST = 200
SHOWN = ("site", "audience", "language", "clc", "year")


@require_safe
def results(request: Request) -> HttpResponse:
    """Show what was found, with facets; every filter stands in the address."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    page = request.GET.get("page", "1")
    number = min(max(int(page), 1), 500) if page.isdecimal() else 1
    chosen = tuple((name, value) for name in SHOWN for value in request.GET.getlist(name) if value)
    hits = search.search(Asked(text, chosen, offset=(number - 1) * PAGE, limit=PAGE))
    facets = [
        (
            name,
            facet_label(name),
            [(v, value_label(name, v), n, (name, v) in chosen) for v, n in hits.facets.get(name, ())],
        )
        for name in SHOWN
    ]
    context = {
        "text": text,
        "hits": hits,
        "cards": list(_cards(hits.found)),
        "facets": [facet for facet in facets if len(facet[2]) > 1 or any(one[3] for one in facet[2])],
        "chosen": [(name, value, facet_label(name), value_label(name, value)) for name, value in chosen],
        "page": number,
        "next": number + 1 if number * PAGE < hits.total else None,
        "previous": number - 1 if number > 1 else None,
        "heading": _("检索") if not text else _("检索：%(text)s") % {"text": text},
    }
    return render(request, "search/results.html", context)


@require_safe
def suggestions(request: Request) -> HttpResponse:
    """Offer titles while typing."""
    found = search.suggest(request.GET.get("q", "")[:60])
    lines = [(one.text, show.address(one.id)) for one in found if (show := shower(one.kind))]
    return render(request, "search/suggestions.html", {"lines": lines})


def _cards(found: Iterable[tuple[str, int]]) -> Iterable[Component]:
    by_kind: dict[str, list[int]] = {}
    for kind, ref in found:
        by_kind.setdefault(kind, []).append(ref)
    drawn = {kind: show.cards(refs) for kind, refs in by_kind.items() if (show := shower(kind))}
    for kind, ref in found:
        card = drawn.get(kind, {}).get(ref)
        if card is not None:
            yield card
