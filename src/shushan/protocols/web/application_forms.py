"""Forms about applications and their tokens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.ledger import public as ledger
from shushan.protocols.access.policy import MOST_PER_MINUTE
from shushan.protocols.access.scopes import PUBLIC, Scope
from shushan.protocols.access.terms import ApplicationValue, Particulars, TokenLine
from shushan.protocols.access.words import NAMES
from shushan.ui.forms import day_field

Choices = list[tuple[str, str | Promise]]


def choices(wanted: Any) -> Choices:
    """Return scopes with their words, in the order of the list of scopes."""
    return [(scope.value, NAMES[scope]) for scope in Scope if scope in wanted]


def _box(label: Any, text: Any = "", *, required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=text, required=required, widget=forms.CheckboxSelectMultiple
    )


def _limit(text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=_("每分钟最多"), min_value=1, max_value=MOST_PER_MINUTE, help_text=text)


class ApplicationForm(forms.Form):
    """What is said about an application."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("读者同意授权时看到的就是它。"))
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    about = forms.CharField(label=_("一句话说明"), max_length=300, required=False)
    about_en = forms.CharField(label=_("英文说明"), max_length=300, required=False)
    contact = forms.CharField(
        label=_("出了问题找谁"), max_length=120, help_text=_("单位、姓名、电话或邮箱；读者看不到。")
    )
    home_page = forms.CharField(label=_("主页"), max_length=300, required=False)
    scopes = _box(_("可以用的范围"), _("前两项是公开信息；其余每一项都还要读者本人同意。"), required=False)
    per_minute = _limit(_("每位读者的授权每分钟能请求的次数。"))
    return_addresses = forms.CharField(
        label=_("读者同意后回到的地址"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个，https:// 开头，逐字核对；手机应用可以用自己的协议名（cn.example.app:/back）。"),
    )
    origins = forms.CharField(
        label=_("可以直接访问接口的网页来源"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("每行一个，例如 https://app.example.org；只有浏览器里运行的应用才要填（CORS）。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = choices(Scope)  # type: ignore[attr-defined]

    def said(self) -> Particulars:
        """Return what was said."""
        given = self.cleaned_data
        return Particulars(
            name=given["name"], contact=given["contact"], name_en=given["name_en"], about=given["about"],
            about_en=given["about_en"], home_page=given["home_page"], origins=tuple(given["origins"].split()),
            return_addresses=tuple(given["return_addresses"].split()), per_minute=given["per_minute"],
            scopes=frozenset(Scope(code) for code in given["scopes"]),
        )  # fmt: skip


def initial(found: ApplicationValue) -> dict[str, Any]:
    """Return what stands in the form before it is changed."""
    said = found.said
    whole = {name: getattr(said, name) for name in ("name", "name_en", "about", "about_en", "contact", "home_page")}
    return whole | {
        "scopes": [scope.value for scope in said.scopes], "per_minute": said.per_minute,
        "return_addresses": "\n".join(said.return_addresses), "origins": "\n".join(said.origins),
    }  # fmt: skip


class TokenForm(forms.Form):
    """A new token of an application's own, or less of one."""

    note = forms.CharField(
        label=_("做什么用"), max_length=80, required=False, help_text=_("例如“发现系统，每夜同步”。")
    )
    scopes = _box(_("范围"))
    until = forms.DateField(label=_("有效到（含）"), widget=day_field())
    per_minute = _limit(_("这个令牌每分钟能请求的次数，超过的会被请求稍后再来。"))

    def __init__(self, *args: Any, allowed: frozenset[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = choices(allowed & PUBLIC)  # type: ignore[attr-defined]

    def wanted(self) -> frozenset[Scope]:
        """Return the scopes that were chosen."""
        return frozenset(Scope(code) for code in self.cleaned_data["scopes"])

    def expires_at(self) -> datetime:
        """Return the first instant after the last good day, library time."""
        day: date = self.cleaned_data["until"]
        if day.year >= 9999:
            day = date(9998, 12, 31)
        return ledger.day_begins(day + timedelta(days=1))


class NarrowForm(TokenForm):
    """Less of a token."""

    def __init__(self, *args: Any, line: TokenLine, **kwargs: Any) -> None:
        begin = {
            "scopes": [scope.value for scope in line.scopes], "per_minute": line.per_minute,
            "until": last_day(line.expires_at),
        }  # fmt: skip
        super().__init__(*args, allowed=line.scopes, initial=begin, **kwargs)
        del self.fields["note"]


def last_day(expires_at: datetime) -> date:
    """Return the last good day of what ends at an instant, library time."""
    return ledger.local_day(expires_at - timedelta(microseconds=1))
