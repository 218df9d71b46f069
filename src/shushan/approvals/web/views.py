"""Pages of the approvals: what waits for me, one request with its trail, deciding, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.approvals import operations, policy, queries, registry
from shushan.approvals.states import RequestState
from shushan.approvals.terms import ApprovalAct, RequestLine, RequestPage
from shushan.approvals.web.forms import DecisionForm, DocumentForm
from shushan.approvals.web.words import ACTS, REQUESTS, STEPS
from shushan.files import public as files
from shushan.kernel.errors import Refused
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.ui.forms import show_refusal
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, Filter, KeyedList, View
from shushan.ui.web import staff_page

MOST = 20_000_000  # bytes of a scan


def _title(row: RequestLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("approvals:request", args=[row.id]), row.title)


def _deadline(row: RequestLine) -> object:
    return row.deadline_on or "—"


class RequestsList(KeyedList[RequestLine]):
    """Requests, newest first; the ordinary view is what waits for me."""

    code = "approvals.requests"
    title = gettext_lazy("审批")
    lead = gettext_lazy("每一步由有权的人决定，最后一步同意之后才生效；谁在什么时候怎么办的，都留在记录里。")
    ordinary = gettext_lazy("等我办理")
    nothing = gettext_lazy("没有等您办理的申请。")
    template = "approvals/list.html"
    views = (
        View(gettext_lazy("审批中"), "state=open"),
        View(gettext_lazy("已批准"), "state=approved"),
        View(gettext_lazy("全部"), "state=all"),
    )
    columns = (
        Column[RequestLine]("title", gettext_lazy("事项"), _title, lambda r: r.title, is_head=True),
        Column[RequestLine]("kind", gettext_lazy("类别"), lambda r: registry.kind(r.kind).title),
        Column[RequestLine]("state", gettext_lazy("状态"), lambda r: REQUESTS[r.state]),
        Column[RequestLine]("step", gettext_lazy("正在等"), lambda r: r.waits_for or "—"),
        Column[RequestLine]("by", gettext_lazy("申请人"), lambda r: r.asked_by),
        Column[RequestLine](
            "at", gettext_lazy("提出"), lambda r: ledger.local_minute(r.asked_at), lambda r: r.asked_at
        ),
        Column[RequestLine]("deadline", gettext_lazy("期限"), _deadline),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """State and kind."""
        states = (*((state.value, words) for state, words in REQUESTS.items()), ("all", _("全部")))
        kinds = tuple((kind.code, kind.title) for kind in registry.kinds())
        return (
            Filter("state", gettext_lazy("状态"), states, every=_("等我办理")),
            Filter("kind", gettext_lazy("类别"), kinds),
        )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[RequestLine]:
        """Return requests below an id; what waits for me comes oldest first and in one piece."""
        if not asked["state"]:
            mine = queries.waiting_for(self.request.actor, on=_today(self.request))
            return [one for one in mine if asked["kind"] in ("", one.kind)][:limit] if not after else []
        state = "" if asked["state"] == "all" else asked["state"]
        before = typed_number(after) or 0
        return queries.requests(state=state, kind=asked["kind"], before=before, limit=limit)

    def identify(self, row: RequestLine) -> str:
        """Return the id of the request."""
        return str(row.id)

    def more(self) -> dict[str, object]:
        """Say whether this person may let somebody decide in their place."""
        return {"may_delegate": self.request.actor.may_somewhere(ApprovalAct.DELEGATE)}


@staff_page(ApprovalAct.SEE_REQUESTS)
def listed(request: Request) -> HttpResponseBase:
    """Show what waits for me, and everything by state."""
    return RequestsList(request).response()


@require_safe
@staff_page(ApprovalAct.SEE_REQUESTS)
def page(request: Request, request_id: int) -> HttpResponse:
    """Show one request with its steps and its trail."""
    found = queries.page(request_id)
    return _draw(request, found, _form(request, found))


@require_POST
@staff_page(ApprovalAct.SEE_REQUESTS)
def decisions(request: Request, request_id: int) -> HttpResponse:
    """Agree, send back or refuse the step that waits (``decision``)."""
    found = queries.page(request_id)
    form = _form(request, found, bound=True)
    if not form.is_valid():
        return _draw(request, found, form, status=422)
    try:
        _decided(request, request_id, form)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        show_refusal(form, refusal)
        return _draw(request, found, form, status=422)
    messages.success(request, _("已办理。"))
    return redirect("approvals:request", request_id)


@require_POST
@staff_page(ApprovalAct.SEE_REQUESTS)
def withdrawal(request: Request, request_id: int) -> HttpResponse:
    """Take one's own request back."""
    operations.withdraw(actor=request.actor, at=request.at, request_id=request_id, note=request.POST.get("note", ""))
    messages.success(request, _("申请已撤回。"))
    return redirect("approvals:request", request_id)


@require_POST
@staff_page(ApprovalAct.SEE_REQUESTS)
def renewal(request: Request, request_id: int) -> HttpResponse:
    """Ask again after the request was sent back."""
    operations.ask_again(actor=request.actor, at=request.at, request_id=request_id, note=request.POST.get("note", ""))
    messages.success(request, _("已重新提出，各步骤从头办理。"))
    return redirect("approvals:request", request_id)


def _decided(request: Request, request_id: int, form: DecisionForm) -> None:
    step = request.POST.get("step", "")
    said = {
        "actor": request.actor,
        "at": request.at,
        "today": _today(request),
        "request_id": request_id,
        "step_id": typed_number(step) or 0,
        "note": form.cleaned_data["note"],
    }
    way = request.POST.get("decision", "")
    if way == "agree":
        document = form.document(_kept(request)) if isinstance(form, DocumentForm) else None
        operations.agree(**said, document=document)
    elif way == "return":
        operations.send_back(**said)
    else:
        operations.refuse(**said)


def _kept(request: Request) -> UUID | None:
    scan = request.FILES.get("file")
    if scan is None:
        return None
    name = scan.name or "document"
    return files.keep(
        scan.chunks(), name=name, kind="approvals.document", actor=request.actor, at=request.at, most=MOST
    ).id


def _form(request: Request, found: RequestPage, *, bound: bool = False) -> DecisionForm:
    step = found.next_step
    typed, sent = (request.POST, request.FILES) if bound else (None, None)
    if step is not None and step.body:
        return DocumentForm(data=typed, files=sent, initial={"body": step.body})
    return DecisionForm(data=typed)


def _draw(request: Request, found: RequestPage, form: forms.Form, status: int = 200) -> HttpResponse:
    step, today = found.next_step, _today(request)
    held = queries.delegations(on=today)
    is_mine = found.line.asked_label == request.actor.label
    kind = registry.kind(found.line.kind)
    context = {
        "found": found,
        "kind": kind,
        "subject_address": kind.address(found.line.subject),
        "state": REQUESTS[found.line.state],
        "steps": [
            (one, STEPS[one.state], _scan(one.document.file_id if one.document else None)) for one in found.steps
        ],
        "trail": [(line, ACTS.get(line.act, line.act)) for line in found.trail],
        "step": step,
        "may_decide": step is not None
        and policy.may_decide(request.actor, step, held, on=today)
        and (bool(step.body) or not is_mine),
        "may_withdraw": is_mine and found.line.state in (RequestState.OPEN, RequestState.RETURNED),
        "may_ask_again": is_mine and found.line.state is RequestState.RETURNED,
        "is_late": step is not None and policy.is_late(found.line.deadline_on, on=today),
        "form": form,
    }
    return render(request, "approvals/request.html", context, status=status)


def _scan(file_id: UUID | None) -> str:
    return files.signed_address(file_id) if file_id else ""


def _today(request: Request) -> date:
    return ledger.local_day(request.at)
