"""Start, cancel and retry jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.jobs.models import Job
from shushan.jobs.registry import kind
from shushan.jobs.states import JobState
from shushan.jobs.terms import JobAct
from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.kernel.errors import Conflict, NotFound


@write()
def start(code: str, arguments: dict[str, str | int], *, actor: Actor, at: datetime, title: str = "") -> int:
    """Queue a job and return its id. The act that starts it has checked the grant; the job runs with the same grants.

    :raises LookupError: no such kind of job.
    """
    known = kind(code)
    if known is None:
        raise LookupError(f"no job named {code}")
    made = Job.objects.create(
        code=code, title=(title or str(known.title))[:200], arguments=arguments, actor=frozen(actor), made_at=at
    )
    return made.pk


@write()
def cancel(*, actor: Actor, at: datetime, job_id: int) -> None:
    """Ask a job to stop at its next slice; one that waits stops at once. What it did stays done.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is over
    """
    _allowed(actor, job_id)
    if Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.CANCELLED, finished_at=at):
        return
    if not Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(cancel_asked=True):
        raise Conflict(_("这项作业已经结束"), remedy=_("请刷新后再看"))


@write()
def retry(*, actor: Actor, at: datetime, job_id: int) -> None:
    """Queue a job again that failed or was cancelled; it goes on at its checkpoint.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is not over
    """
    _allowed(actor, job_id)
    again = Job.objects.filter(pk=job_id, state__in=[JobState.FAILED, JobState.CANCELLED])
    if not again.update(state=JobState.QUEUED, cancel_asked=False, error="", finished_at=None, attempts=0):
        raise Conflict(_("这项作业还没有结束"), remedy=_("请刷新后再看"))


@write()
def repeat(*, actor: Actor, at: datetime, job_id: int) -> int:
    """Queue the same work anew once it is over, and return the new job's id.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is not over or such a one waits already, or its kind is not repeated
    """
    _allowed(actor, job_id)
    old = Job.objects.get(pk=job_id)
    known = kind(old.code)
    if known is None or not known.is_repeatable:
        raise Conflict(_("这一种作业不能再做一次"), remedy=_("请从它自己的页面开始"))
    if Job.objects.filter(code=old.code, state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
        raise Conflict(_("同样的作业正在等着或正在做"), remedy=_("请等它做完"))
    return start(old.code, old.arguments, actor=actor, at=at)


def frozen(actor: Actor) -> dict[str, Any]:
    """Return an actor as values that a row can keep."""
    grants = [
        {"verb": g.verb, "site_id": g.site_id, "unit_id": g.unit_id, "below": sorted(g.below)} for g in actor.grants
    ]
    return {"kind": str(actor.kind), "id": actor.id, "name": actor.name, "site_id": actor.site_id, "grants": grants}


def thawed(kept: dict[str, Any]) -> Actor:
    """Return the actor that a row kept."""
    grants = tuple(
        Grant(one["verb"], one["site_id"], one["unit_id"], below=frozenset(one.get("below", ())))
        for one in kept.get("grants", [])
    )
    return Actor(ActorKind(kept["kind"]), kept["id"], kept["name"], grants, kept.get("site_id"))


def _allowed(actor: Actor, job_id: int) -> None:
    found = Job.objects.filter(pk=job_id).only("actor").first()
    if found is None:
        raise NotFound(_("没有这项作业"))
    if (found.actor.get("kind"), found.actor.get("id")) != (str(actor.kind), actor.id):
        actor.require_somewhere(JobAct.CANCEL_JOB)
