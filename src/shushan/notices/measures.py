"""The measures that the notices offer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Kind, Measure, declare
from shushan.notices.terms import INBOX, ChannelCode

_WAYS = (
    (INBOX, "N01", _("站内信")),
    *(
        (str(c), f"N0{n}", w)
        for n, (c, w) in enumerate(
            ((ChannelCode.EMAIL, _("邮件通知")), (ChannelCode.SMS, _("短信通知")), (ChannelCode.WECHAT, _("微信通知"))),
            start=2,
        )
    ),
)

MEASURES = [
    declare(
        Measure(
            code=code,
            version=1,
            name=name,
            unit=_("条"),
            kind=Kind.ADDITIVE,
            facts=("notices.handed-over",),
            dims=(("channel", channel),),
            definition=_(
                "送进读者站内信的每条通知算一条；邮件、短信、微信按服务商收下的条数算，汇总和合并的算一条，试发给馆员自己的不算"
            ),
            source=_("本馆自定，用于核对短信和微信的账单"),
            valid_from=date(2020, 1, 1),
        )
    )
    for channel, code, name in _WAYS
]
