"""What falls into days of a site, and what was moved because of closures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shushan.circulation.closures.models import Shift
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.states import HoldState
from shushan.circulation.models import Loan
from shushan.circulation.states import LoanState
from shushan.ledger import public as ledger


def falling(site_id: int, since: date, until: date | None) -> list[tuple[object, int]]:
    """Return how many open loans of a site fall due and how many copies leave its pick-up shelf in ``[since, until)``."""
    begins, ends = (ledger.day_begins(day) for day in (since, until or date.max))
    loans = Loan.objects.filter(state=LoanState.OUT.value, lent_site_id=site_id, due_at__gte=begins, due_at__lt=ends)
    holds = Hold.objects.filter(state=HoldState.READY.value, pickup_site_id=site_id, keep_until__gte=begins)
    return [
        (_("这些天到期的在借图书"), loans.count()),
        (_("取书架上的预约书"), holds.filter(ready_at__lt=ends).count()),
    ]


def moved(closure_ids: Sequence[int]) -> dict[int, list[tuple[object, int]]]:
    """Return how many due days and last days on the shelf each closure moved and how many it put back, in one query."""
    rows = (
        Shift.objects.filter(closure__in=list(closure_ids))
        .values_list("closure")
        .annotate(
            loans=Count("loan", filter=Q(put_back=False)),
            holds=Count("hold", filter=Q(put_back=False)),
            back=Count("pk", filter=Q(put_back=True)),
        )
        .order_by("closure")
    )
    labels = (_("顺延应还日"), _("顺延取书期限"), _("已恢复原样"))
    return {closure: [(label, n) for label, n in zip(labels, counts, strict=True) if n] for closure, *counts in rows}
