"""The measures that the meetings offer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Breakdown, Kind, Measure, declare, subject_page
from shushan.meetings.terms import MeetingAct, MeetingKind
from shushan.meetings.words import KIND_WORDS
from shushan.ui.templatetags.look import called
from shushan.units import public as units

SINCE = date(2019, 1, 1)


def _kind(_key: str, value: str) -> object:
    return KIND_WORDS[MeetingKind(value)] if value in set(MeetingKind) else value


def _branch(_key: str, value: str) -> object:
    return next((called(one) for one in units.tree(on=date.max) if one.code == value), value)


PARTS = (
    Breakdown("kind", _("按会议类型"), ("kind",), words=_kind),
    Breakdown("branch", _("按党组织"), ("branch",), words=_branch),
    Breakdown(
        "branch-kind", _("按党组织和会议类型"), ("branch", "kind"),
        words=lambda key, value: _kind(key, value) if key == "kind" else _branch(key, value),
    ),
)  # fmt: skip
HELD = declare(
    Measure(
        code="G02H",
        version=1,
        name=_("组织生活召开次数"),
        unit=_("次"),
        kind=Kind.ADDITIVE,
        facts=("meetings.meeting-held",),
        definition=_("已经召开并结束的会议，计在开会那一天；计划中、已通知、已取消的不算，冲正的减去"),
        source=_("支部工作条例（试行）第十一至十九条（公开抄件，待与正式文本核对）"),
        valid_from=SINCE,
        note=_("民主评议并入组织生活会开的，仍是一次会"),
        breakdowns=PARTS,
    )
)
ENTITLED = declare(
    Measure(
        code="G02E",
        version=1,
        name=_("应到会人次"),
        unit=_("人次"),
        kind=Kind.ADDITIVE,
        facts=("meetings.members-entitled",),
        definition=_("已召开的会议中，会议开始时按当天名册和任职应到会的人；列席的人和谈心谈话不算"),
        source=_("本馆定义，G02 的分母"),
        valid_from=SINCE,
        breakdowns=PARTS,
        is_personal=True,
    )
)
PRESENT = declare(
    Measure(
        code="G02P",
        version=1,
        name=_("到会人次"),
        unit=_("人次"),
        kind=Kind.ADDITIVE,
        facts=("meetings.members-present",),
        definition=_("应到会的人中到会的，包括线上到会；请假和缺席不算"),
        source=_("本馆定义，G02 的分子"),
        valid_from=SINCE,
        breakdowns=PARTS,
        is_personal=True,
    )
)
RATE = declare(
    Measure(
        code="G02",
        version=1,
        name=_("到会率"),
        unit="%",
        kind=Kind.RATIO,
        numerator="G02P",
        denominator="G02E",
        factor=100,
        decimals=1,
        definition=_("到会人次除以应到会人次"),
        source=_("本馆定义；应到会的人按会议当天的名册和任职"),
        valid_from=SINCE,
        note=_("请假也在分母里：准了假的人仍是应到会的人"),
        breakdowns=PARTS,
        is_personal=True,
    )
)

subject_page("meetings.meeting", url_name="meetings:meeting", verb=MeetingAct.SEE)
