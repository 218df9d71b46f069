"""What learning hangs into other rooms when the house starts."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.learning import ruling
from shushan.learning.following import StudyFollows
from shushan.learning.terms import LearningAct
from shushan.learning.web.components import MyStudy
from shushan.people import public as people
from shushan.ui import menu


def register() -> None:
    """Register menu lines, the block of my library, and what is kept about a reader."""
    for code, label, icon, url, verb, order in (
        ("my-learning", _("我的学习"), "book-open", "learning:my", "", 5),
        ("courses", _("课程"), "book", "learning:staff-courses", LearningAct.EDIT_COURSES, 40),
        ("plans", _("学习计划"), "calendar", "learning:staff-plans", LearningAct.EDIT_COURSES, 42),
        ("hours", _("学时"), "clock", "learning:staff-hours", LearningAct.SEE_STUDY, 44),
        ("coverage", _("学习覆盖"), "chart", "learning:staff-coverage", LearningAct.SEE_STUDY, 46),
        ("studies", _("其他渠道的学习"), "upload", "learning:staff-imports", LearningAct.IMPORT_STUDY, 48),
        ("conversions", _("学时折算"), "settings", "learning:staff-conversions", LearningAct.SET_CONVERSION, 50),
        ("campaigns", _("读书活动"), "library", "learning:staff-campaigns", LearningAct.RUN_CAMPAIGNS, 52),
    ):
        menu.register(menu.Entry(f"learning-{code}", label, url, icon, verb, "organisation", order))
    ruling.bring()
    jobs.register_nightly("learning.judge", hour=1, run=_judge)
    people.register_panel(40, _panel)
    people.register_keeper(_kept)
    people.register_mover("learning", StudyFollows())


def _judge(at: datetime) -> None:
    from shushan.learning.operations.judging import judge_corrected, judge_what_is_due

    judge_what_is_due(actor=system("nightly"), at=at)
    judge_corrected(actor=system("nightly"), at=at)


def _panel(request: HttpRequest) -> MyStudy:
    return MyStudy()


def _kept(reader_id: int, at: datetime) -> people.Kept:
    from shushan.learning.queries.own import kept_of

    person_id = people.reader(reader_id, at=at).person_id
    why = gettext("您开始学习之后，为了接着学、发证书和统计完成情况而保存。")
    return people.Kept("learning", gettext("学习"), why, tuple(kept_of(person_id)))
