"""Pages of the jobs."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shushan.files import public as files
from shushan.jobs import public as jobs
from shushan.jobs.terms import JobAct, JobValue
from shushan.kernel.ids import typed_number
from shushan.ledger import public as ledger
from shushan.ui.http import Request, is_htmx
from shushan.ui.lists import Asked, Column, KeyedList
from shushan.ui.web import staff_page


def _titled(job: JobValue) -> object:
    return format_html('<a href="{}">{}</a>', reverse("jobs:job", args=[job.id]), job.title)


def _progress(job: JobValue) -> str:
    return f"{job.done:,} / {job.total:,}" if job.total else f"{job.done:,}" if job.done else "—"


class JobsList(KeyedList[JobValue]):
    """Jobs, newest first."""

    code = "jobs.jobs"
    title = _("作业")
    nothing = _("还没有作业。导入、重建这类要一会儿的事会列在这里。")
    columns = (
        Column[JobValue]("title", pgettext_lazy("one", "作业"), _titled, lambda j: j.title, is_head=True),
        Column[JobValue](
            "state",
            _("状态"),
            lambda j: render_to_string("jobs/state.html", {"job": j}),
            lambda j: j.state.value,
        ),
        Column[JobValue]("progress", _("进度"), _progress, look="number"),
        Column[JobValue]("by", _("由谁"), lambda j: j.made_by),
        Column[JobValue]("at", _("开始"), lambda j: ledger.local_minute(j.made_at)),
    )

    def some(self, asked: Asked, *, after: str, limit: int) -> Sequence[JobValue]:
        """Return jobs below an id."""
        return jobs.jobs(before=typed_number(after) or 0, limit=limit)

    def identify(self, row: JobValue) -> str:
        """Return the job's id."""
        return str(row.id)


@staff_page(JobAct.SEE_JOBS)
def job_list(request: Request) -> HttpResponseBase:
    """Show jobs, newest first."""
    return JobsList(request).response()


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


@require_POST
@staff_page(JobAct.SEE_JOBS)
def repeat(request: Request, job_id: int) -> HttpResponse:
    """Queue the same work anew."""
    return redirect("jobs:job", jobs.repeat(actor=request.actor, at=request.at, job_id=job_id))
