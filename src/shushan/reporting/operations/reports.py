"""Build a report, finish it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.reporting import pictures, stored, words
from shushan.reporting.building import build
from shushan.reporting.errors import ReportHasProblems, SamePerson
from shushan.reporting.events import ReportFinished
from shushan.reporting.language import is_of_a_unit, read
from shushan.reporting.models import Finish, Report
from shushan.reporting.queries import template
from shushan.reporting.terms import ReportingAct


def build_report(*, actor: Actor, at: datetime, code: str, as_of: date, unit: str = "") -> int:
    """Build a template for a day, keep what came out and return the report's id. Figures are read before anything is written.

    ``unit``: the code of the unit that the report is of, where the template speaks of one.
    :raises NotAllowed: :raises NotFound: no such template :raises Invalid: a day that is still to come, no such unit, none chosen
    """
    actor.require(ReportingAct.BUILD_REPORT)
    if as_of > ledger.local_day(at):
        raise Invalid(_("这一天还没有到，不能写它的报告"), field="as_of", remedy=_("请选今天或以前的日期"))
    found = template(code)
    if not unit and is_of_a_unit(read(found.text, as_of=as_of)):
        raise Invalid(words.no_unit(), field="unit", remedy=_("请从列表中选择"))
    built = build(found.text, as_of=as_of, at=at, unit=unit)
    kept = stored.written(pictures.keep(built, actor=actor, at=at))
    with write():
        number = (
            Report.objects.filter(template=code).order_by("-number").values_list("number", flat=True).first() or 0
        ) + 1
        made = Report.objects.create(
            template=code, template_number=found.number, number=number, title=built.title or found.name, as_of=as_of,
            built=kept, digest=stored.digest(kept), figures=len(built.receipts),
            problems=sum(one.is_grave for one in built.problems), made_label=actor.label, made_by=actor.name, made_at=at,
        )  # fmt: skip
    return made.pk


@write()
def finish_report(*, actor: Actor, at: datetime, report_id: int) -> None:
    """Finish a report: from then on it is the library's word.

    :raises NotAllowed: :raises NotFound: :raises SamePerson: whoever built it :raises Conflict: it is finished
    :raises ReportHasProblems: a number is not signed, or something stands in it that must not
    """
    actor.require(ReportingAct.FINISH_REPORT)
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound(_("没有这份报告"))
    if report.made_label == actor.label:
        raise SamePerson(_("这份报告是您自己生成的"), rule=_("生成和定稿由两个人做"), remedy=_("请另一位有权的人定稿"))
    built = stored.read(report.built)
    if not built.may_finish:
        told = "；".join(one.said for one in built.problems if one.is_grave)
        raise ReportHasProblems(told[:2000], remedy=_("处理之后请重新生成一份"))
    try:
        with transaction.atomic():
            Finish.objects.create(report=report, finished_label=actor.label, finished_by=actor.name, finished_at=at)
    except IntegrityError as error:
        raise Conflict(_("这份报告已经定稿")) from error
    typed = sum(bool(run.mark) for piece in built.pieces for run in piece.runs)
    event = ReportFinished(site_id=None, template=report.template, figures=len(built.receipts), typed=typed)
    ledger.record(event, actor=actor, subject=f"reporting.report:{report.pk}", at=at)
