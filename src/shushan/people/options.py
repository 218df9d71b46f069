"""The settings of this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shushan.options.public import Option, declare

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
