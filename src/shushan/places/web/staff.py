"""The staff's pages of the places."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.kernel.errors import Conflict, Invalid
from shushan.ledger.public import local_day
from shushan.places import operations, queries
from shushan.places.terms import OpeningSpan, PlaceAct, PopulationKind
from shushan.places.web.forms import ClosureEndForm, ClosureForm, HoursForm, PopulationForm, SiteForm
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@require_safe
@staff_page(PlaceAct.EDIT_SITE)
def sites(request: Request) -> HttpResponse:
    """Show every site."""
    found = [(site, queries.open_state(site.id, request.at)) for site in queries.sites()]
    return render(request, "places/staff_sites.html", {"sites": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.EDIT_SITE)
def new_site(request: Request) -> HttpResponse:
    """Add a site."""
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.open_site(actor=request.actor, at=request.at, **form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            form.add_error(getattr(refusal, "field", "") or "code", refusal.message)
        else:
            messages.success(request, _("馆区已保存，请接着填开放时间"))
            return redirect("places:hours", form.cleaned_data["code"])
    return render(request, "places/site_form.html", {"form": form, "site": None}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.EDIT_SITE)
def site(request: Request, code: str) -> HttpResponse:
    """Change what is said about a site."""
    found = queries.site_by_code(code)
    form = SiteForm(request.POST or None, initial={name: getattr(found, name) for name in SiteForm.base_fields})
    form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        try:
            operations.edit_site(actor=request.actor, at=request.at, site_id=found.id, **values)
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("馆区已保存"))
            return redirect("places:staff-site", code)
    return render(request, "places/site_form.html", {"form": form, "site": found}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.EDIT_SITE)
def hours(request: Request, code: str) -> HttpResponse:
    """Show the week of a site; on POST set a weekday from a day on."""
    found, today = queries.site_by_code(code), local_day(request.at)
    form = HoursForm(request.POST or None, initial={"since": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        spans = [OpeningSpan(said["opens"], said["closes"])] if said["opens"] and said["closes"] else []
        if bool(said["opens"]) != bool(said["closes"]):
            form.add_error("closes", _("开馆和闭馆要么都填，要么都空"))
        else:
            try:
                operations.set_hours(
                    actor=request.actor, at=request.at, site_id=found.id, weekday=said["weekday"], spans=spans,
                    since=said["since"],
                )  # fmt: skip
            except Invalid as refusal:
                form.add_error(refusal.field or None, refusal.message)
            else:
                messages.success(request, _("开放时间已保存，以前的日子不变"))
                return redirect("places:hours", code)
    week = queries.week(found.id, on=today)
    return render(request, "places/hours.html", {"form": form, "site": found, "week": week}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.CLOSE_SITE)
def closures(request: Request, code: str) -> HttpResponse:
    """Show the closures of a site; on POST close it for some days."""
    found = queries.site_by_code(code)
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_site(actor=request.actor, at=request.at, site_id=found.id, **form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            form.add_error(getattr(refusal, "field", "") or None, refusal.message)
        else:
            messages.success(request, _("闭馆已登记；这些天到期的书，新借出的会顺延"))
            return redirect("places:closures", code)
    context = {"form": form, "site": found, "closures": queries.closures(found.id), "end": ClosureEndForm()}
    return render(request, "places/closures.html", context, status=_status(form))


@require_POST
@staff_page(PlaceAct.CLOSE_SITE)
def closure_end(request: Request, code: str, closure_id: int) -> HttpResponse:
    """Say when an open closure ends, after a page that asks."""
    found = queries.site_by_code(code)
    form = ClosureEndForm(request.POST)
    question = Confirmation(
        title=_("恢复开放：%(site)s") % {"site": called(found)},
        sentence=_("从这一天起照常开放；之后借出的书按开放日算应还日期。"),
        action=_("恢复开放"),
        back=reverse("places:closures", args=[code]),
        form=form,
        is_dangerous=False,
    )
    if page := ask_first(request, question):
        return page
    operations.end_closure(actor=request.actor, at=request.at, closure_id=closure_id, until=form.cleaned_data["until"])
    messages.success(request, _("已登记恢复开放的日期"))
    return redirect("places:closures", code)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.EDIT_POPULATION)
def population(request: Request) -> HttpResponse:
    """Show the population figures; on POST add or replace one, with its source."""
    form = PopulationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"kind": PopulationKind(form.cleaned_data["kind"])}
        try:
            operations.set_population(actor=request.actor, at=request.at, **said)
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("人口数已保存"))
            return redirect("places:population")
    context = {"form": form, "populations": queries.populations()}
    return render(request, "places/population.html", context, status=_status(form))


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
