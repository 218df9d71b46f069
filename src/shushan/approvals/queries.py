"""Read requests, steps, trails, delegations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from shushan.approvals.models import Delegation, Request, Step
from shushan.approvals.policy import may_decide
from shushan.approvals.states import RequestState, StepState
from shushan.approvals.terms import DelegationLine, Document, RequestLine, RequestPage, StepLine, TrailLine
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound


def requests(*, state: str = "", kind: str = "", before: int = 0, limit: int = 50) -> list[RequestLine]:
    """Return requests, newest first, below an id (0: from the newest), in two queries."""
    found = Request.objects.all()
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if before:
        found = found.filter(pk__lt=before)
    return _lines(found.order_by("-pk")[:limit])


def waiting_for(actor: Actor, *, on: date, limit: int = 200) -> list[RequestLine]:
    """Return the open requests whose next step this actor may decide, oldest first, in three queries."""
    held = delegations(on=on)
    found = list(Request.objects.filter(state=RequestState.OPEN).order_by("pk"))
    nexts = _next_steps(found)
    mine = [
        one
        for one in found
        if one.pk in nexts
        and may_decide(actor, nexts[one.pk], held, on=on)
        and (nexts[one.pk].body or one.asked_label != actor.label)
    ]
    return [_line(one, nexts) for one in mine[:limit]]


def page(request_id: int) -> RequestPage:
    """Return a request with steps and trail, in three queries.

    :raises NotFound:
    """
    found = Request.objects.filter(pk=request_id).first()
    if found is None:
        raise NotFound(_("没有这份申请"))
    steps = tuple(_step(step) for step in found.steps.order_by("round", "position"))
    trail = tuple(TrailLine(t.at, t.by, t.act, t.note) for t in found.trail.order_by("pk"))
    current = next((s for s in steps if s.round == found.round and s.state is StepState.WAITING), None)
    return RequestPage(_line(found, {found.pk: current} if current else {}), steps, trail)


def of_subject(subject: str) -> list[RequestLine]:
    """Return every request about a subject, newest first, in two queries."""
    return _lines(Request.objects.filter(subject=subject).order_by("-pk"))


def delegations(*, on: date | None = None, label: str = "") -> list[DelegationLine]:
    """Return the delegations that hold on a day (None: every one), of one giver or taker when a label is given."""
    found = Delegation.objects.order_by("-since", "-pk")
    if on is not None:
        found = found.filter(since__lte=on, until__gt=on)
    lines = [
        DelegationLine(
            d.pk, d.verb, d.unit_id, d.site_id, d.giver, d.giver_label, d.taker, d.taker_label, d.since, d.until
        )
        for d in found
    ]
    return [one for one in lines if not label or label in (one.giver_label, one.taker_label)]


def _lines(found: Iterable[Request]) -> list[RequestLine]:
    rows = list(found)
    nexts = _next_steps(rows)
    return [_line(one, nexts) for one in rows]


def _next_steps(found: list[Request]) -> dict[int, StepLine]:
    rounds = {one.pk: one.round for one in found if one.state == RequestState.OPEN}
    nexts: dict[int, StepLine] = {}
    waiting = Step.objects.filter(request__in=rounds, state=StepState.WAITING).order_by("-position")
    for step in waiting:
        if step.round == rounds[step.request_id]:
            nexts[step.request_id] = _step(step)
    return nexts


def _line(one: Request, nexts: dict[int, StepLine]) -> RequestLine:
    is_open = one.state == RequestState.OPEN
    waits = nexts[one.pk].title if is_open and one.pk in nexts else ""
    return RequestLine(
        one.pk, one.kind, one.subject, one.title, RequestState(one.state), one.asked_by, one.asked_label,
        one.asked_at, one.deadline_on, one.decided_at, one.unit_id, one.site_id, waits,
    )  # fmt: skip


def _step(step: Step) -> StepLine:
    document = None
    if step.document_on is not None:
        document = Document(step.document_body, step.document_number, step.document_on, step.document_file)
    return StepLine(
        step.pk, step.round, step.position, step.title, step.verb, step.unit_id, step.site_id, step.body,
        StepState(step.state), step.decided_by, step.decided_at, step.note, document,
    )  # fmt: skip
