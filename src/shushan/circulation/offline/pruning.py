"""Forget acts of the time while cut off that nobody has to look at any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from shushan.circulation.models import OfflineAct
from shushan.circulation.offline.terms import Outcome
from shushan.circulation.options import OFFLINE_KEEP_DAYS
from shushan.circulation.terms import LoanAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.options import public as options

SLICE: Final = 500
OVER: Final = (Outcome.DONE.value, Outcome.EASED.value, Outcome.SETTLED.value)


@write()
def drop_old_past_acts(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Forget one slice of acts whose term of keeping is over; return how many. What waits for a person stays.

    The term begins when an act came or was settled, whichever is later. What the act did stays: the loan, its facts.

    :raises NotAllowed:
    """
    actor.require(LoanAct.ANONYMISE)
    before = at - timedelta(days=options.get(OFFLINE_KEEP_DAYS, at=at))
    found = OfflineAct.objects.filter(outcome__in=OVER, came_at__lt=before).exclude(settled_at__gte=before)
    old = list(found.order_by("came_at").values_list("pk", flat=True)[:limit])
    OfflineAct.objects.filter(pk__in=old).delete()
    return len(old)
