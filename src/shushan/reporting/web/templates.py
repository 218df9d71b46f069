"""Pages of templates: the list, writing one with a preview, its versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shushan.figures import public as figures
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.reporting import happenings
from shushan.reporting.building import build
from shushan.reporting.operations.templates import save_template
from shushan.reporting.queries import template, templates, versions
from shushan.reporting.terms import ReportingAct, TemplateValue
from shushan.reporting.web.reports import unit_choices
from shushan.reporting.web.showing import as_shown
from shushan.ui.forms import day_field, show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import staff_page


class TemplateForm(forms.Form):
    """A template's text and names; the day is that of the preview."""

    code = forms.SlugField(
        label=gettext_lazy("代码"), max_length=40, help_text=gettext_lazy("小写字母、数字和“-”，例如 monthly-desk")
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("正文"), max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "code", "spellcheck": "false"}),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("这次改了什么"), max_length=200, required=False)
    as_of = forms.DateField(label=gettext_lazy("按哪天预览"), widget=day_field(), required=False)
    unit = forms.ChoiceField(
        label=gettext_lazy("按哪个单位预览"), required=False, help_text=gettext_lazy("只有写“单位=本”的模板才要选")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["unit"].choices = unit_choices(on)


@require_safe
@staff_page(ReportingAct.SEE_REPORTS)
def listed(request: Request) -> HttpResponse:
    """Show every template."""
    may_edit = request.actor.may(ReportingAct.EDIT_TEMPLATES)
    return render(request, "reporting/templates.html", {"templates": templates(), "may_edit": may_edit})


@staff_page(ReportingAct.EDIT_TEMPLATES)
def new(request: Request) -> HttpResponse:
    """Write a new template."""
    return _edit(request, None)


@staff_page(ReportingAct.EDIT_TEMPLATES)
def page(request: Request, code: str) -> HttpResponse:
    """Write a template anew: a version more."""
    return _edit(request, template(code))


@require_safe
@staff_page(ReportingAct.SEE_REPORTS)
def version(request: Request, code: str, number: int) -> HttpResponse:
    """Show one version as it stood."""
    return render(request, "reporting/version.html", {"template": template(code, number=number)})


def _edit(request: Request, found: TemplateValue | None) -> HttpResponse:
    today = ledger.local_day(request.at)
    form = TemplateForm(request.POST or None, initial=_initial(found, today), on=today)
    if found is not None:
        form.fields["code"].disabled = True
    shown: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if "preview" in request.POST:
            day = said["as_of"] or today
            try:
                shown = as_shown(build(said["text"], as_of=day, at=request.at, unit=said["unit"]))
            except Refused as refusal:
                show_unless_forbidden(form, refusal)
        elif (answer := _saved(request, form, said)) is not None:
            return answer
    context = {
        **shown, "form": form, "template": found, "versions": versions(found.code) if found else [],
        "measures": figures.every_measure(), "kinds": happenings.names(),
    }  # fmt: skip
    return render(request, "reporting/template.html", context)


def _initial(found: TemplateValue | None, today: date) -> dict[str, object]:
    if found is None:
        return {
            "seen": 0,
            "as_of": today,
            "text": _("# 题目\n\n自恢复开馆以来接待读者{V01 恢复开馆以来}人次。\n\n[附录]\n"),
        }
    return {
        "seen": found.number, "code": found.code, "name": found.name, "name_en": found.name_en, "text": found.text,
        "as_of": today,
    }  # fmt: skip


def _saved(request: Request, form: TemplateForm, said: dict[str, Any]) -> HttpResponse | None:
    try:
        number = save_template(
            actor=request.actor, at=request.at, code=said["code"], name=said["name"], name_en=said["name_en"],
            text=said["text"], seen=said["seen"], note=said["note"],
        )  # fmt: skip
    except Refused as refusal:
        show_unless_forbidden(form, refusal)
        return None
    messages.success(request, _("已保存为第 %(n)s 版。") % {"n": number})
    return redirect("reporting:template", said["code"])
