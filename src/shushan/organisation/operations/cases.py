"""Structure cases: draft, submit, and the effect of the approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.approvals import public as approvals
from shushan.database.public import write
from shushan.kernel.actor import Actor, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.organisation import events, policy
from shushan.organisation.errors import CaseCannotBeDone, StillOnRoster
from shushan.organisation.models import MemberSpan, StructureCase, StructureLine
from shushan.organisation.operations.groups import members_after
from shushan.organisation.operations.posts import end_posts_of_unit
from shushan.organisation.queries.cases import case, subject_of
from shushan.organisation.states import CASE_MOVES, CaseMove, CaseState
from shushan.organisation.terms import CaseLine, LineAct, LinePlan, OrganisationAct
from shushan.organisation.words import FAULTS
from shushan.units import public as units

KIND = "organisation.structure"


@write()
def draft_case(
    *, actor: Actor, at: datetime, title: str, reason: str, body: str, lines: Sequence[LinePlan],
    wished_on: date | None = None, case_id: int | None = None, file_id: UUID | None = None,
) -> int:  # fmt: skip
    """Write a structure case, or write a draft anew, and return its id. Nothing of the structure changes.

    :raises NotAllowed: :raises Invalid: nothing to do, or a word is missing :raises Conflict: it is no draft any more
    """
    actor.require(OrganisationAct.PROPOSE_STRUCTURE)
    if not title.strip() or not reason.strip() or not body.strip():
        raise Invalid(_("请填写标题、理由和批复单位"), field="title")
    if not lines:
        raise Invalid(_("请至少写一项调整"), field="lines")
    said: dict[str, object] = {
        "title": title.strip()[:120],
        "reason": reason.strip(),
        "body": body.strip()[:80],
        "wished_on": wished_on,
    }
    if file_id is not None:
        said["file"] = file_id
    if case_id is None:
        made = StructureCase.objects.create(made_label=actor.label, made_by=actor.name[:80], made_at=at, **said)
        case_id = made.pk
    else:
        _own_draft(actor, case_id)
        StructureCase.objects.filter(pk=case_id).update(**said)
        StructureLine.objects.filter(case=case_id).delete()
    StructureLine.objects.bulk_create(
        StructureLine(
            case_id=case_id, position=position, act=line.act, code=line.code.strip(), name=line.name.strip(),
            name_en=line.name_en.strip(), kind=line.kind, parent_code=line.parent_code.strip(), site_id=line.site_id,
        )
        for position, line in enumerate(lines, 1)
    )  # fmt: skip
    return case_id


@write()
def submit_case(*, actor: Actor, at: datetime, today: date, case_id: int, deadline_on: date | None = None) -> int:
    """Ask for the approval of a draft and return the request's id.

    :raises NotAllowed: somebody else wrote it :raises Conflict: it is no draft
    :raises CaseCannotBeDone: a line does not fit the structure as it stands
    """
    actor.require(OrganisationAct.PROPOSE_STRUCTURE)
    found = _own_draft(actor, case_id)
    _refuse_misfits(found, on=max(today, found.wished_on or today))
    _move(case_id, CaseState.DRAFT, CaseMove.SUBMIT)
    if found.request_id is not None and _is_returned(found.request_id):
        approvals.ask_again(actor=actor, at=at, request_id=found.request_id)
        return found.request_id
    steps = [
        approvals.StepPlan(_("本馆审核"), OrganisationAct.DECIDE_STRUCTURE),
        approvals.StepPlan(_("%(body)s批复") % {"body": found.body}, OrganisationAct.DECIDE_STRUCTURE, body=found.body),
    ]
    request_id = approvals.ask(
        actor=actor, at=at, kind=KIND, subject=subject_of(case_id), title=found.title, steps=steps,
        deadline_on=deadline_on,
    )  # fmt: skip
    StructureCase.objects.filter(pk=case_id).update(request=request_id)
    return request_id


@write()
def withdraw_case(*, actor: Actor, at: datetime, case_id: int) -> None:
    """Take back a draft, or a case that is being decided.

    :raises NotAllowed: somebody else wrote it :raises Conflict: it is decided
    """
    found = case(case_id)
    if found.made_label != actor.label:
        raise NotAllowed(_("只有起草人可以撤回"))
    if found.request_id is not None and found.state in (CaseState.ASKED, CaseState.DRAFT):
        approvals.withdraw(actor=actor, at=at, request_id=found.request_id)
        return
    _move(case_id, found.state, CaseMove.WITHDRAW)


def decided(outcome: approvals.Outcome, actor: Actor) -> None:
    """Take in what was decided about a case; the approvals call it inside the deciding transaction.

    :raises CaseCannotBeDone: a line does not fit the structure of the day on which it is to hold
    """
    case_id = int(outcome.subject.rpartition(":")[2])
    found = case(case_id)
    if outcome.state is approvals.RequestState.APPROVED:
        _carry_out(found, outcome, actor)
        return
    moves = {
        approvals.RequestState.RETURNED: CaseMove.SEND_BACK,
        approvals.RequestState.REFUSED: CaseMove.REFUSE,
        approvals.RequestState.WITHDRAWN: CaseMove.WITHDRAW,
    }
    _move(case_id, found.state, moves[outcome.state])


def _carry_out(found: CaseLine, outcome: approvals.Outcome, actor: Actor) -> None:
    if outcome.document is None:
        raise Conflict(_("没有批复文件，不能生效"))
    on = policy.effective_on(approved_on=outcome.document.dated_on, wished_on=found.wished_on)
    _refuse_misfits(found, on=on)
    grants = (*actor.grants, Grant(units.UnitAct.EDIT_TREE))
    doer = Actor(actor.kind, actor.id, actor.name, grants, actor.site_id)
    basis = subject_of(found.id)
    touched = [_one(line, on=on, at=outcome.at, doer=doer, basis=basis) for line in found.lines]
    target = CASE_MOVES.get((found.state, CaseMove.CARRY_OUT))
    if target is None or not StructureCase.objects.filter(pk=found.id, state=found.state).update(
        state=target, effective_on=on
    ):
        raise Conflict(_("这件事已经办完"), remedy=_("请刷新页面看现在的情况"))
    event = events.StructureChanged(site_id=None, unit_id=touched[0], lines=len(touched))
    ledger.record(event, actor=actor, subject=basis, at=outcome.at)


def _one(line: LinePlan, *, on: date, at: datetime, doer: Actor, basis: str) -> int:
    standing = {value.code: value.id for value in units.tree(on=on)}
    parent_id = standing.get(line.parent_code) if line.parent_code else None
    if line.act is LineAct.FOUND:
        return units.found_unit(
            actor=doer, at=at, code=line.code, name=line.name, name_en=line.name_en, kind=line.kind, since=on,
            parent_id=parent_id, site_id=line.site_id, basis=basis,
        )  # fmt: skip
    unit_id = standing[line.code]
    before = units.unit(unit_id, on=on)
    if line.act is LineAct.CLOSE or (before.parent_id, before.kind) != (parent_id, line.kind):
        _refuse_group_with_members(line, unit_id, on)
    if line.act is LineAct.CLOSE or line.kind not in policy.ROSTERS:
        _refuse_on_roster(line, unit_id, on)
    if line.act is LineAct.CHANGE:
        units.change_unit(
            actor=doer, at=at, unit_id=unit_id, since=on, name=line.name, name_en=line.name_en, kind=line.kind,
            parent_id=parent_id, site_id=line.site_id, basis=basis,
        )  # fmt: skip
        if line.kind != before.kind:
            end_posts_of_unit(doer, at, unit_id, on, kind=line.kind)
        return unit_id
    units.close_unit(actor=doer, at=at, unit_id=unit_id, until=on, basis=basis)
    end_posts_of_unit(doer, at, unit_id, on)
    return unit_id


def _refuse_on_roster(line: LinePlan, unit_id: int, on: date) -> None:
    """A branch that is closed, or becomes something without a roster, has nobody on it any more."""
    left = MemberSpan.objects.filter(Q(until=None) | Q(until__gt=on), unit=unit_id).count()
    if not left:
        return
    said = {"code": line.code, "n": left}
    raise StillOnRoster(
        _("%(code)s还有 %(n)d 名党员，不能撤销") % said
        if line.act is LineAct.CLOSE
        else _("%(code)s还有 %(n)d 名党员，不能改成没有名册的组织") % said,
        remedy=_("请先把他们转到别的支部"),
    )


def _refuse_group_with_members(line: LinePlan, unit_id: int, on: date) -> None:
    """A group that is closed, or goes to another branch, has nobody in it any more."""
    left = members_after(unit_id, on)
    if left:
        raise StillOnRoster(
            _("党小组%(code)s还有 %(n)d 名组员，不能撤销，也不能改到别的支部") % {"code": line.code, "n": left},
            remedy=_("请先把他们编到别的小组，或移出小组"),
        )


def _refuse_misfits(found: CaseLine, *, on: date) -> None:
    standing = {value.code: value.kind for value in units.tree(on=on)}
    wrong = policy.misfits(found.lines, standing)
    if not wrong:
        return
    said = "；".join(
        str(_("第 %(n)d 项：%(what)s") % {"n": position + 1, "what": FAULTS[fault]}) for position, fault in wrong
    )
    raise CaseCannotBeDone(said, rule=_("调整必须合乎当天的组织设置"), remedy=_("请修改后再提交"))


def _own_draft(actor: Actor, case_id: int) -> CaseLine:
    found = case(case_id)
    if found.state is not CaseState.DRAFT:
        raise Conflict(_("只有草稿可以修改和提交"), remedy=_("请刷新页面看现在的情况"))
    if found.made_label != actor.label:
        raise NotAllowed(_("只有起草人可以修改和提交"))
    return found


def _is_returned(request_id: int) -> bool:
    return approvals.page(request_id).line.state is approvals.RequestState.RETURNED


def _move(case_id: int, state: CaseState, move: CaseMove) -> None:
    target = CASE_MOVES.get((state, move))
    if target is None or not StructureCase.objects.filter(pk=case_id, state=state).update(state=target):
        raise Conflict(_("这件事已经办完，或还没有提交"), remedy=_("请刷新页面看现在的情况"))
