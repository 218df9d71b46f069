"""The pages of a record that everybody may see."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.catalogue import classes, exporting, harvest, ports, queries, shelf
from shushan.catalogue.errors import NoSuchRecord
from shushan.catalogue.exchange import citing, kinds, schema_org
from shushan.catalogue.exchange.marc import marc_of
from shushan.catalogue.states import ItemState
from shushan.catalogue.terms import CatalogueAct, RecordValue
from shushan.catalogue.web.components import Cover
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
    found = _seen(request, record_id)
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
    context = {
        "record": found,
        "beside": beside,
        "beside_site": names[beside.site_id] if beside else None,
        "class_name": classes.name_of(found.clc),
        "cover": Cover(found.title, found.author, ord(found.clc[:1] or "Z") % 8),
        "authors": found.author.split("；") if found.author else [],
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
    found = _seen(request, record_id)
    return render(request, "catalogue/marc.html", {"record": found, "marc": marc_of(found)})


@require_safe
def download(request: Request, record_id: int, code: str) -> HttpResponse:
    """Give one record in one of the kinds of file."""
    return _file(kinds.KINDS[code], _seen(request, record_id))


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


def _seen(request: Request, record_id: int) -> RecordValue:
    """Return a record; a suppressed one only to staff.

    :raises NoSuchRecord:
    """
    found = queries.record(record_id)
    if found.is_suppressed and not request.actor.may_somewhere(CatalogueAct.SEE_STAFF_LIST):
        raise NoSuchRecord(_("没有这条书目"), remedy=_("它可能已经合并或删除，请重新检索"))
    return found


def _file(kind: kinds.Kind, found: RecordValue) -> HttpResponse:
    body = b"".join(exporting.stream(kind, [found])) if kind.code == kinds.XLSX else kinds.alone(kind, found)
    response = HttpResponse(body, content_type=kind.media)
    how = "inline" if kind.media.startswith("application/xml") else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="record-{found.id}.{kind.suffix}"'
    return response
