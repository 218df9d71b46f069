"""Dead stock: copies that nobody took out since a day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Subquery

from shushan.catalogue import public as catalogue
from shushan.circulation.models import Loan
from shushan.circulation.reports.terms import IdleLine


def idle(
    *,
    site_ids: tuple[int, ...] | None,
    before: datetime,
    is_never: bool = False,
    main_class: str = "",
    kind: str = "",
    text: str = "",
    below: int = 0,
    limit: int = 50,
) -> list[IdleLine]:
    """Return copies in the stock that came before an instant and were not lent since, below an id, in two queries.

    ``site_ids``: where they belong, None for all; ``is_never``: only those that were never lent here at all. Copies that
    do not leave the house are asked for by their kind and otherwise left out, for they are not lent.
    """
    lent = Loan.objects.all() if is_never else Loan.objects.filter(lent_at__gte=before)
    wanted = catalogue.ItemFilter(
        text=text, kind=kind, state=catalogue.ItemState.IN_STOCK, main_class=main_class, site_ids=site_ids,
        accessioned_before=before, is_lendable=not kind,
    )  # fmt: skip
    rows = catalogue.find_items(
        wanted, before=below or None, limit=limit, but=Subquery(lent.order_by().values("item_id"))
    )
    found = Loan.objects.filter(item_id__in=[row.item.id for row in rows]).order_by()
    known = {
        item_id: (last, times)
        for item_id, last, times in found.values_list("item_id").annotate(last=Max("lent_at"), times=Count("pk"))
    }
    return [IdleLine(row, *known.get(row.item.id, (None, 0))) for row in rows]
