"""A reader's own, through an application that the reader consented to: the operations of the pages, no others."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from shushan.circulation import public as circulation
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.access.scopes import Scope
from shushan.protocols.access.terms import Caller
from shushan.protocols.doors import shapes
from shushan.protocols.doors.extra import own
from shushan.protocols.doors.guards import Consent
from shushan.protocols.doors.kept import Key, once
from shushan.ui.http import Request

router = Router(tags=["me"])


@router.get(
    "/me", auth=Consent(Scope.ME), response=shapes.MeOut, url_name="me", summary="Who I am", openapi_extra=own(Scope.ME)
)
def me(request: HttpRequest) -> shapes.MeOut:
    """Return the reader's name, category and home site, and whether a rule stands against borrowing now."""
    actor, reader, at = standing(request)
    actor.require(people.PeopleAct.SEE_OWN)
    day = ledger.local_day(at)
    reason = reader.freeze_reason or ("" if reader.has_good_card(day) else _("没有有效的读者证"))
    return shapes.MeOut(
        name=reader.name, category=reader.category.value, home_site=places.site(reader.home_site_id).code,
        may_borrow=not reason, reason=reason,
    )  # fmt: skip


@router.get("/me/card", auth=Consent(Scope.CARD), response=shapes.CardOut, url_name="my-card", summary="My card",
            openapi_extra=own(Scope.CARD))  # fmt: skip
def card(request: HttpRequest) -> shapes.CardOut:
    """Return the number of the reader's card, to be shown as a code at the desk."""
    actor, reader, at = standing(request)
    actor.require(people.PeopleAct.SEE_OWN)
    return shapes.CardOut(
        number=reader.card_number, state=reader.card_state.value if reader.card_state else "",
        expires_on=reader.card_expires_on, is_good=reader.has_good_card(ledger.local_day(at)),
    )  # fmt: skip


@router.get("/me/loans", auth=Consent(Scope.LOANS), response=list[shapes.MyLoan], url_name="my-loans", summary="My loans",
            openapi_extra=own(Scope.LOANS))  # fmt: skip
def loans(request: HttpRequest) -> list[shapes.MyLoan]:
    """Return what the reader holds, most urgent first. Returned loans are nobody's business and never given."""
    actor, reader, at = standing(request)
    actor.require(people.PeopleAct.SEE_OWN)
    return [
        shapes.MyLoan(
            loan=line.loan.id,
            record=line.record_id,
            barcode=line.barcode,
            title=line.title,
            author=line.author,
            lent_at=_local(line.loan.lent_at),
            due_at=_local(line.loan.due_at),
            renewals=line.loan.renewals,
            is_overdue=line.is_overdue,
            days_left=line.days_left,
        )
        for line in circulation.loans_of(reader.id, at=at)
    ]


@router.post("/me/loans/{int:loan_id}/renewals", auth=Consent(Scope.RENEW), response=shapes.Renewed, url_name="my-renewals",
             summary="Renew one of my loans", openapi_extra=own(Scope.RENEW))  # fmt: skip
def renew(request: HttpRequest, loan_id: shapes.Id, key: Key = None) -> HttpResponse:
    """Renew a loan under the rules of the library."""
    actor, _reader, at = standing(request)

    def act() -> shapes.Renewed:
        done = circulation.renew(actor=actor, at=at, loan_id=loan_id)
        return shapes.Renewed(loan=done.loan_id, due_at=_local(done.due_at), was_done=done.was_done)

    return once(request, key, act)


@router.post("/me/renewals", auth=Consent(Scope.RENEW), response=shapes.Renewals, url_name="my-renewal-of-all",
             summary="Renew all my loans", openapi_extra=own(Scope.RENEW))  # fmt: skip
def renew_all(request: HttpRequest, key: Key = None) -> HttpResponse:
    """Renew whatever may be renewed, and say of each loan what became of it."""
    actor, reader, at = standing(request)
    actor.require(circulation.LoanAct.RENEW_OWN)

    def act() -> shapes.Renewals:
        lines = [_renewed(one) for one in circulation.renew_all(actor=actor, at=at, reader_id=reader.id)]
        return shapes.Renewals(renewed=sum(one.was_renewed for one in lines), loans=lines)

    return once(request, key, act)


@router.get("/me/charges", auth=Consent(Scope.CHARGES), response=shapes.ChargesOut, url_name="my-charges",
            summary="What I owe", openapi_extra=own(Scope.CHARGES))  # fmt: skip
def charges(request: HttpRequest) -> shapes.ChargesOut:
    """Return what the reader owes or gets back, and the deposit, in fen. Nothing can be paid here."""
    actor, reader, _at = standing(request)
    actor.require(people.PeopleAct.SEE_OWN)
    stands = circulation.balance(reader.id)
    lines = [
        shapes.ChargeOut(
            charge=line.charge.id,
            kind=line.charge.kind.value,
            kind_label=circulation.charge_name(line.charge.kind),
            title=line.title,
            made_at=_local(line.charge.made_at),
            amount_fen=line.charge.amount_fen,
            left_fen=line.charge.left_fen,
            credit_fen=line.charge.credit_fen,
        )
        for line in circulation.charges_of(reader.id)
    ]
    return shapes.ChargesOut(
        owed_fen=stands.owed_fen, credit_fen=stands.credit_fen, deposit_fen=stands.deposit_fen, charges=lines
    )


@router.get("/me/notices", auth=Consent(Scope.NOTICES), response=shapes.Notices, url_name="my-notices",
            summary="My notices", openapi_extra=own(Scope.NOTICES))  # fmt: skip
def inbox(
    request: HttpRequest,
    unread: Annotated[bool, Query(description="only what was not read yet")] = False,
    before: Annotated[int, Query(ge=0, le=shapes.MOST_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> shapes.Notices:
    """Return the reader's inbox, newest first. What is told about the reader's children is not given."""
    actor, reader, _at = standing(request)
    actor.require(notices.NoticeAct.READ_OWN)
    lines = notices.inbox(
        reader.id, person_id=reader.person_id, shelf="unread" if unread else "", before=before, limit=limit + 1
    )
    told = [
        shapes.NoticeOut(
            notice=one.id,
            kind=one.kind,
            heading=one.heading,
            body=one.body,
            told_at=_local(one.told_at),
            is_read=one.read_at is not None,
        )
        for one in lines[:limit]
        if not one.child
    ]
    return shapes.Notices(notices=told, next=lines[limit - 1].id if len(lines) > limit else None)


@router.post("/me/notices/{int:notice_id}/reading", auth=Consent(Scope.NOTICES_WRITE), response=shapes.Done,
             url_name="my-reading", summary="Mark a notice as read", openapi_extra=own(Scope.NOTICES_WRITE))  # fmt: skip
def reading(request: HttpRequest, notice_id: shapes.Id, key: Key = None) -> HttpResponse:
    """Mark one of the reader's notices as read; again, nothing changes."""
    actor, _reader, at = standing(request)

    def act() -> shapes.Done:
        notices.mark_read(actor=actor, at=at, notice_ids=[notice_id])
        return shapes.Done()

    return once(request, key, act)


def standing(request: HttpRequest) -> tuple[Actor, people.ReaderValue, datetime]:
    """Return the reader who consented, as an actor with the verbs of the token, and the instant."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    at = cast(Request, request).at
    return caller.actor, people.reader(caller.reader_id, at=at), at


def _renewed(one: circulation.Renewal) -> shapes.RenewalLine:
    due, why = one.done.due_at if one.done else one.line.loan.due_at, None
    if (error := one.refusal) is not None:
        why = shapes.Refusal(code=error.code, message=error.message, rule=error.rule, remedy=error.remedy)
    return shapes.RenewalLine(
        loan=one.line.loan.id, title=one.line.title, due_at=_local(due), was_renewed=why is None, refusal=why
    )


def _local(at: datetime) -> datetime:
    return at.astimezone(ledger.zone())
