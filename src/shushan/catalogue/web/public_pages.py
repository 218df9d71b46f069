"""The pages of a record that everybody may see."""

from __future__ import annotations

import io
from collections.abc import Sequence
from urllib.parse import urlencode

import segno
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.catalogue import classes, exporting, harvest, ports, queries, shelf
from shushan.catalogue.exchange import citing, kinds, schema_org
from shushan.catalogue.exchange.marc import marc_of
from shushan.catalogue.headings import queries as headings
from shushan.catalogue.headings import similar, works
from shushan.catalogue.states import ItemState
from shushan.catalogue.terms import CatalogueAct, RecordValue
from shushan.catalogue.themes import covers
from shushan.catalogue.web.components import Cover, TitleShelf, title_shelf
from shushan.catalogue.web.reading import seen
from shushan.places import public as places
from shushan.ui.http import Request

MOST = 500  # records that one list gives away
FILES = (
    ("mrc", "marc"), ("mrc-gb18030", "marc-gb18030"), ("xml", "marcxml"), ("dc", "dc"), ("mods", "mods"),
    ("ris", "ris"), ("bibtex", "bibtex"), ("csv", "csv"), ("xlsx", "xlsx"),
)  # fmt: skip
ALTERNATES = (("xml", "application/marcxml+xml"), ("mods", "application/mods+xml"), ("dc", "application/xml"),
              ("ris", "application/x-research-info-systems"), ("bibtex", "application/x-bibtex"))  # fmt: skip


@require_safe
def record(request: Request, record_id: int) -> HttpResponse:
    """Show a record: what it is, where a copy stands, whether it is in."""
    if (grave := harvest.grave(record_id)) and grave.into_id:  # it was merged: lead to where its copies are
        return redirect("catalogue:record", grave.into_id)
    found = seen(request, record_id)
    items = [item for item in queries.items_of(record_id) if item.state is not ItemState.WITHDRAWN]
    known = ports.availability([item.id for item in items])
    names = {site.id: site for site in places.sites()}
    by_site = []
    for site in names.values():
        here = [(item, known[item.id]) for item in items if item.site_id == site.id]
        if here:
            ready = sum(a.code == "in" and i.state is ItemState.IN_STOCK for i, a in here)
            by_site.append((site, here[:30], ready, len(here)))
    beside = shelf.neighbours(record_id)
    under = headings.of_record(record_id)
    context = _headings(found, under) | {
        "record": found,
        "beside": beside,
        "beside_site": names[beside.site_id] if beside else None,
        "class_name": classes.name_of(found.clc),
        "cover": _cover(found),
        "around": works.around(record_id),
        "shelves": _shelves(record_id, under),
        "address": request.build_absolute_uri(request.path),
        "sites": by_site,
        "ready": sum(ready for _site, _here, ready, _all in by_site),
        "copies": len(items),
        "downloads": [(kinds.KINDS[code].name, reverse(f"catalogue:{name}", args=[record_id])) for name, code in FILES],
        "citations": [("GB/T 7714—2015", citing.gbt7714(found)), ("APA", citing.apa(found))],
        "alternates": [(a, reverse(f"catalogue:{n}", args=[record_id])) for n, a in ALTERNATES],
        "schema": mark_safe(schema_org.script(found, address=request.build_absolute_uri())),
        "panels": list(ports.record_panels(request, record_id, items)),
        "may_edit": request.actor.may_somewhere(CatalogueAct.EDIT_RECORD),
    }
    return render(request, "catalogue/record.html", context)


@require_safe
def marc(request: Request, record_id: int) -> HttpResponse:
    """Show the MARC of a record, field by field."""
    found = seen(request, record_id)
    return render(request, "catalogue/marc.html", {"record": found, "marc": marc_of(found)})


@require_safe
def download(request: Request, record_id: int, code: str) -> HttpResponse:
    """Give one record in one of the kinds of file."""
    return _file(kinds.KINDS[code], seen(request, record_id))


@require_safe
def export(request: Request, code: str) -> HttpResponseBase:
    """Give some records (``?id=1&id=2``, at most 500) as one file, in that order."""
    wanted = [int(text) for text in request.GET.getlist("id")[:MOST] if text.isdecimal() and len(text) < 16]
    if not request.actor.may_somewhere(CatalogueAct.SEE_STAFF_LIST):
        wanted = queries.shown_ids(wanted)
    kind = exporting.kind(code)
    found = exporting.records(exporting.Selection(ids=tuple(wanted))) if wanted else iter(())
    response = StreamingHttpResponse(exporting.stream(kind, found), content_type=kind.media)
    response.headers["Content-Disposition"] = f'attachment; filename="records.{kind.suffix}"'
    return response


@require_safe
def qr(request: Request, record_id: int) -> HttpResponse:
    """Draw the address of a record as a QR code."""
    seen(request, record_id)
    address = request.build_absolute_uri(reverse("catalogue:record", args=[record_id]))
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=6, border=2)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_safe
def cover(request: Request, record_id: int, version: str) -> HttpResponseBase:
    """Give the picture of a cover; its address changes with the picture, so it may be kept for a year."""
    response = FileResponse(covers.open_cover(record_id), content_type="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _cover(found: RecordValue) -> Cover:
    image = covers.addresses([found.id]).get(found.id, "")
    return Cover(found.title, found.author, ord(found.clc[:1] or "Z") % 8, image)


def _headings(found: RecordValue, under: Sequence[headings.Under]) -> dict[str, object]:
    """Return names, subjects and series as (text, address); those that were not read yet lead to the search."""

    def known(role: str) -> list[tuple[str, str]]:
        return [
            (one.heading.name, reverse("catalogue:heading", args=[one.heading.id])) for one in under if one.role == role
        ]

    def plain(texts: Sequence[str]) -> list[tuple[str, str]]:
        return [(text, f"{reverse('search:results')}?{urlencode({'q': text})}") for text in texts if text]

    return {
        "authors": known("author") or plain(found.author.split("；")),
        "others": known("with") or plain(found.contributor.split("；")),
        "subjects": known("subject") or plain(found.subjects),
        "series": known("series") or plain([found.series]),
        "also": _also(under),
    }


def _also(under: Sequence[headings.Under]) -> list[tuple[str, str]]:
    """Return what the headings of a record lead to besides themselves, as (name, address)."""
    here = {one.heading.id for one in under}
    found = headings.also_of(here)
    lines = {line.id: line for some in found.values() for line in some if line.id not in here and line.uses}
    return [(line.name, reverse("catalogue:heading", args=[line.id])) for line in lines.values()]


def _shelves(record_id: int, under: Sequence[headings.Under]) -> list[TitleShelf]:
    """Return the shelves below a record: other works of its authors, similar titles."""
    authors = [one.heading for one in under if one.role == "author"][:3]
    shelves = []
    if same := headings.same_author(record_id, [one.id for one in authors]):
        address = reverse("catalogue:heading", args=[authors[0].id])
        shelves.append(title_shelf("same-author", _("同一作者的书"), same, address=address, more=authors[0].name))
    if alike := similar.similar(record_id):
        shelves.append(title_shelf("similar", _("相近的书"), alike))
    return shelves


def _file(kind: kinds.Kind, found: RecordValue) -> HttpResponse:
    body = b"".join(exporting.stream(kind, [found])) if kind.code == kinds.XLSX else kinds.alone(kind, found)
    response = HttpResponse(body, content_type=kind.media)
    how = "inline" if kind.media.startswith("application/xml") else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="record-{found.id}.{kind.suffix}"'
    return response
