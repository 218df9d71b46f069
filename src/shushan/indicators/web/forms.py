"""Forms of the indicators."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.figures import public as figures
from shushan.indicators.terms import Decision
from shushan.indicators.words import DECISIONS
from shushan.ui.forms import day_field


def measure_choices() -> list[tuple[str, str]]:
    """Return every figure for a select box."""
    return [(one.code, f"{one.code} {one.name}") for one in figures.every_measure()]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    """Why a number far out is true."""

    answer = forms.CharField(
        label=_("为什么这个数是真的"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：那个月有大型活动。数据有误的，请先冲正再重新起草。"),
    )  # fmt: skip


class SubmitForm(forms.Form):
    """To whom a value is handed in."""

    to = forms.CharField(label=_("报送给"), max_length=200)


class ManualForm(forms.Form):
    """A number that is typed, with what stands behind it."""

    number = forms.DecimalField(label=_("数值"), max_digits=15, decimal_places=4, min_value=Decimal(0))
    reason = forms.CharField(
        label=_("为什么要人工录入"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：这个时段闸机坏了，按值班记录点数"),
    )  # fmt: skip
    evidence = forms.FileField(
        label=_("依据文件"), help_text=_("扫描件或表格，最大 20 MB；存下它的散列，改一个字都看得出")
    )
    expires_on = forms.DateField(
        label=_("哪一天失效"), widget=day_field(), help_text=_("到那天还没有改成由记录清点，这个数就不再有效")
    )
    estimated = forms.BooleanField(label=_("依据本身是估计的（ES）"), required=False)


class EstimateForm(forms.Form):
    """Typical weeks by which a number is estimated."""

    weeks = forms.CharField(
        label=_("典型周的第一天"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个日期，例如 2020-05-04；整周要落在时段之内"),
    )  # fmt: skip
    reason = forms.CharField(label=_("为什么估算"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class LateForm(forms.Form):
    """What is done about late records."""

    decision = forms.TypedChoiceField(
        label=_("怎样处理"), coerce=Decision, help_text=_("选“重述”的人算新数值的起草人，不能再核对、签认、批准它"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("理由或脚注"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("加脚注时，这段话就是脚注"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(d, words) for d, words in DECISIONS.items()]  # type: ignore[attr-defined]
