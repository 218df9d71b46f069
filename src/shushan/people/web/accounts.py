"""Forms of signing in and signing up."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shushan.kernel.clock import now
from shushan.kernel.errors import Refused
from shushan.ledger.public import local_day
from shushan.people import policy
from shushan.people.models import User
from shushan.people.operations import accounts
from shushan.people.operations.persons import Particulars
from shushan.people.words import site_name
from shushan.places import public as places


class DateInput(forms.DateInput):
    """A date, by the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def site_choices() -> list[tuple[str, str]]:
    """Return the library's sites for a select box."""
    return [(str(site.id), site_name(site.name, site.name_en)) for site in places.sites()]


class SignInForm(LoginForm):  # type: ignore[misc]
    """One box takes a sign-in name, an e-mail address or a card number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("登录名、邮箱或读者证号")
        login.widget.attrs = {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("密码")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("在这台设备上保持登录")


class SignUpForm(SignupForm):  # type: ignore[misc]
    """Becoming a reader from home: the card is good on line at once, for lending after a visit to a desk."""

    field_order = (
        "name", "birth_on", "phone", "home_site", "username", "email", "password1", "password2", "guardian_card",
        "guardian_birth_on", "guardian_consent", "consent",
    )  # fmt: skip

    name = forms.CharField(label=_("姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    birth_on = forms.DateField(label=_("出生日期"), widget=DateInput(attrs={"autocomplete": "bday"}))
    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    home_site = forms.ChoiceField(label=_("常去的馆区"), choices=site_choices)
    guardian_card = forms.CharField(
        label=_("未满十四周岁：监护人的读者证号"),
        max_length=40,
        required=False,
        help_text=_("满十四周岁不用填。监护人须先办好读者证；也可以由监护人登录后在“家人与代取”里为孩子办。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    guardian_birth_on = forms.DateField(
        label=_("未满十四周岁：监护人的出生日期"), required=False, widget=DateInput(attrs={"autocomplete": "off"})
    )
    guardian_consent = forms.BooleanField(
        label=_("未满十四周岁：我是监护人，同意图书馆为孩子办理读者证并保存以上信息"), required=False
    )
    consent = forms.BooleanField(
        label=_("我同意图书馆为办理借阅服务保存以上信息"),
        help_text=_("随时可以在“我的图书馆 · 隐私”中查看、导出或申请删除。"),
        error_messages={"required": _("没有您的同意，不能办理读者证。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("登录名")
        self.fields["username"].help_text = _("字母、数字或汉字，至少三个字符。")
        self.fields["email"].label = _("邮箱（可不填）")
        self.fields["email"].help_text = _("忘记密码时凭邮箱找回。")
        self.fields["password1"].label = _("密码")
        self.fields["password2"].label = _("再输一次密码")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_birth_on(self) -> Any:
        """Refuse a birth date in the future, or one that nobody alive can have."""
        birth_on = self.cleaned_data["birth_on"]
        if birth_on > local_day(now()) or birth_on.year < 1900:
            raise forms.ValidationError(_("请核对出生日期。"))
        return birth_on

    def clean(self) -> dict[str, Any]:
        """Want a guardian for a child under fourteen: the card, the birth date on record, and the consent."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        birth_on = said.get("birth_on")
        self.guardian_id = None
        if birth_on is None or not policy.needs_consent(birth_on, local_day(now())):
            return said
        if not said.get("guardian_consent"):
            self.add_error("guardian_consent", _("没有监护人的同意，不能办理读者证。"))
        card, born = said.get("guardian_card"), said.get("guardian_birth_on")
        if not card or not born:
            self.add_error(
                "guardian_card", _("未满十四周岁须有监护人的读者证号和出生日期（个人信息保护法第三十一条）。")
            )
            return said
        try:
            self.guardian_id = accounts.guardian_by_proof(card_number=card, birth_on=born)
        except Refused as error:
            self.add_error("guardian_card", f"{error.message} {error.remedy}")
        return said

    def particulars(self) -> Particulars:
        """Return what the form says about the person."""
        said = self.cleaned_data
        return Particulars(
            name=said["name"], birth_on=said["birth_on"], phone=said.get("phone", ""), email=said.get("email") or ""
        )

    def try_save(self, request: HttpRequest) -> Any:
        """Keep the account; a refusal of an operation is shown in the form."""
        return super().try_save(request)


class ClaimForm(forms.Form):
    """An account for someone who already holds a card."""

    card_number = forms.CharField(
        label=_("读者证号"),
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    birth_on = forms.DateField(label=_("出生日期"), widget=DateInput(), help_text=_("与办证时登记的一致。"))
    username = forms.CharField(
        label=_("登录名"), min_length=3, max_length=64, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password1 = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=_("再输一次密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Check the two passwords against each other and against the rules."""
        from allauth.account.adapter import get_adapter

        said = super().clean() or {}
        first, second = said.get("password1"), said.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的密码不一致。"))
        if first:
            try:
                get_adapter().clean_password(first, User(username=said.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return said
