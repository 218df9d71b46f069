"""Forms of the staff's pages and of my library."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from shushan.kernel.clock import now
from shushan.kernel.errors import NotFound
from shushan.ledger.public import local_day, zone
from shushan.people import policy, roles
from shushan.people.operations.persons import Particulars
from shushan.people.queries.readers import reader_by_card
from shushan.people.terms import DeviceKind, ReaderCategory
from shushan.people.web.accounts import DateInput, site_choices
from shushan.people.words import CATEGORIES, DEVICE_KINDS, FREEZE_CAUSES
from shushan.ui.templatetags.look import called
from shushan.units import public as units


def unit_choices() -> list[tuple[str, str]]:
    """Return the units of today for a select box, the empty choice first."""
    return [("", "—"), *((str(unit.id), called(unit)) for unit in units.tree(on=local_day(now())))]


def optional_sites() -> list[tuple[str, str]]:
    """Return the sites for a select box with "everywhere" first."""
    return [("", str(_("全馆"))), *site_choices()]


class PersonFields(forms.Form):
    """What every form about a person asks."""

    name = forms.CharField(label=_("姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name_latin = forms.CharField(label=_("拼音或外文名"), max_length=150, required=False)
    birth_on = forms.DateField(label=_("出生日期"), required=False, widget=DateInput())
    gender = forms.ChoiceField(label=_("性别"), required=False, choices=[("", "—"), ("f", _("女")), ("m", _("男"))])
    phone = forms.CharField(
        label=_("手机号"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(label=_("邮箱"), max_length=254, required=False)

    def clean_email(self) -> str:
        """Check the address; a masked one that was left as it stood is let through."""
        email: str = self.cleaned_data["email"]
        if email and email != self.initial.get("email"):
            validate_email(email)
        return email

    def clean_birth_on(self) -> date | None:
        """Refuse a birth date that nobody alive can have."""
        birth_on: date | None = self.cleaned_data["birth_on"]
        if birth_on is not None and (birth_on > local_day(now()) or birth_on.year < 1900):
            raise forms.ValidationError(_("请核对出生日期。"))
        return birth_on

    def particulars(self) -> Particulars:
        """Return what the form says about the person."""
        said = self.cleaned_data
        return Particulars(
            name=said["name"],
            name_latin=said["name_latin"],
            birth_on=said["birth_on"],
            gender=said["gender"] or None,
            phone=said["phone"],
            email=said["email"],
            id_number=said.get("id_number", ""),
        )


def _document(typed: str) -> str:
    """Return a document number as scanned. :raises ValidationError: a resident identity number with a slip in it"""
    number = policy.scanned(typed)
    if len(number) == 18 and number[:17].isdecimal() and not policy.is_chinese_id(number):
        raise forms.ValidationError(_("身份证号的校验位不对，请核对。"))
    return number


class ReaderForm(PersonFields):
    """A reader at the desk: few fields, one page; an empty document number leaves what is on record."""

    id_number = forms.CharField(
        label=_("证件号"),
        max_length=40,
        required=False,
        help_text=_("加密保存，页面上只显示首尾。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    category = forms.ChoiceField(
        label=_("读者类型"),
        required=False,
        choices=[("", _("按出生日期")), *[(c.value, CATEGORIES[c]) for c in ReaderCategory]],
    )
    home_site = forms.ChoiceField(label=_("常去的馆区"), choices=site_choices)
    guardian = forms.CharField(
        label=_("监护人的读者证号"), max_length=40, required=False, help_text=_("未满十四周岁必填。")
    )

    def clean_id_number(self) -> str:
        """Check the form of a resident identity number; other documents are taken as typed."""
        return _document(self.cleaned_data["id_number"])

    def clean_guardian(self) -> int | None:
        """Return the reader id behind the guardian's card."""
        number = self.cleaned_data["guardian"]
        if not number:
            return None
        try:
            return reader_by_card(number).id
        except NotFound:
            raise forms.ValidationError(_("没有这张读者证，请先登记监护人。")) from None


class NewReaderForm(ReaderForm):
    """Registering at the desk also gives the card."""

    card_number = forms.CharField(
        label=_("新证号"),
        max_length=32,
        required=False,
        help_text=_("扫描空白证；留空则由系统编号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("原因"), min_length=2, max_length=200)


class FreezeForm(ReasonForm):
    """Why a reader is frozen, and when it ends by itself."""

    cause = forms.ChoiceField(
        label=_("自动解除"),
        required=False,
        choices=[(cause.value, words) for cause, words in FREEZE_CAUSES.items()],
        help_text=_("原因消失后，一分钟之内自动解冻。"),
    )
    until = forms.DateField(
        label=_("冻结至"), required=False, widget=DateInput(), help_text=_("当天仍冻结；留空则不限日期。")
    )


class CardNumberForm(forms.Form):
    """The number of a blank card."""

    number = forms.CharField(label=_("新证号"), max_length=32, required=False, help_text=_("留空则由系统编号。"))


class VerifyForm(forms.Form):
    """The document that was shown."""

    id_number = forms.CharField(
        label=_("证件号"), min_length=5, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_id_number(self) -> str:
        """Check the form of a resident identity number; other documents are taken as typed."""
        return _document(self.cleaned_data["id_number"])


class PostFields(forms.Form):
    """Where a member of staff belongs and since when."""

    position = forms.CharField(label=_("职务"), max_length=100, required=False)
    site = forms.ChoiceField(label=_("馆区"), required=False, choices=optional_sites)
    unit = forms.ChoiceField(label=_("部门"), required=False, choices=unit_choices)
    since = forms.DateField(label=_("到任日期"), widget=DateInput())
    until = forms.DateField(label=_("离任日期"), required=False, widget=DateInput(), help_text=_("在职者留空。"))


class NewStaffForm(PersonFields, PostFields):
    """Taking somebody on."""

    card_number = forms.CharField(
        label=_("已有读者证号"),
        max_length=32,
        required=False,
        help_text=_("此人已是读者时填写，不再重复登记个人资料。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    def clean(self) -> dict[str, Any]:
        """Want a name or a card."""
        said = super().clean() or {}
        if not said.get("name") and not said.get("card_number"):
            self.add_error("name", _("请填写姓名，或填写已有读者证号。"))
        return said


class GrantForm(forms.Form):
    """A role with its scope and time."""

    role = forms.ChoiceField(
        label=_("角色"), choices=[(r.code, r.title) for r in roles.ROLES if not r.for_device and r is not roles.READER]
    )
    site = forms.ChoiceField(label=_("馆区"), required=False, choices=optional_sites)
    unit = forms.ChoiceField(
        label=_("部门"),
        required=False,
        choices=unit_choices,
        help_text=_("在一个单位授予的，也管它下面的单位；不管上级和平级。"),
    )
    since = forms.DateField(label=_("起"), required=False, widget=DateInput(), help_text=_("留空则立即生效。"))
    until = forms.DateField(
        label=_("止"), required=False, widget=DateInput(), help_text=_("当天起失效；长期有效留空。")
    )


class AccountForm(forms.Form):
    """A way to sign in for a person."""

    username = forms.CharField(label=_("登录名"), min_length=3, max_length=64)
    email = forms.EmailField(label=_("邮箱"), help_text=_("设置密码的链接发到这个邮箱。"))


class DeviceForm(forms.Form):
    """A device at a site."""

    name = forms.CharField(label=_("名称"), max_length=100)
    kind = forms.ChoiceField(label=_("类型"), choices=[(k.value, DEVICE_KINDS[k]) for k in DeviceKind])
    site = forms.ChoiceField(label=_("馆区"), choices=site_choices)


class ProfileForm(forms.Form):
    """What readers mend about themselves; name, birth date and document are mended at a desk."""

    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("联系邮箱"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    home_site = forms.ChoiceField(label=_("常去的馆区"), choices=site_choices)


class EraseForm(forms.Form):
    """The last question before everything is cut."""

    sure = forms.BooleanField(label=_("我明白：删除以后不能恢复，读者证立即作废"))


def number_or_none(text: str) -> int | None:
    """Return a chosen id, None for the empty choice."""
    return int(text) if text else None


def first_instant(day: date | None) -> datetime | None:
    """Return the first instant of a local day."""
    return datetime.combine(day, time.min, tzinfo=zone()) if day else None
