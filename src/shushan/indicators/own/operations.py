"""Define an indicator of the library's own: draft, change, discard, put in use by another person, retire."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.indicators import events
from shushan.indicators.errors import DefinitionFaulty, SamePerson
from shushan.indicators.own import policy, queries
from shushan.indicators.own.models import OwnDraft, OwnRetirement, OwnVersion
from shushan.indicators.own.proving import Disproved, prove
from shushan.indicators.own.terms import DraftState, OwnPlan, ProofLine
from shushan.indicators.terms import IndicatorAct
from shushan.indicators.values.moving import needed
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import Conflict, Invalid, NotAllowed
from shushan.ledger import public as ledger


@write()
def draft_definition(*, actor: Actor, at: datetime, plan: OwnPlan) -> int:
    """Begin a definition, or the next version of one in use, and return the draft's id. It may still have faults.

    :raises NotAllowed: :raises Invalid: the code is no code, or a room's :raises Conflict: a draft of it is open
    """
    _require(actor)
    wrong = [fault for fault in queries.faults(plan) if fault.field == "code"]
    if wrong:
        raise Invalid(wrong[0].words, field="code", remedy=_("编号以 Z 开头，后面一到九个大写字母或数字"))
    last = OwnVersion.objects.filter(code=plan.code).order_by("-version").first()
    try:
        with transaction.atomic():
            made = OwnDraft.objects.create(
                **queries.columns_of(plan), version=last.version + 1 if last else 1, made_by=actor.label, made_at=at,
                changed_at=at, editors=[actor.label],
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("编号 %(code)s 已有一份没写完的草稿") % {"code": plan.code}) from error
    return made.pk


@write()
def change_definition(*, actor: Actor, at: datetime, draft_id: int, plan: OwnPlan) -> None:
    """Write a draft anew; its code stays.

    :raises NotAllowed: :raises NotFound: :raises Conflict: it is no open draft
    """
    _require(actor)
    found = queries.draft(draft_id)
    editors = sorted({*found.editors, actor.label})
    said = queries.columns_of(plan) | {"code": found.plan.code}
    if not OwnDraft.objects.filter(pk=draft_id, state=DraftState.OPEN).update(**said, editors=editors, changed_at=at):
        raise _not_open()


@write()
def discard_definition(*, actor: Actor, at: datetime, draft_id: int, reason: str) -> None:
    """Give a draft up; it stays on record.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict:
    """
    _require(actor)
    queries.draft(draft_id)
    said = {"state": DraftState.DISCARDED, "why": needed(reason)[:400], "changed_at": at}
    if not OwnDraft.objects.filter(pk=draft_id, state=DraftState.OPEN).update(**said):
        raise _not_open()


@write()
def use_definition(*, actor: Actor, at: datetime, draft_id: int, note: str = "") -> int:
    """Check a draft and put it in use; return its version. Another person than anybody who wrote at it.

    The machine checks too: nothing lacks, and over the latest months with records the number follows from its rows.

    :raises NotAllowed: :raises SamePerson: :raises DefinitionFaulty: :raises Conflict: it is no open draft
    """
    actor.require(IndicatorAct.CHECK_DEFINITION)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed(_("指标只能由人来核对启用"))
    found = queries.draft(draft_id)
    if actor.label in (*found.editors, found.made_by):
        raise SamePerson(
            _("写过这份草稿的人不能自己核对"), rule=_("本馆指标由一人起草，另一人核对启用"),
            remedy=_("请另一位同事来办"),
        )  # fmt: skip
    wrong = queries.faults(found.plan)
    if wrong:
        raise DefinitionFaulty("；".join(fault.words for fault in wrong[:6]), remedy=_("请改好草稿再核对"))
    proofs = _proofs(found.plan, found.version, at)
    if not OwnDraft.objects.filter(pk=draft_id, state=DraftState.OPEN).update(state=DraftState.IN_USE, changed_at=at):
        raise _not_open()
    OwnVersion.objects.create(
        **queries.columns_of(found.plan), version=found.version, made_by=found.made_by, checked_by=actor.label,
        checked_at=at, check_note=note.strip()[:400],
        proofs=[
            {"since": p.since.isoformat(), "until": p.until.isoformat(), "number": p.number, "entries": p.entries,
             "digest": p.digest} for p in proofs
        ],
    )  # fmt: skip
    event = events.MeasureDefined(site_id=None, code=found.plan.code)
    ledger.record(event, actor=actor, subject=f"indicators.definition:{found.plan.code}", at=at)
    return found.version


@write()
def retire_definition(*, actor: Actor, at: datetime, code: str, on: date, reason: str) -> None:
    """Ask for a code no more after a day; what was signed under it stays, and its card too.

    :raises NotAllowed: :raises Invalid: :raises Conflict: a ratio or a duty still uses it, or it was retired
    """
    actor.require(IndicatorAct.CHECK_DEFINITION)
    reason = needed(reason)
    known = queries.versions(code)
    if not known:
        raise Conflict(_("编号 %(code)s 不是在用的本馆指标") % {"code": code})
    if on < known[0].plan.valid_from or on > ledger.local_day(at) + timedelta(days=366):
        raise Invalid(_("停用日要在启用日之后、一年之内"), field="on")
    used = queries.uses(code, on=on)
    if used["ratios"] or used["duties"]:
        raise Conflict(
            _("还有 %(ratios)d 个比率、%(duties)d 项责任在用它") % used, rule=_("在用的指标不能停用"),
            remedy=_("请先停用那些比率，在责任上解除这个指标"),
        )  # fmt: skip
    try:
        with transaction.atomic():
            OwnRetirement.objects.create(code=code, on=on, by=actor.label, at=at, reason=reason[:400])
    except IntegrityError as error:
        raise Conflict(_("这个指标已经停用")) from error
    OwnDraft.objects.filter(code=code, state=DraftState.OPEN).update(
        state=DraftState.DISCARDED, why=reason[:400], changed_at=at
    )
    event = events.MeasureRetired(site_id=None, code=code)
    ledger.record(event, actor=actor, subject=f"indicators.definition:{code}", at=at)


def _proofs(plan: OwnPlan, version: int, at: datetime) -> list[ProofLine]:
    try:
        found = prove(policy.measure_of(plan, version), at=at)
    except Disproved as error:
        raise DefinitionFaulty(
            _("%(days)s：由记录重算的数与直接得出的数不同") % {"days": error}, rule=_("对不上的定义不能启用"),
            remedy=_("请系统管理员运行 doctor"),
        ) from error  # fmt: skip
    if not found:
        raise DefinitionFaulty(
            _("有记录的最近三年里没有一条符合这个定义，无从核对"), rule=_("启用前要拿真实的记录核对"),
            remedy=_("请检查所选的事实和筛选；确实还没有记录的，等有了再启用"),
        )  # fmt: skip
    return found


def _require(actor: Actor) -> None:
    actor.require(IndicatorAct.DEFINE_MEASURE)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed(_("指标只能由人来定义"))


def _not_open() -> Conflict:
    return Conflict(_("这份草稿已经启用或放弃"), remedy=_("请刷新页面看现在的情况"))
