"""Forms of my family."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.kernel.clock import now
from shushan.kernel.errors import NotFound
from shushan.ledger.public import local_day
from shushan.people.queries.readers import reader_by_card
from shushan.people.web.accounts import DateInput, site_choices


class ChildForm(forms.Form):
    """One's own child: name, birth date, where it usually goes, and the guardian's consent."""

    name = forms.CharField(label=_("孩子的姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_on = forms.DateField(label=_("出生日期"), widget=DateInput())
    gender = forms.ChoiceField(label=_("性别"), required=False, choices=[("", "—"), ("f", _("女")), ("m", _("男"))])
    home_site = forms.ChoiceField(label=_("常去的馆区"), choices=site_choices)
    consent = forms.BooleanField(
        label=_("我是孩子的监护人，同意图书馆为办理借阅服务保存以上信息"),
        help_text=_("个人信息保护法第三十一条。随时可以在这里撤回同意、导出或删除。"),
        error_messages={"required": _("没有监护人的同意，不能办理读者证。")},
    )

    def clean_birth_on(self) -> date:
        """Refuse a birth date that no child can have."""
        birth_on: date = self.cleaned_data["birth_on"]
        if birth_on > local_day(now()) or birth_on.year < 1900:
            raise forms.ValidationError(_("请核对出生日期。"))
        return birth_on


class ProxyForm(forms.Form):
    """Who may pick up for me."""

    card_number = forms.CharField(
        label=_("代取人的读者证号"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    until = forms.DateField(
        label=_("截止日期"), required=False, widget=DateInput(), help_text=_("当天仍有效；留空则一直有效，直到您收回。")
    )

    def clean_card_number(self) -> int:
        """Return the reader id behind the card."""
        try:
            return reader_by_card(self.cleaned_data["card_number"]).id
        except NotFound:
            raise forms.ValidationError(_("没有这张读者证，请核对证号。")) from None
