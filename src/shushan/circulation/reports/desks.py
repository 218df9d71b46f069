"""Money by desk: what was taken and handed out, by site, and by colleague or day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from shushan.circulation.money.models import BookEntry
from shushan.circulation.money.terms import Account, Method
from shushan.circulation.reports.terms import DeskSum

METHODS: Final = (Method.CASH, Method.POS, Method.WECHAT, Method.ALIPAY, Method.TRANSFER)
MOVED: Final = (Account.SAFE, Account.DIFFERENCE)  # cash that only changes its drawer, or was counted otherwise
BY: Final = {"": (), "person": ("actor",), "day": ("on",)}


def by_desk(
    *,
    site_ids: tuple[int, ...] | None,
    by: str = "",
    since: date | None = None,
    until: date | None = None,
    first: int = 0,
    limit: int = 50,
) -> tuple[list[DeskSum], int]:
    """Return a stretch of the sums, and how many there are, in two queries. ``until`` is inclusive.

    ``by``: empty for one line a site, ``person`` for one a colleague, ``day`` for one a day (latest first). A payment
    that was taken back counts among what was handed out.
    """
    found = BookEntry.objects.exclude(Q(debit__in=MOVED) | Q(credit__in=MOVED)).filter(
        Q(debit__in=METHODS) | Q(credit__in=METHODS) | Q(debit=Account.WAIVED) | Q(credit=Account.WAIVED)
    )
    if site_ids is not None:
        found = found.filter(site_id__in=site_ids)
    if since is not None:
        found = found.filter(on__gte=since)
    if until is not None:
        found = found.filter(on__lte=until)
    keys = BY[by]
    sums = {
        f"{side}_{method}": Coalesce(Sum("amount_fen", filter=Q(**{side: method})), 0)
        for side in ("debit", "credit")
        for method in (*METHODS, Account.WAIVED)
    }
    grouped = found.order_by().values("site_id", *keys).annotate(n=Count("pk"), **sums)
    order = (("-on",) if by == "day" else ()) + ("site_id", *(("actor",) if by == "person" else ()))
    return [_sum(row) for row in grouped.order_by(*order)[first : first + limit]], grouped.count()


def _sum(row: dict[str, Any]) -> DeskSum:
    into, out = (tuple(int(row[f"{side}_{method}"]) for method in METHODS) for side in ("debit", "credit"))
    waived = row[f"debit_{Account.WAIVED}"] - row[f"credit_{Account.WAIVED}"]
    return DeskSum(row["site_id"], row.get("actor", ""), row.get("on"), row["n"], into, out, waived)
