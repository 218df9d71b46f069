"""Pages of stock-taking: begin, scan, see how it stands, end."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue import stock_taking
from shushan.catalogue.stock_taking import Verdict
from shushan.catalogue.terms import CatalogueAct
from shushan.kernel.errors import Conflict, Invalid
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


class BeginForm(forms.Form):
    """Which part of the shelves."""

    site = forms.TypedChoiceField(label=gettext_lazy("馆区"), coerce=int)
    since = forms.CharField(
        label=gettext_lazy("从哪个索书号起"), required=False, max_length=80, help_text=gettext_lazy("空着就从头起")
    )
    until = forms.CharField(
        label=gettext_lazy("到哪个类为止（含）"), required=False, max_length=80,
        help_text=gettext_lazy("例如 I24 包括 I246.5；空着就到底"),
    )  # fmt: skip

    def __init__(self, *args: object, sites: frozenset[int] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(s.id, called(s)) for s in places.sites() if sites is None or s.id in sites]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]


def verdict_name(verdict: Verdict) -> str:
    """Return a verdict in the words of the library."""
    return {
        Verdict.FOUND: _("在位"),
        Verdict.MISPLACED: _("错架"),
        Verdict.LENT: _("借出却在架"),
        Verdict.WITHDRAWN: _("已注销却在架"),
        Verdict.UNKNOWN: _("没有这个条码"),
    }[verdict]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.TAKE_STOCK)
def takes(request: Request) -> HttpResponse:
    """Show the stock-takes; on POST begin one."""
    form = BeginForm(request.POST or None, sites=request.actor.sites(CatalogueAct.TAKE_STOCK))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = stock_taking.begin(
                actor=request.actor, at=request.at, site_id=said["site"], since=said["since"], until=said["until"]
            )
        except Invalid as refusal:
            form.add_error(refusal.field or None, f"{refusal.message} {refusal.remedy}")
        else:
            return redirect("catalogue:stock-take", made)
    names = {site.id: site for site in places.sites()}
    takes = stock_taking.takes()
    context = {
        "form": form, "takes": [(one, names[one.site_id]) for one in takes],
        "names": people.names_of_actors(one.begun_by for one in takes),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "catalogue/stock_takes.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.TAKE_STOCK)
def take(request: Request, take_id: int) -> HttpResponse:
    """Take scans, one after the other, and show how it stands."""
    one, last, refusal = stock_taking.take(take_id), None, ""
    if request.method == "POST":
        try:
            last = stock_taking.scan(
                actor=request.actor, at=request.at, take_id=take_id, barcode=request.POST.get("barcode", "")
            )
        except (Invalid, Conflict) as error:
            refusal = error.message
    shown = stock_taking.counts(take_id)
    names: dict[int | None, places.SiteValue] = {site.id: site for site in places.sites()}
    context = {
        "take": one,
        "site": names[one.site_id],
        "last": last,
        "last_name": verdict_name(last.verdict) if last else "",
        "last_site": names.get(last.elsewhere) if last else None,
        "refusal": refusal,
        "expected": shown.expected,
        "missing": shown.missing,
        "scans": [(verdict_name(verdict), verdict, count) for verdict, count in shown.scans.items()],
        "lines": [
            (line, verdict_name(line.verdict), names.get(line.elsewhere)) for line in stock_taking.lines(take_id)
        ],
        "gone": stock_taking.missing(take_id, limit=50),
    }
    return render(request, "catalogue/stock_take.html", context, status=422 if refusal else 200)


@require_POST
@staff_page(CatalogueAct.TAKE_STOCK)
def close(request: Request, take_id: int) -> HttpResponse:
    """Say how many become missing, then end."""
    asking = Confirmation(
        title=_("结束清点"), sentence=_("没有扫到的馆藏会标为下落不明，仍计入藏量；以后扫到就算找到。"), action=_("结束"),
        back=reverse("catalogue:stock-take", args=[take_id]), counts=[(_("册下落不明"), stock_taking.counts(take_id).missing)],
    )  # fmt: skip
    if (page := ask_first(request, asking)) is not None:
        return page
    gone = stock_taking.close(actor=request.actor, at=request.at, take_id=take_id)
    done = ngettext("清点结束，%(n)d 册下落不明", "清点结束，%(n)d 册下落不明", gone)
    messages.success(request, done % {"n": gone})
    return redirect("catalogue:stock-take", take_id)


@require_safe
@staff_page(CatalogueAct.TAKE_STOCK)
def missing_csv(request: Request, take_id: int) -> HttpResponseBase:
    """Give what is missing as a file, in the order of the shelf."""
    head = [_("条码"), _("题名"), _("索书号"), _("架位")]
    return csv_response(f"missing-{take_id}.csv", head, stock_taking.missing(take_id))
