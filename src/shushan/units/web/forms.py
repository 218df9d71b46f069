"""Forms about units."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.places import public as places
from shushan.ui.forms import day_field
from shushan.ui.templatetags.look import called
from shushan.units import queries
from shushan.units.governing import governed

KINDS: Final[dict[str, str | Promise]] = {
    "library": _("图书馆"),
    "department": _("部门"),
    "team": _("小组"),
}


def kind_words() -> dict[str, str | Promise]:
    """Return how every kind is called: this room's own, and those that another room governs."""
    return KINDS | {kind: str(words) for kind, words in governed().items()}


class UnitForm(forms.Form):
    """What a unit is from a day on."""

    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=list(KINDS.items()))
    parent = forms.ChoiceField(label=_("上级单位"), required=False)
    site = forms.ChoiceField(label=_("所在馆区"), required=False)
    since = forms.DateField(label=_("从哪天起"), widget=day_field(), help_text=_("以前的日子不变"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under = [(str(value.id), called(value)) for value in queries.tree(on=on)]
        self.fields["parent"].choices = [("", _("最高一级")), *under]  # type: ignore[attr-defined]
        sites = [(str(site.id), called(site)) for site in places.sites()]
        self.fields["site"].choices = [("", _("不属于某一馆区")), *sites]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what was said, as the operations take it."""
        said = dict(self.cleaned_data)
        parent, site = said.pop("parent"), said.pop("site")
        return {**said, "parent_id": int(parent) if parent else None, "site_id": int(site) if site else None}


class NewUnitForm(UnitForm):
    """A unit that is founded."""

    code = forms.CharField(label=_("代码"), max_length=24, help_text=_("以后不改"))
    field_order = ("code",)


class ClosingForm(forms.Form):
    """The first day without a unit."""

    until = forms.DateField(label=_("从哪天起撤销"), widget=day_field())
