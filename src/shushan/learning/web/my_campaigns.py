"""A campaign as one takes part in it: what to read, what I read, my essays, what others show."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.files import public as files
from shushan.kernel.errors import NotFound, Refused
from shushan.kernel.ids import typed_number
from shushan.learning import papers, policy, ports
from shushan.learning.operations import campaigns as acts
from shushan.learning.operations import essays as essay_acts
from shushan.learning.queries import campaigns as queries
from shushan.learning.scoping import learner
from shushan.learning.states import EssayState
from shushan.learning.terms import CampaignValue, EssayValue, PaperKind, WorkLine
from shushan.learning.web.shared import pages_of, today_of
from shushan.learning.words import CATEGORIES, ESSAYS
from shushan.ui.forms import day_field, show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import member_page


class ReadForm(forms.Form):
    """That I read a work."""

    work = forms.ChoiceField(label=gettext_lazy("读完了哪一种"))
    read_on = forms.DateField(label=gettext_lazy("哪天读完"), widget=day_field())
    note = forms.CharField(label=gettext_lazy("备注"), required=False, max_length=300)

    def __init__(self, *args: object, works: list[WorkLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["work"].choices = [(str(one.id), one.title) for one in works]  # type: ignore[attr-defined]


class EssayForm(forms.Form):
    """An essay, written here or brought as a file."""

    title = forms.CharField(label=gettext_lazy("题目"), max_length=120)
    work = forms.ChoiceField(label=gettext_lazy("关于哪一种"), required=False)
    text = forms.CharField(
        label=gettext_lazy("正文"), required=False, max_length=essay_acts.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 16}),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("或者上传文件"),
        required=False,
        help_text=gettext_lazy(
            ".docx、.pdf 或 .txt，最大 5 MB；上传后正文以文件为准，可以再改；扫描的 PDF 没有文字，原样提交"
        ),
    )
    is_shown = forms.BooleanField(label=gettext_lazy("采纳后可以给参加活动的人看"), required=False)

    def __init__(self, *args: object, works: list[WorkLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("不限于一种")), *((str(one.id), one.title) for one in works)]
        self.fields["work"].choices = choices  # type: ignore[attr-defined]


@require_safe
@member_page
def campaign(request: Request, campaign_id: int) -> HttpResponse:
    """Show a campaign and how I stand in it."""
    return _draw(request, campaign_id)


@require_POST
@member_page
def sign_up(request: Request, campaign_id: int) -> HttpResponse:
    """Take part."""
    try:
        acts.sign_up(actor=request.actor, at=request.at, campaign_id=campaign_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("已报名。"))
    return redirect("learning:campaign", campaign_id)


@require_POST
@member_page
def reading(request: Request, campaign_id: int) -> HttpResponse:
    """Say that I read a work."""
    form = ReadForm(request.POST, works=queries.works(campaign_id))
    if form.is_valid():
        said = form.cleaned_data
        try:
            acts.say_read(
                actor=request.actor,
                at=request.at,
                work_id=int(said["work"]),
                read_on=said["read_on"],
                note=said["note"],
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已登记。"))
            return redirect("learning:campaign", campaign_id)
    return _draw(request, campaign_id, form)


@require_POST
@member_page
def reading_withdrawal(request: Request, campaign_id: int, reading_id: int) -> HttpResponse:
    """Take back what I said to have read."""
    acts.take_back_reading(actor=request.actor, at=request.at, reading_id=reading_id)
    messages.success(request, _("已撤回。"))
    return redirect("learning:campaign", campaign_id)


@member_page
def essay_new(request: Request, campaign_id: int) -> HttpResponse:
    """Begin an essay."""
    return _edit(request, queries.campaign(campaign_id), None)


@member_page
def essay_edit(request: Request, essay_id: int) -> HttpResponse:
    """Go on with an essay of mine."""
    found = _mine(request, essay_id)
    return _edit(request, queries.campaign(found.campaign_id), found)


@require_POST
@member_page
def essay_submission(request: Request, essay_id: int) -> HttpResponse:
    """Hand an essay of mine in."""
    found = _mine(request, essay_id)
    try:
        essay_acts.submit_essay(actor=request.actor, at=request.at, essay_id=essay_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
        return redirect("learning:essay-edit", essay_id)
    messages.success(request, _("已提交，组织者会审阅。"))
    return redirect("learning:campaign", found.campaign_id)


@require_POST
@member_page
def essay_withdrawal(request: Request, essay_id: int) -> HttpResponse:
    """Take an essay of mine back before it is decided."""
    found = _mine(request, essay_id)
    try:
        essay_acts.withdraw_essay(actor=request.actor, at=request.at, essay_id=essay_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("已撤回，改好后再提交。"))
    return redirect("learning:campaign", found.campaign_id)


@require_safe
@member_page
def essay_reading(request: Request, essay_id: int) -> HttpResponse:
    """Show an essay as in a book: my own, or one that its author shows to those who take part."""
    me = learner(request.actor)
    found = queries.essay(essay_id)
    campaign_found = queries.campaign(found.campaign_id)
    is_shown = found.state is EssayState.ACCEPTED and found.is_shown
    takes_part = is_shown and queries.takes_part(campaign_found, me, today=today_of(request))
    if found.person_id != me and not takes_part:
        raise NotFound(_("没有这篇心得"))
    context = {
        "essay": found,
        "campaign": campaign_found,
        "paragraphs": found.text.split("\n"),
        "is_mine": found.person_id == me,
        "pages": pages_of(found),
    }
    return render(request, "learning/essay_read.html", context)


def _draw(request: Request, campaign_id: int, wrong: ReadForm | None = None) -> HttpResponse:
    me, today = learner(request.actor), today_of(request)
    found = queries.campaign(campaign_id)
    works = queries.works(campaign_id)
    takes_part = queries.takes_part(found, me, today=today)
    if found.unit_id is not None and not takes_part:
        raise NotFound(_("没有这项活动"))
    titles = {one.id: one.title for one in works}
    mine = queries.essays(campaign_id=campaign_id, person_id=me)
    context = {
        "campaign": found, "days": policy.days(found.since, found.last), "works": [(w, CATEGORIES[w.category]) for w in works],
        "asked": CATEGORIES.get(found.category, ""), "takes_part": takes_part, "today": today,
        "is_running": found.is_open and found.since <= today, "is_over": today > found.last,
        "standing": queries.standings(found, [_me(request, me)])[0] if takes_part else None,
        "readings": [(one, titles.get(one.work_id, "")) for one in queries.readings(found, person_id=me)],
        "essays": [(one, ESSAYS[one.state]) for one in mine],
        "shown": [one for one in queries.essays(campaign_id=campaign_id, only_shown=True) if one.person_id != me] if takes_part else [],
        "form": wrong or ReadForm(works=works, initial={"read_on": min(today, found.last)}),
        "draft": EssayState.DRAFT, "submitted": EssayState.SUBMITTED, "accepted": EssayState.ACCEPTED,
    }  # fmt: skip
    return render(request, "learning/campaign.html", context, status=422 if wrong else 200)


def _me(request: Request, me: int) -> ports.RosterLine:
    return ports.RosterLine(me, request.actor.name, 0, "", None)


def _mine(request: Request, essay_id: int) -> EssayValue:
    found = queries.essay(essay_id)
    if found.person_id != learner(request.actor):
        raise NotFound(_("没有这篇心得"))
    return found


def _edit(request: Request, campaign_found: CampaignValue, found: EssayValue | None) -> HttpResponse:
    works = queries.works(campaign_found.id)
    begin = (
        {"title": found.title, "text": found.text, "work": str(found.work_id or ""), "is_shown": found.is_shown}
        if found
        else {}
    )
    posted = request.method == "POST"
    form = EssayForm(request.POST if posted else None, request.FILES if posted else None, works=works, initial=begin)
    if posted and form.is_valid():
        try:
            saved = _saved(request, campaign_found, form, found)
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            if "submit" in request.POST:
                return essay_submission(request, saved)  # type: ignore[return-value]
            messages.success(request, _("已保存，还没有提交。"))
            return redirect("learning:essay-edit", saved)
    context = {
        "form": form,
        "campaign": campaign_found,
        "essay": found,
        "status": ESSAYS[found.state] if found else "",
        "pages": pages_of(found) if found else "",
    }
    return render(request, "learning/essay_edit.html", context, status=422 if form.errors else 200)


def _saved(request: Request, campaign_found: CampaignValue, form: EssayForm, found: EssayValue | None) -> int:
    said = form.cleaned_data
    text, file_id, kind = said["text"], None, PaperKind.TYPED
    sent = request.FILES.get("file")
    if sent is not None:
        text, kind = papers.read(sent)  # type: ignore[arg-type]
        sent.seek(0)
        file_id = _kept(request, sent)
    paper = essay_acts.Paper(said["title"], text, typed_number(said["work"]), file_id, kind, said["is_shown"])
    return essay_acts.write_essay(
        actor=request.actor,
        at=request.at,
        campaign_id=campaign_found.id,
        said=paper,
        essay_id=found.id if found else None,
    )


def _kept(request: Request, sent: object) -> UUID:
    return files.keep(
        sent.chunks(), name=sent.name or "essay", kind="learning.essay", actor=request.actor, at=request.at,  # type: ignore[attr-defined]
        most=papers.MOST,
    ).id  # fmt: skip
