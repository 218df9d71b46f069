"""Transfers by letter: sent, received, withdrawn. The roster changes with the receipt."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.organisation.models import Transfer
from shushan.organisation.operations.groups import leave_groups
from shushan.organisation.operations.members import branch_on, close_span, count, current, enrol_member, open_span
from shushan.organisation.operations.posts import end_leading_of_groups, end_posts_of_member
from shushan.organisation.scoping import require_at
from shushan.organisation.states import TRANSFER_MOVES, TransferMove, TransferState
from shushan.organisation.terms import Came, MemberKind, OrganisationAct


@write()
def send_member(
    *, actor: Actor, at: datetime, member_id: int, letter_number: str, letter_on: date, to_unit_id: int | None = None,
    outside: str = "",
) -> int:  # fmt: skip
    """Write a letter of introduction and return the transfer's id; the member stays on the roster until the receipt.

    ``to_unit_id`` is a branch of this library, or ``outside`` names another organisation.

    :raises NotAllowed: :raises NotFound: :raises Invalid: nowhere, or where they are :raises Conflict: one is under way
    """
    span = current(member_id)
    require_at(actor, OrganisationAct.EDIT_MEMBERS, span.unit_id)
    if (to_unit_id is None) == (not outside.strip()):
        raise Invalid(_("请选择本馆的支部，或写明馆外组织，二者取一"), field="to_unit")
    if to_unit_id == span.unit_id:
        raise Invalid(_("此人就在这个支部"), field="to_unit")
    if not letter_number.strip():
        raise Invalid(_("请填写介绍信编号"), field="letter_number")
    if to_unit_id is not None:
        branch_on(to_unit_id, letter_on)
    try:
        with transaction.atomic():
            made = Transfer.objects.create(
                member_id=member_id, from_unit_id=span.unit_id, to_unit_id=to_unit_id, outside=outside.strip()[:120],
                letter_number=letter_number.strip()[:80], letter_on=letter_on,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("此人已有一份介绍信在途"), remedy=_("请先登记回执或撤回")) from error
    return made.pk


@write()
def receive_member(
    *, actor: Actor, at: datetime, transfer_id: int, received_on: date, receipt: str, today: date
) -> None:
    """Register the receipt of a letter: from that day the member stands on the new roster, or on none of this library.

    Who leaves a branch leads none of its groups any more; who leaves the library's rosters holds no post of members.

    :raises NotAllowed: :raises NotFound: :raises Conflict: received or withdrawn already :raises Invalid: the day
    """
    row = _row(transfer_id)
    require_at(actor, OrganisationAct.EDIT_MEMBERS, _end(row.to_unit_id, row.from_unit_id))
    if not row.letter_on <= received_on <= today:
        raise Invalid(_("回执日期要在介绍信日期之后，不能晚于今天"), field="received_on")
    if not receipt.strip():
        raise Invalid(_("请填写回执编号"), field="receipt")
    _move(row, TransferMove.RECEIVE, received_on=received_on, receipt=receipt.strip()[:120])
    span = current(row.member_id)
    kind = MemberKind(span.kind)
    inside = row.to_unit_id is not None
    left = Came.TRANSFERRED if inside else Came.WENT_OUT
    close_span(span, received_on, left)
    leave_groups(actor, at, row.member_id, received_on)
    end = end_leading_of_groups if inside else end_posts_of_member
    end(actor, at, span.member.person_id, received_on)
    count(actor, at, row.member_id, span.unit_id, kind, left, received_on, -1)
    if row.to_unit_id is not None:
        branch_on(row.to_unit_id, received_on)
        open_span(
            row.member_id, row.to_unit_id, kind, votes=span.may_vote, since=received_on, came=Came.TRANSFERRED,
            basis=row.letter_number,
        )  # fmt: skip
        count(actor, at, row.member_id, row.to_unit_id, kind, Came.TRANSFERRED, received_on, 1)


@write()
def take_in_member(
    *, actor: Actor, at: datetime, person_id: int, unit_id: int, kind: MemberKind, outside: str, letter_number: str,
    letter_on: date, received_on: date, receipt: str, joined_on: date | None = None, full_on: date | None = None,
) -> int:  # fmt: skip
    """Take in a member from another organisation by its letter and return the member's id; the receipt goes back.

    :raises NotAllowed: :raises Invalid: :raises AlreadyOnRoster:
    """
    if not outside.strip() or not letter_number.strip() or not receipt.strip():
        raise Invalid(_("请填写转出组织、介绍信编号和回执编号"), field="outside")
    if received_on < letter_on:
        raise Invalid(_("回执日期要在介绍信日期之后"), field="received_on")
    member_id = enrol_member(
        actor=actor, at=at, person_id=person_id, unit_id=unit_id, kind=kind, since=received_on, came=Came.CAME_IN,
        basis=letter_number, joined_on=joined_on, full_on=full_on,
    )  # fmt: skip
    Transfer.objects.create(
        member_id=member_id, to_unit_id=unit_id, outside=outside.strip()[:120], letter_number=letter_number.strip()[:80],
        letter_on=letter_on, state=TransferState.RECEIVED, received_on=received_on, receipt=receipt.strip()[:120],
    )  # fmt: skip
    return member_id


@write()
def withdraw_transfer(*, actor: Actor, at: datetime, transfer_id: int) -> None:
    """Take back a letter that was not received.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is received or withdrawn already
    """
    row = _row(transfer_id)
    require_at(actor, OrganisationAct.EDIT_MEMBERS, _end(row.from_unit_id, row.to_unit_id))
    _move(row, TransferMove.WITHDRAW)


def _end(first: int | None, second: int | None) -> int:
    """Return the branch of this library at one end of a letter; the database keeps at least one."""
    return first if first is not None else cast(int, second)


def _row(transfer_id: int) -> Transfer:
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise NotFound(_("没有这份介绍信"))
    return row


def _move(row: Transfer, move: TransferMove, **more: object) -> None:
    target = TRANSFER_MOVES.get((TransferState(row.state), move))
    if target is None or not Transfer.objects.filter(pk=row.pk, state=row.state).update(state=target, **more):
        raise Conflict(_("这份介绍信已经办完"), remedy=_("请刷新页面看现在的情况"))
