"""Forms of the dues. Money is typed in yuan and kept in fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.dues import policy
from shushan.dues.terms import Debtor, DueLine, Way
from shushan.dues.words import KINDS, WAYS
from shushan.kernel.ids import uuid7
from shushan.ui.forms import day_field

K = TypeVar("K")


def yuan_field(label: Any, *, most_fen: int = policy.MOST_FEN, **more: Any) -> forms.DecimalField:
    """Return a field of an amount in yuan with two decimals, greater than zero."""
    return forms.DecimalField(
        label=label, min_value=Decimal("0.01"), max_value=Decimal(most_fen) / 100, max_digits=11, decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "min": "0.01", "inputmode": "decimal"}), **more,
    )  # fmt: skip


def fen_of(yuan: Decimal) -> int:
    """Return fen of yuan."""
    return int(yuan * 100)


class TakingForm(forms.Form):
    """When, how, and why late; ``key`` is the form's own, so that sending it twice takes nothing twice."""

    taken_on = forms.DateField(label=gettext_lazy("收款日期"), widget=day_field())
    way = forms.ChoiceField(label=gettext_lazy("方式"), choices=[(w.value, words) for w, words in WAYS.items()])
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=200, required=False, help_text=gettext_lazy("超过 6 个月才补交的必填")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"taken_on": today, "way": Way.CASH.value, "key": uuid7(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class PaymentForm(TakingForm):
    """Money of one member for several months: what is typed beside a month is taken for it, the rest is left."""

    def __init__(self, *args: Any, today: date, open_months: Iterable[tuple[date, int]], **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.months = list(open_months)
        others = {name: self.fields.pop(name) for name in list(self.fields)}
        for month, owed in self.months:
            self.fields[_name(month)] = yuan_field(
                _("%(month)s（还应交 %(open)s 元）") % {"month": f"{month:%Y-%m}", "open": f"{owed / 100:.2f}"},
                required=False, initial=f"{owed / 100:.2f}" if month <= today else None,
            )  # fmt: skip
        self.fields.update(others)

    def handed(self) -> dict[date, int | None]:
        """Return what was typed, in fen by month."""
        typed = ((month, self.cleaned_data.get(_name(month))) for month, _owed in self.months)
        return {month: fen_of(said) for month, said in typed if said is not None}


class AmountsForm(forms.Form):
    """The monthly amounts of a year, one field a member; ``kept`` are last year's, offered to be kept."""

    def __init__(self, *args: Any, members: Iterable[Debtor], kept: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = [one.member_id for one in members]
        for one in members:
            fen = kept.get(one.member_id)
            self.fields[f"m{one.member_id}"] = yuan_field(
                one.name, required=False, initial=f"{fen / 100:.2f}" if fen else None
            )

    def fen(self) -> dict[int, int]:
        """Return what was typed, in fen by member."""
        typed = ((member_id, self.cleaned_data.get(f"m{member_id}")) for member_id in self.members)
        return {member_id: fen_of(said) for member_id, said in typed if said is not None}


class ChangeForm(forms.Form):
    """Another amount from a month on, by exception."""

    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label=gettext_lazy("从哪个月起"), widget=forms.TextInput(attrs={"type": "month"}),
        help_text=gettext_lazy("写成 2020-07；到当年年底为止"),
    )  # fmt: skip
    amount = yuan_field(gettext_lazy("每月数额（元）"))
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


class WhyForm(forms.Form):
    """Why a payment is taken back."""

    why = forms.CharField(label=gettext_lazy("为什么冲正"), max_length=200)


class PublishForm(forms.Form):
    """Publish a year; the reason is asked for a second sheet only."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2008, max_value=9999)
    reason = forms.CharField(
        label=gettext_lazy("为什么再次公布"), max_length=200, required=False,
        help_text=gettext_lazy("这一年已公布过时必填；以前公布的保留不变"),
    )  # fmt: skip


class CalculatorForm(forms.Form):
    """The rate table as a calculation: what is typed here is used once and kept nowhere."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=list(KINDS.items()))
    base = yuan_field(
        gettext_lazy("每月计算基数（元，税后）"), most_fen=100_000_000, required=False,
        help_text=gettext_lazy("只用来算一次，不保存、不记录"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for the base where the kind pays by it."""
        said = super().clean() or {}
        if said.get("kind") in policy.STEPS and said.get("base") is None and "base" not in self.errors:
            self.add_error("base", _("请填写计算基数"))
        return said


def open_months(lines: Iterable[DueLine], ahead: Mapping[date, int]) -> list[tuple[date, int]]:
    """Return the months that still owe something with how much, and months to come with their amount."""
    owed = {line.month: line.open_fen for line in lines if line.open_fen}
    return sorted((owed | {month: fen for month, fen in ahead.items() if month not in owed}).items())


def _name(month: date) -> str:
    return f"m{month:%Y-%m}"
