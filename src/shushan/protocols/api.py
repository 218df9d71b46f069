"""The HTTP API, version 1: gates report counts, kiosks lend, anybody may read a figure. OpenAPI: /api/v1/openapi.json."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from pydantic import Field

from shushan.figures import public as figures
from shushan.figures.web import scopes
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotAllowed, Refused
from shushan.protocols.circulation_api import router as circulation
from shushan.protocols.devices import DeviceToken
from shushan.ui.http import Request
from shushan.visits import public as visits

api = NinjaAPI(title="Shushan", version="1", docs_url=None, urls_namespace="api-v1")
api.add_router("", circulation)
MOST_COUNTS = 1000


class CountIn(Schema):
    """What a gate counted in one span."""

    sequence: int = Field(ge=0, le=2**62, description="grows with each report of this device")
    since: datetime = Field(description="start of the span, with a time zone")
    entered: int = Field(ge=0)
    left: int = Field(0, ge=0)


class CountsIn(Schema):
    """A batch of counts of one gate."""

    gate: str = Field("", max_length=40)
    counts: list[CountIn] = Field(min_length=1, max_length=MOST_COUNTS)


class TakenOut(Schema):
    """The answer to one count."""

    sequence: int
    reading: int
    was_known: bool


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Answer a refusal with its status: what, why, what now."""
    body: dict[str, Any] = {"code": error.code, "message": error.message, "rule": error.rule, "remedy": error.remedy}
    if error.override:
        body["override"] = error.override
    if isinstance(error, Invalid):
        body["field"] = error.field
    return api.create_response(request, body, status=error.status)


@api.post("/gates/counts", auth=DeviceToken(), response=list[TakenOut])
def report_counts(request: HttpRequest, body: CountsIn) -> list[TakenOut]:
    """Report counts. Idempotent by device and sequence number: the same again is answered and counts once."""
    asked = cast(Request, request)
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if actor.site_id is None:
        raise NotAllowed("this device stands at no site")
    taken = visits.report(
        actor=actor,
        at=asked.at,
        device_id=actor.id,
        site_id=actor.site_id,
        gate=body.gate or actor.name,
        counts=[visits.Count(c.sequence, c.since, c.entered, c.left) for c in body.counts],
    )
    return [TakenOut(sequence=t.sequence, reading=t.reading_id, was_known=t.was_known) for t in taken]


@api.get("/figures/{code}", auth=None)
def figure(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return a figure with its card, in the scope of the address (the same words as on the page).

    ``digest`` is null above 20,000 records unless the address asks for it (``digest=1``): it reads every record.
    """
    asked = cast(Request, request)
    scope, _form = scopes.read(request.GET, asked.at)
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
