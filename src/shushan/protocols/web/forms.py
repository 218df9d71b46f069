"""Forms about terminals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.places import public as places
from shushan.protocols.models import Charset, Checksum, LineEnd
from shushan.protocols.sip2.terminals import LEAST_PASSWORD, Dialect
from shushan.ui.templatetags.look import called


class PasswordForm(forms.Form):
    """The password that is typed into the machine."""

    password = forms.CharField(
        label=_("密码"),
        min_length=LEAST_PASSWORD,
        max_length=60,
        help_text=_("抄进自助机的设置；这里只保存它的散列，之后看不到。"),
    )


class DialectForm(forms.Form):
    """How the machine speaks."""

    institution = forms.CharField(
        label=_("机构代码（AO）"),
        required=False,
        max_length=40,
        help_text=_("终端报的代码与此不同时拒绝；留空则不核对。"),
    )
    charset = forms.ChoiceField(label=_("字符编码"), choices=Charset.choices)
    line_end = forms.ChoiceField(
        label=_("行尾"),
        required=False,
        choices=[(LineEnd.SAME.value, _("与终端相同")), *[c for c in LineEnd.choices if c[0]]],
    )
    checksum = forms.ChoiceField(
        label=_("校验和"),
        choices=[
            (Checksum.OPTIONAL.value, _("有则核对")),
            (Checksum.REQUIRED.value, _("必须有")),
            (Checksum.OFF.value, _("不核对")),
        ],
    )
    language = forms.ChoiceField(label=_("提示语言"), choices=[("zh-hans", "中文"), ("en", "English")])
    takes_what_is_not_out = forms.BooleanField(
        label=_("收下不在借出状态的书"),
        required=False,
        help_text=_("还书口收到没有借出的书时也收下，并提示馆员查看；不打勾则退回给读者。"),
    )

    def dialect(self) -> Dialect:
        """Return what was said."""
        return Dialect(**{name: self.cleaned_data[name] for name in DialectForm.base_fields})


class TerminalForm(DialectForm, PasswordForm):
    """A new terminal."""

    login = forms.CharField(label=_("登录名"), max_length=40)
    site = forms.ChoiceField(label=_("馆区"))
    field_order = ("login", "password", "site", "institution")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = [(str(site.id), called(site)) for site in places.sites()]
        self.fields["site"].choices = sites  # type: ignore[attr-defined]
