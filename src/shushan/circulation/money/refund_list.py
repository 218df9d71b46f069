"""Refunds through providers as a list for the staff: what is on its way, what was refused, what went back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from shushan.circulation.money.models import BookEntry, PhoneRefund
from shushan.circulation.money.terms import Method

STATES: Final = ("asked", "failed", "done")
_OUT: Final = tuple(str(method) for method in Method)


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A refund through a provider. ``state``: ``asked``, ``failed`` (``said`` why), ``done``."""

    id: UUID
    charge_id: int
    kind: str
    reader_id: int | None
    site_id: int
    provider: str
    amount_fen: int
    state: str
    said: str
    reason: str
    asked_at: datetime
    receipt_id: int | None
    actor_name: str


def phone_refunds(
    *, site_ids: tuple[int, ...] | None, state: str = "open", before: UUID | None = None, limit: int = 50
) -> list[RefundLine]:
    """Return refunds latest first, below an id, in one query. ``state``: one of ``STATES``, ``open``, empty for all.

    ``open``: on their way, or refused and no money of that charge went out since.
    """
    found = _in_state(PhoneRefund.objects.all(), state)
    if site_ids is not None:
        found = found.filter(charge__site_id__in=site_ids)
    if before is not None:
        found = found.filter(pk__lt=before)
    names = (
        "id", "charge_id", "charge__kind", "charge__reader_id", "charge__site_id", "order__provider", "amount_fen",
        "state", "said", "reason", "asked_at", "receipt_id", "actor_name",
    )  # fmt: skip
    return [RefundLine(*row) for row in found.order_by("-pk").values_list(*names)[:limit]]


def on_their_way_to(reader_id: int) -> list[tuple[int, str]]:
    """Return amount in fen and provider of the refunds that a reader waits for, in one query."""
    found = PhoneRefund.objects.filter(charge__reader_id=reader_id, state="asked").order_by("pk")
    return list(found.values_list("amount_fen", "order__provider"))


def _in_state(rows: QuerySet[PhoneRefund], state: str) -> QuerySet[PhoneRefund]:
    if state != "open":
        return rows.filter(state=state) if state else rows
    since = BookEntry.objects.filter(
        charge_id=OuterRef("charge_id"), credit__in=_OUT, at__gt=OuterRef("asked_at"), corrects__isnull=True
    )
    return rows.filter(Q(state="asked") | Q(state="failed") & ~Exists(since))
