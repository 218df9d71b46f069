"""Closures of a site: what falls into their days before they are set, what was moved, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.places import operations, ports, queries
from shushan.places.terms import ClosureValue, PlaceAct, SiteValue
from shushan.places.web.forms import ClosureEndForm, ClosureForm, ClosureWithdrawalForm
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.CLOSE_SITE)
def closures(request: Request, code: str) -> HttpResponse:
    """Show the closures of a site; on POST say what falls into the days, and close them after a yes."""
    found = queries.site_by_code(code)
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["until"] is not None and said["until"] <= said["since"]:
            form.add_error("until", _("恢复日期必须晚于闭馆日期"))
        elif page := ask_first(request, _question(found, said)):
            return page
        else:
            try:
                operations.close_site(actor=request.actor, at=request.at, site_id=found.id, **said)
            except (Invalid, Conflict) as refusal:
                form.add_error(getattr(refusal, "field", "") or None, refusal.message)
            else:
                messages.success(request, _("闭馆已登记；应还日和取书期限由后台作业顺延，稍后在本页看得到笔数"))
                return redirect("places:closures", code)
    every = queries.closures(found.id)
    moved = ports.moved([one.id for one in every])
    context = {
        "form": form,
        "site": found,
        "closures": [(one, moved[one.id]) for one in every],
        "withdrawn": queries.withdrawn_closures(found.id),
    }
    return render(request, "places/closures.html", context, status=422 if form.errors else 200)


def _question(site: SiteValue, said: dict[str, object]) -> Confirmation:
    since, until = said["since"], said["until"]
    return Confirmation(
        title=_("闭馆：%(site)s，%(since)s 起") % {"site": called(site), "since": since},
        sentence=_("闭馆的日子里到期的书顺延到之后的第一个开放日，取书架上的书补足开放日；读者会看到新的日期。")
        if until
        else _("还不知道哪天恢复：登记恢复开放的日期以后，这些日子到期的书和取书期限再一并顺延。"),
        action=_("闭馆"),
        back=reverse("places:closures", args=[site.code]),
        counts=ports.falling(site.id, since, until),  # type: ignore[arg-type]
    )


@require_POST
@staff_page(PlaceAct.CLOSE_SITE)
def closure_end(request: Request, code: str, closure_id: int) -> HttpResponse:
    """Say when a closure ends, after a page that asks."""
    found, closure = _found(code, closure_id)
    form = ClosureEndForm(request.POST)
    question = Confirmation(
        title=_("恢复开放：%(site)s") % {"site": called(found)},
        sentence=_("从这一天起照常开放。这次闭馆顺延过的应还日和取书期限按新的日期重算；之后有人改过的不动。"),
        action=_("恢复开放"),
        back=reverse("places:closures", args=[code]),
        counts=ports.moved([closure.id])[closure.id],
        form=form,
        is_dangerous=False,
    )
    if page := ask_first(request, question):
        return page
    operations.end_closure(actor=request.actor, at=request.at, closure_id=closure_id, until=form.cleaned_data["until"])
    messages.success(request, _("已登记恢复开放的日期"))
    return redirect("places:closures", code)


@require_POST
@staff_page(PlaceAct.CLOSE_SITE)
def closure_withdrawal(request: Request, code: str, closure_id: int) -> HttpResponse:
    """Take a closure back, with a reason, after a page that says what is put back."""
    found, closure = _found(code, closure_id)
    form = ClosureWithdrawalForm(request.POST)
    question = Confirmation(
        title=_("撤销闭馆：%(site)s") % {"site": called(found)},
        sentence=_("这些日子照常开放。因这次闭馆顺延、之后没有人改过的应还日和取书期限恢复原样；续借过、还回的不动。"),
        action=_("撤销闭馆"),
        back=reverse("places:closures", args=[code]),
        counts=ports.moved([closure.id])[closure.id],
        form=form,
    )
    if page := ask_first(request, question):
        return page
    operations.withdraw_closure(actor=request.actor, at=request.at, closure_id=closure_id, why=form.cleaned_data["why"])
    messages.success(request, _("闭馆已撤销；顺延的日期由后台作业恢复"))
    return redirect("places:closures", code)


def _found(code: str, closure_id: int) -> tuple[SiteValue, ClosureValue]:
    site, closure = queries.site_by_code(code), queries.closure(closure_id)
    if closure is None or closure.site_id != site.id:
        raise NotFound(_("没有这次闭馆"))
    return site, closure
