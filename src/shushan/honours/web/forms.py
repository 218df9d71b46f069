"""Forms of the honours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.honours.terms import Criterion
from shushan.ui.forms import day_field


class CriteriaForm(forms.Form):
    """What an issuer asks, one criterion a line, with the rules that answer it behind a bar."""

    issuer = forms.CharField(label=_("颁发单位"), max_length=80)
    title = forms.CharField(label=_("荣誉名称"), max_length=80)
    source = forms.CharField(label=_("出处"), max_length=160)
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    items = forms.CharField(
        label=_("标准"), max_length=6000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一条；由规则回答的在竖线后写代码，例如：组织生活好 | MTG-01 MTG-03"),
    )  # fmt: skip

    def criteria(self) -> list[Criterion]:
        """Return what was typed, line by line."""
        found = []
        for line in self.cleaned_data["items"].splitlines():
            text, _bar, rules = line.replace("｜", "|").partition("|")
            if text.strip():
                codes = tuple(rules.replace(",", " ").replace("，", " ").replace("、", " ").upper().split())
                found.append(Criterion(text.strip(), codes))
        return found


class RecommendForm(forms.Form):
    """Who recommends whom for what."""

    unit = forms.ChoiceField(label=pgettext_lazy("one", "党组织"))
    criteria = forms.ChoiceField(label=_("荣誉"))
    body = forms.CharField(label=_("推荐单位"), max_length=80)
    recommended_on = forms.DateField(label=_("推荐日期"), widget=day_field())
    words = forms.CharField(
        label=_("推荐理由"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, units: list[tuple[str, str]], criteria: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["criteria"].choices = criteria  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What the issuer decided."""

    is_awarded = forms.ChoiceField(
        label=_("结果"), choices=[("yes", pgettext_lazy("honour", "授予")), ("no", _("未授予"))]
    )
    decided_on = forms.DateField(label=_("日期"), widget=day_field())
    number = forms.CharField(label=_("文号"), max_length=80, required=False, help_text=_("授予时必填"))
