"""Settings of the indicators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare

SIGN_BY_DAY = declare(
    Option(
        "indicators.sign-by-day", 10, _("上月数值签认期限"), unit=_("日"), check=lambda day: 1 <= day <= 31,
        help=_("每月几日以前签认上月的数值；到期前五天起，总览里提醒。"),
    )
)  # fmt: skip
SILENT_AFTER = declare(
    Option(
        "indicators.gate-silent-after", 2, _("门计数多久没有动静算失声"), unit=_("小时"), check=lambda n: 1 <= n <= 48,
        help=_("馆区开放时，门超过这么久没有计数，总览里提醒。"),
    )
)  # fmt: skip
HALL_SECONDS = declare(
    Option(
        "indicators.hall-seconds", 15, _("大厅大屏每页停留"), unit=_("秒"), check=lambda n: 5 <= n <= 300,
        help=_("大厅大屏过这么久换下一页；可以暂停。"),
    )
)  # fmt: skip
