"""Forms of the regulations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.kernel.periods import Period
from shushan.regulations.operations.drafts import CONTENT
from shushan.regulations.seam import sources, subjects_of
from shushan.regulations.terms import (
    Measuring,
    Modality,
    PeriodKind,
    Rule,
    Standing,
    SubjectKind,
    Verification,
)
from shushan.regulations.words import MEASURES, MODALITIES, PERIODS, STANDINGS, SUBJECTS, VERIFICATIONS
from shushan.ui.forms import day_field

CHOICES = {
    "modality": (Modality, MODALITIES),
    "verification": (Verification, VERIFICATIONS),
    "subject": (SubjectKind, SUBJECTS),
    "measure": (Measuring, MEASURES),
    "period": (PeriodKind, PERIODS),
    "standing": (Standing, STANDINGS),
}


def _rows(n: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": n})


class DraftForm(forms.Form):
    """A version of a rule."""

    code = forms.RegexField(r"^[A-Za-z][A-Za-z0-9-]{1,15}$", label=_("代码"), help_text=_("例如 MTG-01；字母开头"))
    why = forms.CharField(label=_("为什么要改"), max_length=240)
    text = forms.CharField(label=_("原文"), max_length=1000, widget=_rows(3))
    text_en = forms.CharField(label=_("英文"), max_length=1000, required=False, widget=_rows(2))
    source = forms.CharField(label=_("出处"), max_length=240)
    article = forms.CharField(label=_("条款"), max_length=80, required=False)
    verification = forms.ChoiceField(label=_("核对状态"))
    valid_from = forms.DateField(label=_("从哪天起"), widget=day_field(), help_text=_("以前的日子仍按原来的版本判定"))
    valid_until = forms.DateField(
        label=_("到哪天为止"), required=False, widget=day_field(), help_text=_("不再适用的第一天；一直有效就空着")
    )
    modality = forms.ChoiceField(label=_("约束"), help_text=_("“一般”没有做到可以说明理由，“必须”没有做到就是违反"))
    subject = forms.ChoiceField(label=_("对谁"))
    applies_if = forms.CharField(
        label=_("适用条件"),
        max_length=240,
        required=False,
        help_text=_("例如 full_members >= 7 & kind = branch；空着就都适用"),
    )
    measure = forms.ChoiceField(label=_("怎样判定"))
    period = forms.ChoiceField(label=_("周期"))
    record_type = forms.CharField(label=_("由哪种记录回答"), max_length=60, required=False)
    where = forms.CharField(label=_("算数的条件"), max_length=240, required=False)
    threshold = forms.IntegerField(label=_("最少"), min_value=0, max_value=1_000_000_000)
    threshold_max = forms.IntegerField(label=_("最多"), min_value=0, max_value=1_000_000_000, required=False)
    from_type = forms.CharField(
        label=_("由哪种记录起算"), max_length=60, required=False, help_text=_("空着就是上面那种")
    )
    from_where = forms.CharField(label=_("起算的条件"), max_length=240, required=False)
    until_where = forms.CharField(label=_("截止的条件"), max_length=240, required=False)
    offset = forms.CharField(
        label=_("时长"), max_length=6, required=False, help_text=_("例如 1m、6m、1y、7d；5w 是 5 个工作日")
    )
    offset_max = forms.CharField(label=_("最长"), max_length=6, required=False)
    standing = forms.ChoiceField(label=_("谁要做到"))
    figure = forms.CharField(
        label=_("计入哪个指标"), max_length=8, required=False, help_text=_("例如 G01；空着就不计入")
    )
    evidence = forms.CharField(label=_("用什么证明"), max_length=160, required=False)
    evidence_en = forms.CharField(label=_("用什么证明（英文）"), max_length=160, required=False)

    def __init__(self, typed: Any = None, *, begin: Rule | None, first_day: date, is_new: bool, why: str = "") -> None:
        initial: dict[str, object] = {"valid_from": first_day, "threshold": 1, "why": why, "measure": Measuring.COUNT}
        if begin is not None:
            initial = {name: getattr(begin, name) for name in (*CONTENT, "code")} | {
                "valid_from": first_day,
                "why": why,
            }
        super().__init__(typed, initial=initial)
        for name, (_kind, words) in CHOICES.items():
            self.fields[name].choices = [(one.value, said) for one, said in words.items()]  # type: ignore[attr-defined]
        for name in ("record_type", "from_type"):
            self.fields[name].widget.attrs["list"] = "record-types"
        if not is_new and begin is not None:
            self.fields["code"].disabled = True

    def rule(self) -> Rule:
        """Return the version that was typed."""
        said = dict(self.cleaned_data)
        said.pop("why")
        chosen: dict[str, Any] = {name: kind(said.pop(name)) for name, (kind, _words) in CHOICES.items()}
        return Rule(id=0, version=0, **chosen, **said)


class TrialForm(forms.Form):
    """The past days against which a draft is tried; both days included."""

    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    until = forms.DateField(label=_("到哪天为止"), widget=day_field())

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("结束日期不能早于开始日期"))
        return said

    def window(self) -> Period:
        """Return the days."""
        return Period(self.cleaned_data["since"], self.cleaned_data["until"] + timedelta(days=1))


class ReasonForm(forms.Form):
    """Why something that is normally done was not done."""

    text = forms.CharField(label=_("理由"), max_length=400, widget=_rows(3))


def names_known() -> list[tuple[object, list[tuple[str, object]]]]:
    """Return the names that conditions may ask, by whom they describe."""
    found: list[tuple[object, list[tuple[str, object]]]] = []
    for kind in SubjectKind:
        known = subjects_of(kind)
        if known is not None and known.facts:
            found.append((known.title, sorted(known.facts.items())))
    for one in sources():
        found.append((f"{one.title} · {one.record_type}", sorted(one.dims.items())))
    return found


def record_types() -> list[str]:
    """Return the types of record that some room offers."""
    return sorted({one.record_type for one in sources()})
