"""Top titles: what was lent most in a period."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Sum

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.states import QUEUED
from shushan.circulation.models import Loan
from shushan.circulation.reports.terms import TopTitle


def top_titles(
    *,
    site_ids: tuple[int, ...] | None,
    since: datetime,
    until: datetime,
    main_class: str = "",
    category: str = "",
    kind: str = "",
    first: int = 0,
    limit: int = 50,
) -> tuple[list[TopTitle], int]:
    """Return a stretch of the titles by loans begun in a period, most first, and how many titles, in five queries.

    ``since`` inclusive, ``until`` exclusive; ``site_ids``: where they were lent. Renewals stand beside the loans and do
    not decide the order.
    """
    found = Loan.objects.filter(lent_at__gte=since, lent_at__lt=until)
    if site_ids is not None:
        found = found.filter(lent_site_id__in=site_ids)
    said = {"item__record__clc__startswith": main_class, "category": category, "item__kind": kind}
    found = found.filter(**{name: value for name, value in said.items() if value})
    grouped = found.order_by().values_list("item__record_id").annotate(n=Count("pk"), again=Sum("renewals"))
    rows = list(grouped.order_by("-n", "-again", "item__record_id")[first : first + limit])
    total = found.aggregate(n=Count("item__record_id", distinct=True))["n"]
    ids = [record_id for record_id, _n, _again in rows]
    records, copies, waiting = catalogue.record_lines(ids) if ids else {}, _copies(ids), _waiting(ids)
    return [
        TopTitle(rank, records[record_id], n, again, copies.get(record_id, 0), waiting.get(record_id, 0))
        for rank, (record_id, n, again) in enumerate(rows, start=first + 1)
    ], total


def _copies(record_ids: list[int]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for item in catalogue.items_of_records(record_ids):
        if item.state is catalogue.ItemState.IN_STOCK:
            sums[item.record_id] = sums.get(item.record_id, 0) + 1
    return sums


def _waiting(record_ids: list[int]) -> dict[int, int]:
    found = Hold.objects.filter(record_id__in=record_ids, state__in=QUEUED).order_by()
    return dict(found.values_list("record_id").annotate(n=Count("pk")))
