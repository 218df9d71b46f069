"""The room's states and kinds in words, and the addresses of its pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shushan.indicators.duties.terms import Comparison, HolderRole, Status
from shushan.indicators.states import ValueState
from shushan.indicators.terms import Asked, Basis, Decision, PeriodKind

STATES: dict[str, object] = {
    ValueState.DRAFT: _("草稿"),
    ValueState.CHECKED: _("已核对"),
    ValueState.SIGNED: _("已签认"),
    ValueState.APPROVED: _("已批准"),
    ValueState.SUBMITTED: _("已报送"),
    ValueState.WITHDRAWN: _("已放弃"),
}
LOOKS: dict[str, str] = {
    ValueState.DRAFT: "",
    ValueState.CHECKED: "chip--warn",
    ValueState.SIGNED: "chip--sea",
    ValueState.APPROVED: "chip--good",
    ValueState.SUBMITTED: "chip--good",
    ValueState.WITHDRAWN: "chip--bad",
}
BASES: dict[str, object] = {
    Basis.RECORDS: _("由记录清点"),
    Basis.ESTIMATE: _("典型周估算"),
    Basis.MANUAL: _("人工录入"),
}
DECISIONS: dict[str, object] = {
    Decision.LEAVE: _("不改"),
    Decision.FOOTNOTE: _("加脚注"),
    Decision.RESTATE: _("重述"),
}
PERIODS: dict[str, object] = {
    PeriodKind.MONTH: _("一月"),
    PeriodKind.QUARTER: _("一季"),
    PeriodKind.YEAR: _("一年"),
    PeriodKind.RANGE: _("自选起止日期"),
    PeriodKind.REOPENING: _("自恢复开馆以来"),
}
MOVES: dict[str, object] = {
    "draft": _("起草"),
    "answer": _("回答提示"),
    "check": _("核对"),
    "sign": _("签认"),
    "approve": _("批准"),
    "submit": _("报送"),
    "send-back": _("退回"),
    "withdraw": _("放弃"),
    "ask-unlock": _("申请解锁"),
    "unlock": _("同意解锁"),
    "keep-locked": _("不予解锁"),
    "publish": _("公开"),
    "unpublish": _("不再公开"),
    "leave": _("迟到记录：不改"),
    "footnote": _("迟到记录：加脚注"),
    "restate": _("重述"),
}
STATUSES: dict[Status, object] = {
    Status.NOT_DUE: _("还没开始"),
    Status.ON_TRACK: _("正常"),
    Status.AT_RISK: _("有风险"),
    Status.MET: _("已达成"),
    Status.MISSED: _("未达成"),
    Status.NO_VALUE: _("还没有数值"),
}
STATUS_LOOKS: dict[Status, str] = {
    Status.NOT_DUE: "",
    Status.ON_TRACK: "chip--sea",
    Status.AT_RISK: "chip--warn",
    Status.MET: "chip--good",
    Status.MISSED: "chip--bad",
    Status.NO_VALUE: "chip--warn",
}
ROLES: dict[HolderRole, object] = {
    HolderRole.ACCOUNTABLE: _("负责人"),
    HolderRole.RESPONSIBLE: _("经办人"),
    HolderRole.CONSULTED: _("会商"),
    HolderRole.INFORMED: _("知会"),
}
COMPARISONS: dict[Comparison, object] = {Comparison.AT_LEAST: _("不少于"), Comparison.AT_MOST: _("不超过")}


def value_address(value_id: int) -> str:
    """Return the address of a signed value's page; the public sees those that were published."""
    return reverse("indicators:value", args=[value_id])


def period_words(asked: Asked) -> str:
    """Return a period in words: ``2020-05``, ``2020 年第 2 季``, ``2020``, or its first and last day."""
    last = asked.scope().until.fromordinal(asked.until.toordinal() - 1)
    if asked.period is PeriodKind.REOPENING or asked.since is None:
        return gettext("自恢复开馆以来，至 %(day)s") % {"day": last}
    if asked.period is PeriodKind.MONTH:
        return asked.since.strftime("%Y-%m")
    if asked.period is PeriodKind.QUARTER:
        return gettext("%(year)s 年第 %(n)s 季") % {"year": asked.since.year, "n": (asked.since.month + 2) // 3}
    if asked.period is PeriodKind.YEAR:
        return str(asked.since.year)
    return f"{asked.since} – {last}"
