"""The settings of this room. Dues are off until the library turns them on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.dues.errors import DuesOff
from shushan.dues.policy import Rounding
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.options.public import Option, declare, get, history

ENABLED: Final[Option[bool]] = declare(
    Option(
        code="dues.enabled", default=False, label=gettext_lazy("登记党费"),
        help=gettext_lazy(
            "可选，默认不用。用了以后，党费规则从启用那天起按记录判定；只登记核定的月交数额，不登记工资。"
        ),
        moves_figures=True,
    )
)  # fmt: skip
COLLECTION_DAY: Final[Option[int]] = declare(
    Option(
        code="dues.collection-day", default=10, label=gettext_lazy("每月哪一天收党费"),
        help=gettext_lazy("这一天的党员名册决定谁该交、交到哪个支部（来源：公开抄件，每月固定一天收缴）。"),
        unit=gettext_lazy("日"), check=lambda day: 1 <= day <= 28, moves_figures=True,
    )
)  # fmt: skip
ROUNDING: Final[Option[str]] = declare(
    Option(
        code="dues.rounding", default=Rounding.FEN.value, label=gettext_lazy("试算党费时怎样取整"),
        help=gettext_lazy("规则原文没有写明怎样取整，由本馆确定；只影响试算，不改已核定的数额。"),
        choices=(
            (Rounding.FEN.value, gettext_lazy("到分，四舍五入")),
            (Rounding.JIAO_DOWN.value, gettext_lazy("到角，舍去零头")),
            (Rounding.JIAO_NEAR.value, gettext_lazy("到角，四舍五入")),
            (Rounding.YUAN_DOWN.value, gettext_lazy("到元，舍去零头")),
            (Rounding.YUAN_NEAR.value, gettext_lazy("到元，四舍五入")),
        ),
    )
)  # fmt: skip
PUBLISH_AMOUNTS: Final[Option[bool]] = declare(
    Option(
        code="dues.publish-amounts", default=False, label=gettext_lazy("公布党费时写出每人的数额"),
        help=gettext_lazy("默认只公布每人交了哪几个月和支部的总额；数额能推出工资，按规定可以公布时再打开。"),
    )
)  # fmt: skip


def is_on(at: datetime) -> bool:
    """Say whether the library keeps dues at an instant."""
    return get(ENABLED, at=at)


def is_on_now() -> bool:
    """Say whether the library keeps dues now: for the menu, which is drawn for this moment."""
    return is_on(now())


def kept_since() -> date | None:
    """Return the first day from which dues are kept without a break until now; None: they are not kept now. One query."""
    since = None
    for line in history(ENABLED.code):
        if line.valid_from > now():
            continue
        if not line.value:
            break
        since = ledger.local_day(line.valid_from)
    return since


def require_on(at: datetime) -> None:
    """Pass in silence, or refuse.

    :raises DuesOff: the library does not keep dues
    """
    if not is_on(at):
        raise DuesOff(
            _("本馆没有启用党费登记"), remedy=_("需要时请管理员在“设置”里打开“登记党费”"), rule=_("党费登记是可选的")
        )


def collection_day(month: date) -> date:
    """Return the collection day of a month by the setting that held when the month began."""
    return month.replace(day=get(COLLECTION_DAY, at=ledger.day_begins(month)))
