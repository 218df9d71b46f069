"""Pages of the jobs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.jobs.terms import JobAct
from shushan.ui.http import Request, is_htmx
from shushan.ui.web import staff_page

PAGE = 50


@require_safe
@staff_page(JobAct.SEE_JOBS)
def job_list(request: Request) -> HttpResponse:
    """Show jobs, newest first."""
    before = request.GET.get("before", "0")
    shown = jobs.jobs(before=int(before) if before.isdecimal() else 0, limit=PAGE + 1)
    context = {"jobs": shown[:PAGE], "next": shown[PAGE - 1].id if len(shown) > PAGE else None}
    return render(request, "jobs/list.html", context)


@require_safe
@staff_page(JobAct.SEE_JOBS)
def job(request: Request, job_id: int) -> HttpResponse:
    """Show one job: progress, log, cancel, file. The page asks again by itself; closing it loses nothing."""
    found = jobs.job(job_id)
    context = {
        "job": found,
        "log": jobs.log_of(job_id),
        "download": files.signed_address(found.file_id) if found.file_id else "",
    }
    return render(request, "jobs/body.html" if is_htmx(request) else "jobs/job.html", context)


@require_POST
@staff_page(JobAct.SEE_JOBS)
def cancel(request: Request, job_id: int) -> HttpResponse:
    """Ask a job to stop."""
    jobs.cancel(actor=request.actor, at=request.at, job_id=job_id)
    return redirect("jobs:job", job_id)


@require_POST
@staff_page(JobAct.SEE_JOBS)
def retry(request: Request, job_id: int) -> HttpResponse:
    """Queue a job again."""
    jobs.retry(actor=request.actor, at=request.at, job_id=job_id)
    return redirect("jobs:job", job_id)
