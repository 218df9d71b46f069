"""Forms of the development of members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.development.terms import Said, Step
from shushan.kernel.ids import typed_number
from shushan.people import public as people
from shushan.ui.forms import day_field


def colleagues() -> list[tuple[str, str]]:
    """Return everybody on record as staff, for a select box, the empty choice first."""
    known = [(str(one.person_id), f"{one.name} {one.position}".strip()) for one in people.staff_members()]
    return [("", str(_("请选择"))), *known]


class OpenForm(forms.Form):
    """An application."""

    person = forms.ChoiceField(
        label=pgettext_lazy("person", "申请人"), help_text=_("从馆员中选择；不在其中的请先在“馆员与角色”登记")
    )
    unit = forms.ChoiceField(label=_("向哪个支部申请"))
    applied_on = forms.DateField(label=_("收到申请书的日期"), widget=day_field())
    note = forms.CharField(label=_("说明"), max_length=400, required=False)
    file = forms.FileField(label=_("申请书扫描件"), required=False, help_text=_("最大 20 MB"))

    def __init__(self, *args: Any, branches: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = colleagues()  # type: ignore[attr-defined]
        self.fields["unit"].choices = branches  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """A step that was taken; only the fields that belong to it are asked."""

    on = forms.DateField(label=_("日期"), widget=day_field())
    who = forms.ChoiceField(label=_("由谁"), required=False)
    minutes = forms.IntegerField(
        label=_("培训分钟数"), min_value=0, max_value=100_000, required=False, help_text=_("24 学时是 1440")
    )
    entitled = forms.IntegerField(label=_("应到有表决权人数"), min_value=0, max_value=10_000, required=False)
    present = forms.IntegerField(label=_("实到有表决权人数"), min_value=0, max_value=10_000, required=False)
    yes = forms.IntegerField(label=_("赞成票"), min_value=0, max_value=10_000, required=False)
    is_secret = forms.BooleanField(label=_("无记名投票"), required=False)
    is_separate = forms.BooleanField(label=_("逐人讨论和表决"), required=False)
    is_passed = forms.BooleanField(label=pgettext_lazy("exam", "合格"), required=False)
    basis = forms.CharField(label=_("依据文件"), max_length=120, required=False)
    note = forms.CharField(label=_("说明"), max_length=400, required=False)
    file = forms.FileField(label=_("材料扫描件"), required=False, help_text=_("最大 20 MB"))
    despite = forms.CharField(
        label=_("违反时限仍要登记的理由"), max_length=240, required=False, help_text=_("一般空着；只有有权的人可以写")
    )
    BELONG = {
        "who": ("who",), "minutes": ("minutes",), "vote": ("entitled", "present", "yes", "is_secret", "is_separate"),
        "passed": ("is_passed",), "basis": (),
    }  # fmt: skip

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {name for field in step.fields for name in self.BELONG.get(field, ())}
        for names in self.BELONG.values():
            for name in names:
                if name not in wanted:
                    self.fields.pop(name, None)
        if "who" in self.fields:
            self.fields["who"].choices = colleagues()  # type: ignore[attr-defined]

    def said(self) -> Said:
        """Return what was typed."""
        typed = self.cleaned_data
        return Said(
            typed_number(typed.get("who", "")), typed.get("minutes") or 0, typed.get("entitled") or 0,
            typed.get("present") or 0, typed.get("yes") or 0, bool(typed.get("is_secret")), bool(typed.get("is_separate")),
            bool(typed.get("is_passed")),
        )  # fmt: skip


class ReceiveForm(forms.Form):
    """A temporary branch that receives somebody."""

    unit = forms.ChoiceField(label=_("临时党支部"))
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    basis = forms.CharField(label=_("依据文件"), max_length=120)

    def __init__(self, *args: Any, branches: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = branches  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """The first day without the temporary branch."""

    until = forms.DateField(label=_("从哪天起返回"), widget=day_field())


class EndForm(forms.Form):
    """Why a case leads nowhere."""

    on = forms.DateField(label=_("日期"), widget=day_field())
    why = forms.CharField(label=_("原因"), max_length=240)


class TakeBackForm(forms.Form):
    """Why a record is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=240)
