"""Notices of payment that need a person: money came that fits nothing, too much of it, or twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.circulation.money.errors import NoSuchNotice
from shushan.circulation.money.models import NoticeEnd, PaymentNotice, PaymentOrder
from shushan.circulation.money.operations.charging import reason_given
from shushan.circulation.money.verbs import MoneyAct
from shushan.database.public import write
from shushan.kernel.actor import Actor

STRANGE: Final = ("amount-differs", "unknown-order", "paid-twice", "booked-late")


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice. ``order_fen`` is what the order was over, None where nobody knows it; ``ended_note``: what was done."""

    id: int
    at: datetime
    provider: str
    order: str
    reference: str
    amount_fen: int | None
    verdict: str
    order_fen: int | None
    reader_id: int | None
    site_id: int | None
    ended_at: datetime | None
    ended_note: str
    ended_by: str


def notices(
    *, site_ids: tuple[int, ...] | None, state: str = "open", verdict: str = "", before: int = 0, limit: int = 50
) -> list[NoticeLine]:
    """Return notices for the list, latest first, below an id, in at most four queries. ``state``: ``open``, ``ended``, empty.

    ``site_ids``: of orders of these sites, and of orders that nobody knows.
    """
    found = PaymentNotice.objects.filter(verdict__in=[verdict] if verdict in STRANGE else STRANGE)
    if state:
        found = found.filter(end__isnull=state == "open")
    if site_ids is not None:
        # Few notices are strange, so their orders are looked up first: a text and a UUID do not compare in SQL alike.
        named = {one for one in found.values_list("order", flat=True) if one}
        elsewhere = PaymentOrder.objects.filter(pk__in=[UUID(one) for one in named]).exclude(site_id__in=site_ids)
        found = found.exclude(order__in=[str(pk) for pk in elsewhere.values_list("pk", flat=True)])
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("end").order_by("-pk")[:limit])
    known = {
        str(row.pk): row for row in PaymentOrder.objects.filter(pk__in=[UUID(row.order) for row in rows if row.order])
    }
    return [_line(row, known.get(row.order)) for row in rows]


@write()
def end_notice(*, actor: Actor, at: datetime, notice_id: int, note: str) -> None:
    """Say what was done about a notice. :raises NotAllowed: :raises NoSuchNotice: :raises ReasonNeeded:"""
    row = PaymentNotice.objects.filter(pk=notice_id, verdict__in=STRANGE).first()
    if row is None:
        raise NoSuchNotice(_("没有这条付款通知"))
    site_id = PaymentOrder.objects.filter(pk=UUID(row.order)).values_list("site_id", flat=True).first()
    actor.require(MoneyAct.REFUND, site_id=site_id)
    said = reason_given(note)
    try:
        with transaction.atomic():
            NoticeEnd.objects.create(notice=row, at=at, note=said, actor=actor.label, actor_name=actor.name[:80])
    except IntegrityError as error:
        raise NoSuchNotice(_("这条通知已经处理过"), remedy=_("请刷新后再看")) from error


def _line(row: PaymentNotice, order: PaymentOrder | None) -> NoticeLine:
    end = row.end if hasattr(row, "end") else None
    return NoticeLine(
        row.pk, row.at, row.provider, row.order, row.reference, row.amount_fen, row.verdict,
        order.amount_fen if order else None, order.reader_id if order else None, order.site_id if order else None,
        end.at if end else None, end.note if end else "", end.actor_name if end else "",
    )  # fmt: skip
