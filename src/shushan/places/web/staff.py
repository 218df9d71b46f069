"""The staff's pages of the places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from shushan.kernel.errors import Conflict, Invalid
from shushan.ledger.public import local_day, zone
from shushan.places import operations, queries
from shushan.places.terms import OpeningSpan, OpenState, PlaceAct, PopulationKind, SiteValue
from shushan.places.web.forms import HoursForm, PopulationForm, SiteForm
from shushan.ui.http import Request
from shushan.ui.lists import Asked, Column, NumberedList
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page

SiteLine: TypeAlias = tuple[SiteValue, OpenState]
OPEN, SHUT = gettext_lazy("开放中"), gettext_lazy("闭馆")


def _named(row: SiteLine) -> object:
    return format_html('<a href="{}">{}</a>', reverse("places:staff-site", args=[row[0].code]), called(row[0]))


def _now(row: SiteLine) -> object:
    return format_html('<span class="chip {}">{}</span>', *(("chip--good", OPEN) if row[1].is_open else ("", SHUT)))


def _pages(row: SiteLine) -> object:
    said = (
        (_("开放时间"), "hours"),
        (_("特别安排"), "special-days"),
        (_("节假日"), "holiday-rule"),
        (pgettext_lazy("many", "闭馆"), "closures"),
    )
    links = ((reverse(f"places:{name}", args=[row[0].code]), label, called(row[0])) for label, name in said)
    return format_html_join(" · ", '<a href="{}">{}<span class="visually-hidden"> {}</span></a>', links)


class SitesList(NumberedList[SiteLine]):
    """Every site, in the library's own order."""

    code = "places.sites"
    title = pgettext_lazy("many", "馆区")
    nothing = gettext_lazy("还没有馆区。")
    template = "places/staff_sites.html"
    columns = (
        Column[SiteLine]("code", gettext_lazy("代码"), lambda r: r[0].code, look="code"),
        Column[SiteLine]("name", gettext_lazy("名称"), _named, lambda r: called(r[0]), is_head=True),
        Column[SiteLine]("now", gettext_lazy("现在"), _now, lambda r: OPEN if r[1].is_open else SHUT),
        Column[SiteLine]("reopened", gettext_lazy("恢复开馆日期"), lambda r: r[0].reopened_on or "—"),
        Column[SiteLine]("capacity", gettext_lazy("容纳人数"), lambda r: r[0].capacity or "—", look="number"),
        Column[SiteLine]("pages", gettext_lazy("操作"), _pages, lambda r: "", is_kept_from_files=True),
    )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[SiteLine], int]:
        """Return the sites with how they are now, in four queries."""
        found = queries.sites()
        calendars = queries.calendars([site.id for site in found])
        lines = [(site, calendars[site.id].state(self.request.at, zone())) for site in found]
        return lines[first : first + limit], len(lines)


@staff_page(PlaceAct.EDIT_SITE)
def sites(request: Request) -> HttpResponseBase:
    """Show every site."""
    return SitesList(request).response()


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
