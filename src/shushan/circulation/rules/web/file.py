"""The table of rules as a file: download, and import with errors by line and a look at the last loans before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shushan.circulation.rules import importing
from shushan.circulation.rules.hiding import would_hide
from shushan.circulation.rules.importing import COLUMNS, Fault, Wanted
from shushan.circulation.rules.policy import Terms
from shushan.circulation.rules.preview import preview_all
from shushan.circulation.rules.queries import table
from shushan.circulation.rules.terms import RuleAct
from shushan.circulation.rules.web.forms import NewRuleForm
from shushan.circulation.rules.words import called as named
from shushan.kernel.errors import Invalid, NotAllowed, Refused
from shushan.places import public as places
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.web import staff_page

YES = ("1", "true", "yes", "y", "是", "on")
SHOWN = 20


class WhyForm(forms.Form):
    """From when the lines hold, and why."""

    valid_from = forms.DateTimeField(
        label=gettext_lazy("生效时刻"), required=False, help_text=gettext_lazy("空为立即"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("为什么改"), max_length=200)


@require_safe
@staff_page(RuleAct.SEE)
def download(request: Request) -> HttpResponseBase:
    """Give the rules that hold as a file that can be read back."""
    return csv_response("lending-rules.csv", COLUMNS, importing.file_lines(request.at))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(RuleAct.SET)
def upload(request: Request) -> HttpResponseBase:
    """Read a file of rules; show what is wrong line by line, or what it would change; write it whole after a yes."""
    if request.method != "POST":
        return _page(request)
    try:
        text = _text(request)
        lines = importing.lines_of(text)
    except Invalid as refusal:
        return _page(request, refusal=refusal)
    wanted, faults = _read(request, lines)
    if faults:
        return _page(request, faults=faults, typed=text)
    form = WhyForm(request.POST if "confirmed" in request.POST else None)
    answer = ask_first(request, _question(request, wanted, form, text))
    if answer is not None:
        return answer
    since = form.cleaned_data["valid_from"] or request.at
    try:
        new, changed = importing.apply(
            actor=request.actor, at=request.at, wanted=wanted, valid_from=since, note=form.cleaned_data["note"]
        )
    except NotAllowed:
        raise
    except Refused as refusal:
        return _page(request, refusal=refusal, typed=text)
    messages.success(request, _("已导入：新增 %(new)s 条，修改 %(changed)s 条") % {"new": new, "changed": changed})
    return redirect("circulation:rules")


def _page(
    request: Request, *, refusal: Refused | None = None, faults: list[Fault] | None = None, typed: str = ""
) -> HttpResponseBase:
    context = {"refusal": refusal, "faults": faults or [], "columns": COLUMNS, "typed": typed}
    return render(request, "circulation/rules_file.html", context, status=422 if refusal or faults else 200)


def _text(request: Request) -> str:
    sent = request.FILES.get("file")
    if sent is not None:
        return importing.text_of(sent.read(importing.LARGEST + 1))
    text = request.POST.get("text", "").replace("\x00", "")
    if not text.strip():
        raise Invalid(_("没有选文件，也没有粘贴内容"), field="file", remedy=_("请选一个 CSV 文件"))
    return importing.text_of(text.encode())


def _read(request: Request, lines: list[dict[str, str]]) -> tuple[list[Wanted], list[Fault]]:
    """Read every line by the form of a rule, so that a file may say just what a person may type."""
    allowed = request.actor.sites(RuleAct.SET)
    sites = [site for site in places.sites() if allowed is None or site.id in allowed]
    codes = {site.code: str(site.id) for site in sites}
    faults = importing.doubled(lines)
    wanted = []
    for number, line in enumerate(lines, start=2):
        form = NewRuleForm(_typed(line, codes), sites=sites, may_be_everywhere=allowed is None)
        if not form.is_valid():
            for name, told in form.errors.items():
                label = form.fields[name].label if name in form.fields else ""
                faults.append(Fault(number, str(label or name), " ".join(map(str, told))))
            continue
        try:
            said = form.cleaned_data
            wanted.append(importing.checked(form.scope(), said["name"], said["name_en"], form.terms(), number))
        except Invalid as refusal:
            field = form.fields.get(refusal.field or "")
            faults.append(Fault(number, str(field.label) if field else "", refusal.message))
    return wanted, sorted(faults, key=lambda one: one.line)


def _typed(line: Mapping[str, str], codes: Mapping[str, str]) -> dict[str, Any]:
    """Return a line as the form of a rule is typed: codes or names of choices, yes and no, amounts in yuan."""
    said: dict[str, Any] = {name: _default(name) for name in importing.TERMS}
    said |= {name: value for name, value in line.items() if value or name not in said or name in _MAY_BE_EMPTY}
    said["site"] = codes.get(said.get("site", ""), said.get("site", ""))
    for name, field in NewRuleForm.base_fields.items():
        value = str(said.get(name, ""))
        if isinstance(field, forms.BooleanField):
            said[name] = value.lower() in YES
        elif isinstance(field, forms.ChoiceField):
            said[name] = next((code for code, label in _choices(name, field) if value in (code, str(label))), value)
    return said | {"note": "-", "valid_from": "", "valid_until": ""}


_MAY_BE_EMPTY = (
    "most_items",
    "renew_days_before",
    "fine_cap_fen",
    "suspend_cap",
    "most_holds",
    "hold_shelf_days",
    "loan_until",
)


def _choices(name: str, field: forms.ChoiceField) -> list[tuple[str, object]]:
    from shushan.catalogue.public import KIND_NAMES

    if name == "kind":
        return [(str(code), label) for code, label in KIND_NAMES.items()]
    return [(str(code), label) for code, label in field.choices]  # type: ignore[misc, union-attr]


def _default(name: str) -> str:
    value = getattr(Terms(), name)
    if value is None:
        return ""
    return f"{value / 100:.2f}" if name.endswith("_fen") else str(value)


def _question(request: Request, wanted: list[Wanted], form: WhyForm, text: str) -> Confirmation:
    rows = importing.candidates(wanted, request.at)
    found = preview_all(rows, at=request.at)
    new = sum(one.number is None for one in wanted if not one.is_same)
    same = sum(one.is_same for one in wanted)
    hides = [one for row in rows for one in would_hide(table().rows, row.number, request.at, None, request.at)]
    span = {"since": found.since.isoformat(), "until": found.until.isoformat()}
    warning = ""
    if hides:
        names = "、".join(f"{one.number} {named(one.name, one.name_en)}" for one in hides[:SHOWN])
        warning = _("这些规则已写好、还没有生效的版本会被盖住，不再生效：%(names)s。") % {"names": names}
    if found.is_partial:
        warning += _("只看了最近的 %(n)s 笔。") % {"n": found.loans}
    return Confirmation(
        title=_("导入以前，看看影响"),
        sentence=_("拿 %(since)s 到 %(until)s 的借阅比一比：如果那时就按新的规则，会怎样。已经借出的不会改动。") % span,
        action=_("导入"),
        back=reverse("circulation:rules-file"),
        counts=(
            (_("新增的规则"), new),
            (_("修改的规则"), len(rows) - new),
            (_("和现在一样的"), same),
            (_("看过的借阅"), found.loans),
            (_("符合这些规则的"), found.touched),
            (_("应还日不同"), found.other_day),
            (_("会被拒绝"), found.refused),
        ),
        samples=[
            f"{_('新增') if one.number is None else one.number} · {named(one.name, one.name_en)}"
            for one in wanted
            if not one.is_same
        ][:SHOWN],
        warning=warning,
        form=form,
        is_dangerous=False,
        carried=[("text", text)],
    )
