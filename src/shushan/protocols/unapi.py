"""unAPI 1: a reference manager asks for the record behind a page (unapi.info, version 1)."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from shushan.catalogue import public as catalogue

KINDS = {"mods": "application/xml", "oai_dc": "application/xml", "marcxml": "application/xml"}
_MAKE = {"mods": catalogue.mods, "oai_dc": catalogue.oai_dc, "marcxml": catalogue.strict_marcxml_of}


@require_safe
def unapi(request: HttpRequest) -> HttpResponse:
    """List the formats, of the server or of one record (300), or give the record in one; 404 and 406 as unAPI says."""
    asked, kind = request.GET.get("id", ""), request.GET.get("format", "")
    if not asked:
        return _formats("", 200)
    said = re.fullmatch(r"record/(\d{1,18})", asked)
    found = catalogue.harvest.whole([int(said[1])]) if said else []
    if not found:
        return HttpResponse("no such record\n", status=404, content_type="text/plain")
    if not kind:
        return _formats(asked, 300)
    if kind not in KINDS:
        return HttpResponse("no such format\n", status=406, content_type="text/plain")
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + _MAKE[kind](found[0])
    return HttpResponse(body, content_type=KINDS[kind])


def _formats(asked: str, status: int) -> HttpResponse:
    inner = "".join(f'<format name="{name}" type="{media}"/>' for name, media in KINDS.items())
    head = f"<formats id={quoteattr(asked)}>" if asked else "<formats>"
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{inner}</formats>',
        status=status,
        content_type="application/xml",
    )
