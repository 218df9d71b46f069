"""The cash book summed up by day, site, accounts and kind: what the accounts are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from shushan.circulation.money.models import BookEntry


@dataclass(frozen=True, slots=True)
class DaySum:
    """What moved from the account ``credit`` to the account ``debit`` at a site on a day, for a kind of charge."""

    day: date
    site_id: int
    debit: str
    credit: str
    kind: str
    count: int
    amount_fen: int


def sums(
    *,
    site_ids: tuple[int, ...] | None,
    account: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    first: int = 0,
    limit: int = 50,
) -> tuple[list[DaySum], int]:
    """Return a stretch of the sums, latest day first, and how many there are, in two queries. ``until`` inclusive."""
    found = BookEntry.objects.all()
    if site_ids is not None:
        found = found.filter(site_id__in=site_ids)
    if account:
        found = found.filter(Q(debit=account) | Q(credit=account))
    if kind:
        found = found.filter(kind=kind)
    if since is not None:
        found = found.filter(on__gte=since)
    if until is not None:
        found = found.filter(on__lte=until)
    keys = ("on", "site_id", "debit", "credit", "kind")
    grouped = found.order_by().values_list(*keys).annotate(n=Count("pk"), fen=Sum("amount_fen"))
    rows = grouped.order_by("-on", "site_id", "debit", "credit", "kind")[first : first + limit]
    return [DaySum(*row) for row in rows], grouped.count()
