"""Open a case, record and take back steps, receive somebody who is deployed, end a case."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.development import events, policy
from shushan.development.errors import CaseOpenAlready, DateBroken, StepNotOpen
from shushan.development.models import Case, Receiving, StepRecord
from shushan.development.queries.cases import case, pending
from shushan.development.states import CASE_MOVES, CaseMove, CaseState
from shushan.development.terms import CaseLine, DevelopmentAct, Said
from shushan.kernel.actor import Actor, Grant
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.organisation import public as organisation
from shushan.regulations import public as regulations
from shushan.regulations.public import Modality, Outcome
from shushan.units import public as units

NOTHING = Said()


@write()
def open_case(
    *, actor: Actor, at: datetime, today: date, person_id: int, unit_id: int, applied_on: date, note: str = "",
    file_id: UUID | None = None,
) -> int:  # fmt: skip
    """Open a case with the application, the first step, and return its id.

    :raises NotAllowed: :raises Invalid: the day is to come, or they are a member already :raises CaseOpenAlready:
    """
    regulations.require_at(actor, DevelopmentAct.RECORD_STEPS, unit_id)
    _refuse_to_come(applied_on, today)
    if organisation.is_member(person_id, on=today):
        raise Invalid(_("此人已在党员名册上"), field="person")
    units.unit(unit_id, on=applied_on)
    try:
        with transaction.atomic():
            made = Case.objects.create(person_id=person_id, unit_id=unit_id, opened_on=applied_on)
    except IntegrityError as error:
        raise CaseOpenAlready(_("此人已有一个在办的个案"), remedy=_("请打开那一个继续登记")) from error
    _keep(made.pk, "application", applied_on, NOTHING, actor=actor, at=at, note=note, file_id=file_id)
    ledger.record(
        events.CaseOpened(site_id=_site(unit_id), unit_id=unit_id), actor=actor, subject=subject_of(made.pk), at=at
    )
    return made.pk


@write()
def record_step(
    *, actor: Actor, at: datetime, today: date, case_id: int, step: str, on: date, said: Said = NOTHING, basis: str = "",
    note: str = "", despite: str = "", file_id: UUID | None = None,
) -> int:  # fmt: skip
    """Record that a step was taken and return the record's id. An approval moves the roster with it.

    :raises NotAllowed: :raises StepNotOpen: what comes before is not on record :raises Invalid: day or numbers
    :raises DateBroken: a binding rule would be broken, and no reason is given or the actor may not
    """
    found = _open(actor, case_id)
    _refuse_to_come(on, today)
    _refuse_out_of_order(found, step, on)
    _refuse_unsound(step, said, basis)
    breaches = [one for one in pending(found, step, on, said) if _breaks(one)]
    if breaches and not despite.strip():
        raise DateBroken(
            "；".join(f"{one.rule.code} {regulations.text_of(one.rule)}" for one in breaches), field="despite",
            rule=_("这样登记会违反“必须”"), remedy=_("日期有误请改正；确实如此的，有权的人写明理由后登记"),
        )  # fmt: skip
    if breaches:
        regulations.require_at(actor, DevelopmentAct.RECORD_DESPITE, found.unit_id)
    made = _keep(
        case_id, step, on, said, actor=actor, at=at, basis=basis, note=note, despite=despite if breaches else "",
        file_id=file_id,
    )  # fmt: skip
    _follow(found, step, on, basis, actor=actor, at=at)
    event = events.StepRecorded(site_id=_site(found.unit_id), unit_id=found.unit_id, step=step)
    ledger.record(event, actor=actor, subject=subject_of(case_id), at=at)
    return made


@write()
def take_back_step(*, actor: Actor, at: datetime, record_id: int, reason: str) -> None:
    """Take a record back; both stay. What rests on it must be taken back first.

    :raises NotAllowed: :raises Invalid: no reason :raises Conflict: taken back already, something rests on it, or the
        roster moved with it
    """
    record = StepRecord.objects.select_related("case").filter(pk=record_id, corrects=None).first()
    if record is None:
        raise Conflict(_("没有这条登记"))
    found = _open(actor, record.case_id)
    if not reason.strip():
        raise Invalid(_("请写明理由"), field="reason")
    if record.step in ("application", "approval", "full-approval"):
        raise Conflict(
            _("这一步不能撤销"),
            rule=_("申请开启个案，审批变动名册"),
            remedy=_("申请登记错了请结束个案；名册请在组织设置里更正"),
        )
    standing = [one for one in found.steps if not one.is_taken_back]
    last = max(one.id for one in standing)
    if record_id != last:
        raise Conflict(_("请从最后一条登记开始撤销"), rule=_("后面的步骤以前面的为依据"))
    try:
        with transaction.atomic():
            StepRecord.objects.create(
                case_id=record.case_id, step=record.step, on=record.on, corrects=record, note=reason.strip()[:400],
                by=actor.name[:80], by_label=actor.label, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("这条登记已经撤销过")) from error


@write()
def receive(*, actor: Actor, at: datetime, case_id: int, unit_id: int, since: date, basis: str) -> None:
    """Let a temporary branch look after somebody while they are deployed, from a day on.

    :raises NotAllowed: :raises Invalid: it is no temporary branch, or no basis :raises Conflict: another one does
    """
    found = _open(actor, case_id)
    if units.unit(unit_id, on=since).kind != organisation.UnitKind.TEMPORARY:
        raise Invalid(_("下沉期间由临时党支部接收"), field="unit")
    if not basis.strip() or since < found.opened_on:
        raise Invalid(_("请写明依据；日期不能早于申请"), field="basis")
    try:
        with transaction.atomic():
            Receiving.objects.create(case_id=case_id, unit_id=unit_id, since=since, basis=basis.strip()[:120])
    except IntegrityError as error:
        raise Conflict(_("这些日子已由一个临时党支部接收"), remedy=_("请先登记返回")) from error


@write()
def return_home(*, actor: Actor, at: datetime, case_id: int, until: date) -> None:
    """Write down that somebody is back; ``until`` is the first day without the temporary branch.

    :raises NotAllowed: :raises Conflict: no temporary branch has them :raises Invalid: a day before it began
    """
    _open(actor, case_id)
    standing = Receiving.objects.filter(case=case_id, until=None).first()
    if standing is None:
        raise Conflict(_("现在没有临时党支部接收"))
    if until <= standing.since:
        raise Invalid(_("返回日期必须晚于接收日期"), field="until")
    Receiving.objects.filter(pk=standing.pk, until=None).update(until=until)


@write()
def end_case(*, actor: Actor, at: datetime, today: date, case_id: int, on: date, why: str) -> None:
    """End a case that leads nowhere, with the reason.

    :raises NotAllowed: :raises Invalid: :raises Conflict: it is over
    """
    found = _open(actor, case_id)
    _refuse_to_come(on, today)
    if not why.strip() or on < found.opened_on:
        raise Invalid(_("请写明原因；日期不能早于申请"), field="why")
    _keep(case_id, "closed", on, NOTHING, actor=actor, at=at, note=why)
    _move(found, CaseMove.END, on, why)


def subject_of(case_id: int) -> str:
    """Return how a case is named in the ledger and in looks."""
    return f"development.case:{case_id}"


def _follow(found: CaseLine, step: str, on: date, basis: str, *, actor: Actor, at: datetime) -> None:
    """Move the roster with an approval: nothing is asked twice. The way ends with the archive."""
    doer = Actor(
        actor.kind,
        actor.id,
        actor.name,
        (*actor.grants, Grant(organisation.OrganisationAct.EDIT_MEMBERS)),
        actor.site_id,
    )
    if step == "approval":
        joined = max(one.on for one in found.steps if one.step == "meeting" and not one.is_taken_back)
        organisation.enrol_member(
            actor=doer, at=at, person_id=found.person_id, unit_id=found.unit_id, since=on, basis=basis, joined_on=joined,
            kind=organisation.MemberKind.PROBATIONARY, came=organisation.Came.ACCEPTED,
        )  # fmt: skip
    elif step == "full-approval":
        member_id = organisation.member_of_person(found.person_id)
        if member_id is None:
            raise Conflict(_("此人不在党员名册上"), remedy=_("请先登记上级党委审批"))
        organisation.confirm_member(actor=doer, at=at, member_id=member_id, since=on, basis=basis)
    elif step == "archive":
        _move(found, CaseMove.ARCHIVE, on, "")


def _move(found: CaseLine, move: CaseMove, on: date, why: str) -> None:
    target = CASE_MOVES.get((found.state, move))
    moved = target and Case.objects.filter(pk=found.id, state=found.state).update(
        state=target, ended_on=on, why_ended=why.strip()[:240]
    )
    if not moved:
        raise Conflict(_("这个个案已经办完"), remedy=_("请刷新页面看现在的情况"))


def _open(actor: Actor, case_id: int) -> CaseLine:
    found = case(case_id)
    held = [unit_id for unit_id in (found.unit_id, found.received_by) if unit_id is not None]
    if not any(_may(actor, unit_id) for unit_id in held):
        raise NotAllowed(verb=str(DevelopmentAct.RECORD_STEPS))
    if found.state is not CaseState.OPEN:
        raise Conflict(_("这个个案已经办完"), remedy=_("请刷新页面看现在的情况"))
    return found


def _may(actor: Actor, unit_id: int) -> bool:
    try:
        regulations.require_at(actor, DevelopmentAct.RECORD_STEPS, unit_id)
    except NotAllowed:
        return False
    return True


def _refuse_to_come(on: date, today: date) -> None:
    if on > today:
        raise Invalid(_("日期不能晚于今天"), field="on")


def _refuse_out_of_order(found: CaseLine, step: str, on: date) -> None:
    standing = [one for one in found.steps if not one.is_taken_back]
    taken = [one.step for one in standing]
    known = policy.step(step)
    if known is None or step == "application":
        raise Invalid(_("没有这一步"), field="step")
    lacking = policy.needed(taken, step)
    if lacking:
        raise StepNotOpen(
            _("前面还有没登记的：%(steps)s") % {"steps": "、".join(one.name for one in lacking)},
            rule=_("每一步都要登记，从不推断"), remedy=_("请先登记前面的步骤"),
        )  # fmt: skip
    if step in taken and not known.repeats:
        raise Conflict(_("这一步已经登记过"), remedy=_("登记错了请先撤销"))
    earliest = policy.first_day([(one.step, one.on) for one in standing], step)
    if earliest is not None and on < earliest:
        raise Invalid(
            _("不能早于它所依据的那一步：%(day)s") % {"day": earliest}, field="on", rule=_("决定不能早于它的依据")
        )
    if step in ("approval", "superior-talk") and not _is_accepted(found, "meeting"):
        raise StepNotOpen(_("支部大会没有通过，不能审批"), rule=_("决定只有在会议有效并通过时才算数"))
    if step == "full-approval" and not _is_accepted(found, "full-meeting"):
        raise StepNotOpen(_("支部大会没有通过转正，不能审批"), rule=_("决定只有在会议有效并通过时才算数"))


def _is_accepted(found: CaseLine, step: str) -> bool:
    votes = [one for one in found.steps if one.step == step and not one.is_taken_back]
    return bool(votes) and policy.is_accepted(votes[-1].said)


def _refuse_unsound(step: str, said: Said, basis: str) -> None:
    known = policy.step(step)
    asked = known.fields if known else ()
    if "vote" in asked and (not policy.is_sound(said) or said.entitled < 1):
        raise Invalid(_("请填写应到、实到和赞成人数：赞成不多于实到，实到不多于应到"), field="yes")
    if "who" in asked and said.who_id is None:
        raise Invalid(_("请选择是谁"), field="who")
    if "minutes" in asked and said.minutes < 1:
        raise Invalid(_("请填写培训了多少分钟"), field="minutes")
    if "basis" in asked and not basis.strip():
        raise Invalid(_("请写明批复文件"), field="basis")


def _breaks(one: regulations.Result) -> bool:
    return one.outcome is Outcome.NOT_MET and one.rule.modality is Modality.MUST


def _keep(
    case_id: int, step: str, on: date, said: Said, *, actor: Actor, at: datetime, basis: str = "", note: str = "",
    despite: str = "", file_id: UUID | None = None,
) -> int:  # fmt: skip
    made = StepRecord.objects.create(
        case_id=case_id, step=step, on=on, basis=basis.strip()[:120], note=note.strip()[:400],
        despite=despite.strip()[:240], file=file_id, by=actor.name[:80], by_label=actor.label, at=at, **asdict(said),
    )  # fmt: skip
    return made.pk


def _site(unit_id: int) -> int | None:
    return units.history(unit_id)[0].site_id
