"""Words of the approvals."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.approvals.states import RequestState, StepState

REQUESTS: Final[dict[RequestState, str | Promise]] = {
    RequestState.OPEN: _("审批中"),
    RequestState.RETURNED: _("已退回"),
    RequestState.WITHDRAWN: _("已撤回"),
    RequestState.APPROVED: _("已批准"),
    RequestState.REFUSED: _("未批准"),
}
STEPS: Final[dict[StepState, str | Promise]] = {
    StepState.WAITING: _("待办"),
    StepState.AGREED: _("同意"),
    StepState.RETURNED: _("退回"),
    StepState.REFUSED: _("不同意"),
}
ACTS: Final[dict[str, str | Promise]] = {
    "ask": _("提出申请"),
    "agree": _("同意"),
    "return": _("退回"),
    "refuse": _("不同意"),
    "withdraw": _("撤回"),
    "ask-again": _("重新提出"),
}
