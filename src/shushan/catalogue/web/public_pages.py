"""The pages of a record that everybody may see."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.catalogue import ports, queries
from shushan.catalogue.exporting import dublin_core, marc_of
from shushan.catalogue.marc import iso2709, xml
from shushan.catalogue.states import ItemState
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web.components import Cover
from shushan.places import public as places
from shushan.ui.http import Request


@require_safe
def record(request: Request, record_id: int) -> HttpResponse:
    """Show a record: what it is, where a copy stands, whether it is in."""
    found = queries.record(record_id)
    items = [item for item in queries.items_of(record_id) if item.state is not ItemState.WITHDRAWN]
    known = ports.availability([item.id for item in items])
    names = {site.id: site for site in places.sites()}
    by_site = []
    for site in names.values():
        here = [(item, known[item.id]) for item in items if item.site_id == site.id]
        if here:
            ready = sum(a.code == "in" and i.state is ItemState.IN_STOCK for i, a in here)
            by_site.append((site, here[:30], ready, len(here)))
    context = {
        "record": found,
        "cover": Cover(found.title, found.author, ord(found.clc[:1] or "Z") % 8),
        "authors": found.author.split("；") if found.author else [],
        "sites": by_site,
        "ready": sum(ready for _site, _here, ready, _all in by_site),
        "copies": len(items),
        "may_edit": request.actor.may_somewhere(CatalogueAct.EDIT_RECORD),
    }
    return render(request, "catalogue/record.html", context)


@require_safe
def marc(request: Request, record_id: int) -> HttpResponse:
    """Show the MARC of a record, field by field."""
    found = queries.record(record_id)
    return render(request, "catalogue/marc.html", {"record": found, "marc": marc_of(found)})


@require_safe
def download_iso2709(request: Request, record_id: int) -> HttpResponse:
    """Give the record as ISO 2709 in UTF-8."""
    response = HttpResponse(iso2709.serialise(marc_of(queries.record(record_id))), content_type="application/marc")
    response.headers["Content-Disposition"] = f'attachment; filename="record-{record_id}.mrc"'
    return response


@require_safe
def download_xml(request: Request, record_id: int) -> HttpResponse:
    """Give the record as MARCXML."""
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.serialise(marc_of(queries.record(record_id)))
    return HttpResponse(body, content_type="application/marcxml+xml")


@require_safe
def download_dublin_core(request: Request, record_id: int) -> HttpResponse:
    """Give the record as simple Dublin Core."""
    return HttpResponse(dublin_core(queries.record(record_id)), content_type="application/xml")
