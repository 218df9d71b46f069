"""Pages of 民主评议党员: one's own part on a phone, the branch's page with the committee's conclusions."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.meetings.operations import appraising as acts
from shushan.meetings.operations.attendance import own_seat
from shushan.meetings.queries import appraising as reads
from shushan.meetings.queries.meetings import meeting
from shushan.meetings.scoping import may_at, require_run
from shushan.meetings.states import MeetingState
from shushan.meetings.terms import AppraisalLine, Grade, MeetingAct, MeetingLine
from shushan.meetings.web.asking import heading_of, name_of, require_sight
from shushan.meetings.words import GRADE_WORDS
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import member_page


class SelfForm(forms.Form):
    """What a member writes about oneself."""

    text = forms.CharField(
        label=gettext_lazy("个人自评"), max_length=acts.LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("对照党章和岗位，写做得好的、不足和打算。会前和会上都可以改。"),
    )  # fmt: skip


class ConclusionForm(forms.Form):
    """What the committee concluded about one member."""

    grade = forms.ChoiceField(label=gettext_lazy("评定等次"), choices=[(g.value, w) for g, w in GRADE_WORDS.items()])
    text = forms.CharField(label=gettext_lazy("评定意见"), max_length=1000, required=False)
    committee = forms.ChoiceField(label=gettext_lazy("作出评定的支委会"), required=False)

    def __init__(self, *args: object, held: list[tuple[int, object]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        field = self.fields["committee"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *((str(pk), str(day)) for pk, day in held)]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def own(request: Request, meeting_id: int) -> HttpResponse:
    """Show one's own part in an appraisal, and write the own appraisal."""
    form = None
    if request.method == "POST":
        form = SelfForm(request.POST)
        if form.is_valid():
            try:
                acts.write_self(actor=request.actor, at=request.at, meeting_id=meeting_id, **form.cleaned_data)
            except Refused as refusal:
                show_unless_forbidden(form, refusal)
            else:
                messages.success(request, _("自评已保存。"))
                return redirect("meetings:my-appraisal", meeting_id)
    return _own(request, meeting_id, form)


@require_POST
@member_page
def grades(request: Request, meeting_id: int) -> HttpResponse:
    """Hand in one's form of grades."""
    known = {grade.value: grade for grade in Grade}
    said = {
        seat_id: known[value]
        for name, value in request.POST.items()
        if name.startswith("seat-") and value in known and (seat_id := typed_number(name[5:])) is not None
    }
    try:
        acts.grade_others(actor=request.actor, at=request.at, meeting_id=meeting_id, grades=said)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return _own(request, meeting_id, None, chosen=said)
    messages.success(request, _("测评表已交。谁填了什么没有记录。"))
    return redirect("meetings:my-appraisal", meeting_id)


@member_page
def page(request: Request, meeting_id: int) -> HttpResponse:
    """Show an appraisal to whoever runs the meeting: what is in, the tallies, the conclusions; the look is recorded."""
    found = meeting(meeting_id)
    require_run(request.actor, found)
    return _page(request, found, None, 0)


@require_POST
@member_page
def conclusion(request: Request, meeting_id: int, seat_id: int) -> HttpResponse:
    """Write down the committee's conclusion about one member."""
    found = meeting(meeting_id)
    require_run(request.actor, found)
    form = ConclusionForm(request.POST, held=_held(found), prefix=f"s{seat_id}")
    if form.is_valid():
        said = form.cleaned_data
        try:
            acts.conclude(
                actor=request.actor, at=request.at, meeting_id=meeting_id, seat_id=seat_id, grade=Grade(said["grade"]),
                text=said["text"], committee_id=typed_number(said["committee"]),
            )  # fmt: skip
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("评定意见已登记，本人在自己的页面看得到。"))
            return redirect("meetings:appraisal", meeting_id)
    return _page(request, found, form, seat_id)


def _own(
    request: Request, meeting_id: int, form: SelfForm | None, *, chosen: dict[int, Grade] | None = None
) -> HttpResponse:
    found = meeting(meeting_id)
    seat = own_seat(found, request.actor)
    lines = reads.appraisal(found) if reads.is_appraisal(found) else []
    mine = next((one for one in lines if one.seat_id == seat.id), None)
    is_running = found.state is MeetingState.RUNNING
    context = {
        "meeting": found,
        "heading": heading_of(found),
        "mine": mine,
        "others": [(one, (chosen or {}).get(one.seat_id)) for one in lines if one.seat_id != seat.id],
        "grades": GRADE_WORDS.items(),
        "tally": _tally(mine),
        "grade": GRADE_WORDS[mine.grade] if mine and mine.grade else "",
        "may_write": mine is not None and found.state in acts.WRITTEN_IN,
        "may_grade": mine is not None and is_running and seat.is_here and not mine.has_graded,
        "must_sign_in": mine is not None and is_running and not seat.is_here,
        "is_held": found.state is MeetingState.HELD,
        "fewest": reads.FEWEST,
        "form": form or SelfForm(initial={"text": mine.self_text if mine else ""}),
    }
    status = 422 if form is not None or chosen is not None else 200
    return render(request, "meetings/my_appraisal.html", context, status=status)


def _page(request: Request, found: MeetingLine, wrong: ConclusionForm | None, seat_id: int) -> HttpResponse:
    require_sight(request, found)
    lines = reads.appraisal(found) if reads.is_appraisal(found) else []
    held, may = _held(found), may_at(request.actor, MeetingAct.RUN, found.unit_id)
    may_conclude = may and found.state is MeetingState.HELD
    rows = [
        (
            one, _tally(one), GRADE_WORDS[one.grade] if one.grade else "",
            (wrong if wrong is not None and one.seat_id == seat_id else _form(one, held)) if may_conclude else None,
        )
        for one in lines
    ]  # fmt: skip
    context = {
        "meeting": found,
        "heading": heading_of(found),
        "unit_name": name_of(found.unit_id),
        "rows": rows,
        "written": sum(bool(one.self_text) for one in lines),
        "graded": sum(one.has_graded for one in lines),
        "concluded": sum(one.grade is not None for one in lines),
        "grades": GRADE_WORDS.values(),
        "needs_committee": may_conclude and not held and acts.committee_meets(found),
        "is_held": found.state is MeetingState.HELD,
        "fewest": reads.FEWEST,
        "wrong_id": seat_id,
    }
    return render(request, "meetings/appraisal.html", context, status=422 if wrong is not None else 200)


def _form(one: AppraisalLine, held: list[tuple[int, object]]) -> ConclusionForm:
    last = str(held[0][0]) if held else ""
    said = {"grade": one.grade or Grade.QUALIFIED, "text": one.text, "committee": str(one.committee_id or last)}
    return ConclusionForm(held=held, prefix=f"s{one.seat_id}", initial=said)


def _held(found: MeetingLine) -> list[tuple[int, object]]:
    return [(pk, day) for pk, day in reads.committee_meetings(found)]


def _tally(one: AppraisalLine | None) -> list[tuple[object, int]]:
    return [(GRADE_WORDS[grade], n) for grade, n in one.tally.items()] if one else []
