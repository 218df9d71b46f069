"""The words that pages use for states and kinds."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shushan.people.states import CardState
from shushan.people.terms import DeviceKind, FreezeCause, ReaderCategory

CATEGORIES: Final[dict[ReaderCategory, Promise | str]] = {
    ReaderCategory.ADULT: _("成人"),
    ReaderCategory.CHILD: pgettext_lazy("reader", "少儿"),
    ReaderCategory.ELDER: _("长者"),
    ReaderCategory.STAFF: _("馆员"),
}
CARD_STATES: Final[dict[CardState, Promise | str]] = {
    CardState.PENDING: _("待核验"),
    CardState.ACTIVE: _("有效"),
    CardState.LOST: _("已挂失"),
    CardState.REPLACED: _("已换证"),
    CardState.WITHDRAWN: _("已注销"),
}
DEVICE_KINDS: Final[dict[DeviceKind, Promise | str]] = {
    DeviceKind.GATE: _("门禁计数器"),
    DeviceKind.DESK: _("服务台工作站"),
    DeviceKind.KIOSK: _("自助机"),
}
FREEZE_CAUSES: Final[dict[FreezeCause, Promise | str]] = {
    FreezeCause.BY_HAND: _("不自动解除"),
    FreezeCause.OVERDUE: _("逾期图书还清后"),
    FreezeCause.CONTACT: _("补填手机号或邮箱后"),
    FreezeCause.DOCUMENT: _("证件核验登记后"),
}
READER_STATES: Final[dict[str, Promise | str]] = {
    "active": _("可借阅"),
    "pending": _("待核验"),
    "soon": _("三十天内到期"),
    "expired": _("已过期"),
    "frozen": _("已冻结"),
    "none": _("无有效证"),
}


def site_name(name: str, name_en: str) -> str:
    """Return a site's name in the language of the page, the Chinese one where no other is known."""
    return name_en if get_language() == "en" and name_en else name
