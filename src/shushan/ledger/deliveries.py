"""Tell facts upwards: each delivery is consumed once, and its effect commits together with the mark."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from shushan.database.public import write
from shushan.ledger.handlers import handler
from shushan.ledger.models import Delivery
from shushan.ledger.rows import entry

WAITS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery whose handler failed: it is tried again at ``not_before``."""

    id: int
    entry_id: int
    handler: str
    attempts: int
    last_error: str
    not_before: datetime


def deliver_some(limit: int = 100, *, at: datetime) -> int:
    """Hand over up to ``limit`` deliveries that are due, and return how many handlers succeeded.

    A handler that raises leaves a visible row: its error, the number of attempts and the time of the next.
    """
    due = Delivery.objects.filter(done_at=None, not_before__lte=at).order_by("not_before", "pk")
    return sum(_deliver(pk, at) for pk in list(due.values_list("pk", flat=True)[:limit]))


def failed_deliveries(limit: int = 50) -> list[FailedDelivery]:
    """Return the deliveries that failed at least once and still wait, most attempts first."""
    waiting = Delivery.objects.filter(done_at=None, attempts__gt=0).order_by("-attempts", "pk")[:limit]
    return [FailedDelivery(d.pk, d.entry_id, d.handler, d.attempts, d.last_error, d.not_before) for d in waiting]


def pending_deliveries() -> int:
    """Return how many deliveries wait."""
    return Delivery.objects.filter(done_at=None).count()


def _deliver(pk: int, at: datetime) -> bool:
    try:
        with write():
            waiting = Delivery.objects.filter(pk=pk, done_at=None)
            if connection.vendor == "postgresql":
                waiting = waiting.select_for_update(skip_locked=True)
            delivery = waiting.first()
            if delivery is None:  # another worker has it
                return False
            row = entry(delivery.entry_id)
            heard = handler(row.fact, delivery.handler) if row else None
            if row is None or heard is None:
                raise LookupError(f"no handler named {delivery.handler}")
            heard(row)
            Delivery.objects.filter(pk=pk).update(done_at=at)
    except Exception:
        _failed(pk, at, traceback.format_exc(limit=-4))
        return False
    return True


def _failed(pk: int, at: datetime, error: str) -> None:
    with write():
        delivery = Delivery.objects.filter(pk=pk, done_at=None).first()
        if delivery is not None:
            wait = WAITS[min(delivery.attempts, len(WAITS) - 1)]
            Delivery.objects.filter(pk=pk).update(
                attempts=delivery.attempts + 1, last_error=error[-2000:], not_before=at + wait
            )
