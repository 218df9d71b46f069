"""The page of holdings on any past day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shushan.catalogue import classes
from shushan.catalogue import holdings as service
from shushan.catalogue.item_kinds import MATERIAL_NAMES, material_name
from shushan.catalogue.terms import CatalogueAct
from shushan.places import public as places
from shushan.ui.forms import day_field
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.web import staff_page


class DaysForm(forms.Form):
    """On which day, and since when what was added counts."""

    on = forms.DateField(label=gettext_lazy("到哪天为止"), widget=day_field())
    since = forms.DateField(label=gettext_lazy("新增从哪天算"), widget=day_field())

    def clean(self) -> dict[str, Any]:
        """Refuse a first day after the last."""
        on, since = self.cleaned_data.get("on"), self.cleaned_data.get("since")
        if on and since and since > on:
            self.add_error("since", _("新增要从“到哪天为止”那天或更早算起"))
        return self.cleaned_data


@require_safe
@staff_page(CatalogueAct.SEE_STAFF_LIST)
def holdings(request: Request) -> HttpResponseBase:
    """Show the stock on a day by site, class and material, with what was added since another; ``as=csv`` gives it as a file."""
    today = timezone.localdate(request.at)
    given = {"on": request.GET.get("on") or today, "since": request.GET.get("since") or ""}
    form = DaysForm(given | {"since": given["since"] or _year_of(given["on"], today)})
    on, since = (
        (form.cleaned_data["on"], form.cleaned_data["since"]) if form.is_valid() else (today, date(today.year, 1, 1))
    )
    told, sites = service.holdings(on=on, since=since), places.sites()
    if request.GET.get("as") == "csv" and form.is_valid():
        head = [_("按"), _("代码"), _("名称"), _("馆区"), _("藏量"), _("新增")]
        return csv_response(f"holdings-{on}.csv", head, _lines(told, sites))
    order = [*classes.MAIN, service.OTHER]
    rows = [
        (letter, _class_name(letter), told.classes[letter],
         [told.cells.get((letter, site.id), service.Cell()) for site in sites])
        for letter in order if letter in told.classes
    ]  # fmt: skip
    kinds = [
        (material_name(material), told.materials[material],
         [told.material_cells.get((material, site.id), service.Cell()) for site in sites])
        for material in (*MATERIAL_NAMES, service.OTHER) if material in told.materials
    ]  # fmt: skip
    context = {
        "kinds": kinds, "form": form, "told": told, "sites": sites, "rows": rows,
        "figures": service.figures_of(on=on, since=since, at=request.at), "address": urlencode({"since": since, "until": on}),
        "by_site": [told.sites.get(site.id, service.Cell()) for site in sites],
    }  # fmt: skip
    return render(request, "catalogue/holdings.html", context, status=200 if form.is_valid() else 422)


def _year_of(given: object, today: date) -> date:
    try:
        return date(date.fromisoformat(str(given)).year, 1, 1)
    except ValueError:
        return today - timedelta(days=365)


def _lines(told: service.Holdings, sites: Sequence[places.SiteValue]) -> Iterator[list[object]]:
    names = {site.id: site.name for site in sites}
    for (letter, site), cell in sorted(told.cells.items()):
        yield [_("大类"), letter, _class_name(letter), names.get(site, site), cell.stock, cell.added]
    for (material, site), cell in sorted(told.material_cells.items()):
        yield [_("类型"), material, material_name(material), names.get(site, site), cell.stock, cell.added]


def _class_name(letter: str) -> str:
    return classes.main_name(letter) if letter in classes.MAIN else _("没有分类号")
