"""How the library tells, as settings with a valid-from."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.notices.terms import ChannelCode
from shushan.options.public import Option, declare


def _hour(value: int) -> bool:
    return 0 <= value <= 23


def _keep(value: int) -> bool:
    return 30 <= value <= 730


def _order(value: str) -> bool:
    parts = value.replace("，", ",").split(",")
    return len(set(parts)) == len(parts) and {part.strip() for part in parts} <= set(ChannelCode)


ORDER: Final = declare(
    Option(
        code="notices.channel-order",
        default="wechat,email,sms",
        label=_("通知渠道的先后"),
        help=_(
            "用第一个能送到的渠道；送不到再用下一个。可写 wechat、email、sms，用逗号隔开；没写的渠道不用。站内信总有一份。"
        ),
        check=_order,
    )
)
QUIET_FROM: Final = declare(
    Option(
        code="notices.quiet-from",
        default=21,
        label=_("免打扰从几点起"),
        help=_("这段时间里不发邮件、短信和微信，到点再发；站内信不受影响。起止相同表示不设。读者可以自己另定。"),
        unit=_("点"),
        check=_hour,
    )
)
QUIET_UNTIL: Final = declare(
    Option(code="notices.quiet-until", default=8, label=_("免打扰到几点止"), unit=_("点"), check=_hour)
)
DIGEST_HOUR: Final = declare(
    Option(
        code="notices.digest-hour",
        default=9,
        label=_("每日汇总几点发"),
        help=_("只对选了每天一封的读者，只汇总邮件。急的通知（预约到书、冻结）不等汇总。"),
        unit=_("点"),
        check=_hour,
    )
)
KEEP_DAYS: Final = declare(
    Option(
        code="notices.keep-days",
        default=90,
        label=_("通知保留"),
        help=_("过了这些天，通知的正文和收件人一起删除，台账里的数字不变。借阅与读者脱离时，有关的通知也一起删除。"),
        unit=_("天"),
        check=_keep,
    )
)
