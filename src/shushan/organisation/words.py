"""Words of the organisation, as pages show them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.organisation.states import CaseState, TransferState
from shushan.organisation.terms import Came, LineAct, MemberKind, PostKind, UnitKind

Words = dict[str, "str | Promise"]
UNIT_KINDS: Final[dict[str, str | Promise]] = {
    UnitKind.GENERAL_BRANCH: _("党总支"),
    UnitKind.BRANCH: _("党支部"),
    UnitKind.GROUP: _("党小组"),
    UnitKind.TEMPORARY: _("临时党支部"),
}
POST_WORDS: Final[dict[PostKind, str | Promise]] = {
    PostKind.SECRETARY: _("书记"),
    PostKind.DEPUTY_SECRETARY: _("副书记"),
    PostKind.ORGANISATION_MEMBER: _("组织委员"),
    PostKind.PUBLICITY_MEMBER: _("宣传委员"),
    PostKind.DISCIPLINE_MEMBER: _("纪检委员"),
    PostKind.GROUP_LEADER: _("党小组长"),
    PostKind.DIRECTOR: _("馆长"),
    PostKind.DEPUTY_DIRECTOR: _("副馆长"),
}
MEMBER_KINDS: Final[dict[MemberKind, str | Promise]] = {
    MemberKind.FULL: _("正式党员"),
    MemberKind.PROBATIONARY: _("预备党员"),
}
WAYS: Final[dict[Came, str | Promise]] = {
    Came.TAKEN_OVER: _("建册时已在册"),
    Came.ACCEPTED: _("支部大会接收"),
    Came.CONFIRMED: _("转正"),
    Came.VOTE_CHANGED: _("表决权变动"),
    Came.TRANSFERRED: _("馆内转接"),
    Came.CAME_IN: _("外单位转入"),
    Came.WENT_OUT: _("转出到外单位"),
    Came.ENDED: _("出册"),
}
CASES: Final[dict[CaseState, str | Promise]] = {
    CaseState.DRAFT: _("草稿"),
    CaseState.ASKED: _("审批中"),
    CaseState.EFFECTIVE: _("已生效"),
    CaseState.REFUSED: _("未批准"),
    CaseState.WITHDRAWN: _("已撤回"),
}
TRANSFERS: Final[dict[TransferState, str | Promise]] = {
    TransferState.SENT: _("在途"),
    TransferState.RECEIVED: _("已收到回执"),
    TransferState.WITHDRAWN: _("已撤回"),
}
ACTS: Final[dict[LineAct, str | Promise]] = {
    LineAct.FOUND: _("设立"),
    LineAct.CHANGE: _("调整"),
    LineAct.CLOSE: pgettext_lazy("unit", "撤销"),
}
FAULTS: Final[dict[str, str | Promise]] = {
    "taken": _("这个代码已经有单位使用"),
    "unknown": _("当天没有这个代码的单位"),
    "kind": _("请选择组织类别"),
    "parent": _("上级不存在，或这类组织不能设在它下面"),
    "name": _("请填写代码和名称"),
    "under-itself": _("一个单位不能放在自己下面"),
}
