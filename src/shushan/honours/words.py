"""Words of the honours, as pages show them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.honours.states import HonourState

STATES: Final[dict[HonourState, str | Promise]] = {
    HonourState.RECOMMENDED: _("已推荐，未授予"),
    HonourState.AWARDED: _("已授予"),
    HonourState.NOT_AWARDED: _("未授予"),
    HonourState.WITHDRAWN: _("已撤回"),
}
