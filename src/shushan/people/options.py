"""The settings of this room."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare
from shushan.people.policy import CARD_YEARS
from shushan.people.terms import ReaderCategory


def _years(category: ReaderCategory, label: object) -> Option[int]:
    return declare(
        Option(
            code=f"people.card-years-{category}",
            default=CARD_YEARS,
            label=label,
            help=_("发证和续期时起算。至多三年：有效读者证按三年内核验过的计（R02）。"),
            unit=_("年"),
            check=lambda years: 1 <= years <= CARD_YEARS,
            moves_figures=True,
        )
    )


CARD_YEARS_OF: Final[dict[ReaderCategory, Option[int]]] = {
    ReaderCategory.ADULT: _years(ReaderCategory.ADULT, _("成人读者证的有效期")),
    ReaderCategory.CHILD: _years(ReaderCategory.CHILD, _("少儿读者证的有效期")),
    ReaderCategory.ELDER: _years(ReaderCategory.ELDER, _("长者读者证的有效期")),
    ReaderCategory.STAFF: _years(ReaderCategory.STAFF, _("馆员读者证的有效期")),
}
STAFF_MFA = declare(
    Option(
        code="people.staff-mfa",
        default=True,
        label=_("馆长和系统管理员登录须有第二道验证"),
        help=_("打开后，持有这些角色的人要先设置通行密钥或动态口令，才能进入工作台。演示图书馆里是关着的。"),
    )
)

MERGE_DAYS = declare(
    Option(
        code="people.merge-undo-days",
        default=30,
        label=_("合并读者后可以撤销的天数"),
        help=_("天数之内保留被并掉读者的资料（加密），过后销毁，合并不能再撤销。"),
        unit=_("天"),
        check=lambda days: 0 <= days <= 365,
    )
)
