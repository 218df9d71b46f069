"""Pages to browse: names, subjects and series in the order of pinyin, one heading, the editions of a work."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from shushan.catalogue import queries
from shushan.catalogue.headings import queries as headings
from shushan.catalogue.headings import works
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web.components import cards
from shushan.catalogue.web.reading import number, seen, typed
from shushan.places import public as places
from shushan.ui.http import Request

PAGE = 60
SHELF = 20
KINDS = {"authors": "agent", "subjects": "subject", "series": "series"}
NAMES = {"agent": _("作者"), "subject": pgettext_lazy("many", "主题"), "series": _("丛书")}
PLACES = {kind: code for code, kind in KINDS.items()}


@require_safe
def hub(request: Request) -> HttpResponse:
    """Show every way to browse."""
    return render(request, "catalogue/browse.html", {"sites": places.sites()})


@require_safe
def listing(request: Request, code: str) -> HttpResponse:
    """Show the headings of a kind, by letter, by what was typed, page by page."""
    if code not in KINDS:
        raise Http404
    kind = KINDS[code]
    letter = request.GET.get("letter", "")[:1].upper()
    text = typed(request, "q", 60)
    after = _after(request)
    found = headings.browse(kind, letter=letter, text=text, after=after, limit=PAGE + 1)
    by_form = headings.forms_matching(text, [line.id for line in found[:PAGE]])
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "code": code,
        "name": NAMES[kind],
        "kinds": [(c, NAMES[k], c == code) for c, k in KINDS.items()],
        "letters": headings.letters(kind),
        "letter": letter,
        "text": text,
        "lines": [(line, by_form.get(line.id, "")) for line in found[:PAGE]],
        "after": f"{last.id}~{last.sort}" if last else "",
        "is_first": after is None,
    }
    return render(request, "catalogue/headings.html", context)


@require_safe
def heading(request: Request, heading_id: int) -> HttpResponse:
    """Show a heading: its other forms, what to see also, the records under it."""
    found = headings.heading(heading_id)
    page = number(request, "page", 1, 500)
    lines, total = headings.records_of(heading_id, offset=(page - 1) * SHELF, limit=SHELF)
    drawn = cards([line.id for line in lines])
    context = {
        "heading": found,
        "kind": NAMES[found.kind],
        "place": PLACES[found.kind],
        "cards": [drawn[line.id] for line in lines if line.id in drawn],
        "total": total,
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if page * SHELF < total else None,
        "may_edit": request.actor.may_somewhere(CatalogueAct.EDIT_HEADINGS),
    }
    return render(request, "catalogue/heading.html", context)


@require_safe
def editions(request: Request, record_id: int) -> HttpResponse:
    """Show a work: all its editions, and the other volumes of its set."""
    found = seen(request, record_id)
    around = works.around(record_id)
    same = [record_id, *(line.id for line in around.editions)]
    drawn = cards([*same, *(line.id for line in around.volumes)])
    lines = queries.record_lines(same)
    order = sorted(same, key=lambda pk: (-(lines[pk].year or 0), pk))
    context = {
        "record": found,
        "cards": [drawn[pk] for pk in order if pk in drawn],
        "volumes": [drawn[line.id] for line in around.volumes if line.id in drawn],
    }
    return render(request, "catalogue/editions.html", context)


def _after(request: Request) -> tuple[str, int] | None:
    pk, mark, sort = request.GET.get("after", "").replace("\x00", "").partition("~")
    return (sort[:120], int(pk)) if mark and pk.isascii() and pk.isdecimal() and len(pk) < 16 else None
