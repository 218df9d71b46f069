"""Which copies are lost or missing."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import F, Subquery, Sum

from shushan.catalogue import public as catalogue
from shushan.circulation.models import Loan
from shushan.circulation.money.models import Charge
from shushan.circulation.money.terms import ChargeKind
from shushan.circulation.reports.terms import MissingLine
from shushan.circulation.states import LoanState

PRICED: Final = (ChargeKind.LOST, ChargeKind.PROCESSING)


def missing(
    *,
    site_ids: tuple[int, ...] | None,
    why: str = "",
    main_class: str = "",
    text: str = "",
    before: int = 0,
    limit: int = 50,
) -> list[MissingLine]:
    """Return missing copies that belong to sites (None: all), last registered first, below an id, in three queries.

    ``why``: ``lent`` (a reader had it), ``shelf`` (missed on the shelf), empty for both. What was withdrawn is no longer
    missing.
    """
    lost = Subquery(Loan.objects.filter(state=LoanState.LOST).values("item_id"))
    wanted = catalogue.ItemFilter(
        text=text, state=catalogue.ItemState.MISSING, site_ids=site_ids, main_class=main_class
    )
    rows = catalogue.find_items(
        wanted, before=before or None, limit=limit, among=lost if why == "lent" else None,
        but=lost if why == "shelf" else None,
    )  # fmt: skip
    ids = [row.item.id for row in rows]
    last = _last_lost(ids)
    sums = _sums([loan_id for loan_id, _at in last.values()])
    lines = []
    for row in rows:
        loan_id, at = last.get(row.item.id, (None, None))
        left, paid = sums.get(loan_id or 0, (0, 0))
        lines.append(MissingLine(row.item, loan_id, at, left, paid))
    return lines


def _last_lost(item_ids: list[int]) -> dict[int, tuple[int, datetime | None]]:
    """Return the last loan of each of these items that ended as lost, with its moment."""
    found = Loan.objects.filter(item_id__in=item_ids, state=LoanState.LOST).order_by("pk")
    return {item_id: (pk, at) for item_id, pk, at in found.values_list("item_id", "pk", "back_at")}


def _sums(loan_ids: list[int]) -> dict[int, tuple[int, int]]:
    """Return what is owed and what was settled for the loss, by loan."""
    found = Charge.objects.filter(loan_id__in=loan_ids, kind__in=PRICED).order_by()
    sums = found.values_list("loan_id").annotate(left=Sum("left_fen"), paid=Sum(F("amount_fen") - F("left_fen")))
    return {loan_id: (left, paid) for loan_id, left, paid in sums}
