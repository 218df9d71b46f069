"""Figures with their cards, as on their pages."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router

from shushan.figures import public as figures
from shushan.figures.web import scopes
from shushan.protocols.access.scopes import Scope
from shushan.protocols.doors.extra import reads
from shushan.protocols.doors.guards import Token
from shushan.protocols.doors.shapes import NO_CONTROLS
from shushan.ui.http import Request

router = Router(auth=Token(Scope.LIBRARY), tags=["figures"])


@router.get(
    "/figures/{code}", response=dict[str, Any], summary="A figure with its card", openapi_extra=reads(Scope.LIBRARY)
)
def figure(request: HttpRequest, code: Annotated[str, Path(max_length=20, pattern=NO_CONTROLS)]) -> dict[str, Any]:
    """Return a figure with its card, in the scope of the address (the same words as on the page).

    ``digest`` is null above 20,000 records unless the address asks for it (``digest=1``): it reads every record.
    """
    asked = cast(Request, request)
    scope, _form = scopes.read(request.GET, asked.at)
    if figures.measure(code).is_internal:
        raise figures.NoSuchMeasure(_("没有编号为 %(code)s 的指标") % {"code": code})
    card = figures.for_public(figures.card(code, scope=scope, at=asked.at))
    number = card.value.number
    wanted = card.value.entries <= figures.DIGEST_UP_TO or "digest" in request.GET
    return {
        "code": code,
        "version": card.value.measure.version,
        "name": str(card.value.measure.name),
        "unit": str(card.value.measure.unit),
        "kind": card.value.measure.kind,
        "quantity": card.value.quantity,
        "number": None if number is None else card.value.shown.replace(",", ""),
        "absence": card.value.absence,
        "operands": [
            {"code": one.measure.code, "number": None if one.number is None else one.shown.replace(",", "")}
            for one in card.value.operands
        ],
        "entries": card.value.entries,
        "reversals": card.reversals,
        "since_reopening": card.value.is_since_reopening,
        "latest_recorded_at": card.latest_recorded_at,
        "digest": figures.digest(card.value) if wanted else None,
        "chain": {"sealed_to": card.sealed_to, "head": card.chain_head},
        "method": card.value.method,
        "computed_at": card.value.computed_at,
        "sites": [
            {"site": part.site.code, "since": part.since, "until": part.until, "quantity": part.quantity}
            for part in card.sites
        ],
        "months": [{"month": part.month, "quantity": part.quantity} for part in card.months],
        "definition": str(card.value.measure.definition),
        "source": str(card.value.measure.source),
    }
