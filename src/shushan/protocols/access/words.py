"""The words of scopes, for staff, readers and developers."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.protocols.access.scopes import Scope

NAMES: Final[dict[Scope, Promise]] = {
    Scope.CATALOGUE: _("检索书目，查看馆藏和在架情况"),
    Scope.LIBRARY: _("查看馆区、开放时间、在馆人数、文章"),
    Scope.ME: _("查看您的姓名、读者类型和常去的馆区"),
    Scope.CARD: _("查看您的读者证号和有效期"),
    Scope.LOANS: _("查看您借了哪些书、何时应还"),
    Scope.RENEW: _("替您续借"),
    Scope.HOLDS: _("查看您的预约"),
    Scope.HOLDS_WRITE: _("替您预约、取消和暂停预约"),
    Scope.CHARGES: _("查看您的欠费和押金"),
    Scope.NOTICES: _("查看图书馆给您的通知"),
    Scope.NOTICES_WRITE: _("把通知标为已读"),
}
NEVER: Final = (
    _("看不到您的密码、证件号、电话和邮箱"),
    _("看不到您还回去的书"),
    _("不能借书、付款、改资料"),
)
