"""The measures of learning: what was done, and how many of a roster did what was asked of them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Breakdown, Kind, Measure, declare, subject_page
from shushan.learning.terms import Due, LearningAct
from shushan.ui.templatetags.look import called
from shushan.units import public as units

SINCE = date(2019, 1, 1)


def _which(key: str, value: str) -> object:
    from shushan.learning.queries.judging import name_of

    return _branch(key, value) if key == "branch" else name_of(value)


def _branch(_key: str, value: str) -> object:
    return next((called(one) for one in units.tree(on=date.max) if str(one.id) == value), value)


PARTS = (
    Breakdown("which", _("按项目"), ("which",), words=_which),
    Breakdown("branch", _("按党组织"), ("branch",), words=_branch),
)


def _pair(code: str, what: Due, asked: object, met: object, rate: object, definition: object, source: object) -> None:
    """Declare a rate with both its parts: those of whom it was asked, and those who did it."""
    for letter, name, fact, said in (
        ("D", asked, "learning.study-fell-due", _("到期那一天名册上的人；名册以那一天为准")),
        ("M", met, "learning.study-met", definition),
    ):
        declare(
            Measure(
                code=f"{code}{letter}", version=1, name=name, unit=_("人"), kind=Kind.ADDITIVE, facts=(fact,),
                dims=(("what", what.value),), definition=said, source=source, valid_from=SINCE, is_personal=True,
                breakdowns=PARTS, note=_("计在到期那一天，到期之后的夜里记入；之后补上的不改变它"),
            )
        )  # fmt: skip
    declare(
        Measure(
            code=code, version=1, name=rate, unit="%", kind=Kind.RATIO, numerator=f"{code}M", denominator=f"{code}D",
            factor=100, decimals=1, definition=definition, source=source, valid_from=SINCE, is_personal=True,
            breakdowns=PARTS,
        )
    )  # fmt: skip


_pair(
    "G03", Due.HOURS, _("应达学时的人"), _("学时达标的人"), _("学时达标率"),
    _("年末名册上的党员中，当年学时达到要求的：党员 32 学时，书记和委员 56 学时"),
    _("教育管理工作条例第二十条；2019—2023 年全国党员教育培训工作规划（公开抄件，待与正式文本核对）"),
)  # fmt: skip
_pair(
    "G04", Due.CAMPAIGN, _("应完成读书月的人"), _("完成读书月的人"), _("读书月完成率"),
    _("最后一天名册上的党员中，期内读完规定的书并提交心得的；起止两天都算，期外的不算"),
    _("2020 年 7 月 1 日工作报告"),
)  # fmt: skip
_pair(
    "G05", Due.COURSE, _("应学完课程的人"), _("学完课程的人"), _("微视频覆盖率"),
    _("学习计划中到期的课程或系列：到期日名册上的党员中，当天以前全部学完的；学完由服务器按播放秒数计"),
    _("2020 年 7 月 1 日工作报告"),
)  # fmt: skip

subject_page("learning.judged", url_name="learning:staff-judged", verb=LearningAct.SEE_STUDY)
