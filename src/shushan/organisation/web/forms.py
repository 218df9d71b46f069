"""Forms of the organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.kernel.ids import typed_number
from shushan.organisation import policy
from shushan.organisation.terms import Came, LineAct, LinePlan, PostKind
from shushan.organisation.web.asking import colleagues, site_choices
from shushan.organisation.words import ACTS, MEMBER_KINDS, POST_WORDS, UNIT_KINDS, WAYS
from shushan.ui.forms import day_field

ROWS = 8  # lines a case can have on its page


class CaseForm(forms.Form):
    """What a structure case says besides its lines."""

    title = forms.CharField(label=_("标题"), max_length=120)
    reason = forms.CharField(label=_("理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    body = forms.CharField(label=_("由谁批复"), max_length=80, help_text=_("上级党组织的名称"))
    wished_on = forms.DateField(
        label=_("希望从哪天起"), required=False, widget=day_field(),
        help_text=_("空着就从批复之日起；无论如何不会早于批复之日"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("请示文件"),
        required=False,
        help_text=_("请示的扫描件，最大 20 MB；不再上传就保留原来的"),
    )


class LineForm(forms.Form):
    """One unit that is founded, changed or closed."""

    act = forms.ChoiceField(label=_("做什么"), required=False, choices=[("", _("这一项空着"))])
    code = forms.CharField(label=_("单位代码"), max_length=24, required=False)
    kind = forms.ChoiceField(label=_("组织类别"), required=False)
    name = forms.CharField(label=_("名称"), max_length=80, required=False)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    parent_code = forms.CharField(label=_("上级的代码"), max_length=24, required=False)
    site = forms.ChoiceField(label=_("所在馆区"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", _("这一项空着")), *((a.value, words) for a, words in ACTS.items())]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("请选择")), *UNIT_KINDS.items()]  # type: ignore[attr-defined]
        self.fields["site"].choices = site_choices()  # type: ignore[attr-defined]
        for name in ("code", "parent_code"):
            self.fields[name].widget.attrs["list"] = "unit-codes"

    def plan(self) -> LinePlan | None:
        """Return the line, or None where it was left empty."""
        said = self.cleaned_data
        if not said["act"]:
            return None
        return LinePlan(
            LineAct(said["act"]), said["code"], said["name"], said["name_en"], said["kind"], said["parent_code"],
            typed_number(said["site"]),
        )  # fmt: skip


def line_forms(typed: Any = None, lines: tuple[LinePlan, ...] = ()) -> list[LineForm]:
    """Return the forms of a case's lines, filled from what was typed or from a draft."""
    begins = [
        {
            "act": line.act.value, "code": line.code, "kind": line.kind, "name": line.name, "name_en": line.name_en,
            "parent_code": line.parent_code, "site": line.site_id or "",
        }
        for line in lines
    ]  # fmt: skip
    begins += [{}] * max(0, ROWS - len(begins))
    return [LineForm(typed, prefix=f"line{n}", initial=begin) for n, begin in enumerate(begins)]


class PostForm(forms.Form):
    """Who takes up a post, from when, on what basis."""

    kind = forms.TypedChoiceField(label=pgettext_lazy("post", "职务"), coerce=lambda typed: PostKind(int(typed)))
    person = forms.ChoiceField(label=_("由谁担任"))
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    term_until = forms.DateField(
        label=_("任期届满"), required=False, widget=day_field(), help_text=_("届满后的第一天；没有任期就空着")
    )
    basis = forms.CharField(label=_("依据文件"), max_length=120, help_text=_("选举会议或任免文件"))

    def __init__(self, *args: Any, unit_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [(str(int(k)), POST_WORDS[k]) for k, rule in policy.POSTS.items() if unit_kind in rule.kinds]
        self.fields["kind"].choices = fitting  # type: ignore[attr-defined]
        self.fields["person"].choices = colleagues()  # type: ignore[attr-defined]


class DepartureForm(forms.Form):
    """The first day without somebody in a post."""

    until = forms.DateField(label=_("从哪天起不再担任"), widget=day_field())


class EnrolForm(forms.Form):
    """Somebody who comes onto a roster."""

    person = forms.ChoiceField(label=_("姓名"), help_text=_("从馆员中选择；不在其中的请先在“馆员与角色”登记"))
    came = forms.ChoiceField(label=_("入册方式"))
    kind = forms.ChoiceField(label=_("类别"), choices=[(k.value, words) for k, words in MEMBER_KINDS.items()])
    since = forms.DateField(label=_("从哪天起在册"), widget=day_field())
    joined_on = forms.DateField(label=_("入党日期"), required=False, widget=day_field())
    full_on = forms.DateField(label=_("转正日期"), required=False, widget=day_field())
    basis = forms.CharField(
        label=_("依据文件"), required=False, max_length=120, help_text=_("支部大会、介绍信编号；建册时已在册的可以空着")
    )
    outside = forms.CharField(
        label=_("从哪个组织转来"), required=False, max_length=120, help_text=_("外单位转入时填写")
    )
    letter_on = forms.DateField(label=_("介绍信日期"), required=False, widget=day_field())
    receipt = forms.CharField(label=_("回执编号"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = (Came.TAKEN_OVER, Came.ACCEPTED, Came.CAME_IN)
        self.fields["came"].choices = [(way.value, WAYS[way]) for way in ways]  # type: ignore[attr-defined]
        self.fields["person"].choices = colleagues()  # type: ignore[attr-defined]


class DayAndBasisForm(forms.Form):
    """A change of a member: from which day, and on what basis."""

    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    basis = forms.CharField(label=_("依据文件"), max_length=120)


class LetterForm(forms.Form):
    """A letter of introduction."""

    to_unit = forms.ChoiceField(label=_("转到本馆的支部"), required=False)
    outside = forms.CharField(label=_("或转到外单位"), required=False, max_length=120)
    letter_number = forms.CharField(label=_("介绍信编号"), max_length=80)
    letter_on = forms.DateField(label=_("介绍信日期"), widget=day_field())

    def __init__(self, *args: Any, branches: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].choices = [("", _("不是本馆的支部")), *branches]  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """The receipt of a letter."""

    received_on = forms.DateField(label=_("收到回执的日期"), widget=day_field())
    receipt = forms.CharField(label=_("回执编号"), max_length=120)
