"""The settings of this room."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare
from shushan.organisation.policy import REMINDER_MONTHS

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
