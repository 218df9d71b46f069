"""Staff pages of campaigns: set up, list works, who lacks what, essays, what is alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.audit import public as audit
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.learning import policy, ports
from shushan.learning.jobs import comparison, start_comparing
from shushan.learning.operations import campaigns as acts
from shushan.learning.operations import essays as essay_acts
from shushan.learning.queries import campaigns as queries
from shushan.learning.queries import judging
from shushan.learning.scoping import require_at
from shushan.learning.states import EssayState
from shushan.learning.terms import CampaignValue, Category, Due, EssayValue, LearningAct, Standing
from shushan.learning.web.forms import CampaignForm, RemarkForm, WorkForm
from shushan.learning.web.shared import pages_of, today_of, unit_choices
from shushan.learning.words import CATEGORIES, ESSAYS
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

RUN = LearningAct.RUN_CAMPAIGNS


@require_safe
@staff_page(RUN)
def listed(request: Request) -> HttpResponse:
    """Show every campaign."""
    names = dict(ports.units(on=today_of(request)))
    rows = [(one, names.get(one.unit_id or 0, ""), policy.days(one.since, one.last)) for one in queries.campaigns()]
    return render(request, "learning/staff_campaigns.html", {"rows": rows})


@staff_page(RUN)
def edit(request: Request, campaign_id: int | None = None) -> HttpResponse:
    """Set up a campaign or write one anew."""
    found = queries.campaign(campaign_id) if campaign_id else None
    begin: dict[str, Any] = {"since": today_of(request)}
    if found is not None:
        _may(request, found)
        begin = {
            "name": found.name, "name_en": found.name_en, "about": found.about, "since": found.since, "last": found.last,
            "unit": str(found.unit_id or ""), "works": found.works, "category": found.category, "essays": found.essays,
            "least_letters": found.least_letters, "is_open": found.is_open,
        }  # fmt: skip
    form = CampaignForm(
        request.POST if request.method == "POST" else None, units=unit_choices(today_of(request)), initial=begin
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["unit_id"] = typed_number(said.pop("unit"))
        said["least_letters"] = said["least_letters"] or 0
        try:
            saved = acts.save_campaign(
                actor=request.actor, at=request.at, said=acts.CampaignPlan(**said), campaign_id=campaign_id
            )
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("活动已保存。"))
            return redirect("learning:staff-campaign", saved)
    context = {
        "form": form, "heading": found.name if found else _("新读书活动"), "crumb": _("读书活动"),
        "back": reverse("learning:staff-campaign", args=[found.id]) if found else reverse("learning:staff-campaigns"),
    }  # fmt: skip
    return render(request, "learning/staff_form.html", context, status=422 if form.errors else 200)


def _lacking(row: Standing, found: CampaignValue) -> str:
    parts = []
    if row.works < found.works:
        parts.append(_("书 %(n)s 种") % {"n": found.works - row.works})
    if row.essays < found.essays:
        parts.append(_("心得 %(n)s 篇") % {"n": found.essays - row.essays})
    return "、".join(parts) or "—"


class StandingsList(NumberedList[Standing]):
    """Everyone who takes part, and what is lacking."""

    code = "learning.standings"
    nothing = gettext_lazy("没有人参加。")
    template = "learning/staff_campaign.html"

    def __init__(self, request: Request, found: CampaignValue, lines: list[Standing]) -> None:
        super().__init__(request)
        self.found, self.lines = found, lines

    @property
    def title(self) -> object:  # type: ignore[override]
        """The campaign's name."""
        return called(self.found)

    @property
    def columns(self) -> Sequence[Column[Standing]]:  # type: ignore[override]
        """Who, what in time, what late, what lacks."""
        return (
            Column("name", gettext_lazy("姓名"), lambda s: s.name, is_head=True),
            Column("unit", gettext_lazy("支部"), lambda s: s.unit),
            Column("works", gettext_lazy("期内读书"), lambda s: s.works, look="number"),
            Column("essays", gettext_lazy("期内心得"), lambda s: s.essays, look="number"),
            Column(
                "late",
                gettext_lazy("期外（书、心得）"),
                lambda s: f"{s.late_works}、{s.late_essays}" if s.is_late else "—",
            ),
            Column("done", gettext_lazy("完成"), lambda s: _("完成") if s.is_done else _("未完成")),
            Column("lacking", gettext_lazy("还差"), lambda s: _lacking(s, self.found)),
        )

    @property
    def filters(self) -> Sequence[Filter]:
        """Who lacks something, who was late."""
        choices = (("short", _("未完成的")), ("late", _("有迟交的")))
        return (Filter("who", gettext_lazy("哪些人"), choices),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[Standing], int]:
        """Return people by position."""
        who = asked["who"]
        found = [
            one
            for one in self.lines
            if not (who == "short" and one.is_done) and not (who == "late" and not one.is_late)
        ]
        return found[first : first + limit], len(found)

    def identify(self, row: Standing) -> str:
        """Return the person's id."""
        return str(row.person_id)

    def counted(self, total: int) -> object:
        """Return how many people."""
        return ngettext("%(n)s 人", "%(n)s 人", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the campaign, its works and numbers."""
        found = self.found
        done = sum(one.is_done for one in self.lines)
        essays = queries.essays(campaign_id=found.id)
        return {
            "campaign": found, "days": policy.days(found.since, found.last), "done": done, "of": len(self.lines),
            "works": [(work, CATEGORIES[work.category]) for work in queries.works(found.id)],
            "asked": CATEGORIES.get(found.category, ""), "to_read": sum(e.state is EssayState.SUBMITTED for e in essays),
            "essays": len([e for e in essays if e.state is not EssayState.DRAFT]), "form": WorkForm(),
            "judgement_id": judging.judgements(Due.CAMPAIGN, [found.id]).get(found.id),
            "is_provisional": found.last > today_of(self.request), "pairs": len(queries.pairs(campaign_id=found.id)),
        }  # fmt: skip


@staff_page(RUN)
def one(request: Request, campaign_id: int) -> HttpResponseBase:
    """Show a campaign with everyone who takes part; the look is recorded."""
    found = queries.campaign(campaign_id)
    _may(request, found)
    _looked(request, campaign_id)
    people = queries.participants(found, today=today_of(request))
    return StandingsList(request, found, queries.standings(found, people)).response()


@require_POST
@staff_page(RUN)
def work(request: Request, campaign_id: int) -> HttpResponse:
    """Put a work on the list."""
    form = WorkForm(request.POST)
    if form.is_valid():
        try:
            acts.list_work(
                actor=request.actor, campaign_id=campaign_id, record_id=form.cleaned_data["record"],
                category=Category(form.cleaned_data["category"]),
            )  # fmt: skip
        except Refused as refusal:
            tell_unless_forbidden(request, refusal)
        else:
            messages.success(request, _("已加入书单。"))
    else:
        messages.error(request, _("请填写书目编号（数字）"))
    return redirect("learning:staff-campaign", campaign_id)


@require_POST
@staff_page(RUN)
def work_removal(request: Request, campaign_id: int, work_id: int) -> HttpResponse:
    """Take a work off the list."""
    try:
        acts.drop_work(actor=request.actor, work_id=work_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    return redirect("learning:staff-campaign", campaign_id)


def _essay_title(row: EssayValue) -> object:
    return format_html('<a href="{}">{}</a>', reverse("learning:staff-essay", args=[row.id]), row.title)


class EssaysList(NumberedList[EssayValue]):
    """The essays of a campaign, without what is still being written."""

    code = "learning.essays"
    title = gettext_lazy("心得")
    nothing = gettext_lazy("还没有人提交。")
    template = "learning/staff_essays.html"
    columns = (
        Column[EssayValue]("title", gettext_lazy("题目"), _essay_title, lambda e: e.title, is_head=True),
        Column[EssayValue]("name", gettext_lazy("作者"), lambda e: e.name),
        Column[EssayValue]("state", gettext_lazy("状态"), lambda e: ESSAYS[e.state]),
        Column[EssayValue]("day", gettext_lazy("提交日期"), lambda e: e.handed_in_on or "—"),
        Column[EssayValue]("letters", gettext_lazy("字数"), lambda e: len("".join(e.text.split())), look="number"),
    )

    def __init__(self, request: Request, found: CampaignValue) -> None:
        super().__init__(request)
        self.found = found

    @property
    def filters(self) -> Sequence[Filter]:
        """State."""
        states = tuple((str(s), words) for s, words in ESSAYS.items() if s != EssayState.DRAFT)
        return (Filter("state", gettext_lazy("状态"), states),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[EssayValue], int]:
        """Return essays by position."""
        found = queries.essays(campaign_id=self.found.id, state=asked["state"])
        found = [one for one in found if one.state is not EssayState.DRAFT]
        return found[first : first + limit], len(found)

    def identify(self, row: EssayValue) -> str:
        """Return the id of the essay."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many essays."""
        return ngettext("%(n)s 篇", "%(n)s 篇", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Return the campaign."""
        return {"campaign": self.found}


@staff_page(RUN)
def essays(request: Request, campaign_id: int) -> HttpResponseBase:
    """Show the essays of a campaign; the look is recorded."""
    found = queries.campaign(campaign_id)
    _may(request, found)
    _looked(request, campaign_id)
    return EssaysList(request, found).response()


@require_safe
@staff_page(RUN)
def essay(request: Request, essay_id: int) -> HttpResponse:
    """Show one essay, what it shares with others, and what can be said to it."""
    return _essay(request, essay_id, RemarkForm())


@require_POST
@staff_page(RUN)
def essay_decision(request: Request, essay_id: int, act: str) -> HttpResponse:
    """Accept an essay or give it back."""
    form = RemarkForm(request.POST)
    if form.is_valid():
        do = essay_acts.accept_essay if act == "acceptance" else essay_acts.return_essay
        try:
            do(actor=request.actor, at=request.at, essay_id=essay_id, remark=form.cleaned_data["remark"])
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已采纳。") if act == "acceptance" else _("已退回，作者会看到意见。"))
            return redirect("learning:staff-essays", queries.essay(essay_id).campaign_id)
    return _essay(request, essay_id, form)


@require_safe
@staff_page(RUN)
def alike(request: Request, campaign_id: int) -> HttpResponse:
    """Show which essays say the same, with the passages."""
    found = queries.campaign(campaign_id)
    _may(request, found)
    _looked(request, campaign_id)
    context = {
        "campaign": found,
        "pairs": queries.pairs(campaign_id=campaign_id)[:200],
        "compared": comparison(campaign_id),
        "may_see_jobs": request.actor.may_somewhere(jobs.JobAct.SEE_JOBS),
    }
    return render(request, "learning/staff_alike.html", context)


@require_POST
@staff_page(RUN)
def comparing(request: Request, campaign_id: int) -> HttpResponse:
    """Have all essays compared."""
    start_comparing(actor=request.actor, at=request.at)
    messages.success(request, _("比对已经排上，轮到时就做；本页写着做到哪里。"))
    return redirect("learning:staff-alike", campaign_id)


def _essay(request: Request, essay_id: int, form: RemarkForm) -> HttpResponse:
    found = queries.essay(essay_id)
    campaign_found = queries.campaign(found.campaign_id)
    _may(request, campaign_found)
    _looked(request, found.campaign_id)
    context = {
        "essay": found, "campaign": campaign_found, "state": ESSAYS[found.state], "form": form,
        "paragraphs": found.text.split("\n"), "pairs": queries.pairs(essay_id=essay_id),
        "versions": queries.versions(essay_id), "pages": pages_of(found),
        "file": files.signed_address(found.file_id) if found.file_id else "",
        "may_decide": found.state is EssayState.SUBMITTED and found.person_id != request.actor.id,
        "is_own": found.person_id == request.actor.id,
    }  # fmt: skip
    return render(request, "learning/staff_essay.html", context, status=422 if form.errors else 200)


def _may(request: Request, found: CampaignValue) -> None:
    if found.unit_id is None:
        request.actor.require_somewhere(RUN)
    else:
        require_at(request.actor, RUN, found.unit_id)


def _looked(request: Request, campaign_id: int) -> None:
    audit.looked(
        actor=request.actor, act=RUN, subject=f"learning.campaign:{campaign_id}", at=request.at,
        note=request.GET.get("format", ""),
    )  # fmt: skip
