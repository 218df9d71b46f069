"""A reader's holds: seen, placed, cancelled, suspended, thawed, by the same operations as on the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.access.scopes import Scope
from shushan.protocols.doors import shapes
from shushan.protocols.doors.extra import own
from shushan.protocols.doors.guards import Consent
from shushan.protocols.doors.kept import Key, once
from shushan.protocols.doors.mine import standing

router = Router(tags=["me"])
WRITES = Consent(Scope.HOLDS_WRITE)
SAID = own(Scope.HOLDS_WRITE)


@router.get("/me/holds", auth=Consent(Scope.HOLDS), response=list[shapes.HoldOut], url_name="my-holds", summary="My holds",
            openapi_extra=own(Scope.HOLDS))  # fmt: skip
def holds(request: HttpRequest) -> list[shapes.HoldOut]:
    """Return the reader's open holds."""
    actor, reader, _at = standing(request)
    actor.require(people.PeopleAct.SEE_OWN)
    codes = {site.id: site.code for site in places.sites()}
    return [_told(line, codes) for line in circulation.holds_of(reader.id)]


@router.post("/me/holds", auth=WRITES, response={201: shapes.HoldOut}, summary="Place a hold", openapi_extra=SAID)
def place(request: HttpRequest, body: shapes.HoldIn, key: Key = None) -> HttpResponse:
    """Let the reader wait for a title, one of its volumes, or one copy."""
    actor, reader, at = standing(request)

    def act() -> shapes.HoldOut:
        catalogue.shown_record(body.record)
        hold_id = circulation.place_hold(
            actor=actor,
            at=at,
            reader_id=reader.id,
            record_id=body.record,
            pickup_site_id=places.site_by_code(body.pickup_site).id,
            volume=body.volume,
            item_id=catalogue.item_by_barcode(body.barcode).id if body.barcode else None,
            needed_until=body.needed_until,
        )
        return _of(hold_id)

    return once(request, key, act, status=201)


@router.post("/me/holds/{int:hold_id}/cancellation", auth=WRITES, response=shapes.Done, url_name="my-hold-cancellation",
             summary="Cancel a hold", openapi_extra=SAID)  # fmt: skip
def cancel(request: HttpRequest, hold_id: shapes.Id, key: Key = None) -> HttpResponse:
    """End one of the reader's holds before it is filled."""
    actor, _reader, at = standing(request)

    def act() -> shapes.Done:
        circulation.cancel_hold(actor=actor, at=at, hold_id=hold_id)
        return shapes.Done()

    return once(request, key, act)


@router.post("/me/holds/{int:hold_id}/suspension", auth=WRITES, response=shapes.HoldOut, url_name="my-hold-suspension",
             summary="Suspend a hold", openapi_extra=SAID)  # fmt: skip
def suspend(request: HttpRequest, hold_id: shapes.Id, key: Key = None) -> HttpResponse:
    """Let a waiting hold be passed over for a while; it keeps its place."""
    actor, _reader, at = standing(request)

    def act() -> shapes.HoldOut:
        circulation.suspend_hold(actor=actor, at=at, hold_id=hold_id)
        return _of(hold_id)

    return once(request, key, act)


@router.delete("/me/holds/{int:hold_id}/suspension", auth=WRITES, response=shapes.HoldOut, summary="Thaw a hold",
               openapi_extra=SAID)  # fmt: skip
def thaw(request: HttpRequest, hold_id: shapes.Id, key: Key = None) -> HttpResponse:
    """Let a suspended hold be served again, at its old place."""
    actor, _reader, at = standing(request)

    def act() -> shapes.HoldOut:
        circulation.thaw_hold(actor=actor, at=at, hold_id=hold_id)
        return _of(hold_id)

    return once(request, key, act)


def _of(hold_id: int) -> shapes.HoldOut:
    line = circulation.hold_line(hold_id)
    site = places.site(line.hold.pickup_site_id)
    return _told(line, {site.id: site.code})


def _told(line: circulation.HoldLine, codes: dict[int, str]) -> shapes.HoldOut:
    hold, zone = line.hold, ledger.zone()
    return shapes.HoldOut(
        hold=hold.id, record=hold.record_id, title=line.title, author=line.author, volume=hold.volume,
        state=hold.state.value, position=line.position, pickup_site=codes[hold.pickup_site_id],
        placed_at=hold.placed_at.astimezone(zone), needed_until=hold.needed_until,
        keep_until=hold.keep_until.astimezone(zone) if hold.keep_until else None,
    )  # fmt: skip
