"""The rules of lending as settings of the library, each with a valid-from."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.circulation.policy import Rules
from shushan.options.public import Option, declare, get_many

CATEGORIES: Final[tuple[tuple[str, Promise | str, int, int], ...]] = (
    # category, name, loan days, items at once
    ("adult", _("成人"), 30, 10),
    ("child", _("少儿"), 30, 5),
    ("elder", _("长者"), 60, 10),
    ("staff", _("馆员"), 30, 10),
)
_DAYS_LABELS: Final = {
    "adult": _("成人读者借期"),
    "child": _("少儿读者借期"),
    "elder": _("长者读者借期"),
    "staff": _("馆员借期"),
}
_MOST_LABELS: Final = {
    "adult": _("成人读者最多同时借"),
    "child": _("少儿读者最多同时借"),
    "elder": _("长者读者最多同时借"),
    "staff": _("馆员最多同时借"),
}


def _length(value: int) -> bool:
    return 1 <= value <= 365


def _amount(value: int) -> bool:
    return 0 <= value <= 200


LOAN_DAYS: Final[dict[str, Option[int]]] = {
    category: declare(
        Option(
            code=f"circulation.loan-days-{category}",
            default=days,
            label=_DAYS_LABELS[category],
            help=_("从借出那天算起；到期日逢闭馆顺延到下一个开馆日。已经借出的不受影响。"),
            unit=_("天"),
            check=_length,
        )
    )
    for category, _name, days, _most in CATEGORIES
}
MAX_ITEMS: Final[dict[str, Option[int]]] = {
    category: declare(
        Option(
            code=f"circulation.max-items-{category}",
            default=most,
            label=_MOST_LABELS[category],
            help=_("各馆区合计。"),
            unit=_("册"),
            check=_amount,
        )
    )
    for category, _name, _days, most in CATEGORIES
}
RENEWALS = declare(
    Option(
        code="circulation.renewals",
        default=1,
        label=_("每次借阅可续借"),
        help=_("逾期的不能续借。"),
        unit=_("次"),
        check=_amount,
    )
)
RENEWAL_DAYS = declare(
    Option(
        code="circulation.renewal-days",
        default=30,
        label=_("每次续借延长"),
        help=_("从原来的到期日算起，早续不吃亏。"),
        unit=_("天"),
        check=_length,
    )
)
OVERDUE_GRACE = declare(
    Option(
        code="circulation.overdue-grace",
        default=0,
        label=_("逾期超过这些天不能再借"),
        help=_("0 表示有一册逾期就不能再借。"),
        unit=_("天"),
        check=_amount,
    )
)
ANONYMISE_AFTER = declare(
    Option(
        code="circulation.anonymise-after",
        default=7,
        label=_("还书后保留借阅人"),
        help=_("留几天，是为了书有破损时找得到人；之后借阅记录与读者脱离。"),
        unit=_("天"),
        check=_amount,
    )
)
HISTORY_DAYS = declare(
    Option(
        code="circulation.history-days",
        default=90,
        label=_("读者要求保留时，借阅历史保留"),
        help=_("只对自己打开“保留借阅历史”的读者。"),
        unit=_("天"),
        check=_length,
    )
)
_ALL: Final[tuple[Option[int], ...]] = (
    *LOAN_DAYS.values(),
    *MAX_ITEMS.values(),
    RENEWALS,
    RENEWAL_DAYS,
    OVERDUE_GRACE,
)


def rules(*, at: datetime) -> Rules:
    """Return the rule set that held at an instant, in one query."""
    values: dict[str, Any] = get_many(_ALL, at=at)
    return Rules(
        days={category: int(values[option.code]) for category, option in LOAN_DAYS.items()},
        most={category: int(values[option.code]) for category, option in MAX_ITEMS.items()},
        renewals=int(values[RENEWALS.code]),
        renewal_days=int(values[RENEWAL_DAYS.code]),
        overdue_grace=int(values[OVERDUE_GRACE.code]),
    )
