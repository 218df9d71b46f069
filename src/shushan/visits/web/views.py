"""Pages of the visits."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shushan.database.public import write
from shushan.kernel.errors import Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.places.public import SiteValue
from shushan.ui.http import Request
from shushan.ui.web import staff_page
from shushan.visits import files
from shushan.visits import public as visits
from shushan.visits.terms import VisitAct

PAGE = 50
LONGEST_FILE = 5_000_000


@require_safe
def how_full(request: Request) -> HttpResponse:
    """Show how full each site is, and how the day went hour by hour."""
    by_site = {one.site_id: one for one in visits.occupancy(at=request.at)}
    sites = [(site, places.open_state(site.id, request.at), by_site[site.id]) for site in places.sites()]
    most = max((n for one in by_site.values() for _hour, n in one.hours), default=1)
    return render(request, "visits/how_full.html", {"sites": sites, "most": most})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.COUNT)
def counter(request: Request) -> HttpResponse:
    """Count by hand: one tap, one person; a wrong tap is taken back with a reason."""
    sites = _sites(request, VisitAct.COUNT)
    code = request.POST.get("site") or request.GET.get("site") or ""
    site = next((one for one in sites if one.code == code), sites[0] if sites else None)
    if site is None:
        raise NotFound(_("没有可以计数的馆区"))
    if request.method == "POST":
        if request.POST.get("undo", "").isdecimal():
            visits.undo_by_hand(actor=request.actor, at=request.at, reading_id=int(request.POST["undo"]))
        else:
            text = request.POST.get("people", "1")
            if not text.isdecimal() or not 0 < int(text) <= 500:
                raise Invalid(_("人次要填 1 到 500 的整数"), field="people")
            visits.count_by_hand(actor=request.actor, at=request.at, site_id=site.id, entered=int(text))
        return redirect(f"{request.path}?site={site.code}")
    today = next((one for one in visits.occupancy(at=request.at) if one.site_id == site.id), None)
    context = {"site": site, "sites": sites, "today": today, "last": visits.readings(site_id=site.id, limit=5)}
    return render(request, "visits/counter.html", context)


@require_safe
@staff_page(VisitAct.SEE_READINGS)
def readings(request: Request) -> HttpResponse:
    """Show what was counted, newest first."""
    sites = _sites(request, VisitAct.SEE_READINGS)
    allowed = request.actor.sites(VisitAct.SEE_READINGS)
    chosen = next((one for one in sites if one.code == request.GET.get("site")), None)
    if chosen is None and allowed is not None:
        chosen = sites[0] if sites else None
    before = request.GET.get("before", "0")
    shown = visits.readings(
        site_id=chosen.id if chosen else None, before=int(before) if before.isdecimal() else 0, limit=PAGE + 1
    )
    names = {site.id: site.name for site in sites}
    context = {
        "lines": [(one, names.get(one.site_id, "")) for one in shown[:PAGE]],
        "sites": sites,
        "chosen": chosen,
        "next": shown[PAGE - 1].id if len(shown) > PAGE else None,
        "may_import": request.actor.may_somewhere(VisitAct.IMPORT),
    }
    return render(request, "visits/readings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.SEE_READINGS)
def reading(request: Request, reading_id: int) -> HttpResponse:
    """Show one count with its records; on POST take it back with a reason."""
    found = visits.reading(reading_id)
    request.actor.require(VisitAct.SEE_READINGS, site_id=found.site_id)
    refusal = None
    if request.method == "POST":
        try:
            visits.reverse(
                actor=request.actor, at=request.at, reading_id=reading_id, reason=request.POST.get("reason", "")
            )
        except Invalid as error:
            refusal = error
        else:
            messages.success(request, _("已冲正，原来的记录仍在，相抵为零"))
            return redirect("visits:reading", reading_id)
    context = {
        "reading": found,
        "site": places.site(found.site_id),
        "rows": ledger.rows_of(f"visits.reading:{reading_id}"),
        "refusal": refusal,
        "may_reverse": request.actor.may(VisitAct.REVERSE, site_id=found.site_id),
    }
    return render(request, "visits/reading.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.IMPORT)
def upload(request: Request) -> HttpResponse:
    """Take a vendor's hourly file: all of it or nothing."""
    refusal = None
    if request.method == "POST":
        try:
            changed, same = _take_file(request)
        except (Invalid, NotFound) as error:
            refusal = error
        else:
            messages.success(
                request, _("收下 %(changed)s 个小时，%(same)s 个与以前相同") % {"changed": changed, "same": same}
            )
            return redirect("visits:readings")
    return render(request, "visits/upload.html", {"refusal": refusal}, status=refusal.status if refusal else 200)


def _take_file(request: Request) -> tuple[int, int]:
    given = request.FILES.get("file")
    if given is None:
        raise Invalid(_("请选一个文件"), field="file")
    if (given.size or 0) > LONGEST_FILE:
        raise Invalid(_("文件太大，最多 5 MB"), field="file")
    lines = files.read(given.read(), ledger.zone())
    codes = {site.code: site.id for site in places.sites()} | {site.name: site.id for site in places.sites()}
    for line in lines:
        if line.site not in codes:
            raise Invalid(
                _("第 %(line)s 行：没有馆区“%(site)s”") % {"line": line.line, "site": line.site[:40]}, field="file"
            )
    changed = 0
    with write():
        for line in lines:
            changed += visits.take_hour(
                actor=request.actor, at=request.at, site_id=codes[line.site], gate=line.gate, since=line.since,
                entered=line.entered, left=line.left,
            )  # fmt: skip
    return changed, len(lines) - changed


def _sites(request: Request, verb: VisitAct) -> list[SiteValue]:
    allowed = request.actor.sites(verb)
    return [site for site in places.sites() if allowed is None or site.id in allowed]
