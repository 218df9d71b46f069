"""Pages of structure cases: the list, a draft with its lines, submitting, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from shushan.files import public as files
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.organisation.operations import cases as acts
from shushan.organisation.queries.cases import case, cases
from shushan.organisation.states import CaseState
from shushan.organisation.terms import CaseLine, OrganisationAct
from shushan.organisation.web.forms import CaseForm, LineForm, line_forms
from shushan.organisation.words import ACTS, CASES, UNIT_KINDS
from shushan.places import public as places
from shushan.ui.forms import show_unless_forbidden, tell_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

MOST: Final = 20_000_000  # bytes of a scan


def _title(row: CaseLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("organisation:case", args=[row.id]), row.title)


def _paper(row: CaseLine) -> str:
    return f"{row.document.body} {row.document.number}" if row.document else "—"


class CasesList(NumberedList[CaseLine]):
    """Structure cases, newest first. A library has some dozens."""

    code = "organisation.cases"
    title = gettext_lazy("设置调整")
    lead = gettext_lazy("党组织的设立、调整、撤销都是一件事项：先申请，批复之后才生效，以前的日子不变。")
    nothing = gettext_lazy("还没有调整过。")
    template = "organisation/cases.html"
    is_cards = True
    columns = (
        Column[CaseLine]("title", gettext_lazy("事项"), _title, lambda c: c.title, is_head=True),
        Column[CaseLine]("state", gettext_lazy("状态"), lambda c: CASES[c.state]),
        Column[CaseLine]("effective", gettext_lazy("从哪天起"), lambda c: c.effective_on or "—"),
        Column[CaseLine]("paper", gettext_lazy("批复文件"), _paper),
        Column[CaseLine]("lines", gettext_lazy("调整项"), lambda c: len(c.lines), look="number"),
        Column[CaseLine]("by", gettext_lazy("起草人"), lambda c: c.made_by),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """State."""
        return (Filter("state", gettext_lazy("状态"), tuple((s.value, words) for s, words in CASES.items())),)

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[CaseLine], int]:
        """Return cases by position."""
        found = cases(state=asked["state"])
        return found[first : first + limit], len(found)

    def identify(self, row: CaseLine) -> str:
        """Return the id of the case."""
        return str(row.id)

    def counted(self, total: int) -> object:
        """Return how many cases."""
        return ngettext("%(n)s 件", "%(n)s 件", total) % {"n": total}

    def more(self) -> dict[str, object]:
        """Say whether a case may be drafted."""
        return {"may_propose": self.request.actor.may(OrganisationAct.PROPOSE_STRUCTURE)}


@staff_page(OrganisationAct.SEE_STRUCTURE)
def listed(request: Request) -> HttpResponseBase:
    """Show every case."""
    return CasesList(request).response()


@require_safe
@staff_page(OrganisationAct.SEE_STRUCTURE)
def page(request: Request, case_id: int) -> HttpResponse:
    """Show one case with its lines and how far it is."""
    found = case(case_id)
    sites = {site.id: called(site) for site in places.sites()}
    is_own = found.made_label == request.actor.label
    is_draft = found.state is CaseState.DRAFT
    context = {
        "case": found,
        "state": CASES[found.state],
        "lines": [
            (one, ACTS[one.act], UNIT_KINDS.get(one.kind, one.kind), sites.get(one.site_id or 0, ""))
            for one in found.lines
        ],
        "scan": files.signed_address(found.file_id) if found.file_id else "",
        "may_edit": is_own and is_draft,
        "may_withdraw": is_own and found.state in (CaseState.DRAFT, CaseState.ASKED),
    }
    return render(request, "organisation/case.html", context)


@staff_page(OrganisationAct.PROPOSE_STRUCTURE)
def new(request: Request) -> HttpResponse:
    """Draft a case."""
    return _edit(request, None)


@staff_page(OrganisationAct.PROPOSE_STRUCTURE)
def edit(request: Request, case_id: int) -> HttpResponse:
    """Write a draft anew."""
    return _edit(request, case(case_id))


@require_POST
@staff_page(OrganisationAct.PROPOSE_STRUCTURE)
def submission(request: Request, case_id: int) -> HttpResponse:
    """Ask for the approval."""
    today = ledger.local_day(request.at)
    try:
        acts.submit_case(actor=request.actor, at=request.at, today=today, case_id=case_id)
    except Refused as refusal:
        tell_unless_forbidden(request, refusal)
    else:
        messages.success(request, _("已提交审批。批复之前，组织设置不变。"))
    return redirect("organisation:case", case_id)


@require_POST
@staff_page(OrganisationAct.PROPOSE_STRUCTURE)
def withdrawal(request: Request, case_id: int) -> HttpResponse:
    """Take a case back."""
    acts.withdraw_case(actor=request.actor, at=request.at, case_id=case_id)
    messages.success(request, _("已撤回。"))
    return redirect("organisation:case", case_id)


def _edit(request: Request, found: CaseLine | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    begin = {}
    if found is not None:
        begin = {"title": found.title, "reason": found.reason, "wished_on": found.wished_on, "body": found.body}
    sent = request.FILES if request.method == "POST" else None
    form, lines = CaseForm(typed, sent, initial=begin), line_forms(typed, found.lines if found else ())
    if typed is not None and all([form.is_valid(), *(line.is_valid() for line in lines)]):
        saved = _saved(request, form, lines, found)
        if saved is not None:
            messages.success(request, _("草稿已保存；还没有提交，什么也没有改变。"))
            return redirect("organisation:case", saved)
    today = ledger.local_day(request.at)
    context = {"form": form, "lines": lines, "case": found, "standing": units.tree(on=today)}
    return render(request, "organisation/case_edit.html", context, status=422 if form.errors else 200)


def _saved(request: Request, form: CaseForm, lines: list[LineForm], found: CaseLine | None) -> int | None:
    plans = [plan for line in lines if (plan := line.plan()) is not None]
    said = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    try:
        said["file_id"] = _kept(request)
        return acts.draft_case(
            actor=request.actor, at=request.at, lines=plans, case_id=found.id if found else None, **said
        )
    except Refused as refusal:
        show_unless_forbidden(form, refusal)
        return None


def _kept(request: Request) -> UUID | None:
    scan = request.FILES.get("file")
    if scan is None:
        return None
    return files.keep(
        scan.chunks(), name=scan.name or "request", kind="organisation.request", actor=request.actor, at=request.at,
        most=MOST,
    ).id  # fmt: skip
