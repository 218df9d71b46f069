"""Forms of the approvals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.approvals.terms import Document
from shushan.ui.forms import day_field


class DecisionForm(forms.Form):
    """A decision inside the house: a note, and which way."""

    note = forms.CharField(
        label=_("意见"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回、不同意时必须写明原因"),
    )  # fmt: skip


class DocumentForm(DecisionForm):
    """A decision of a body outside: its document."""

    body = forms.CharField(label=_("批复单位"), max_length=80, required=False)
    number = forms.CharField(label=_("文号"), max_length=80, required=False)
    dated_on = forms.DateField(
        label=_("批复日期"), widget=day_field(), required=False, help_text=_("从这一天起才能生效")
    )
    file = forms.FileField(label=_("批复扫描件"), required=False, help_text=_("最大 20 MB，可以以后补"))
    field_order = ("body", "number", "dated_on", "file", "note")

    def document(self, file_id: Any) -> Document | None:
        """Return the document that was typed; None without a day."""
        said = self.cleaned_data
        if said["dated_on"] is None:
            return None
        return Document(said["body"], said["number"], said["dated_on"], file_id)


class DelegationForm(forms.Form):
    """Who decides in my place, what, and from when to when."""

    taker = forms.CharField(label=_("受托人的账号名"), max_length=80)
    verb = forms.ChoiceField(label=_("委托什么"))
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    until = forms.DateField(label=_("到哪天止"), widget=day_field(), help_text=_("这一天起不再有效"))

    def __init__(self, *args: Any, verbs: list[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = verbs  # type: ignore[attr-defined]
