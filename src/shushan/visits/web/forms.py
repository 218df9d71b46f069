"""Forms about gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.people import public as people
from shushan.places.public import SiteValue
from shushan.ui.forms import day_field
from shushan.ui.templatetags.look import called
from shushan.visits.terms import Side
from shushan.visits.words import SIDES


class GateForm(forms.Form):
    """What may be corrected about a gate."""

    side = forms.ChoiceField(label=_("方向"), choices=list(SIDES.items()), help_text=_("只出不进的门选“出口”。"))
    device = forms.ChoiceField(
        label=_("计数设备"), required=False, help_text=_("自己上报的门禁设备；靠文件导入的门不用选。")
    )
    since = forms.DateField(label=_("从哪天启用"), widget=day_field())
    until = forms.DateField(label=_("从哪天停用"), required=False, widget=day_field(), help_text=_("一直在用就空着。"))

    def __init__(self, *args: Any, site_ids: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [one for one in people.devices() if one.site_id in site_ids and one.kind == "gate"]
        choices = [(str(one.id), one.name) for one in held if one.retired_at is None]
        self.fields["device"].choices = [("", _("没有，靠文件")), *choices]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what was said, as the operations take it."""
        said = {name: self.cleaned_data[name] for name in ("since", "until")}
        device = self.cleaned_data["device"]
        return {**said, "side": Side(self.cleaned_data["side"]), "device_id": int(device) if device else None}


class NewGateForm(GateForm):
    """A gate that is added; its name stays, since the records carry it."""

    site = forms.ChoiceField(label=_("馆区"))
    name = forms.CharField(
        label=_("名称"), max_length=40, help_text=_("要和门禁文件里写的一样；以后不改，换名就停用旧的、另设新的。")
    )
    field_order = ("site", "name")

    def __init__(self, *args: Any, sites: Sequence[SiteValue], **kwargs: Any) -> None:
        super().__init__(*args, site_ids=[site.id for site in sites], **kwargs)
        self.fields["site"].choices = [(str(site.id), called(site)) for site in sites]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what was said, as the operations take it."""
        return super().said() | {"site_id": int(self.cleaned_data["site"]), "name": self.cleaned_data["name"]}


class ReasonForm(forms.Form):
    """Why counts are taken back."""

    reason = forms.CharField(label=_("原因"), min_length=2, max_length=150)
