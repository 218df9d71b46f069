"""Days on which a site keeps other hours: holidays, make-up working days, repairs."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shushan.kernel.errors import Invalid
from shushan.ledger.public import local_day
from shushan.places import operations, queries
from shushan.places.terms import PlaceAct
from shushan.places.web.forms import SpecialDayForm
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.EDIT_SITE)
def days(request: Request, code: str) -> HttpResponse:
    """Show the special days of a site; on POST set one."""
    found = queries.site_by_code(code)
    form = SpecialDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_special_day(actor=request.actor, at=request.at, site_id=found.id, **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("这一天的安排已保存"))
            return redirect("places:special-days", code)
    every, today = queries.special_days(found.id), local_day(request.at)
    context = {
        "form": form,
        "site": found,
        "coming": [one for one in reversed(every) if one.day >= today],
        "past": [one for one in every if one.day < today],
    }
    return render(request, "places/special_days.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(PlaceAct.EDIT_SITE)
def withdrawal(request: Request, code: str) -> HttpResponse:
    """Give a day its ordinary hours back."""
    found = queries.site_by_code(code)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise Invalid(_("没有说是哪一天"), field="day") from error
    operations.withdraw_special_day(actor=request.actor, at=request.at, site_id=found.id, day=day)
    messages.success(request, _("这一天照常开放"))
    return redirect("places:special-days", code)
