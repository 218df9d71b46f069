"""Who decides in whose place."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shushan.approvals import operations, ports, queries, registry
from shushan.approvals.terms import ApprovalAct
from shushan.approvals.web.forms import DelegationForm
from shushan.kernel.errors import Refused
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(ApprovalAct.DELEGATE)
def listed(request: Request) -> HttpResponse:
    """Show my delegations, given and taken; on POST give one."""
    today = localtime(request.at).date()
    form = DelegationForm(
        request.POST or None, verbs=_verbs(request), initial={"since": today, "until": today + timedelta(days=7)}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        taker = ports.by_account(said["taker"])
        if taker is None:
            form.add_error("taker", _("没有这个账号的馆员，请核对账号名"))
        else:
            try:
                operations.delegate(
                    actor=request.actor, at=request.at, verb=said["verb"], taker_label=taker.label, taker=taker.name,
                    since=said["since"], until=said["until"],
                )  # fmt: skip
            except Refused as refusal:
                show_unless_forbidden(form, refusal)
            else:
                messages.success(request, _("已委托，到期自动结束。"))
                return redirect("approvals:delegations")
    context = {
        "form": form,
        "lines": queries.delegations(label=request.actor.label),
        "label": request.actor.label,
        "today": today,
        "has_verbs": bool(_verbs(request)),
    }
    return render(request, "approvals/delegations.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(ApprovalAct.DELEGATE)
def end(request: Request, delegation_id: int) -> HttpResponse:
    """End one of my delegations today."""
    today = localtime(request.at).date()
    operations.end_delegation(actor=request.actor, at=request.at, today=today, delegation_id=delegation_id)
    messages.success(request, _("委托已结束。"))
    return redirect("approvals:delegations")


def _verbs(request: Request) -> list[tuple[str, object]]:
    known = {verb: words for kind in registry.kinds() for verb, words in kind.verbs.items()}
    return [(verb, words) for verb, words in sorted(known.items()) if request.actor.may(verb)]
