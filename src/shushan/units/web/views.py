"""Pages about one unit: founding, changing, closing; the past stays as it was."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.forms import show_unless_forbidden
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import operations, queries
from shushan.units.governing import governed
from shushan.units.terms import UnitAct, UnitValue
from shushan.units.web.forms import ClosingForm, NewUnitForm, UnitForm, kind_words
from shushan.units.web.lists import UnitRow


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(UnitAct.EDIT_TREE)
def new(request: Request) -> HttpResponse:
    """Found a unit."""
    today = ledger.local_day(request.at)
    form = NewUnitForm(request.POST or None, initial={"since": today}, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.found_unit(actor=request.actor, at=request.at, **form.said())
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("单位已设立。"))
            return redirect("units:unit", made)
    return render(request, "units/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(UnitAct.EDIT_TREE)
def unit(request: Request, unit_id: int) -> HttpResponse:
    """Show everything a unit ever was; on POST rename, move or change it from a day on."""
    today, history = ledger.local_day(request.at), queries.history(unit_id)
    last = history[0]
    begin = {"name": last.name, "name_en": last.name_en, "kind": last.kind, "since": today}
    begin |= {"parent": last.parent_id or "", "site": last.site_id or ""}
    form = UnitForm(request.POST or None, initial=begin, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_unit(actor=request.actor, at=request.at, unit_id=unit_id, **form.said())
        except Refused as refusal:
            show_unless_forbidden(form, refusal)
        else:
            messages.success(request, _("已改，从那一天起算；以前的日子不变。"))
            return redirect("units:unit", unit_id)
    names = _names()
    context = {
        "unit": last,
        "history": [UnitRow(one, 0, kind_words().get(one.kind, one.kind), *_where(one, names)) for one in history],
        "form": form,
        "closing": ClosingForm(initial={"until": today}),
        "is_closed": last.until is not None,
        "is_governed": last.kind in governed(),
    }
    return render(request, "units/unit.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(UnitAct.EDIT_TREE)
def closing(request: Request, unit_id: int) -> HttpResponse:
    """Close a unit, after a page that says what that means."""
    last = queries.history(unit_id)[0]
    if last.until is not None:
        raise NotFound(_("这个单位已经撤销。"))
    form = ClosingForm(request.POST)
    back = reverse("units:unit", args=[unit_id])
    question = Confirmation(
        title=_("撤销单位：%(name)s") % {"name": called(last)},
        sentence=_("从那一天起这个单位不再存在；以前的记录和指标仍然算在它名下。"),
        action=pgettext("unit", "撤销"),
        back=back,
        counts=[(_("下级单位"), len(queries.descendants(unit_id, on=ledger.local_day(request.at))) - 1)],
        form=form,
    )
    if page := ask_first(request, question):
        return page
    operations.close_unit(actor=request.actor, at=request.at, unit_id=unit_id, until=form.cleaned_data["until"])
    messages.success(request, _("单位已撤销。"))
    return redirect(back)


def _names() -> dict[int, str]:
    return {site.id: called(site) for site in places.sites()}


def _where(value: UnitValue, sites: dict[int, str]) -> tuple[str, str]:
    parent = ""
    if value.parent_id is not None:
        parent = called(queries.history(value.parent_id)[0])
    return sites.get(value.site_id or 0, ""), parent
