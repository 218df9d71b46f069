"""Drafts of a rule's version: write, try against the past, ask for approval, and the effect of the approval."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.approvals import public as approvals
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.kernel.periods import Period
from shushan.regulations import checking
from shushan.regulations.errors import NotTried, RuleDoesNotFit
from shushan.regulations.models import RuleCode, RuleDraft, RuleVersion
from shushan.regulations.queries import book
from shushan.regulations.queries.trials import trial
from shushan.regulations.seam import source, subjects_of
from shushan.regulations.states import DRAFT_MOVES, DraftMove, DraftState
from shushan.regulations.terms import RegulationAct, Rule
from shushan.regulations.words import FAULTS

KIND = "regulations.rule"
ENVELOPE = frozenset({"id", "code", "version"})
CONTENT = tuple(field.name for field in fields(Rule) if field.name not in ENVELOPE)


@write()
def draft_rule(*, actor: Actor, at: datetime, rule: Rule, why: str, draft_id: int | None = None) -> int:
    """Write a version of a rule that is not in force, or write a draft anew, and return its id. What was tried is forgotten.

    :raises NotAllowed: :raises RuleDoesNotFit: it could not be judged :raises Conflict: the code has a draft already
    """
    actor.require(RegulationAct.EDIT_RULES)
    _refuse_faults(rule)
    if not why.strip():
        raise Invalid(_("请写明为什么要改"), field="why")
    said = {name: getattr(rule, name) for name in CONTENT} | {
        "why": why.strip()[:240], "tried_since": None, "tried_until": None, "tried_changed": None, "tried_of": None,
    }  # fmt: skip
    if draft_id is not None:
        _own(actor, draft_id)
        RuleDraft.objects.filter(pk=draft_id).update(**said)
        return draft_id
    try:
        with transaction.atomic():
            made = RuleDraft.objects.create(
                code=rule.code.strip().upper()[:16], made_label=actor.label, made_by=actor.name[:80], made_at=at, **said
            )
    except IntegrityError as error:
        raise Conflict(_("这条规则已有一份草稿"), remedy=_("请先办完或撤回那一份")) from error
    return made.pk


@write()
def try_rule(*, actor: Actor, at: datetime, today: date, draft_id: int, window: Period) -> int:
    """Try a draft against the past, keep how many results would be others, and return that number.

    :raises NotAllowed: :raises Conflict: it is no draft :raises Invalid: the days are still to come, or more than two years
    """
    _own(actor, draft_id)
    if window.until > today + timedelta(days=1) or window.days > 366 * 2:
        raise Invalid(_("请选过去的时段，最长两年"), field="since")
    changes, judged = trial(book.draft(draft_id).rule, window=window, today=today)
    RuleDraft.objects.filter(pk=draft_id).update(
        tried_since=window.since, tried_until=window.until, tried_changed=len(changes), tried_of=judged
    )
    return len(changes)


@write()
def submit_rule(*, actor: Actor, at: datetime, draft_id: int) -> int:
    """Ask a second person to put a draft in force and return the request's id.

    :raises NotAllowed: somebody else wrote it :raises Conflict: it is no draft :raises NotTried:
    """
    found = _own(actor, draft_id)
    if found.tried is None:
        raise NotTried(_("还没有用过去的记录试过"), rule=_("规则先对着过去试算，再报批"), remedy=_("请先试算"))
    _move(draft_id, DraftState.DRAFT, DraftMove.SUBMIT)
    if found.request_id is not None and _is_returned(found.request_id):
        approvals.ask_again(actor=actor, at=at, request_id=found.request_id)
        return found.request_id
    request_id = approvals.ask(
        actor=actor, at=at, kind=KIND, subject=subject_of(draft_id),
        title=_("规则 %(code)s：%(why)s") % {"code": found.rule.code, "why": found.why},
        steps=[approvals.StepPlan(_("第二人审定"), RegulationAct.APPROVE_RULES)],
    )  # fmt: skip
    RuleDraft.objects.filter(pk=draft_id).update(request=request_id)
    return request_id


@write()
def withdraw_draft(*, actor: Actor, at: datetime, draft_id: int) -> None:
    """Take back a draft, or one that is being decided.

    :raises NotAllowed: somebody else wrote it :raises Conflict: it is decided
    """
    found = book.draft(draft_id)
    if found.made_label != actor.label:
        raise NotAllowed(_("只有起草人可以撤回"))
    if found.request_id is not None and found.state in (DraftState.ASKED, DraftState.DRAFT):
        approvals.withdraw(actor=actor, at=at, request_id=found.request_id)
        return
    _move(draft_id, found.state, DraftMove.WITHDRAW)


def decided(outcome: approvals.Outcome, actor: Actor) -> None:
    """Take in what was decided about a draft; the approvals call it inside the deciding transaction.

    :raises Conflict: a version begins on that day or later already
    """
    draft_id = int(outcome.subject.rpartition(":")[2])
    found = book.draft(draft_id)
    moves = {
        approvals.RequestState.APPROVED: DraftMove.PUT_IN_FORCE,
        approvals.RequestState.RETURNED: DraftMove.SEND_BACK,
        approvals.RequestState.REFUSED: DraftMove.REFUSE,
        approvals.RequestState.WITHDRAWN: DraftMove.WITHDRAW,
    }
    if outcome.state is approvals.RequestState.APPROVED:
        put_in_force(found.rule, by=actor.name, at=outcome.at)
    _move(draft_id, found.state, moves[outcome.state])


def put_in_force(rule: Rule, *, by: str, at: datetime, is_shipped: bool = False) -> int:
    """Let a version hold from its first day on; the one that stood until then ends there. Return the version's id.

    Inside the caller's transaction. :raises Conflict: a version begins on that day or later already
    """
    code, _made = RuleCode.objects.get_or_create(code=rule.code)
    versions = RuleVersion.objects.filter(rule=code)
    if versions.filter(valid_from__gte=rule.valid_from).exists():
        raise Conflict(
            _("%(code)s 已有从这一天或更晚开始的版本") % {"code": rule.code},
            rule=_("同一天只有一个版本，过去按当时的版本判定"), remedy=_("请把开始日期改到它之后"),
        )  # fmt: skip
    before = versions.filter(valid_until=None) | versions.filter(valid_until__gt=rule.valid_from)
    before.update(valid_until=rule.valid_from)
    said = {name: getattr(rule, name) for name in CONTENT}
    made = RuleVersion.objects.create(
        rule=code,
        number=versions.count() + 1,
        is_shipped=is_shipped,
        put_in_force_by=by[:80],
        put_in_force_at=at,
        **said,
    )
    return made.pk


def subject_of(draft_id: int) -> str:
    """Return how a draft is named in the approvals."""
    return f"regulations.draft:{draft_id}"


def _refuse_faults(rule: Rule) -> None:
    if not rule.code.strip() or not rule.text.strip() or not rule.source.strip():
        raise RuleDoesNotFit(_("请填写代码、原文和出处"), field="text")
    wrong = checking.faults(rule)
    if wrong:
        field, fault = wrong[0]
        raise RuleDoesNotFit(FAULTS[fault], field=field)
    subjects, records = subjects_of(rule.subject), source(rule.record_type, rule.subject)
    begun = source(rule.from_type or rule.record_type, rule.subject)
    dims = frozenset(records.dims if records else ()) | frozenset(begun.dims if begun else ())
    strange = checking.unknown_names(replace(rule), frozenset(subjects.facts if subjects else ()), dims)
    if strange:
        field, name = strange[0]
        raise RuleDoesNotFit(
            _("没有“%(name)s”这个条件") % {"name": name}, field=field, remedy=_("可用的名称列在表单下面")
        )


def _own(actor: Actor, draft_id: int) -> book.DraftLine:
    actor.require(RegulationAct.EDIT_RULES)
    found = book.draft(draft_id)
    if found.state is not DraftState.DRAFT:
        raise Conflict(_("只有草稿可以修改、试算和提交"), remedy=_("请刷新页面看现在的情况"))
    if found.made_label != actor.label:
        raise NotAllowed(_("只有起草人可以修改、试算和提交"))
    return found


def _is_returned(request_id: int) -> bool:
    return approvals.page(request_id).line.state is approvals.RequestState.RETURNED


def _move(draft_id: int, state: DraftState, move: DraftMove) -> None:
    target = DRAFT_MOVES.get((state, move))
    if target is None or not RuleDraft.objects.filter(pk=draft_id, state=state).update(state=target):
        raise Conflict(_("这件事已经办完，或还没有提交"), remedy=_("请刷新页面看现在的情况"))
