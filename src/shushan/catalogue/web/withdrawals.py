"""Pages of withdrawal with four eyes: propose, decide."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from shushan.catalogue import batches, withdrawals
from shushan.catalogue.operations import state_name
from shushan.catalogue.terms import CatalogueAct
from shushan.catalogue.web.items import BARCODES
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.web import staff_page


class ProposeForm(forms.Form):
    """Which copies, and why."""

    barcodes = BARCODES
    reason = forms.CharField(
        label=gettext_lazy("注销原因"), max_length=200, help_text=gettext_lazy("例如破损、遗失赔书、过时")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.PROPOSE_WITHDRAWAL)
def proposals(request: Request) -> HttpResponse:
    """Show the proposals; on POST make one."""
    form = ProposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = withdrawals.propose(
                actor=request.actor, at=request.at, reason=form.cleaned_data["reason"],
                codes=batches.read_barcodes(form.cleaned_data["barcodes"]),
            )  # fmt: skip
        except (Invalid, Conflict) as refusal:
            name = getattr(refusal, "field", "") or "barcodes"
            form.add_error(name, f"{refusal.message} {refusal.remedy}".strip())
        else:
            messages.success(request, _("注销单已提交，等另一个人批"))
            return redirect("catalogue:withdrawal", made)
    status = 422 if form.is_bound and form.errors else 200
    made_before = withdrawals.proposals()
    names = people.names_of_actors(one.made_by for one in made_before)
    context = {"form": form, "proposals": made_before, "names": names}
    return render(request, "catalogue/withdrawals.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.PROPOSE_WITHDRAWAL)
def proposal(request: Request, proposal_id: int) -> HttpResponse:
    """Show a proposal with its items; on POST approve or reject it."""
    refusal = ""
    if request.method == "POST":
        try:
            _decide(request, proposal_id)
            return redirect("catalogue:withdrawal", proposal_id)
        except (Invalid, Conflict, NotAllowed) as error:
            refusal = f"{error.message} {error.remedy}".strip()
    found, items = withdrawals.proposal(proposal_id)
    context = {
        "proposal": found, "items": [(item, state_name(item.state)) for item in items], "refusal": refusal,
        "names": people.names_of_actors([found.made_by, found.decided_by]),
        "is_own": found.made_by == request.actor.label,
        "may_decide": request.actor.may_somewhere(CatalogueAct.APPROVE_WITHDRAWAL),
    }  # fmt: skip
    return render(request, "catalogue/withdrawal.html", context, status=409 if refusal else 200)


def _decide(request: Request, proposal_id: int) -> None:
    if request.POST.get("act") == "approve":
        count = withdrawals.approve(actor=request.actor, at=request.at, proposal_id=proposal_id)
        messages.success(request, ngettext("已注销 %(n)d 册", "已注销 %(n)d 册", count) % {"n": count})
    else:
        withdrawals.reject(
            actor=request.actor, at=request.at, proposal_id=proposal_id, note=request.POST.get("note", "")
        )
        messages.success(request, _("没有批准，馆藏不变"))
