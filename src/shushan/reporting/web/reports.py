"""Pages of reports: the list, building one, reading it, its documents, finishing it, two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.reporting import comparing
from shushan.reporting.documents import appendix
from shushan.reporting.documents.making import TYPES, document
from shushan.reporting.operations import reports as acts
from shushan.reporting.pictures import jpeg_of
from shushan.reporting.queries import is_as_built, report, reports, template, templates
from shushan.reporting.terms import ReportingAct, ReportLine, Suffix, as_draft
from shushan.reporting.web.showing import as_shown
from shushan.ui.context import library_names
from shushan.ui.forms import day_field, show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

STATES: Final = (("finished", gettext_lazy("已定稿")), ("draft", gettext_lazy("草稿")))


def _title(row: ReportLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("reporting:report", args=[row.id]), row.title)


class ReportsList(NumberedList[ReportLine]):
    """Every report that was built, newest first."""

    code = "reporting.reports"
    title = gettext_lazy("工作报告")
    is_cards = True
    lead = gettext_lazy("报告由模板生成，每一个数都出自签署的数值，点开就是记录。定稿之后不再改动，要改就另生成一份。")
    nothing = gettext_lazy("还没有报告。请点“生成报告”。")
    template = "reporting/reports.html"
    columns = (
        Column[ReportLine]("title", gettext_lazy("题目"), _title, lambda r: r.title, is_head=True),
        Column[ReportLine]("as_of", gettext_lazy("截至"), lambda r: r.as_of),
        Column[ReportLine]("state", gettext_lazy("状态"), lambda r: _("已定稿") if r.is_finished else _("草稿")),
        Column[ReportLine]("figures", gettext_lazy("数"), lambda r: r.figures, look="number"),
        Column[ReportLine]("problems", gettext_lazy("待处理"), lambda r: r.problems, look="number"),
        Column[ReportLine]("by", gettext_lazy("生成"), lambda r: f"{r.made_by} · {r.made_at:%Y-%m-%d}"),
        Column[ReportLine]("finished", gettext_lazy("定稿人"), lambda r: r.finished_by or "—"),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """Template and state."""
        named = tuple((one.code, called(one)) for one in templates())
        return (Filter("template", gettext_lazy("模板"), named), Filter("state", gettext_lazy("状态"), STATES))

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[ReportLine], int]:
        """Return reports by position."""
        return reports(code=asked["template"], state=asked["state"], first=first, limit=limit)

    def identify(self, row: ReportLine) -> str:
        """Return the id of the report."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many reports."""
        return ngettext("%(n)s 份", "%(n)s 份", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Say what may be done."""
        actor = self.request.actor
        return {
            "may_build": actor.may(ReportingAct.BUILD_REPORT),
            "may_edit": actor.may(ReportingAct.EDIT_TEMPLATES),
        }


class BuildForm(forms.Form):
    """Which template, for which day, of which unit."""

    template = forms.ChoiceField(label=gettext_lazy("模板"))
    as_of = forms.DateField(
        label=gettext_lazy("截至哪天"), widget=day_field(),
        help_text=gettext_lazy("报告日当天还没有过完，不计在内；“本年”“本月”算到前一天。"),
    )  # fmt: skip

    unit = forms.ChoiceField(
        label=gettext_lazy("哪个单位的报告"),
        required=False,
        help_text=gettext_lazy("支部工作报告这类写一个单位的才要选"),
    )

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["template"].choices = [(one.code, called(one)) for one in templates()]
        fields["unit"].choices = unit_choices(on)


def unit_choices(on: date) -> list[tuple[str, str]]:
    """Return the units of a day by their codes, the empty choice first."""
    return [("", "—"), *((one.code, called(one)) for one in units.tree(on=on))]


@staff_page(ReportingAct.SEE_REPORTS)
def listed(request: Request) -> HttpResponseBase:
    """Show every report."""
    return ReportsList(request).response()


@staff_page(ReportingAct.BUILD_REPORT)
def new(request: Request) -> HttpResponse:
    """Build a report."""
    today = ledger.local_day(request.at)
    begin = {"as_of": today, "template": request.GET.get("template", "work")}
    form = BuildForm(request.POST or None, initial=begin, on=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.build_report(
                actor=request.actor, at=request.at, code=said["template"], as_of=said["as_of"], unit=said["unit"]
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            return redirect("reporting:report", made)
    return render(request, "reporting/new.html", {"form": form})


@require_safe
@staff_page(ReportingAct.SEE_REPORTS)
def page(request: Request, report_id: int) -> HttpResponse:
    """Show a report as it was built."""
    line, built = report(report_id)
    others = [one for one in reports(code=line.template)[0] if one.id != line.id]
    actor = request.actor
    context = {
        "report": line,
        "template": template(line.template),
        **as_shown(built, report_id=report_id),
        "headings": appendix.headings(),
        "rows": appendix.rows(built),
        "typed": appendix.typed(built),
        "closing": [*appendix.restated(built), *appendix.closing(built)],
        "others": others[:30],
        "is_as_built": is_as_built(report_id),
        "may_finish": actor.may(ReportingAct.FINISH_REPORT) and not line.is_finished,
    }
    return render(request, "reporting/report.html", context)


@require_POST
@staff_page(ReportingAct.FINISH_REPORT)
def finish(request: Request, report_id: int) -> HttpResponse:
    """Finish a report."""
    try:
        acts.finish_report(actor=request.actor, at=request.at, report_id=report_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("已定稿。"))
    return redirect("reporting:report", report_id)


@require_safe
@staff_page(ReportingAct.SEE_REPORTS)
def download(request: Request, report_id: int, suffix: str) -> HttpResponse:
    """Give the report as a document."""
    try:
        kind = Suffix(suffix)
    except ValueError as error:
        raise NotFound(_("没有这种格式；有 docx、pdf、html")) from error
    line, built = report(report_id)
    shown = built if line.is_finished else as_draft(built, _("〔草稿〕"))
    body = document(shown, kind, author=library_names()[0], site=request.build_absolute_uri("/"))
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="report-{line.template}-{line.as_of}-{line.number}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@staff_page(ReportingAct.SEE_REPORTS)
def picture(request: Request, report_id: int, place: int) -> HttpResponse:
    """Give a picture of a report; it was drawn anew when the report was built."""
    _line, built = report(report_id)
    if place >= len(built.pieces) or built.pieces[place].kind != "picture":
        raise NotFound(_("没有这张图"))
    answer = HttpResponse(jpeg_of(built.pieces[place]), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_safe
@staff_page(ReportingAct.SEE_REPORTS)
def comparison(request: Request, report_id: int, other_id: int) -> HttpResponse:
    """Show two reports figure by figure."""
    new_line, new_built = report(report_id)
    old_line, old_built = report(other_id)
    found = comparing.pairs(old_built.receipts, new_built.receipts)
    context = {"old": old_line, "new": new_line, "pairs": found, "changed": sum(not one.is_same for one in found)}
    return render(request, "reporting/comparison.html", context)
