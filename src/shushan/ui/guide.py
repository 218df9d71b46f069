"""The style guide: every token and component of the house on one page, drawn by the parts themselves."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

import shushan.frontend
from shushan.ui.components import Alert, Component, Crumbs, Empty, Progress
from shushan.ui.forms import day_field

FRONTEND = Path(shushan.frontend.__file__).parent


class Sample(forms.Form):
    """A form with every kind of field, as pages draw it."""

    name = forms.CharField(label=gettext_lazy("姓名"), help_text=gettext_lazy("与证件一致"))
    site = forms.ChoiceField(
        label=gettext_lazy("馆区"), choices=[("C", gettext_lazy("总馆")), ("H", gettext_lazy("分馆"))]
    )
    born_on = forms.DateField(label=gettext_lazy("出生日期"), widget=day_field())
    wish = forms.CharField(label=gettext_lazy("说明"), widget=forms.Textarea, required=False)
    is_agreed = forms.BooleanField(label=gettext_lazy("同意读者须知"))


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show colours, sizes, icons, buttons, forms, tables and messages."""
    context = {
        "colours": sorted(colours().items()),
        "icons": icons(),
        "form": Sample({"name": "", "site": "C", "born_on": "2020-13-40", "is_agreed": "on"}),
        "parts": _parts(),
    }
    return render(request, "ui/guide.html", context)


@lru_cache(maxsize=1)
def colours() -> dict[str, str]:
    """Return the colour tokens of the ordinary face: name to ``#rrggbb``."""
    block = re.search(r":root\s*\{(.*?)\}", (FRONTEND / "css" / "tokens.css").read_text(encoding="utf-8"), re.S)
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6})", block[1])) if block else {}


@lru_cache(maxsize=1)
def icons() -> list[str]:
    """Return the names of the icons in the sprite."""
    return [line.partition("=")[0] for line in (FRONTEND / "icons.txt").read_text(encoding="utf-8").split()]


def _parts() -> list[tuple[str, Component]]:
    rule = _("规则：逾期未还的读者不能再借。")
    return [
        (_("知道一下"), Alert(_("本馆今天 20:00 闭馆。"))),
        (_("办成了"), Alert(_("已续借到 7 月 31 日。"), tone="good")),
        (_("当心"), Alert(_("这本书明天到期。"), tone="warn")),
        (_("办不成，说清规则和办法"), Alert(_("不能借出。"), tone="bad", rule=rule, remedy=_("请先归还逾期的书。"))),
        (_("空的时候"), Empty(_("还没有借书。"), action=_("去检索"), address="/search/")),
        (_("长的工作"), Progress(_("正在导入"), 1_250, 5_000)),
        (_("在哪里"), Crumbs([(_("首页"), "/"), (_("界面样式"), "")])),
    ]
