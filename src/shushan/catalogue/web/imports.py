"""The pages of imports: upload, look at the first records, study the whole, commit, follow, take back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shushan.catalogue import import_stages as stages
from shushan.catalogue import imports as service
from shushan.catalogue import mappings, sheet_import
from shushan.catalogue.importing import Whence
from shushan.catalogue.marc.mixed import MIXED
from shushan.catalogue.reasons import coding, left_reason, reason
from shushan.catalogue.terms import CatalogueAct, Doubles, Holdings
from shushan.catalogue.web.forms import CommitForm, StartForm, UploadForm, whence_of
from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.people import public as people
from shushan.places import public as places
from shushan.ui.confirm import Confirmation, ask_first
from shushan.ui.http import Request
from shushan.ui.lists import csv_response
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def imports(request: Request) -> HttpResponse:
    """Show the imports; on POST keep a file and go on to its preview."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            if sheet_import.is_sheet(given.name):
                sheet = sheet_import.keep_sheet(given.chunks(), name=given.name, actor=request.actor, at=request.at)
                return redirect("catalogue:import-sheet", sheet.id)
            kept = service.keep_upload(given.chunks(), name=given.name, actor=request.actor, at=request.at)
        except Invalid as refusal:
            form.add_error("file", refusal.told)
        else:
            return redirect("catalogue:import-preview", kept.id)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request,
        "catalogue/imports.html",
        {"form": form, "runs": service.runs(), "mappings": mappings.mappings()},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def preview(request: Request, file_id: UUID) -> HttpResponse:
    """Show the first records as they would be read; on POST have the whole file read through."""
    sites = request.actor.sites(CatalogueAct.IMPORT)
    form = StartForm(request.POST or None, sites=sites, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        study_id = stages.start_study(
            actor=request.actor, at=request.at, file_id=str(file_id), source=form.cleaned_data["source"],
            site_id=form.cleaned_data["site"], holdings=form.whence(),
        )  # fmt: skip
        return redirect("catalogue:import-study", study_id)
    seen = service.preview(str(file_id), _whence(request))
    context = {
        "form": form,
        "file": files.value(file_id),
        "seen": seen,
        "encodings": "、".join(map(coding, seen.encodings)),
        "ready": [one.projected for one in seen.first.ready],
        "problems": [(one.ordinal, reason(problem.code)) for one, problem in seen.first.problems],
    }
    return render(request, "catalogue/import_preview.html", context)


def _whence(request: Request) -> Whence:
    """Return where the preview reads the copies: as the address says, or from every known field."""
    try:
        return whence_of(request.POST.get("holdings") or request.GET.get("holdings") or Holdings.ANY)
    except (NotFound, ValueError):
        return Holdings.ANY


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CatalogueAct.IMPORT)
def study(request: Request, study_id: int) -> HttpResponse:
    """Show what importing a file would do, as soon as it is known; on POST import it."""
    found = stages.study(study_id)
    form, refusal = CommitForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = stages.commit(
                actor=request.actor, at=request.at, study_id=study_id, doubles=Doubles(form.cleaned_data["doubles"])
            )
            return redirect("catalogue:import-run", made.id)
        except Conflict as error:
            refusal = f"{error.message} {error.remedy}"
    context = {
        "study": found,
        "site": next((called(site) for site in places.sites() if site.id == found.site_id), ""),
        "job": jobs.job(found.job_id),
        "form": form,
        "refusal": refusal,
        "groups": [(name, found.outcomes[name], some) for name, some in found.examples.items()],
    }
    return render(request, "catalogue/import_study.html", context, status=422 if refusal else 200)


@require_POST
@staff_page(CatalogueAct.IMPORT)
def undo(request: Request, run_id: int) -> HttpResponse:
    """Say what taking an import back means; confirmed, begin it."""
    found = service.run(run_id)
    asking = Confirmation(
        title=_("撤销导入"),
        sentence=_("新增的书目撤下，更新过的恢复原样，带来的馆藏退出藏量（台账里写冲正，不删记录）。"),
        action=_("撤销这次导入"), back=reverse("catalogue:import-run", args=[run_id]),
        counts=[(_("新增"), found.created), (_("更新"), found.updated), (_("馆藏"), found.items)],
        warning=_("导入之后改过、借过、预约过或清点过的保留不动，并逐条列出；改过的馆藏逐册点名。撤销以后不能再“撤销撤销”，只能重新导入。"),
    )  # fmt: skip
    if (page := ask_first(request, asking)) is not None:
        return page
    try:
        stages.start_undo(actor=request.actor, at=request.at, run_id=run_id)
    except Conflict as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    return redirect("catalogue:import-run", run_id)


@require_safe
@staff_page(CatalogueAct.IMPORT)
def left_csv(request: Request, run_id: int) -> HttpResponseBase:
    """Give the records that an undoing left alone as CSV: place, record, title, why."""
    service.run(run_id)
    return csv_response(
        f"import-{run_id}-left.csv", ["ordinal", "record", "title", "code", "reason", "barcodes"], _left(run_id)
    )


def _left(run_id: int) -> Iterator[list[object]]:
    after = 0
    while some := stages.left(run_id, after=after, limit=500):
        for line in some:
            yield [line.ordinal, line.record_id, line.title, line.code, left_reason(line.code), " ".join(line.barcodes)]
        after = some[-1].id


@require_safe
@staff_page(CatalogueAct.IMPORT)
def run(request: Request, run_id: int) -> HttpResponse:
    """Show an import: its job's progress, counts, and what was not taken."""
    found = service.run(run_id)
    after = request.GET.get("after", "0")
    shown = service.problems(run_id, after=int(after) if after.isdecimal() else 0, limit=51)
    context = {
        "run": found,
        "names": people.names_of_actors([found.undo_asked_by]),
        "encodings": (codings := service.encodings(run_id)),
        "mixed": service.mixed(run_id) if MIXED in codings else [],
        "job": jobs.job(found.job_id),
        "log": jobs.log_of(found.job_id),
        "problems": [line for _pk, line in shown[:50]],
        "next": shown[49][0] if len(shown) > 50 else None,
        "doubles": stages.doubles(run_id),
        "may_undo": jobs.job(found.job_id).is_over and found.undo_job_id is None,
        "undo_job": jobs.job(found.undo_job_id) if found.undo_job_id else None,
    } | (_undone(run_id) if found.undo_job_id else {})
    return render(request, "catalogue/import_run.html", context)


def _undone(run_id: int) -> dict[str, object]:
    """Return what the page says of an import that is being or was taken back."""
    counts = stages.undo_counts(run_id)
    return {
        "undone": counts.pop("undone", 0),
        "left_counts": [(left_reason(code), n) for code, n in counts.items()],
        "left": [(line, left_reason(line.code)) for line in stages.left(run_id, limit=20)],
    }


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
    """Give every record that was taken as CSV: place, what became of it, coding found, number, title, fields by coding."""
    service.run(run_id)
    head = ["ordinal", "outcome", "encoding", "control_number", "title", "codings"]
    return csv_response(f"import-{run_id}.csv", head, _report(run_id))


def _report(run_id: int) -> Iterator[list[object]]:
    after = 0
    while some := service.lines(run_id, after=after):
        for line in some:
            yield [line.ordinal, line.outcome, line.encoding, line.control_number, line.title, line.codings]
        after = some[-1].id
