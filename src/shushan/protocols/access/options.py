"""Settings of the HTTP API."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare


def _limit(value: int) -> bool:
    return 1 <= value <= 100_000


ANONYMOUS_LIMIT: Final = declare(
    Option(
        code="protocols.api-anonymous-limit",
        default=120,
        label=_("接口：没有令牌的请求，每个地址每分钟最多"),
        help=_("公开信息不用令牌也能查，次数少一些；超过的请求会被请求稍后再来。"),
        unit=_("次"),
        check=_limit,
    )
)
ACCESS_MINUTES: Final = declare(
    Option(
        code="protocols.api-access-minutes",
        default=60,
        label=_("接口：读者授权的访问令牌有效"),
        help=_("到时应用要用刷新令牌换新的；越短，令牌丢失的损失越小。"),
        unit=_("分钟"),
        check=lambda value: 5 <= value <= 1440,
    )
)
CONSENT_DAYS: Final = declare(
    Option(
        code="protocols.api-consent-days",
        default=180,
        label=_("接口：读者的授权有效"),
        help=_("到期后应用要请读者重新同意。已经给出的授权不变。"),
        unit=_("天"),
        check=lambda value: 1 <= value <= 730,
    )
)
