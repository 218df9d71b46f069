"""Forms of the duties."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.indicators.duties.terms import Comparison, HolderRole, TargetPlan
from shushan.indicators.web.forms import measure_choices
from shushan.indicators.words import COMPARISONS, ROLES
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.forms import day_field
from shushan.ui.templatetags.look import called
from shushan.units import public as units


def colleagues() -> list[tuple[str, str]]:
    """Return everybody on record as staff, the empty choice first."""
    return [("", "—"), *((str(one.person_id), f"{one.name} {one.position}".strip()) for one in people.staff_members())]


class DutyForm(forms.Form):
    """A new duty."""

    code = forms.CharField(label=_("编号"), max_length=24)
    name = forms.CharField(label=_("责任"), max_length=160)
    name_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    text = forms.CharField(label=_("内容"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("依据文件"), max_length=300, required=False)
    unit_id = forms.TypedChoiceField(label=_("哪个单位的责任"), coerce=int)
    parent_id = forms.TypedChoiceField(label=_("由哪项责任分解而来"), coerce=int, required=False, empty_value=None)
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    accountable_id = forms.TypedChoiceField(
        label=_("负责人"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("恰好一名；还没定就空着，会列为缺负责人"),
    )
    responsible_ids = forms.TypedMultipleChoiceField(label=_("经办人"), coerce=int, required=False)

    def __init__(self, *args: Any, on: date, parents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people_now = colleagues()
        fields: Any = self.fields
        fields["unit_id"].choices = [(str(one.id), called(one)) for one in units.tree(on=on)]
        fields["parent_id"].choices = [("", "—"), *parents]
        fields["accountable_id"].choices = people_now
        fields["responsible_ids"].choices = people_now[1:]


class PartForm(forms.Form):
    """Somebody's part in a duty."""

    role = forms.TypedChoiceField(label=_("分工"), coerce=lambda typed: HolderRole(int(typed)))
    person_id = forms.TypedChoiceField(label=_("姓名"), coerce=int)
    since = forms.DateField(label=_("从哪天起"), widget=day_field())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = [(str(int(role)), words) for role, words in ROLES.items()]
        fields["person_id"].choices = colleagues()


class HandOverForm(forms.Form):
    """The next accountable person."""

    to_person_id = forms.TypedChoiceField(label=_("交给"), coerce=int)
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    reason = forms.CharField(label=_("理由"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to_person_id"].choices = colleagues()


class LinkForm(forms.Form):
    """An indicator of a duty."""

    code = forms.ChoiceField(label=_("指标"))
    sites = forms.TypedMultipleChoiceField(
        label=_("馆区（不选为全部）"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    since = forms.DateField(label=_("从哪天起"), widget=day_field())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["code"].choices = measure_choices()
        fields["sites"].choices = [(str(site.id), called(site)) for site in places.sites()]


class TargetForm(forms.Form):
    """What an indicator is to reach."""

    link_id = forms.TypedChoiceField(label=_("指标"), coerce=int)
    comparison = forms.TypedChoiceField(label=_("要求"), coerce=Comparison)
    number = forms.DecimalField(label=_("目标值"), max_digits=15, decimal_places=4)
    start = forms.DecimalField(
        label=_("起点值"), max_digits=15, decimal_places=4, initial=Decimal(0), help_text=_("第一天开始时的数")
    )
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    last = forms.DateField(label=_("最后一天（含当日）"), widget=day_field())
    points = forms.CharField(
        label=_("轨迹上的点"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个：2020-03-31 40000；空着就按直线"),
    )  # fmt: skip
    source = forms.CharField(label=_("依据文件"), max_length=300, required=False)

    def __init__(self, *args: Any, links: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["link_id"].choices = links
        fields["comparison"].choices = [(c, words) for c, words in COMPARISONS.items()]

    def clean_points(self) -> tuple[tuple[date, Fraction], ...]:
        """Return the points of the trajectory."""
        found = []
        for line in self.cleaned_data["points"].splitlines():
            if not line.strip():
                continue
            parts = re.fullmatch(r"\s*(\d{4}-\d{2}-\d{2})[\s,，:：]+(-?\d{1,15}(?:\.\d{1,4})?)\s*", line)
            try:
                if parts is None:
                    raise ValueError(line)
                found.append((date.fromisoformat(parts[1]), Fraction(parts[2])))
            except ValueError as error:
                raise forms.ValidationError(_("看不懂这一行：%(line)s"), params={"line": line[:40]}) from error
        return tuple(found)

    def plan(self) -> TargetPlan:
        """Return the target."""
        said = self.cleaned_data
        return TargetPlan(
            said["since"], said["last"] + timedelta(days=1), Fraction(said["number"]), said["comparison"],
            Fraction(said["start"]), said["points"], said["source"],
        )  # fmt: skip


class EndForm(forms.Form):
    """The first day without a duty, and why."""

    until = forms.DateField(label=_("从哪天起不再有"), widget=day_field())
    reason = forms.CharField(label=_("理由"), max_length=300)
