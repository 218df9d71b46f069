"""Words of the meetings, as pages show them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.meetings.states import BallotState, LeaveState, MeetingState, Presence
from shushan.meetings.terms import BallotWay, Choice, Grade, MeetingKind, Outcome, Standing, VoteKind

KIND_WORDS: Final[dict[MeetingKind, str | Promise]] = {
    MeetingKind.MEMBERS: _("党员大会"),
    MeetingKind.COMMITTEE: _("支部委员会"),
    MeetingKind.GROUP: _("党小组会"),
    MeetingKind.LECTURE: _("党课"),
    MeetingKind.THEME_DAY: _("主题党日"),
    MeetingKind.LIFE: _("组织生活会"),
    MeetingKind.APPRAISAL: _("民主评议党员"),
    MeetingKind.TALK: _("谈心谈话"),
    MeetingKind.REPORT: _("工作报告会"),
}
STATE_WORDS: Final[dict[MeetingState, str | Promise]] = {
    MeetingState.PLANNED: _("计划中"),
    MeetingState.CONVENED: _("已通知"),
    MeetingState.RUNNING: _("进行中"),
    MeetingState.HELD: _("已召开"),
    MeetingState.CANCELLED: _("已取消"),
    MeetingState.REVERSED: _("已冲正"),
}
STATE_TONES: Final[dict[MeetingState, str]] = {
    MeetingState.PLANNED: "",
    MeetingState.CONVENED: "sea",
    MeetingState.RUNNING: "warn",
    MeetingState.HELD: "good",
    MeetingState.CANCELLED: "",
    MeetingState.REVERSED: "bad",
}
PRESENCE_WORDS: Final[dict[Presence, str | Promise]] = {
    Presence.EXPECTED: _("未到"),
    Presence.PRESENT: _("到会"),
    Presence.ONLINE: _("线上到会"),
    Presence.LEAVE: _("请假"),
    Presence.ABSENT: _("缺席"),
}
STANDING_WORDS: Final[dict[Standing, str | Promise]] = {
    Standing.MEMBER: _("党员"),
    Standing.COMMITTEE: _("支部委员"),
    Standing.GROUP: _("小组成员"),
    Standing.PAIR: _("谈话人"),
    Standing.GUEST: _("列席"),
}
GRADE_WORDS: Final[dict[Grade, str | Promise]] = {
    Grade.EXCELLENT: _("优秀"),
    Grade.QUALIFIED: _("合格"),
    Grade.BASIC: _("基本合格"),
    Grade.UNQUALIFIED: _("不合格"),
}
LEAVE_WORDS: Final[dict[LeaveState, str | Promise]] = {
    LeaveState.NONE: "",
    LeaveState.ASKED: _("请假待批"),
    LeaveState.GRANTED: _("准假"),
    LeaveState.REFUSED: _("未准假"),
}
MARKED_WORDS: Final[dict[str, str | Promise]] = {
    "": "",
    "chair": _("主持人登记"),
    "code": _("扫码签到"),
    "online": _("线上签到"),
}
VOTE_WORDS: Final[dict[VoteKind, str | Promise]] = {
    VoteKind.RESOLUTION: _("决议"),
    VoteKind.ACCEPTANCE: _("接收或转正"),
    VoteKind.ELECTION: _("选举"),
}
WAY_WORDS: Final[dict[BallotWay, str | Promise]] = {
    BallotWay.OPEN: _("记名（举手或手机）"),
    BallotWay.SECRET: _("无记名（手机）"),
    BallotWay.PAPER: _("无记名（纸票）"),
}
BALLOT_WORDS: Final[dict[BallotState, str | Promise]] = {
    BallotState.PREPARED: _("待表决"),
    BallotState.OPEN: _("表决中"),
    BallotState.CLOSED: _("待计票"),
    BallotState.DECIDED: _("已有结果"),
    BallotState.VOID: _("作废"),
}
CHOICE_WORDS: Final[dict[Choice, str | Promise]] = {
    Choice.YES: _("赞成"),
    Choice.NO: _("反对"),
    Choice.ABSTAIN: _("弃权"),
}
OUTCOME_WORDS: Final[dict[Outcome, str | Promise]] = {
    Outcome.NONE: "",
    Outcome.PASSED: _("通过"),
    Outcome.REJECTED: _("未通过"),
}
