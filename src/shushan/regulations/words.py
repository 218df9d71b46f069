"""Words of the regulations, as pages show them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.regulations.states import DraftState
from shushan.regulations.terms import (
    Measuring,
    Modality,
    Outcome,
    PeriodKind,
    Standing,
    SubjectKind,
    Verification,
)

Said = str | Promise
MODALITIES: Final[dict[Modality, Said]] = {
    Modality.MUST: _("必须"),
    Modality.NORMALLY: pgettext_lazy("modality", "一般"),
    Modality.TARGET: _("目标"),
    Modality.MAY: _("可以或原则"),
}
VERIFICATIONS: Final[dict[Verification, Said]] = {
    Verification.READ: _("✔ 读过抄件，待与正式文本核对"),
    Verification.SECONDARY: _("◐ 二手资料，待与正式文本核对"),
    Verification.GENERAL: _("○ 凭一般了解，待与正式文本核对"),
}
MARKS: Final[dict[Verification, str]] = {
    Verification.READ: "✔",
    Verification.SECONDARY: "◐",
    Verification.GENERAL: "○",
}
SUBJECTS: Final[dict[SubjectKind, Said]] = {
    SubjectKind.UNIT: _("党组织"),
    SubjectKind.MEMBER: _("党员"),
    SubjectKind.CASE: _("发展对象个案"),
    SubjectKind.LIBRARY: _("本馆"),
}
MEASURES: Final[dict[Measuring, Said]] = {
    Measuring.COUNT: _("期内记录的次数"),
    Measuring.SUM: _("期内数量之和"),
    Measuring.DISTINCT: _("期内不同对象的个数"),
    Measuring.EVERY: _("每一条记录都合乎条件"),
    Measuring.STATE: _("本身的情况合乎条件"),
    Measuring.DEADLINE: _("起算后多久之内办"),
    Measuring.EARLIEST: _("起算后多久才可办"),
    Measuring.WINDOW: _("起算后的一段时间之内办"),
    Measuring.WORKDAYS: _("起算后满若干工作日才可办"),
    Measuring.RECURRING: _("每隔一段时间办一次"),
    Measuring.MANUAL: _("有人作出决定，从不推断"),
    Measuring.NOT_MEASURED: _("不判定，只列出"),
}
PERIODS: Final[dict[PeriodKind, Said]] = {
    PeriodKind.MONTH: _("每月"),
    PeriodKind.QUARTER: _("每季度"),
    PeriodKind.HALF: _("每半年"),
    PeriodKind.YEAR: _("每年"),
    PeriodKind.ONCE: _("每次起算"),
}
STANDINGS: Final[dict[Standing, Said]] = {
    Standing.THROUGHOUT: _("期初和期末都在、都合乎条件的"),
    Standing.AT_END: _("期末那天在册的"),
}
OUTCOMES: Final[dict[Outcome, Said]] = {
    Outcome.MET: _("达到"),
    Outcome.NOT_MET: _("未达到"),
    Outcome.EXCUSED: _("已说明理由"),
    Outcome.NOT_DUE: _("未到期"),
    Outcome.NOT_APPLICABLE: _("不适用"),
}
TONES: Final[dict[Outcome, str]] = {
    Outcome.MET: "good",
    Outcome.NOT_MET: "warn",
    Outcome.EXCUSED: "info",
    Outcome.NOT_DUE: "",
    Outcome.NOT_APPLICABLE: "quiet",
}
NOTES: Final[dict[str, Said]] = {
    "absent": _("不在期初或期末的组织里"),
    "condition": _("不合乎适用条件"),
    "new-rule": _("规则在期内才开始，从下一期起判定"),
    "nothing": _("没有要判定的记录"),
    "late": _("办晚了"),
    "early": _("办早了"),
    "provisional": _("节假日表不全，日期暂定"),
}
DRAFTS: Final[dict[DraftState, Said]] = {
    DraftState.DRAFT: _("草稿"),
    DraftState.ASKED: _("待第二人审定"),
    DraftState.LIVE: _("已生效"),
    DraftState.REFUSED: pgettext_lazy("draft", "未通过"),
    DraftState.WITHDRAWN: _("已撤回"),
}
FAULTS: Final[dict[str, Said]] = {
    "condition": _("条件读不懂：写成“名称 >= 数字”“名称 = 词|词”，用 & 连接"),
    "length": _("时长写成数字加 d（天）、w（工作日）、m（月）或 y（年）"),
    "once": _("这种判定要选“每次起算”"),
    "not-once": _("这种判定要选一个固定的周期"),
    "record-type": _("请选择由哪种记录回答"),
    "where": _("请写明条件"),
    "threshold": _("最多不能少于最少"),
    "days": _("结束日期必须晚于开始日期"),
}
