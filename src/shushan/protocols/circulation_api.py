"""Circulation for machines: kiosks and desk computers lend, take back, renew and ask what a reader holds.

A device signs in with its own token and acts where it stands, within the grants of its role. Every act takes an
``Idempotency-Key`` (a UUID): the same key again gets the first answer, and nothing is done twice. A refusal comes as
JSON with its code, what happened, the rule, and what to do now.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Path, Router, Schema, Status
from pydantic import Field

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.devices import DeviceToken
from shushan.protocols.doors.extra import refusals
from shushan.protocols.doors.shapes import NO_CONTROLS, Id
from shushan.ui.http import Request

router = Router(auth=DeviceToken(), tags=["circulation"])
SAID = {"responses": refusals()}
Key = Annotated[UUID | None, Header(alias="Idempotency-Key", description="a UUID; the same again acts once")]


class LoanIn(Schema):
    """What is to be lent to whom."""

    card: str = Field(
        min_length=1, max_length=40, pattern=NO_CONTROLS, description="number of the reader's card, as scanned"
    )
    barcode: str = Field(
        min_length=1, max_length=40, pattern=NO_CONTROLS, description="barcode of the item, as scanned"
    )
    override_reason: str = Field(
        "", max_length=150, pattern=NO_CONTROLS, description="why a rule is set aside; needs the grant"
    )


class ReturnIn(Schema):
    """What came back."""

    barcode: str = Field(
        min_length=1, max_length=40, pattern=NO_CONTROLS, description="barcode of the item, as scanned"
    )


class RenewalIn(Schema):
    """Why a rule is set aside, when one is."""

    override_reason: str = Field("", max_length=150, pattern=NO_CONTROLS)


class ActOut(Schema):
    """What was done. ``was_done``: it had been done before, by the same key or within seconds."""

    loan: int
    barcode: str
    title: str
    due_at: datetime
    was_done: bool
    may_leave: bool = Field(True, description="false: read in the house only, no gate may let it out")


class ReturnedOut(ActOut):
    """What came back, and where it goes now: on the pick-up shelf for a reader, to another site, or on its shelf."""

    days_late: int
    home_site: str
    is_to_be_sent_home: bool
    is_kept: bool = Field(description="a reader waits for it: it goes on the pick-up shelf, here or at ``send_to``")
    send_to: str = Field(description="code of the site to which it is to be sent, empty when it stays here")


class StrayOut(Schema):
    """What was taken in although the catalogue cannot explain it. Staff find it on the list for cataloguing."""

    stray: int
    barcode: str
    why: str = Field(description="``unknown`` barcode, ``withdrawn``, ``missing``")


class LoanOut(Schema):
    """One open loan of a reader."""

    loan: int
    barcode: str
    title: str
    author: str
    lent_at: datetime
    due_at: datetime
    renewals: int
    is_overdue: bool
    days_left: int


@router.post(
    "/loans",
    response={201: ActOut, 200: ActOut},
    url_name="loans",
    summary="Lend an item to a reader",
    openapi_extra=SAID,
)
def lend(request: HttpRequest, body: LoanIn, key: Key = None) -> Status[ActOut]:
    """Lend at the site of the device. 201 when it was lent now, 200 when it had been lent before."""
    actor, at, site_id = _standing(request)
    actor.require(circulation.LoanAct.LEND, site_id=site_id)
    item = catalogue.item_by_barcode(body.barcode)
    reader = people.reader_by_card(body.card, at=at)
    done = circulation.lend(
        actor=actor, at=at, item_id=item.id, reader_id=reader.id, site_id=site_id,
        override_reason=body.override_reason, key=key,
    )  # fmt: skip
    return Status(200 if done.was_done else 201, ActOut(**_told(done, item)))


@router.post(
    "/returns",
    response={200: ReturnedOut, 202: StrayOut},
    url_name="returns",
    summary="Take an item back",
    openapi_extra=SAID,
)
def take_back(request: HttpRequest, body: ReturnIn, key: Key = None) -> Status[ReturnedOut | StrayOut]:
    """Take an item back at the site of the device, wherever it was lent.

    202: the catalogue does not know it, or no longer; it was taken in all the same and waits for a colleague.
    """
    actor, at, site_id = _standing(request)
    actor.require(circulation.LoanAct.RETURN, site_id=site_id)
    try:
        item = catalogue.item_by_barcode(body.barcode)
    except catalogue.NoSuchItem:
        return _strange(actor, at, site_id, body.barcode, "unknown")
    try:
        done = circulation.return_item(actor=actor, at=at, item_id=item.id, site_id=site_id, key=key)
    except circulation.NotOnLoan:
        if item.state is catalogue.ItemState.IN_STOCK:
            raise
        return _strange(actor, at, site_id, item.barcode, item.state.value)
    fate = circulation.fate(item.id)
    late = (ledger.local_day(at) - ledger.local_day(done.due_at)).days
    told = ReturnedOut(
        **_told(done, item),
        days_late=max(0, late),
        home_site=places.site(item.home_site_id).code,
        is_to_be_sent_home=fate.transit is not None and fate.transit.why == "home",
        is_kept=fate.hold is not None,
        send_to=places.site(fate.transit.to_site_id).code if fate.transit else "",
    )
    return Status(200, told)


def _strange(actor: Actor, at: datetime, site_id: int, barcode: str, why: str) -> Status[ReturnedOut | StrayOut]:
    made = circulation.take_stray(actor=actor, at=at, barcode=barcode, site_id=site_id)
    return Status(202, StrayOut(stray=made, barcode=barcode, why=why))


@router.post(
    "/loans/{loan_id}/renewals", response=ActOut, url_name="renewals", summary="Renew a loan", openapi_extra=SAID
)
def renew(request: HttpRequest, loan_id: Id, body: RenewalIn | None = None, key: Key = None) -> ActOut:
    """Renew an open loan at the site of the device."""
    actor, at, site_id = _standing(request)
    reason = body.override_reason if body else ""
    done = circulation.renew(actor=actor, at=at, loan_id=loan_id, site_id=site_id, override_reason=reason, key=key)
    return ActOut(**_told(done, catalogue.item(done.item_id)))


@router.get(
    "/readers/{card}/loans",
    response=list[LoanOut],
    url_name="loans-of",
    summary="A reader's open loans",
    openapi_extra=SAID,
)
def loans_of(
    request: HttpRequest, card: Annotated[str, Path(min_length=1, max_length=40, pattern=NO_CONTROLS)]
) -> list[LoanOut]:
    """Return what the reader of a card holds, most urgent first."""
    actor, at, site_id = _standing(request)
    actor.require(circulation.LoanAct.SEE_LOANS, site_id=site_id)
    reader = people.reader_by_card(card, at=at)
    return [_line(line) for line in circulation.loans_of(reader.id, at=at)]


def _line(line: circulation.LoanLine) -> LoanOut:
    loan, zone = line.loan, ledger.zone()
    return LoanOut(
        loan=loan.id,
        barcode=line.barcode,
        title=line.title,
        author=line.author,
        lent_at=loan.lent_at.astimezone(zone),
        due_at=loan.due_at.astimezone(zone),
        renewals=loan.renewals,
        is_overdue=line.is_overdue,
        days_left=line.days_left,
    )


def _standing(request: HttpRequest) -> tuple[Actor, datetime, int]:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if actor.site_id is None:
        raise NotAllowed("this device stands at no site")
    return actor, cast(Request, request).at, actor.site_id


def _told(done: circulation.Lent, item: catalogue.ItemValue) -> dict[str, Any]:
    return {
        "loan": done.loan_id, "barcode": item.barcode, "title": item.title, "due_at": done.due_at.astimezone(ledger.zone()),
        "was_done": done.was_done, "may_leave": not (done.rule and done.rule.is_on_site),
    }  # fmt: skip
