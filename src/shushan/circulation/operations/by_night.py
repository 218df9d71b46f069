"""Renew by night what its rule renews by itself: on the due day, when nobody waits and no rule says no."""

from __future__ import annotations

from datetime import datetime

from shushan.catalogue import public as catalogue
from shushan.circulation.models import Loan
from shushan.circulation.operations.hold_rules import others_wait
from shushan.circulation.operations.renewing import renew
from shushan.circulation.rules.lengths import end_of
from shushan.circulation.rules.queries import table
from shushan.circulation.states import LoanState
from shushan.circulation.terms import LoanAct
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger


def renew_by_night(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Renew the loans that fall due today and whose rule says so; return how many were renewed, how many were not.

    Each renewal is an act of its own. One that a rule refuses stays as it is; a second run finds only what is left.

    :raises NotAllowed:
    """
    actor.require(LoanAct.RENEW)
    versions = [row.version_id for row in table().rows if row.terms.renews_itself]
    if not versions:
        return 0, 0
    today = end_of(ledger.local_day(at), ledger.zone())
    falling = Loan.objects.filter(state=LoanState.OUT, due_at__gte=at, due_at__lte=today, rule_id__in=versions)
    done = left = 0
    for loan_id, item_id, reader_id in falling.order_by("pk").values_list("pk", "item_id", "reader_id"):
        if others_wait(catalogue.item(item_id), reader_id or 0, at):
            left += 1
            continue
        try:
            renew(actor=actor, at=at, loan_id=loan_id)
        except Refused:
            left += 1
        else:
            done += 1
    return done, left
