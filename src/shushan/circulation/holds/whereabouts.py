"""Where an item is, as a machine or a gate asks it: lent, travelling, kept, waited for; all of it in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Value,
    When,
)

from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.states import QUEUED, WITH_COPY, TransitState
from shushan.circulation.models import Loan
from shushan.circulation.states import LoanState
from shushan.circulation.troubles.models import Claim
from shushan.database.public import Prepared

_OUT, _TRAVELS, _KEPT, _WAITING = range(4)
_NO_TIME: Final = Value(None, DateTimeField())
_CLAIMED: Final = Case(
    When(Exists(Claim.objects.filter(loan_id=OuterRef("pk"), ended_at=None)), then=Value(1)), default=Value(0)
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What an item is out, travelling or kept for. ``keep_until`` is none while it still travels to its hold's shelf."""

    due_at: datetime | None = None
    to_site_id: int | None = None
    is_kept: bool = False
    keep_until: datetime | None = None
    waiting: int = 0
    is_claimed: bool = False  # the reader says that it was returned


def is_lost(item_id: int) -> bool:
    """Say whether an item was lost by a reader and not found since, in one query."""
    return bool(_LOST.rows(item_id))


def whereabouts(item_id: int, record_id: int) -> Whereabouts:
    """Return where an item of a record is: what ``loan_out``, ``fate`` and ``count_queue`` say, in one query."""
    return _read(_ASKED.rows(item_id, record_id))


def _read(rows: Iterable[tuple[Any, ...]]) -> Whereabouts:
    said: dict[int, tuple[int, datetime | None]] = {what: (number, at) for what, number, at in rows}
    claims, due_at = said.get(_OUT, (0, None))
    is_kept, keep_until = said.get(_KEPT, (0, None))
    return Whereabouts(
        due_at=due_at,
        to_site_id=said[_TRAVELS][0] if _TRAVELS in said else None,
        is_kept=bool(is_kept),
        keep_until=keep_until,
        waiting=said.get(_WAITING, (0, None))[0],
        is_claimed=bool(claims),
    )


def _asked(item_id: int, record_id: int) -> QuerySet[Any, Any]:
    out = Loan.objects.filter(item_id=item_id, state=LoanState.OUT.value)
    on_way = Transit.objects.filter(item_id=item_id, state=TransitState.SENT.value)
    kept = Hold.objects.filter(copy_id=item_id, state__in=[state.value for state in WITH_COPY])
    queue = Hold.objects.filter(record_id=record_id, state__in=[state.value for state in QUEUED])
    return (
        out.order_by()
        .values_list(Value(_OUT, IntegerField()), _CLAIMED, "due_at")
        .union(
            on_way.order_by().values_list(Value(_TRAVELS), F("to_site_id"), _NO_TIME),
            kept.order_by().values_list(Value(_KEPT), Value(1), "keep_until"),
            queue.order_by().values("record_id").annotate(n=Count("pk")).values_list(Value(_WAITING), "n", _NO_TIME),
            all=True,
        )
    )


_ASKED = Prepared(_asked, int, int)
_LOST = Prepared(
    lambda item_id: Loan.objects.filter(item_id=item_id, state=LoanState.LOST.value).order_by().values_list("pk")[:1],
    int,
)
