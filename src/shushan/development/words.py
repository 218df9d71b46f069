"""Words of the development of members, as pages show them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shushan.development import policy
from shushan.development.states import CaseState
from shushan.development.terms import Step

STATES: Final[dict[CaseState, str | Promise]] = {
    CaseState.OPEN: _("在办"),
    CaseState.DONE: _("已归档"),
    CaseState.ENDED: _("已终止"),
}
STAGES: Final[dict[int, str | Promise]] = {
    1: _("申请入党"),
    2: _("入党积极分子"),
    3: _("发展对象"),
    4: _("预备党员的接收"),
    5: _("教育考察和转正"),
}


def step_name(step: Step) -> str:
    """Return what a step is called in the language of the page."""
    return step.name_en if step.name_en and (get_language() or "").startswith("en") else step.name


def name_of(code: str) -> str:
    """Return what a step is called, by its code; the closing mark has a name of its own."""
    found = policy.step(code)
    return step_name(found) if found else str(_("终止"))
