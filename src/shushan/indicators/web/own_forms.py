"""The form of an own definition in four parts: words, what is counted, how, and by which dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shushan.figures import public as figures
from shushan.figures.public import Kind
from shushan.indicators.own import policy, vocabulary
from shushan.indicators.own.terms import CountRule, OwnPlan, Whole
from shushan.indicators.own.trying import seen
from shushan.indicators.own.words import DIMS, KEYS, RULES, WHOLES
from shushan.ui.forms import day_field

TRIAL = "ZTRIAL"  # what stands for words that a trial goes without
SPLIT = re.compile(r"[\s,，、;；]+")


class WordsForm(forms.Form):
    """What it is called and what it means."""

    code = forms.CharField(label=_("编号"), max_length=10, help_text=_("以 Z 开头，例如 Z01；以后不能改"))
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    unit = forms.CharField(label=_("单位"), max_length=16, help_text=_("例如 册次、人次、%"))
    unit_en = forms.CharField(label=_("英文单位"), max_length=32)
    definition = forms.CharField(
        label=_("怎样算"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一个外人读了就知道数的是什么、不数什么"),
    )  # fmt: skip
    definition_en = forms.CharField(label=_("英文定义"), max_length=800, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("出处"), max_length=300, help_text=_("依据哪份文件的哪一条；自己定的写“本馆”"))
    note = forms.CharField(label=_("说明"), max_length=400, required=False)
    valid_from = forms.DateField(label=_("从哪天起用"), widget=day_field())

    def ask_nothing(self) -> None:
        """Let a trial go without words: they change no number."""
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        """Fill what a trial leaves out."""
        said = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if not field.required and name != "note" and not said.get(name):
                said[name] = date(2000, 1, 1) if name == "valid_from" else "—" if "unit" in name else TRIAL
        return said


class RuleForm(forms.Form):
    """What is counted, and by which rule."""

    rule = forms.TypedChoiceField(label=_("怎样得出数"), coerce=CountRule)
    facts = forms.MultipleChoiceField(
        label=_("数哪些事实"), required=False, widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("按住 Ctrl 可选几种；比率不选"),
    )  # fmt: skip
    whole = forms.TypedChoiceField(label=_("哪些记录"), coerce=Whole)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["rule"].choices = [(rule.value, words) for rule, words in RULES.items()]
        fields["whole"].choices = [(whole.value, words) for whole, words in WHOLES.items()]
        fields["facts"].choices = _fact_choices()


class HowForm(forms.Form):
    """What the rule needs, how the number is printed, who may see it."""

    minus = forms.MultipleChoiceField(label=_("其中哪些是减（离开）"), required=False)
    keys = forms.MultipleChoiceField(
        label=_("按什么去重"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("选几个，就数它们的不同组合；例如读者＋馆区＋日期"),
    )  # fmt: skip
    dim = forms.ChoiceField(label=_("取哪一项的中位数"), required=False)
    numerator = forms.ChoiceField(label=_("分子"), required=False)
    denominator = forms.ChoiceField(label=_("分母"), required=False)
    factor = forms.TypedChoiceField(
        label=_("乘以"), coerce=int, required=False, empty_value="1",
        choices=[(n, str(n)) for n in policy.FACTORS], help_text=_("百分数乘 100"),
    )  # fmt: skip
    base = forms.IntegerField(
        label=_("多少数量合一个单位"), min_value=1, max_value=policy.MOST_BASE, required=False,
        help_text=_("一般是 1；记录是分钟而单位是小时，写 60"),
    )  # fmt: skip
    decimals = forms.IntegerField(label=_("小数位数"), min_value=0, max_value=policy.MOST_DECIMALS, required=False)
    breakdowns = forms.MultipleChoiceField(
        label=_("指标卡上按什么分开列"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_personal = forms.BooleanField(
        label=_("涉及个人：少于五人的部分隐去"), required=False, help_text=_("按读者去重的必须选")
    )
    is_internal = forms.BooleanField(
        label=_("只供馆内使用"), required=False, help_text=_("不选，任何人都能看指标卡（看不到逐条记录）")
    )

    def __init__(self, *args: Any, rule: CountRule, facts: tuple[str, ...], own_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        known, dims = vocabulary.facts(), vocabulary.shared_dims(facts)
        words = [(code, str(dim.name)) for code, dim in dims.items()]
        fields["minus"].choices = [(code, known[code].name) for code in facts if code in known]
        fields["keys"].choices = [*KEYS.items(), *words]
        fields["dim"].choices = [("", "—"), *((code, word) for code, word in words if dims[code].is_number)]
        fields["breakdowns"].choices = [*words, ("unit", DIMS["unit"])]
        parts = [("", "—"), *_part_choices(own_code)] if rule is CountRule.RATIO else []
        fields["numerator"].choices = fields["denominator"].choices = parts
        for name in _idle(rule):
            del fields[name]


class FilterForm(forms.Form):
    """One field for each dimension that the chosen facts share: the values that count."""

    def __init__(self, *args: Any, facts: tuple[str, ...], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, dim in vocabulary.shared_dims(facts).items():
            self.fields[f"filter_{code}"] = forms.CharField(
                label=dim.name, max_length=600, required=False, help_text=_help(code, dim, facts, at)  # type: ignore[arg-type]
            )  # fmt: skip


def plan_from(words: WordsForm, rule: RuleForm, how: HowForm, filters: FilterForm) -> OwnPlan:
    """Return the plan that valid forms say."""
    said = {**words.cleaned_data, **rule.cleaned_data, **how.cleaned_data}
    is_ratio = said["rule"] is CountRule.RATIO
    found = [
        (name.removeprefix("filter_"), text.strip()) for name, text in filters.cleaned_data.items() if text.strip()
    ]
    return OwnPlan(
        code=said["code"].strip(), name=said["name"].strip(), name_en=said["name_en"].strip(),
        unit=said["unit"].strip(), unit_en=said["unit_en"].strip(), definition=said["definition"].strip(),
        definition_en=said["definition_en"].strip(), source=said["source"].strip(), note=said["note"].strip(),
        rule=said["rule"], valid_from=said["valid_from"], whole=said["whole"],
        facts=() if is_ratio else tuple(said["facts"]), minus=tuple(said.get("minus", ())),
        filters=() if is_ratio else tuple((name, _values(text)) for name, text in found if text != "*"),
        present=() if is_ratio else tuple(name for name, text in found if text == "*"),
        keys=tuple(said.get("keys", ())), dim=said.get("dim", ""), numerator=said.get("numerator", ""),
        denominator=said.get("denominator", ""), factor=said.get("factor") or 1, base=said.get("base") or 1,
        decimals=said.get("decimals") or 0, breakdowns=tuple(said.get("breakdowns", ())),
        is_personal=said["is_personal"], is_internal=said["is_internal"],
    )  # fmt: skip


def initial_of(plan: OwnPlan) -> dict[str, Any]:
    """Return a plan as the first values of the forms."""
    said = {name: getattr(plan, name) for name in OwnPlan.__dataclass_fields__}
    said |= {f"filter_{name}": "、".join(some) for name, some in plan.filters}
    return said | {f"filter_{name}": "*" for name in plan.present}


def _values(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in SPLIT.split(text.strip()) if one))


def _idle(rule: CountRule) -> Iterable[str]:
    """Return the fields that a rule does not ask for."""
    needs = {
        "minus": {CountRule.PEAK}, "keys": {CountRule.DISTINCT}, "dim": {CountRule.MEDIAN},
        "numerator": {CountRule.RATIO}, "denominator": {CountRule.RATIO}, "factor": {CountRule.RATIO},
        "base": {CountRule.SUM, CountRule.STOCK}, "breakdowns": set(CountRule) - {CountRule.RATIO},
    }  # fmt: skip
    return [name for name, rules in needs.items() if rule not in rules]


def _fact_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, fact in vocabulary.facts().items():
        stock = gettext("，存量") if fact.is_stock else ""
        groups.setdefault(str(fact.room), []).append((code, f"{fact.name}（{gettext(fact.unit)}{stock}）"))
    return list(groups.items())


def _part_choices(own_code: str) -> list[tuple[str, str]]:
    return [
        (one.code, f"{one.code} {one.name}")
        for one in figures.every_measure()
        if one.kind is not Kind.RATIO and one.code != own_code
    ]


def _help(code: str, dim: vocabulary.DimWord, facts: tuple[str, ...], at: datetime) -> str:
    if dim.is_yes_no:
        return gettext("写 true 或 false；不写为都算")
    found = seen(facts, code, at=at)
    words = vocabulary.breakdown_of(code, facts).words
    said = "、".join(
        value if str(words(code, value)) == value else f"{value}（{words(code, value)}）" for value, _n in found
    )
    text = gettext("不写为都算；几个值用顿号隔开；写 * 为必须说明。")
    return text + (gettext("近来有：%(values)s") % {"values": said} if said else "")


def beginning(at: date) -> dict[str, Any]:
    """Return the first values of a new definition."""
    return {
        "rule": CountRule.SUM, "whole": Whole.SITES, "valid_from": date(at.year, 1, 1), "is_personal": True,
        "is_internal": True, "decimals": 0, "base": 1, "factor": 1,
    }  # fmt: skip


def spoken(plan: OwnPlan) -> dict[str, list[object]]:
    """Return the facts and filters of a plan in the words of the form; what no room declares any more keeps its code."""
    known = vocabulary.facts()
    dims = {dim.code: dim.name for fact in plan.facts if fact in known for dim in known[fact].dims}

    def named(facts: tuple[str, ...]) -> list[object]:
        return [(fact, known[fact].name if fact in known else fact) for fact in facts]

    def worded(name: str, values: tuple[str, ...]) -> str:
        words = vocabulary.breakdown_of(name, plan.facts).words
        return "、".join(str(words(name, value)) for value in values)

    return {
        "facts": named(plan.facts), "minus": named(plan.minus),
        "filters": [(dims.get(name, name), worded(name, values)) for name, values in plan.filters],
        "present": [dims.get(name, name) for name in plan.present],
    }  # fmt: skip
