"""The words of the visits' codes."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.visits.policy import Doubt
from shushan.visits.terms import Side, Way

SIDES: Final[dict[str, str | Promise]] = {Side.IN: _("入口"), Side.OUT: _("出口"), Side.BOTH: _("出入口")}
WAYS: Final[dict[str, str | Promise]] = {Way.DEVICE: _("设备上报"), Way.CSV: _("门禁文件"), Way.DESK: _("手工计数")}
_DOUBTS: Final[dict[Doubt, str | Promise]] = {
    Doubt.UNKNOWN: _("这个馆区没有登记“%(gate)s”这个门"),
    Doubt.NOT_THEN: _("“%(gate)s”那一天没有启用，或已停用"),
    Doubt.NO_WAY_IN: _("“%(gate)s”是出口，不计进馆"),
    Doubt.NO_WAY_OUT: _("“%(gate)s”是入口，不计出馆"),
}
_REMEDIES: Final[dict[Doubt, str | Promise]] = {
    Doubt.UNKNOWN: _("请先在“登记过的门”里登记，或改正文件里的名称"),
    Doubt.NOT_THEN: _("请核对日期，或到“登记过的门”里改启用、停用的日期"),
    Doubt.NO_WAY_IN: _("请核对文件，或到“登记过的门”里改它的方向"),
    Doubt.NO_WAY_OUT: _("请核对文件，或到“登记过的门”里改它的方向"),
}


def doubts(why: Doubt) -> str:
    """Return the sentence of a doubt, with a place for ``gate``."""
    return str(_DOUBTS[why])


def remedies(why: Doubt) -> str:
    """Return what to do about a doubt."""
    return str(_REMEDIES[why])
