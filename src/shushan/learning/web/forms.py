"""Forms of those who run learning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shushan.learning.queries import courses as course_queries
from shushan.learning.terms import Audience, LessonKind, StudyUnit
from shushan.learning.words import AUDIENCES, CATEGORIES, KINDS, UNITS
from shushan.ui.forms import day_field


class CourseForm(forms.Form):
    """A course."""

    name = forms.CharField(label=_("名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    about = forms.CharField(label=_("简介"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.TypedChoiceField(label=_("给谁学"), coerce=Audience, choices=list(AUDIENCES.items()))
    series = forms.ChoiceField(label=_("属于系列"), required=False)
    has_certificate = forms.BooleanField(label=_("学完可以领取证书"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        series = [(str(one.id), one.name) for one in course_queries.every_series()]
        self.fields["series"].choices = [("", _("不属于系列")), *series]  # type: ignore[attr-defined]


class SeriesForm(forms.Form):
    """A series."""

    name = forms.CharField(label=_("名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    about = forms.CharField(label=_("简介"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class LessonForm(forms.Form):
    """A lesson; which fields count depends on its kind."""

    name = forms.CharField(label=_("名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    kind = forms.TypedChoiceField(
        label=_("种类"), coerce=LessonKind, choices=[one for one in KINDS.items() if one[0] != LessonKind.PACKAGE]
    )
    file = forms.FileField(
        label=_("文件"), required=False,
        help_text=_("音视频：mp4、webm、mp3、m4a、ogg、wav，最大 2 GB；文档：任何格式，学员下载阅读。不再上传就保留原来的"),
    )  # fmt: skip
    seconds = forms.IntegerField(
        label=_("时长（秒）"), required=False, min_value=0, max_value=86_400,
        help_text=_("音视频的长度，或文档估计的阅读时间；图文空着就按字数估计，每分钟 450 字"),
    )  # fmt: skip
    percent = forms.IntegerField(
        label=_("学完标准（%）"), min_value=1, max_value=100, initial=90,
        help_text=_("看满或读满百分之多少；测验答对百分之多少"),
    )  # fmt: skip
    body = forms.CharField(
        label=_("正文或说明"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    address = forms.URLField(label=_("外部地址"), required=False, max_length=500, assume_scheme="https")
    questions = forms.CharField(
        label=_("测验题目"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("一行题目，错的答案以“-”开头，对的以“*”开头，题与题之间空一行；几个“*”就是多选"),
    )  # fmt: skip
    tries = forms.IntegerField(
        label=_("测验最多做几次"), required=False, min_value=0, max_value=100, help_text=_("空着或 0：不限")
    )


class PackageForm(forms.Form):
    """A lesson that is a package of course ware."""

    file = forms.FileField(
        label=_("课件包"), required=False,
        help_text=_("SCORM 1.2、SCORM 2004 或 xAPI 导出的 .zip，最大 300 MB；不再上传就保留原来的"),
    )  # fmt: skip
    name = forms.CharField(label=_("名称"), required=False, max_length=120, help_text=_("空着就用课件包里写的标题"))
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    minutes = forms.IntegerField(
        label=_("估计学几分钟"), min_value=1, max_value=1440, initial=15,
        help_text=_("服务器计的学习时间最多算到这么多；课件自己报的时间不算"),
    )  # fmt: skip
    percent = forms.IntegerField(
        label=_("至少要学满（%）"), min_value=1, max_value=100, initial=50,
        help_text=_("课件说学完了，并且服务器计的时间满了估计时间的百分之多少，才算学完"),
    )  # fmt: skip
    body = forms.CharField(label=_("说明"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class PlanForm(forms.Form):
    """A study plan of a year."""

    year = forms.IntegerField(label=_("年份"), min_value=1949, max_value=2200)
    name = forms.CharField(label=_("名称"), max_length=120)
    unit = forms.ChoiceField(label=_("给哪个组织"), required=False)
    note = forms.CharField(label=_("说明"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("所有人")), *units]  # type: ignore[attr-defined]


class PlanItemForm(forms.Form):
    """A course or a series of a plan."""

    what = forms.ChoiceField(label=_("课程或系列"))
    due_on = forms.DateField(label=_("哪天前学完"), required=False, widget=day_field())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = what_choices()  # type: ignore[attr-defined]


def what_choices() -> list[tuple[str, object]]:
    """Return series and courses for a select box, the series first."""
    series = [(f"series-{one.id}", _("系列：%(name)s") % {"name": one.name}) for one in course_queries.every_series()]
    return [*series, *((f"course-{one.id}", one.name) for one in course_queries.courses())]


class ChannelForm(forms.Form):
    """A study channel outside."""

    code = forms.SlugField(label=_("代码"), max_length=24, help_text=_("英文字母、数字、连字符"))
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)


class ConversionForm(forms.Form):
    """What counts as a class hour."""

    unit = forms.TypedChoiceField(
        label=_("一个"), coerce=StudyUnit,
        choices=[(unit, words) for unit, words in UNITS.items() if unit != StudyUnit.CLASS_HOUR],
    )  # fmt: skip
    hours = forms.DecimalField(label=_("折合多少学时"), min_value=0, max_value=100, decimal_places=2)
    since = forms.DateField(label=_("从哪天起"), widget=day_field())
    until = forms.DateField(
        label=_("到哪天止"), required=False, widget=day_field(), help_text=_("不含这一天；空着就一直有效")
    )
    basis = forms.CharField(label=_("依据"), max_length=120, help_text=_("文件名称和条款；积分不应换算成学时"))


class UploadForm(forms.Form):
    """A file of study elsewhere."""

    channel = forms.ChoiceField(label=_("渠道"))
    file = forms.FileField(
        label=_("文件"),
        help_text=_(
            ".csv 或 .xlsx，第一行列名：姓名、日期、内容，再加学时、小时、半天、天数或积分中的一列；可以有支部"
        ),
    )

    def __init__(self, *args: Any, channels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]


class CampaignForm(forms.Form):
    """A campaign."""

    name = forms.CharField(label=_("名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    about = forms.CharField(label=_("说明"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    since = forms.DateField(label=_("第一天"), widget=day_field())
    last = forms.DateField(label=_("最后一天"), widget=day_field(), help_text=_("起止两天都算在内"))
    unit = forms.ChoiceField(
        label=_("谁参加"), required=False, help_text=_("按名册参加的，以最后一天的名册为准；读者活动由读者自己报名")
    )
    works = forms.IntegerField(label=_("每人至少读几种"), min_value=0, max_value=100, initial=1)
    category = forms.ChoiceField(
        label=_("至少要读哪一类"), required=False, choices=[("", _("不限")), *CATEGORIES.items()]
    )
    essays = forms.IntegerField(label=_("每人至少写几篇心得"), min_value=0, max_value=100, initial=1)
    least_letters = forms.IntegerField(
        label=_("心得至少多少字"), required=False, min_value=0, max_value=20_000, help_text=_("空着或 0：不限")
    )
    is_open = forms.BooleanField(label=_("开放登记和提交"), required=False, initial=True)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("读者报名参加")), *units]  # type: ignore[attr-defined]


class WorkForm(forms.Form):
    """A work of the catalogue for a campaign's list."""

    record = forms.IntegerField(
        label=_("书目编号"), min_value=1, max_value=10**15, help_text=_("书目页地址里的数字；先在“检索”里找到它")
    )
    category = forms.ChoiceField(label=_("类别"), choices=list(CATEGORIES.items()))


class RemarkForm(forms.Form):
    """What is said to an essay."""

    remark = forms.CharField(
        label=_("审阅意见"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回时必填，作者看得到"),
    )  # fmt: skip
