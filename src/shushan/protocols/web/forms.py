"""Forms about terminals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.places import public as places
from shushan.protocols.models import Charset, Checksum, DueFormat, LineEnd, Magnetic, Marker, OnError
from shushan.protocols.sip2.profiles import BY_CODE, PROFILES
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

    due_format = forms.ChoiceField(label=_("应还日期（AH）写法"), choices=DueFormat.choices)
    magnetic = forms.ChoiceField(
        label=_("磁性介质标志"),
        choices=[
            (Magnetic.UNKNOWN.value, _("不说（U）")),
            (Magnetic.NO.value, _("否（N）")),
            (Magnetic.YES.value, _("是（Y）")),
        ],
    )
    marker = forms.ChoiceField(
        label=_("安全标志（18）"),
        choices=[
            (Marker.OTHER.value, _("其他（00）")),
            (Marker.NONE.value, _("无（01）")),
            (Marker.TATTLE_TAPE.value, _("磁条（02）")),
            (Marker.WHISPER_TAPE.value, _("细磁条（03）")),
        ],
    )
    on_error = forms.ChoiceField(
        label=_("收到读不懂的消息"),
        choices=[(OnError.AGAIN.value, _("回 96，请终端重发")), (OnError.SILENT.value, _("不回话，等终端自己重发"))],
    )
    prints = forms.BooleanField(label=_("提示同时送打印行（AG）"), required=False)
    says_all_clear = forms.BooleanField(
        label=_("还书时总说去向和提示类型"),
        required=False,
        help_text=_("分拣机要：没有事也回 CV00 和所在馆区 CT。"),
    )
    takes_money = forms.BooleanField(
        label=_("收费（37）"),
        required=False,
        help_text=_("终端报来的付款记入本馆区的钱账：现金算钱箱里的现金，刷卡算刷卡。不勾选就一律拒绝。"),
    )
    bins = forms.CharField(
        label=_("分拣格口（CL）"),
        required=False,
        max_length=200,
        help_text=_("写成 hold=2 transit=3 H=4 alert=9 shelf=1；H 是馆区代码，rest 是其余。留空则不说格口。"),
    )

    def dialect(self, profile: str = "standard") -> Dialect:
        """Return what was said; the profile from which the terminal began stays its own."""
        return Dialect(**{name: self.cleaned_data[name] for name in DialectForm.base_fields}, profile=profile)


class TerminalForm(PasswordForm):
    """A new terminal; how it speaks is filled in from its kind and can be changed afterwards."""

    login = forms.CharField(label=_("登录名"), max_length=40)
    site = forms.ChoiceField(label=_("馆区"))
    institution = forms.CharField(
        label=_("机构代码（AO）"),
        required=False,
        max_length=40,
        help_text=_("终端报的代码与此不同时拒绝；留空则不核对。"),
    )
    profile = forms.ChoiceField(label=_("型号"), help_text=_("填好常用的设置，登记以后可以逐项改。"))
    field_order = ("login", "password", "site", "institution", "profile")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = [(str(site.id), called(site)) for site in places.sites()]
        self.fields["site"].choices = sites  # type: ignore[attr-defined]
        self.fields["profile"].choices = [(one.code, one.name) for one in PROFILES]  # type: ignore[attr-defined]

    def dialect(self) -> Dialect:
        """Return how this kind of machine speaks."""
        said = self.cleaned_data
        return BY_CODE[said["profile"]].on(Dialect(institution=said["institution"].strip()))
