"""Settings of lending that hold for the whole library, each with a valid-from. The rest stands in the table of rules."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare


def _length(value: int) -> bool:
    return 1 <= value <= 365


def _term(value: int) -> bool:
    return 90 <= value <= 3650


def _amount(value: int) -> bool:
    return 0 <= value <= 200


CLOSED_DAY: Final = declare(
    Option(
        code="circulation.due-on-closed-day",
        default="next",
        label=_("到期日遇闭馆"),
        help=_("馆区的开馆时间、特别日和临时闭馆都算。已经借出的不受影响。"),
        choices=(
            ("next", _("顺延到下一个开馆日")),
            ("previous", _("提前到前一个开馆日")),
            ("keep", _("不变")),
        ),
    )
)
ENDS_WITH_CARD: Final = declare(
    Option(
        code="circulation.due-within-card",
        default=True,
        label=_("到期日不晚于读者证有效期"),
        help=_("证先到期的，借期到证的最后一天为止；那天闭馆就提前到开馆日。"),
    )
)
ANONYMISE_AFTER: Final = declare(
    Option(
        code="circulation.anonymise-after",
        default=7,
        label=_("还书后保留借阅人"),
        help=_("留几天，是为了书有破损时找得到人；之后借阅记录与读者脱离。"),
        unit=_("天"),
        check=_amount,
    )
)
HISTORY_DAYS: Final = declare(
    Option(
        code="circulation.history-days",
        default=90,
        label=_("读者要求保留时，借阅历史保留"),
        help=_("只对自己打开“保留借阅历史”的读者。"),
        unit=_("天"),
        check=_length,
    )
)
KIOSK_ASKS_PASSWORD: Final = declare(
    Option(
        code="circulation.kiosk-asks-password",
        default=False,
        label=_("自助借还页要读者密码"),
        help=_("打开以后，扫证还要输入密码；没有设过密码的读者到服务台办理。"),
    )
)
OFFLINE_KEEP_DAYS: Final = declare(
    Option(
        code="circulation.offline-keep-days",
        default=365,
        label=_("断线期间的借还，处理后保留"),
        help=_("过了这些天，每晚删除已登记和已处理的条目；等人核对的一直留着，借阅和台账不受影响。至少 90 天。"),
        unit=_("天"),
        check=_term,
    )
)
