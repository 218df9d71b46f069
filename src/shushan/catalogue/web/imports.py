"""The pages of imports: upload, look at the first records, start, follow, read what was not taken."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from shushan.catalogue import imports as service
from shushan.catalogue.reasons import reason
from shushan.catalogue.terms import CatalogueAct, Holdings
from shushan.catalogue.web.forms import StartForm, UploadForm
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.errors import Invalid
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def imports(request: Request) -> HttpResponse:
    """Show the imports; on POST keep a file and go on to its preview."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            kept = service.keep_upload(given.chunks(), name=given.name, actor=request.actor, at=request.at)
        except Invalid as refusal:
            form.add_error("file", " ".join(part for part in (refusal.message, refusal.remedy) if part))
        else:
            return redirect("catalogue:import-preview", kept.id)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "catalogue/imports.html", {"form": form, "runs": service.runs()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def preview(request: Request, file_id: UUID) -> HttpResponse:
    """Show the first records as they would be read; on POST start the import."""
    sites = request.actor.sites(CatalogueAct.IMPORT)
    form = StartForm(request.POST or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        run_made = service.start_import(
            actor=request.actor, at=request.at, file_id=str(file_id), source=form.cleaned_data["source"],
            site_id=form.cleaned_data["site"], holdings=Holdings(form.cleaned_data["holdings"]),
        )  # fmt: skip
        return redirect("catalogue:import-run", run_made.id)
    seen = service.preview(str(file_id))
    context = {
        "form": form,
        "file": files.value(file_id),
        "seen": seen,
        "encodings": "、".join(seen.encodings),
        "ready": [one.projected for one in seen.first.ready],
        "problems": [(one.ordinal, reason(problem.code)) for one, problem in seen.first.problems],
    }
    return render(request, "catalogue/import_preview.html", context)


@require_safe
@staff_page(CatalogueAct.IMPORT)
def run(request: Request, run_id: int) -> HttpResponse:
    """Show an import: its job's progress, counts, and what was not taken."""
    found = service.run(run_id)
    after = request.GET.get("after", "0")
    shown = service.problems(run_id, after=int(after) if after.isdecimal() else 0, limit=51)
    context = {
        "run": found,
        "encodings": service.encodings(run_id),
        "job": jobs.job(found.job_id),
        "log": jobs.log_of(found.job_id),
        "problems": [line for _pk, line in shown[:50]],
        "next": shown[49][0] if len(shown) > 50 else None,
    }
    return render(request, "catalogue/import_run.html", context)


@require_safe
@staff_page(CatalogueAct.IMPORT)
def problems_csv(request: Request, run_id: int) -> HttpResponseBase:
    """Give what was not taken as CSV: place, reason, bytes."""
    service.run(run_id)
    head = ["ordinal", "position", "code", "reason", "hex", "text"]
    return csv_response(f"import-{run_id}-problems.csv", head, _lines(run_id))


def _lines(run_id: int) -> Iterator[list[object]]:
    after = 0
    while some := service.problems(run_id, after=after, limit=500):
        for _pk, line in some:
            yield [line.ordinal, line.position, line.code, line.reason, line.raw.hex(), line.text]
        after = some[-1][0]


@require_safe
@staff_page(CatalogueAct.IMPORT)
def report_csv(request: Request, run_id: int) -> HttpResponseBase:
    """Give every record that was taken as CSV: place, what became of it, coding found, number, title."""
    service.run(run_id)
    head = ["ordinal", "outcome", "encoding", "control_number", "title"]
    return csv_response(f"import-{run_id}.csv", head, _report(run_id))


def _report(run_id: int) -> Iterator[list[object]]:
    after = 0
    while some := service.lines(run_id, after=after):
        for line in some:
            yield [line.ordinal, line.outcome, line.encoding, line.control_number, line.title]
        after = some[-1].id
