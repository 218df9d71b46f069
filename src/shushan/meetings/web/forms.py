"""Forms of the meetings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shushan.kernel.ids import typed_number
from shushan.meetings import policy, ports
from shushan.meetings.states import Presence
from shushan.meetings.terms import Convening, MeetingKind, Point
from shushan.meetings.web.asking import colleagues
from shushan.meetings.words import KIND_WORDS, PRESENCE_WORDS, VOTE_WORDS, WAY_WORDS
from shushan.places import public as places
from shushan.ui.forms import day_field
from shushan.ui.templatetags.look import called

PLANNABLE = tuple((kind.value, words) for kind, words in KIND_WORDS.items() if kind is not MeetingKind.TALK)
Choices = list[tuple[str, str]]


def moment_field() -> forms.DateTimeInput:
    """Return the field of a day with its time."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PlanForm(forms.Form):
    """One meeting for the plan."""

    kind = forms.TypedChoiceField(label=_("会议类型"), choices=PLANNABLE, coerce=MeetingKind)
    day = forms.DateField(label=_("计划日期"), widget=day_field())
    title = forms.CharField(
        label=pgettext_lazy("meeting", "主题"),
        max_length=120,
        required=False,
        help_text=_("主题党日、党课在召集前要有主题"),
    )


class BeginForm(forms.Form):
    """Which meeting, before the rest can be asked."""

    unit = forms.TypedChoiceField(label=pgettext_lazy("one", "党组织"), coerce=int)
    kind = forms.TypedChoiceField(label=_("会议类型"), choices=PLANNABLE, coerce=MeetingKind)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class ConveneForm(forms.Form):
    """What a meeting's notice says. Fields that a kind does not have are taken out."""

    title = forms.CharField(label=pgettext_lazy("meeting", "主题"), max_length=120, required=False)
    begins_at = forms.DateTimeField(label=_("时间"), widget=moment_field())
    site = forms.ChoiceField(label=_("馆区"), required=False, help_text=_("空着就是党组织所在的馆区"))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    online_address = forms.CharField(
        label=_("线上会场"), max_length=300, required=False, help_text=_("会议号或网址；只在会场开就空着")
    )
    chair = forms.ChoiceField(label=_("主持人"), required=False)
    chair_basis = forms.CharField(
        label=_("委托依据"),
        max_length=120,
        required=False,
        help_text=_("不是书记（组长）主持时，写明谁在什么时候委托的"),
    )
    speaker = forms.ChoiceField(label=_("主讲人"), required=False)
    with_appraisal = forms.BooleanField(label=_("同时进行民主评议党员"), required=False)
    points = forms.CharField(
        label=_("议程"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一项；重要事项在行首加 ★，先由支部委员会研究"),
    )  # fmt: skip
    guests = forms.MultipleChoiceField(
        label=_("列席"), required=False, widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("不在应到会之列、不参加表决的人；按住 Ctrl 可选几个"),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: MeetingKind, chairs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule, everybody = policy.KINDS[kind], colleagues()
        sites = [("", _("党组织所在的馆区")), *((str(site.id), called(site)) for site in places.sites())]
        self.fields["site"].choices = sites  # type: ignore[attr-defined]
        self.fields["chair"].choices = chairs  # type: ignore[attr-defined]
        self.fields["speaker"].choices = [("", _("请选择")), *everybody]  # type: ignore[attr-defined]
        self.fields["guests"].choices = everybody  # type: ignore[attr-defined]
        self.fields["title"].required = rule.needs_topic
        self.fields["speaker"].required = rule.needs_speaker
        gone = {
            "speaker": not rule.needs_speaker,
            "with_appraisal": kind is not MeetingKind.LIFE,
        }
        for name in (name for name, is_gone in gone.items() if is_gone):
            del self.fields[name]

    def said(self, unit_id: int, kind: MeetingKind) -> Convening:
        """Return what was said, for the operation."""
        typed = self.cleaned_data
        return Convening(
            unit_id, kind, typed["begins_at"], title=typed["title"], site_id=typed_number(typed["site"]),
            place=typed["place"], online_address=typed["online_address"], chair_id=typed_number(typed["chair"]),
            chair_basis=typed["chair_basis"], speaker_id=typed_number(typed.get("speaker", "")),
            with_appraisal=typed.get("with_appraisal", False),
            points=tuple(Point(title, important) for title, important in policy.points_of(typed["points"])),
            guests=tuple(int(one) for one in typed["guests"]),
        )  # fmt: skip


class TalkForm(forms.Form):
    """A talk that was held."""

    first = forms.TypedChoiceField(label=_("谈话人"), coerce=int)
    second = forms.TypedChoiceField(label=_("谈话对象"), coerce=int)
    held_at = forms.DateTimeField(label=_("什么时候谈的"), widget=moment_field())
    gist = forms.CharField(
        label=_("谈话要点"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("只写适合留存的；看得到的人和会议记录一样"),
    )  # fmt: skip

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = members  # type: ignore[attr-defined]


class MomentForm(forms.Form):
    """When a meeting really began or ended; empty: now."""

    moment = forms.DateTimeField(
        label=_("实际时间"), required=False, widget=moment_field(), help_text=_("空着就是现在；补录时填写")
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class MendForm(ReasonForm):
    """One attendance that was written wrongly."""

    person = forms.TypedChoiceField(label=_("姓名"), coerce=int)
    presence = forms.TypedChoiceField(
        label=_("应为"), coerce=Presence,
        choices=[(p.value, words) for p, words in PRESENCE_WORDS.items() if p is not Presence.EXPECTED],
    )  # fmt: skip
    field_order = ("person", "presence", "reason")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """The minutes."""

    text = forms.CharField(label=_("会议记录"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 10}))


class FileForm(forms.Form):
    """A file for a meeting."""

    file = forms.FileField(label=_("附件"), help_text=_("照片、扫描件、讲稿；最大 20 MB"))
    title = forms.CharField(
        label=_("名称"), max_length=120, required=False,
        help_text=_("照片请以“照片”开头命名，例如“照片：工作报告会”，工作报告可以配图"),
    )  # fmt: skip


class TaskForm(forms.Form):
    """Something to be done after a meeting."""

    text = forms.CharField(label=_("要办的事"), max_length=300)
    person = forms.TypedChoiceField(label=_("负责人"), coerce=int)
    due_on = forms.DateField(label=_("哪天前办完"), widget=day_field())

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class FollowUpForm(forms.Form):
    """What followed."""

    follow_up = forms.CharField(label=_("会后落实"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class BallotForm(forms.Form):
    """What is to be voted on."""

    text = forms.CharField(label=_("表决什么"), max_length=300)
    kind = forms.ChoiceField(label=_("表决类型"), choices=tuple(VOTE_WORDS.items()))
    way = forms.ChoiceField(
        label=_("怎样表决"), choices=tuple(WAY_WORDS.items()), help_text=_("选举、接收和转正要无记名")
    )
    candidates = forms.MultipleChoiceField(
        label=_("候选人（只用于选举）"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("比应选名额至少多百分之二十；按住 Ctrl 可选几个"),
    )  # fmt: skip
    places = forms.IntegerField(label=_("应选人数"), required=False, min_value=1, max_value=30)
    first_teller = forms.ChoiceField(
        label=_("计票人一"), required=False, help_text=_("无记名时要两名计票人，候选人不计票")
    )
    second_teller = forms.ChoiceField(label=_("计票人二"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidates"].choices = people  # type: ignore[attr-defined]
        for name in ("first_teller", "second_teller"):
            self.fields[name].choices = [("", _("请选择")), *people]  # type: ignore[attr-defined]


class LessonForm(forms.Form):
    """A lesson that is watched at a meeting."""

    lesson = forms.TypedChoiceField(label=pgettext_lazy("label", "课程"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one.id), f"{one.course} · {one.name}") for one in ports.lessons()]
        self.fields["lesson"].choices = [("", _("请选择")), *offered]  # type: ignore[attr-defined]


class SayForm(forms.Form):
    """What one says."""

    text = forms.CharField(
        label=pgettext_lazy("label", "发言"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RemarkForm(SayForm):
    """What somebody said."""

    person = forms.TypedChoiceField(label=_("谁说的"), coerce=int)
    field_order = ("person", "text")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
