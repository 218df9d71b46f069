"""A vendor's hourly file: choose it, see what would be written, write it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shushan.files import public as kept
from shushan.kernel.errors import Conflict, Invalid
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.visits import hour_files
from shushan.visits import public as visits
from shushan.visits.study import Fate
from shushan.visits.terms import VisitAct

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.IMPORT)
def upload(request: Request) -> HttpResponse:
    """Take a file in and go on to what it would do; nothing is counted yet."""
    refusal = None
    if request.method == "POST":
        try:
            file_id = _kept(request)
        except Invalid as error:
            refusal = error
        else:
            return redirect("visits:study", file_id)
    known = visits.gates(site_ids=None)
    context = {"refusal": refusal, "sites": places.sites(), "gate": known[0].name if known else ""}
    return render(request, "visits/upload.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VisitAct.IMPORT)
def study(request: Request, file_id: UUID) -> HttpResponse:
    """Show what a kept file would write and what it refuses; on POST write it, as a job."""
    refusal = None
    if request.method == "POST":
        try:
            return redirect("jobs:job", hour_files.start(file_id=file_id, actor=request.actor, at=request.at))
        except Conflict as error:
            refusal = error
    found = hour_files.study_kept(file_id, actor=request.actor, at=request.at)
    names = {site.id: called(site) for site in places.sites()}
    changing = found.changing
    context = {
        "file": kept.value(file_id),
        "study": found,
        "counts": {fate.value: found.counts[fate.value] for fate in Fate},
        "changing": [(one, names[one.site_id]) for one in changing[:SHOWN]],
        "more": max(0, len(changing) - SHOWN),
        "refused": found.refused[:SHOWN],
        "more_refused": max(0, len(found.refused) - SHOWN),
        "may_add": request.actor.may_somewhere(VisitAct.EDIT_GATES),
        "refusal": refusal,
    }
    return render(request, "visits/study.html", context, status=refusal.status if refusal else 200)


def _kept(request: Request) -> UUID:
    given = request.FILES.get("file")
    if given is None:
        raise Invalid(_("请选一个文件"), field="file")
    if (given.size or 0) > hour_files.MOST_BYTES:
        raise Invalid(_("文件太大，最多 5 MB"), field="file", remedy=_("请分成几个文件"))
    return hour_files.keep_upload(given.read(), name=given.name or "", actor=request.actor, at=request.at)
