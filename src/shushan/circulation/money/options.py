"""The rules of money as settings of the library. Amounts are whole yuan or fen as each says, never a fraction."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.circulation import bounds
from shushan.options.public import Option, declare

OWING_ALLOWED: Final = declare(
    Option(
        code="circulation.owing-allowed",
        default=2000,
        label=_("欠费超过这些不能再借"),
        help=_("以分计：2000 就是 20 元。付清或减到这个数以下，当即又能借。"),
        unit=_("分"),
        check=bounds.fen,
    )
)
OWING_STOPS_HOLDS: Final = declare(
    Option(
        code="circulation.owing-stops-holds",
        default=True,
        label=_("欠费超过上一项也不能预约"),
        help=_("已经排上的预约不受影响；付清或减到那个数以下，当即又能约。"),
    )
)
KEEP_CHARGES: Final = declare(
    Option(
        code="circulation.charges-keep-name",
        default=365,
        label=_("结清的费用保留读者"),
        help=_("从结清那天算起，之后账目与读者脱离，金额不变。没有结清的一直保留。"),
        unit=_("天"),
        check=bounds.days,
    )
)
PHONE: Final = declare(
    Option(
        code="circulation.phone-payment",
        default="off",
        label=_("读者用手机付费"),
        help=_("“演示”不收钱，只为试用；正式收款要先由系统管理员接上支付机构。"),
        choices=(
            ("off", _("不开通")),
            ("wechat", _("微信支付")),
            ("alipay", _("支付宝")),
            ("demonstration", _("演示（不收钱）")),
        ),
    )
)
