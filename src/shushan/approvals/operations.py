"""Ask, decide, send back, withdraw. Who asks does not decide, unless a body outside the house decides on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.approvals.errors import AlreadyDecided, DocumentNeeded, NoteNeeded, OwnRequest
from shushan.approvals.models import Delegation, Request, Step, Trail
from shushan.approvals.policy import is_whole, may_decide
from shushan.approvals.queries import delegations, page
from shushan.approvals.registry import kind as kind_of
from shushan.approvals.states import MOVES, RequestMove, RequestState, StepState
from shushan.approvals.terms import ApprovalAct, Document, Outcome, RequestPage, StepLine, StepPlan
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


@write()
def ask(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    subject: str,
    title: str,
    steps: Sequence[StepPlan],
    deadline_on: date | None = None,
    unit_id: int | None = None,
    site_id: int | None = None,
) -> int:
    """Ask for decisions about a subject (``room.noun:id``) and return the request's id.

    The grant to ask is the asking room's own matter, checked before.

    :raises Invalid: there is nobody to decide :raises Conflict: the subject is being decided already
    """
    kind_of(kind)
    if not steps:
        raise Invalid(_("至少要有一个审批步骤"), field="steps")
    try:
        with transaction.atomic():
            asked = Request.objects.create(
                kind=kind, subject=subject, title=title[:160], asked_label=actor.label, asked_by=actor.name[:80],
                asked_at=at, deadline_on=deadline_on, unit_id=unit_id, site_id=site_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这件事已经在审批中"), remedy=_("请先等它办完，或撤回原来的申请")) from error
    _lay_steps(asked.pk, steps, round_=1)
    _trail(asked.pk, actor, at, "ask")
    return asked.pk


@write()
def agree(
    *, actor: Actor, at: datetime, today: date, request_id: int, step_id: int, note: str = "",
    document: Document | None = None,
) -> RequestState:  # fmt: skip
    """Agree to the step that waits; the effect comes with the last one. Return the request's state.

    :raises NotAllowed: neither granted nor named as delegate :raises OwnRequest: :raises AlreadyDecided:
    :raises DocumentNeeded: a body outside decides, and its document is not whole or is dated in time to come
    """
    found, step = _to_decide(actor, request_id, step_id, today)
    if step.body and not is_whole(document, today=today):
        raise DocumentNeeded(
            _("请填写批复单位、文号和日期；日期不能晚于今天"), field="number", rule=_("上级的决定以批复文件为准")
        )
    _decide(actor, at, step, StepState.AGREED, note, document)
    _trail(request_id, actor, at, "agree", note)
    if any(s.state is StepState.WAITING and s.id != step.id for s in _of_round(found, step.round)):
        return RequestState.OPEN
    earlier = [s.document for s in _of_round(found, step.round) if s.document is not None]
    return _end(actor, at, found, RequestMove.APPROVE, document or (earlier[-1] if earlier else None))


@write()
def send_back(*, actor: Actor, at: datetime, today: date, request_id: int, step_id: int, note: str) -> RequestState:
    """Send a request back to who asked, with what is to be mended; it can be asked again.

    :raises NotAllowed: :raises OwnRequest: :raises AlreadyDecided: :raises NoteNeeded:
    """
    return _turn_down(actor, at, today, request_id, step_id, note, StepState.RETURNED, RequestMove.RETURN)


@write()
def refuse(*, actor: Actor, at: datetime, today: date, request_id: int, step_id: int, note: str) -> RequestState:
    """Refuse a request for good, with a reason.

    :raises NotAllowed: :raises OwnRequest: :raises AlreadyDecided: :raises NoteNeeded:
    """
    return _turn_down(actor, at, today, request_id, step_id, note, StepState.REFUSED, RequestMove.REFUSE)


@write()
def withdraw(*, actor: Actor, at: datetime, request_id: int, note: str = "") -> RequestState:
    """Take one's own request back before it is decided.

    :raises NotAllowed: somebody else asked :raises Conflict: it is decided :raises NotFound:
    """
    found = page(request_id)
    _own(actor, found)
    _trail(request_id, actor, at, "withdraw", note)
    return _end(actor, at, found, RequestMove.WITHDRAW, None)


@write()
def ask_again(*, actor: Actor, at: datetime, request_id: int, note: str = "") -> RequestState:
    """Ask again after it was sent back: every step is decided anew.

    :raises NotAllowed: somebody else asked :raises Conflict: it was not sent back :raises NotFound:
    """
    found = page(request_id)
    _own(actor, found)
    state = _move(found, RequestMove.ASK_AGAIN, None)
    last = max(step.round for step in found.steps)
    plans = [StepPlan(s.title, s.verb, s.unit_id, s.site_id, s.body) for s in _of_round(found, last)]
    Request.objects.filter(pk=request_id).update(round=last + 1)
    _lay_steps(request_id, plans, round_=last + 1)
    _trail(request_id, actor, at, "ask-again", note)
    return state


@write()
def delegate(
    *, actor: Actor, at: datetime, verb: str, taker_label: str, taker: str, since: date, until: date,
    unit_id: int | None = None, site_id: int | None = None,
) -> int:  # fmt: skip
    """Let a colleague decide steps of a verb in one's place, ``[since, until)``, and return the delegation's id.

    :raises NotAllowed: one does not hold the verb there oneself :raises Invalid: no day, or oneself
    """
    actor.require_somewhere(ApprovalAct.DELEGATE)
    actor.require(verb, unit_id=unit_id, site_id=site_id)
    if until <= since:
        raise Invalid(_("结束日期要晚于开始日期"), field="until")
    if taker_label == actor.label:
        raise Invalid(_("不能委托给自己"), field="taker")
    made = Delegation.objects.create(
        verb=verb, unit_id=unit_id, site_id=site_id, giver_label=actor.label, giver=actor.name[:80],
        taker_label=taker_label, taker=taker[:80], since=since, until=until,
    )  # fmt: skip
    return made.pk


@write()
def end_delegation(*, actor: Actor, at: datetime, today: date, delegation_id: int) -> None:
    """End one's own delegation from today on; what was decided under it stands.

    :raises NotFound: it is not one's own, or over already
    """
    mine = Delegation.objects.filter(pk=delegation_id, giver_label=actor.label, until__gt=today).first()
    if mine is None:
        raise NotFound(_("没有这项委托，或它已经结束"))
    Delegation.objects.filter(pk=mine.pk).update(until=max(today, mine.since))


def _turn_down(
    actor: Actor, at: datetime, today: date, request_id: int, step_id: int, note: str, state: StepState,
    move: RequestMove,
) -> RequestState:  # fmt: skip
    found, step = _to_decide(actor, request_id, step_id, today)
    if not note.strip():
        raise NoteNeeded(_("请写明原因"), field="note")
    _decide(actor, at, step, state, note, None)
    _trail(request_id, actor, at, str(move), note)
    return _end(actor, at, found, move, None)


def _to_decide(actor: Actor, request_id: int, step_id: int, today: date) -> tuple[RequestPage, StepLine]:
    found = page(request_id)
    step = found.next_step
    if step is None or step.id != step_id:
        raise AlreadyDecided(_("这一步已经办过，或还没有轮到"), remedy=_("请刷新页面看现在的情况"))
    if not may_decide(actor, step, delegations(on=today), on=today):
        raise NotAllowed(verb=step.verb)
    if not step.body and found.line.asked_label == actor.label:
        raise OwnRequest(_("自己提出的申请不能自己审批"), rule=_("经办与审批分开"), remedy=_("请由另一位有权的人办理"))
    return found, step


def _decide(actor: Actor, at: datetime, step: StepLine, state: StepState, note: str, document: Document | None) -> None:
    touched = Step.objects.filter(pk=step.id, state=StepState.WAITING).update(
        state=state,
        decided_label=actor.label,
        decided_by=actor.name[:80],
        decided_at=at,
        note=note.strip()[:400],
        document_body=document.body.strip() if document else "",
        document_number=document.number.strip() if document else "",
        document_on=document.dated_on if document else None,
        document_file=document.file_id if document else None,
    )
    if touched != 1:
        raise AlreadyDecided(_("这一步已经办过"), remedy=_("请刷新页面看现在的情况"))


def _end(actor: Actor, at: datetime, found: RequestPage, move: RequestMove, document: Document | None) -> RequestState:
    state = _move(found, move, at)
    line = found.line
    kind_of(line.kind).effect(Outcome(line.id, line.subject, state, at, document), actor)
    return state


def _move(found: RequestPage, move: RequestMove, at: datetime | None) -> RequestState:
    line = found.line
    target = MOVES.get((line.state, move))
    decided = at if target not in (RequestState.OPEN, RequestState.RETURNED) else None
    touched = 0
    if target is not None:
        touched = Request.objects.filter(pk=line.id, state=line.state).update(state=target, decided_at=decided)
    if target is None or touched != 1:
        raise Conflict(_("这份申请已经办完，或还没有退回"), remedy=_("请刷新页面看现在的情况"))
    return target


def _own(actor: Actor, found: RequestPage) -> None:
    if found.line.asked_label != actor.label:
        raise NotAllowed(_("只有申请人可以这样做"))


def _of_round(found: RequestPage, round_: int) -> list[StepLine]:
    return [step for step in found.steps if step.round == round_]


def _lay_steps(request_id: int, steps: Sequence[StepPlan], *, round_: int) -> None:
    Step.objects.bulk_create(
        Step(
            request_id=request_id, round=round_, position=position, title=plan.title[:80], verb=str(plan.verb),
            unit_id=plan.unit_id, site_id=plan.site_id, body=plan.body[:80],
        )
        for position, plan in enumerate(steps, 1)
    )  # fmt: skip


def _trail(request_id: int, actor: Actor, at: datetime, act: str, note: str = "") -> None:
    Trail.objects.create(
        request_id=request_id, at=at, label=actor.label, by=actor.name[:80], act=act, note=note.strip()[:400]
    )
