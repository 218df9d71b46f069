"""The rules of lending as settings of the library, each with a valid-from."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare
from shushan.people.public import ReaderCategory


def _length(value: int) -> bool:
    return 1 <= value <= 365


def _amount(value: int) -> bool:
    return 0 <= value <= 200


def _days(category: ReaderCategory, default: int, label: Promise | str) -> Option[int]:
    return declare(
        Option(
            code=f"circulation.loan-days-{category}",
            default=default,
            label=label,
            help=_("从借出那天算起。已经借出的不受影响。"),
            unit=_("天"),
            check=_length,
        )
    )


def _most(category: ReaderCategory, default: int, label: Promise | str) -> Option[int]:
    return declare(
        Option(
            code=f"circulation.max-items-{category}",
            default=default,
            label=label,
            help=_("各馆区合计。"),
            unit=_("册"),
            check=_amount,
        )
    )


LOAN_DAYS: Final[dict[ReaderCategory, Option[int]]] = {
    ReaderCategory.ADULT: _days(ReaderCategory.ADULT, 30, _("成人读者借期")),
    ReaderCategory.CHILD: _days(ReaderCategory.CHILD, 30, _("少儿读者借期")),
    ReaderCategory.ELDER: _days(ReaderCategory.ELDER, 60, _("长者读者借期")),
    ReaderCategory.STAFF: _days(ReaderCategory.STAFF, 30, _("馆员借期")),
}
MOST_ITEMS: Final[dict[ReaderCategory, Option[int]]] = {
    ReaderCategory.ADULT: _most(ReaderCategory.ADULT, 10, _("成人读者最多同时借")),
    ReaderCategory.CHILD: _most(ReaderCategory.CHILD, 5, _("少儿读者最多同时借")),
    ReaderCategory.ELDER: _most(ReaderCategory.ELDER, 10, _("长者读者最多同时借")),
    ReaderCategory.STAFF: _most(ReaderCategory.STAFF, 10, _("馆员最多同时借")),
}
MOST_RENEWALS: Final = declare(
    Option(
        code="circulation.renewals",
        default=1,
        label=_("每次借阅可续借"),
        help=_("逾期的不能续借。"),
        unit=_("次"),
        check=_amount,
    )
)
RENEWAL_DAYS: Final = declare(
    Option(
        code="circulation.renewal-days",
        default=30,
        label=_("每次续借延长"),
        help=_("从原来的到期日算起，早续不吃亏。"),
        unit=_("天"),
        check=_length,
    )
)
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
OVERDUE_ALLOWED: Final = declare(
    Option(
        code="circulation.overdue-allowed",
        default=0,
        label=_("逾期超过这些天不能再借"),
        help=_("0 表示有一册逾期就不能再借。"),
        unit=_("天"),
        check=_amount,
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
