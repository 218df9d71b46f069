"""The settings of this room."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare
from shushan.organisation.policy import REMINDER_MONTHS, TOLD_DAYS

TERM_REMINDER: Final[Option[int]] = declare(
    Option(
        code="organisation.term-reminder-months",
        default=REMINDER_MONTHS,
        label=_("任期届满前多久开始提醒"),
        help=_("上级一般提前六个月提醒换届（来源：任期意见的公开抄件，待与正式文本核对）。"),
        unit=_("月"),
        check=lambda months: 1 <= months <= 24,
    )
)
TERM_TOLD: Final[Option[int]] = declare(
    Option(
        code="organisation.term-told-days",
        default=TOLD_DAYS,
        label=_("任期届满前通知"),
        help=_("提前这些天各告诉支部书记和上级一次；0 表示不通知。"),
        unit=_("天"),
        check=lambda days: 0 <= days <= 730,
    )
)
