"""Words of the dues, as pages show them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.dues.policy import MARKS, Standing
from shushan.dues.terms import Way

WAYS: Final[dict[Way, str | Promise]] = {Way.CASH: _("现金"), Way.TRANSFER: _("转账")}
STANDINGS: Final[dict[Standing, str | Promise]] = {
    Standing.BEHIND: _("欠交"),
    Standing.THREE: _("连续 3 个月未交"),
    Standing.FIVE: _("连续 5 个月未交"),
    Standing.DECIDE: _("连续 6 个月未交，须支部决定"),
}
TONES: Final[dict[Standing, str]] = {
    Standing.BEHIND: "",
    Standing.THREE: "warn",
    Standing.FIVE: "warn",
    Standing.DECIDE: "bad",
}
MARK_WORDS: Final[dict[str, str | Promise]] = {
    MARKS["none"]: _("不用交"),
    MARKS["paid"]: _("当月交"),
    MARKS["late"]: _("补交"),
    MARKS["part"]: _("交了一部分"),
    MARKS["open"]: _("未交"),
}
KINDS: Final[dict[str, str | Promise]] = {
    "salary": _("有固定工资收入"),
    "retired": _("离退休"),
    "student": _("学生、下岗失业"),
    "farmer": _("农民"),
}
