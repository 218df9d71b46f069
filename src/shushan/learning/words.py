"""Words of learning, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shushan.learning.packages.terms import PackageKind
from shushan.learning.states import CourseState, EssayState
from shushan.learning.terms import Audience, Category, LessonKind, StudyUnit
from shushan.ui.retold import retold

KINDS: Final[dict[str, str | Promise]] = {
    LessonKind.VIDEO: _("视频课"),
    LessonKind.AUDIO: _("音频课"),
    LessonKind.TEXT: _("图文课"),
    LessonKind.DOCUMENT: _("文档课"),
    LessonKind.QUIZ: _("课后测验"),
    LessonKind.PACKAGE: _("课件包"),
    LessonKind.LINK: _("外部链接"),
}
PACKAGES: Final[dict[str, str | Promise]] = {
    PackageKind.SCORM12: _("SCORM 1.2"),
    PackageKind.SCORM2004: _("SCORM 2004"),
    PackageKind.XAPI: _("xAPI（Tin Can）"),
}
AUDIENCES: Final[dict[str, str | Promise]] = {
    Audience.EVERYONE: _("所有读者和馆员"),
    Audience.COLLEAGUES: _("本馆馆员"),
}
COURSES: Final[dict[str, str | Promise]] = {
    CourseState.DRAFT: _("未开放"),
    CourseState.OPEN: _("开放中"),
    CourseState.CLOSED: _("已停开"),
}
UNITS: Final[dict[str, str | Promise]] = {
    StudyUnit.CLASS_HOUR: _("学时"),
    StudyUnit.CLOCK_HOUR: _("小时"),
    StudyUnit.HALF_DAY: _("半天"),
    StudyUnit.FULL_DAY: _("全天"),
    StudyUnit.POINTS: _("积分"),
}
CATEGORIES: Final[dict[str, str | Promise]] = {
    Category.THEORY: _("理论原著"),
    Category.LITERATURE: _("文学作品"),
    Category.HISTORY: _("历史读物"),
    Category.OTHER: _("其他读物"),
}
ESSAYS: Final[dict[str, str | Promise]] = {
    EssayState.DRAFT: _("未提交"),
    EssayState.SUBMITTED: _("已提交"),
    EssayState.RETURNED: pgettext_lazy("state", "退回修改"),
    EssayState.ACCEPTED: _("已采纳"),
}


_DEEDS: Final[dict[str, str | Promise]] = {  # the last part of verbs of ADL
    "initialized": pgettext_lazy("statement", "打开"), "launched": pgettext_lazy("statement", "打开"),
    "terminated": _("关上"), "experienced": _("看了"), "attempted": _("试做"), "answered": _("回答"),
    "interacted": pgettext_lazy("statement", "操作"), "progressed": _("学到"), "completed": _("学完"),
    "passed": pgettext_lazy("statement", "通过"), "failed": _("没有通过"),
    "suspended": pgettext_lazy("statement", "暂停"), "resumed": _("继续"), "mastered": _("掌握"),
}  # fmt: skip


def deed_in_words(statement: Mapping[str, Any]) -> str:
    """Return what a statement of xAPI says was done, and with what, as far as it names it."""
    verb, thing = _part(statement, "verb"), _part(statement, "object")
    last = str(verb.get("id", "")).rstrip("/").rpartition("/")[2]
    deed = str(_DEEDS.get(last) or _named(verb.get("display")) or last)
    return " ".join(part for part in (deed, _named(_part(thing, "definition").get("name"))) if part)


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _named(by_language: object) -> str:
    """Return the text of a language map in the reader's language, else the first there is."""
    if not isinstance(by_language, dict) or not by_language:
        return ""
    wanted = (get_language() or "zh")[:2]
    return str(
        next((text for code, text in by_language.items() if str(code)[:2] == wanted), next(iter(by_language.values())))
    )


STUDY_REASONS: Final[dict[str, str | Promise]] = {
    "no-title": _("没有学习内容"),
    "unit": _("不认识的单位"),
    "day": _("看不懂日期"),
    "number": _("数量不是数字"),
    "amount": _("数量要大于零，最多两位小数"),
    "nobody": _("名册上没有这个人"),
    "several": _("有同名的人，请加“支部”一列"),
}


def study_reason(why: str) -> str:
    """Return why a line of a file of studies was not taken: a code, or ``differs:HUNDREDTHS:UNIT`` of what stands.

    Lines that were kept as sentences, before there were codes, are retold as far as they are known.
    """
    if why in STUDY_REASONS:
        return str(STUDY_REASONS[why])
    code, _colon, held = why.partition(":")
    hundredths, _colon, unit = held.partition(":")
    if code == "differs" and hundredths.isdecimal() and unit in UNITS:
        was = f"{Decimal(hundredths) / 100:g} {UNITS[unit]}"
        return gettext("已有记录，内容不同（%(was)s），保留原来的") % {"was": was}
    return retold(why)
