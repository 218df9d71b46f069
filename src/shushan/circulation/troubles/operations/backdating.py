"""When an item from the book drop counts as returned."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from shushan.circulation.models import Loan
from shushan.circulation.troubles.errors import WrongReturnDay
from shushan.circulation.troubles.options import BACKDATE_DAYS
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.kernel.actor import Actor
from shushan.options import public as options


def day_of(came_at: datetime | None, loan: Loan, *, actor: Actor, site_id: int, at: datetime) -> datetime:
    """Return the instant at which a loan ended: now, or when the item fell into the book drop.

    An item that was lent after that (the drop was emptied late) came back now.

    :raises NotAllowed: :raises WrongReturnDay: in the future, or further back than the setting allows
    """
    if came_at is None:
        return at
    check(came_at, actor=actor, site_id=site_id, at=at)
    return came_at if came_at >= loan.lent_at else at


def check(came_at: datetime, *, actor: Actor, site_id: int, at: datetime) -> None:
    """Pass a moment to which returns may be dated back.

    :raises NotAllowed: :raises WrongReturnDay:
    """
    actor.require(TroubleAct.BACKDATE, site_id=site_id)
    if came_at > at:
        raise WrongReturnDay(_("还书时间不能在将来"), field="came_at", remedy=_("请填书投进还书箱的时间"))
    most = options.get(BACKDATE_DAYS, at=at)
    if came_at < at - timedelta(days=most):
        raise WrongReturnDay(
            _("倒记得太早"), field="came_at", rule=_("最多倒记 %(n)s 天（本馆设置）") % {"n": most},
            remedy=_("请核对日期；更早的请流通主管处理"),
        )  # fmt: skip
