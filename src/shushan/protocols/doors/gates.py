"""Gates report what they counted."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.protocols.devices import DeviceToken
from shushan.protocols.doors.extra import refusals
from shushan.protocols.doors.shapes import NO_CONTROLS
from shushan.ui.http import Request
from shushan.visits import public as visits

router = Router(tags=["gates"])
MOST_COUNTS = 1000
MOST_PERSONS = 1_000_000  # in one span of one gate


class CountIn(Schema):
    """What a gate counted in one span."""

    sequence: int = Field(ge=0, le=2**62, description="grows with each report of this device")
    since: AwareDatetime = Field(description="start of the span, with a time zone")
    entered: int = Field(ge=0, le=MOST_PERSONS)
    left: int = Field(0, ge=0, le=MOST_PERSONS)


class CountsIn(Schema):
    """A batch of counts of one gate."""

    gate: str = Field("", max_length=40, pattern=NO_CONTROLS)
    counts: list[CountIn] = Field(min_length=1, max_length=MOST_COUNTS)


class TakenOut(Schema):
    """The answer to one count."""

    sequence: int
    reading: int
    was_known: bool


@router.post("/gates/counts", auth=DeviceToken(), response=list[TakenOut], summary="Report counts",
             openapi_extra={"responses": refusals()})  # fmt: skip
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
