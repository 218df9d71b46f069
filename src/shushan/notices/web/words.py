"""States, channels and errors in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.notices.registry import kind
from shushan.notices.terms import DIGEST, ChannelCode

CHANNELS: Final = {
    ChannelCode.WECHAT: gettext_lazy("微信"),
    ChannelCode.EMAIL: gettext_lazy("邮件"),
    ChannelCode.SMS: gettext_lazy("短信"),
}
STATES: Final = {
    "waiting": ("", gettext_lazy("待发")),
    "sending": ("chip--sea", gettext_lazy("正在发")),
    "handed": ("chip--good", gettext_lazy("已发出")),
    "failed": ("chip--bad", gettext_lazy("没发成")),
    "unsure": ("chip--warn", gettext_lazy("不知道发没发成")),
    "unreached": ("chip--warn", gettext_lazy("地址不通")),
    "dropped": ("", gettext_lazy("不发了")),
}
_ERRORS: Final = {
    "worker-died": gettext_lazy("发的时候后台进程断了，不知道对方收下没有。不会自动再发；要再发请人工重发。"),
    "no-address": gettext_lazy("没有可用的地址。"),
    "not-an-address": gettext_lazy("地址的写法不对。"),
}
LANGUAGES: Final = {"zh-hans": "中文", "en": "English"}


def kind_in_words(code: str) -> object:
    """Return the title of a kind; the code of one whose room is gone."""
    if code == DIGEST:
        return _("每日汇总")
    known = kind(code)
    return known.title if known else code


def error_in_words(said: str) -> object:
    """Return an error as people read it; what a provider said stays as it was said."""
    return _ERRORS.get(said, said)
