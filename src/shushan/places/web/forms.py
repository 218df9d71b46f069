"""Forms of the places."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.places.terms import PopulationKind
from shushan.ui.forms import day_field


def _time() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


WEEKDAYS = [
    (0, _("星期一")),
    (1, _("星期二")),
    (2, _("星期三")),
    (3, _("星期四")),
    (4, _("星期五")),
    (5, _("星期六")),
    (6, _("星期日")),
]


class SiteForm(forms.Form):
    """A site."""

    code = forms.SlugField(label=_("代码"), max_length=12, help_text=_("一两个字母，用在地址里，以后不改"))
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=80)
    address = forms.CharField(label=_("地址"), required=False, max_length=160)
    address_en = forms.CharField(label=_("英文地址"), required=False, max_length=160)
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    capacity = forms.IntegerField(label=_("容纳人数"), required=False, min_value=1, max_value=100_000)
    reopened_on = forms.DateField(
        label=_("恢复开馆日期"),
        required=False,
        widget=day_field(),
        help_text=_("“自恢复开馆以来”从这一天起计，改动会移动指标"),
    )


class HoursForm(forms.Form):
    """The hours of one weekday from a day on; both times empty: closed that weekday."""

    weekday = forms.TypedChoiceField(
        label=_("星期"), coerce=int,
        choices=WEEKDAYS,
    )  # fmt: skip
    opens = forms.TimeField(label=_("开馆"), required=False, widget=_time())
    closes = forms.TimeField(label=_("闭馆"), required=False, widget=_time(), help_text=_("两格都空：这一天不开"))
    since = forms.DateField(label=_("从哪天起"), widget=day_field())


class ClosureForm(forms.Form):
    """Days on which a site is closed."""

    since = forms.DateField(label=_("闭馆第一天"), widget=day_field())
    until = forms.DateField(label=_("恢复开放那天"), required=False, widget=day_field(), help_text=_("不知道就空着"))
    reason = forms.CharField(label=_("原因"), max_length=120)


class ClosureWithdrawalForm(forms.Form):
    """Why a closure is taken back."""

    why = forms.CharField(label=_("撤销的原因"), max_length=120)


class HolidayForm(forms.Form):
    """One public holiday or make-up working day."""

    day = forms.DateField(label=_("日期"), widget=day_field())
    name = forms.CharField(label=_("名称"), max_length=40, help_text=_("例如春节"))
    kind = forms.ChoiceField(label=_("种类"), choices=[("off", _("放假")), ("work", _("调休上班"))])
    source = forms.CharField(
        label=_("出处"), required=False, max_length=200, help_text=_("官方通知的文号；填了就算核对过")
    )


class NoticeForm(forms.Form):
    """A year's notice, as its text or as CSV."""

    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)
    source = forms.CharField(label=_("通知的文号或出处"), max_length=200)
    text = forms.CharField(
        label=_("通知正文或 CSV"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("照通知原文粘贴，每个节日一行；或每天一行：2026-10-01,国庆节,放假"),
    )  # fmt: skip


class HolidayRuleForm(forms.Form):
    """What a site does on public holidays."""

    mode = forms.ChoiceField(
        label=_("放假的日子"),
        choices=[("ordinary", _("照平常的星期几开放")), ("hours", _("用下面的节假日时间")), ("closed", _("不开放"))],
    )
    opens = forms.TimeField(label=_("开馆"), required=False, widget=_time())
    closes = forms.TimeField(label=_("闭馆"), required=False, widget=_time(), help_text=_("只在选“节假日时间”时要填"))
    workday_as = forms.TypedChoiceField(
        label=_("调休上班的日子"), required=False, coerce=int, empty_value=None,
        choices=[("", _("照平常的星期几开放")), *WEEKDAYS],
        help_text=_("可以改按某个星期几的时间开放，例如周末不开的馆区按星期一"),
    )  # fmt: skip


class ClosureEndForm(forms.Form):
    """The first open day after a closure."""

    until = forms.DateField(label=_("恢复开放那天"), widget=day_field())


class SpecialDayForm(forms.Form):
    """A day with hours of its own; both times empty: closed that day."""

    day = forms.DateField(label=_("哪一天"), widget=day_field())
    opens = forms.TimeField(label=_("开馆"), required=False, widget=_time())
    closes = forms.TimeField(label=_("闭馆"), required=False, widget=_time(), help_text=_("两格都空：这一天不开"))
    reason = forms.CharField(label=_("原因"), max_length=120, help_text=_("例如法定节假日、调休、设备检修"))


class PopulationForm(forms.Form):
    """People of an area in a year."""

    area = forms.CharField(label=_("地区"), max_length=60)
    year = forms.IntegerField(label=_("年份"), min_value=1949, max_value=2200)
    kind = forms.ChoiceField(
        label=_("口径"), choices=[(PopulationKind.RESIDENT, _("常住人口")), (PopulationKind.REGISTERED, _("户籍人口"))]
    )
    persons = forms.IntegerField(label=_("人数"), min_value=1)
    source = forms.CharField(label=_("来源"), max_length=200, help_text=_("例如哪一年的统计公报"))
