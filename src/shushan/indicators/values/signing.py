"""The way of a value: check, sign (which freezes it), approve, submit; send back; unlock by two persons; publish."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.figures import public as figures
from shushan.indicators import events, policy
from shushan.indicators.errors import (
    ChangedSinceChecked,
    NotPublishable,
    PeriodNotOver,
    PromptUnanswered,
    RollUpDiffers,
    SamePerson,
)
from shushan.indicators.states import ValueMove, ValueState
from shushan.indicators.terms import Basis, IndicatorAct
from shushan.indicators.values.computing import compute, differs_from_records, found_of, receipt_of, stamp
from shushan.indicators.values.drafting import asked_of
from shushan.indicators.values.models import Receipt, SignedValue
from shushan.indicators.values.moving import move, needed, require, require_person, row, trail
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.ledger import public as ledger


@write()
def check_value(*, actor: Actor, at: datetime, value_id: int, note: str = "") -> None:
    """Check a draft: compute it anew with its digest and keep the receipt. Another person than the maker.

    :raises NotAllowed: :raises SamePerson: :raises Conflict: :raises PeriodNotOver: :raises PromptUnanswered:
    :raises RollUpDiffers: the roll-up and the records differ
    """
    found = row(value_id)
    require(actor, IndicatorAct.CHECK_VALUE, found.site_ids)
    require_person(actor, found, "checked")
    if found.until > ledger.local_day(at):
        raise PeriodNotOver(
            _("时段到 %(day)s 为止，还没有结束，不能核对") % {"day": found.until}, remedy=_("请在时段结束后再核对")
        )
    if found.prompt and not found.prompt_answer:
        raise PromptUnanswered(
            _("这个数比前十二个月的平均数 %(mean)s 高出很多，还没有人确认")
            % {"mean": figures.measure(found.code).words(Fraction(found.prompt))},
            rule=_("高出三倍平均数一百以上的月份要有人确认"), remedy=_("请在数值页上写明原因"),
        )  # fmt: skip
    receipt = Receipt.objects.create(value=found, run_by=actor.label, **_receipt(found, at))
    move(found, ValueMove.CHECK, checked_by=actor.label, receipt=receipt)
    trail(actor, at, value_id, ValueMove.CHECK, reason=note, receipt_id=receipt.pk)


@write()
def sign_value(*, actor: Actor, at: datetime, value_id: int) -> None:
    """Sign a checked value: from now on it does not change, whatever is recorded later.

    :raises NotAllowed: :raises SamePerson: :raises Conflict: :raises RollUpDiffers:
    :raises ChangedSinceChecked: records came in between
    """
    found = row(value_id)
    require(actor, IndicatorAct.SIGN_VALUE, found.site_ids)
    require_person(actor, found, "signed")
    receipt = found.receipt
    if receipt is None:
        raise Conflict(_("还没有核对，不能签认"), remedy=_("请先由业务负责人核对"))
    if found.basis == Basis.RECORDS:
        _refuse_changed(found, receipt, at)
    move(found, ValueMove.SIGN, signed_by=actor.label, frozen_at=at)
    trail(actor, at, value_id, ValueMove.SIGN, receipt_id=receipt.pk)
    site_ids = found.site_ids or []
    said: dict[str, Any] = {"site_id": site_ids[0] if len(site_ids) == 1 else None, "code": found.code}
    subject = f"indicators.value:{value_id}"
    signed = events.ValueSigned(basis=found.basis, method=receipt.method, **said)
    ledger.record(signed, actor=actor, subject=subject, at=at)
    if found.restates_id is not None:
        ledger.record(events.ValueRestated(**said), actor=actor, subject=subject, at=at)


@write()
def approve_value(*, actor: Actor, at: datetime, value_id: int) -> None:
    """Approve a signed value. The fourth person.

    :raises NotAllowed: :raises SamePerson: :raises Conflict:
    """
    found = row(value_id)
    require(actor, IndicatorAct.APPROVE_VALUE, found.site_ids)
    require_person(actor, found, "approved")
    move(found, ValueMove.APPROVE, approved_by=actor.label)
    trail(actor, at, value_id, ValueMove.APPROVE)


@write()
def submit_value(*, actor: Actor, at: datetime, value_id: int, to: str) -> None:
    """Write down that an approved value was handed in, and to whom.

    :raises NotAllowed: :raises SamePerson: who checked, signed or approved it :raises Conflict: :raises Invalid:
    """
    found = row(value_id)
    require(actor, IndicatorAct.SUBMIT_VALUE, found.site_ids)
    require_person(actor, found, "submitted")
    if not to.strip():
        raise Invalid(_("请写明报送给谁"), field="to")
    move(found, ValueMove.SUBMIT, submitted_by=actor.label)
    trail(actor, at, value_id, ValueMove.SUBMIT, reason=to)


@write()
def send_back(*, actor: Actor, at: datetime, value_id: int, reason: str) -> None:
    """Send a checked value back to the draft, with the reason; it is checked anew.

    :raises NotAllowed: :raises Invalid: :raises Conflict:
    """
    found = row(value_id)
    require(actor, IndicatorAct.SIGN_VALUE, found.site_ids)
    reason = needed(reason)
    move(found, ValueMove.SEND_BACK, checked_by="", receipt=None)
    trail(actor, at, value_id, ValueMove.SEND_BACK, reason=reason)


@write()
def ask_unlock(*, actor: Actor, at: datetime, value_id: int, reason: str) -> None:
    """Ask that a signed value be opened again; a second person has to agree. What was handed in is restated instead.

    :raises NotAllowed: :raises Invalid: :raises Conflict: it is not signed, handed in, restated or asked for already
    """
    found = row(value_id)
    require(actor, IndicatorAct.UNLOCK_VALUE, found.site_ids)
    reason = needed(reason)
    if found.state == ValueState.SUBMITTED:
        raise Conflict(_("已经报送的数值不能解锁"), remedy=_("请重述：旧值和新值都保留"))
    if found.state not in (ValueState.SIGNED, ValueState.APPROVED) or found.unlock_asked_by:
        raise Conflict(_("这个数值现在不能申请解锁"), remedy=_("请刷新页面看现在的情况"))
    if SignedValue.objects.filter(restates=value_id).exclude(state=ValueState.WITHDRAWN).exists():
        raise Conflict(_("这个数值已经重述，不能解锁"))
    SignedValue.objects.filter(pk=value_id).update(unlock_asked_by=actor.label, unlock_reason=reason[:500])
    trail(actor, at, value_id, "ask-unlock", reason=reason)


@write()
def unlock_value(*, actor: Actor, at: datetime, value_id: int) -> None:
    """Agree to open a signed value: it is a draft again, its receipt stays in its history. Not who asked for it.

    :raises NotAllowed: :raises SamePerson: :raises Conflict:
    """
    found = row(value_id)
    require(actor, IndicatorAct.UNLOCK_VALUE, found.site_ids)
    if not found.unlock_asked_by:
        raise Conflict(_("没有人申请解锁"))
    if found.unlock_asked_by == actor.label:
        raise SamePerson(_("申请解锁的人不能自己同意"), rule=_("解锁要两个人"), remedy=_("请另一位同事来办"))
    reason = found.unlock_reason
    move(
        found, ValueMove.UNLOCK, receipt=None, frozen_at=None, checked_by="", signed_by="", approved_by="",
        unlock_asked_by="", unlock_reason="", is_public=False,
    )  # fmt: skip
    trail(actor, at, value_id, ValueMove.UNLOCK, reason=reason)
    event = events.ValueUnlocked(site_id=None, code=found.code)
    ledger.record(event, actor=actor, subject=f"indicators.value:{value_id}", at=at)


@write()
def keep_locked(*, actor: Actor, at: datetime, value_id: int) -> None:
    """Turn down, or take back, the wish to open a value.

    :raises NotAllowed: :raises Conflict:
    """
    found = row(value_id)
    require(actor, IndicatorAct.UNLOCK_VALUE, found.site_ids)
    if (
        not SignedValue.objects.filter(pk=value_id)
        .exclude(unlock_asked_by="")
        .update(unlock_asked_by="", unlock_reason="")
    ):
        raise Conflict(_("没有人申请解锁"))
    trail(actor, at, value_id, "keep-locked")


@write()
def publish_value(*, actor: Actor, at: datetime, value_id: int, is_public: bool) -> None:
    """Show an approved value to everybody, or no longer.

    :raises NotAllowed: :raises NotPublishable: not approved, or of fewer than five persons
    """
    found = row(value_id)
    require(actor, IndicatorAct.PUBLISH_VALUE, found.site_ids)
    if is_public and found.state not in (ValueState.APPROVED, ValueState.SUBMITTED):
        raise NotPublishable(_("只有已批准的数值可以公开"), remedy=_("请先批准"))
    measure = figures.in_force(found.code, on=found.until)
    number = policy.read(found.receipt.number) if found.receipt else None
    if is_public and measure.is_internal:
        raise NotPublishable(_("这个指标只供馆内使用，不能公开"), remedy=_("要公开，请先改定义的新一版"))
    if is_public and (number is None or (measure.is_personal and (found.dims or 0 < number < figures.LEAST))):
        raise NotPublishable(
            _("没有数值，或只涉及少数几个人，不能公开"), rule=_("少于 %(n)s 不公开") % {"n": figures.LEAST}
        )
    SignedValue.objects.filter(pk=value_id).update(is_public=is_public)
    trail(actor, at, value_id, "publish" if is_public else "unpublish")


def _receipt(found: SignedValue, at: datetime) -> dict[str, Any]:
    asked = asked_of(found)
    if found.basis != Basis.RECORDS:
        return _typed_receipt(found, at)
    if differs_from_records(asked, at=at):
        raise _rolled_wrong()
    columns = receipt_of(compute(asked, at=at, known_at=at), at=at, known_at=at)
    return columns | {"method": figures.Method.COUNTED.value}


def _typed_receipt(found: SignedValue, at: datetime) -> dict[str, Any]:
    """Return the receipt of a number that no rows give: its digest is over the number, the reason and the evidence."""
    number = policy.read(found.number)
    assert number is not None
    if found.expires_on is not None and found.expires_on <= ledger.local_day(at):
        raise Invalid(
            _("人工录入的数已于 %(day)s 失效") % {"day": found.expires_on}, remedy=_("请以新的依据文件重新录入")
        )
    stands_for = found.evidence_sha256 or repr(found.weeks)
    return {
        "number": policy.worded(number), "version": figures.in_force(found.code, on=found.until).version,
        "entries": 0, "digest": policy.typed_digest(number, found.reason, stands_for), "run_at": at, "known_at": at,
        "method": (figures.Method.ESTIMATED if found.is_estimated else figures.Method.COUNTED).value,
    } | stamp()  # fmt: skip


def _refuse_changed(found: SignedValue, receipt: Receipt, at: datetime) -> None:
    asked = asked_of(found)
    if differs_from_records(asked, at=at):
        raise _rolled_wrong()
    now = found_of(asked, at=at)
    if now.entries != receipt.entries:
        raise ChangedSinceChecked(
            _("核对之后又有 %(n)d 条记录") % {"n": now.entries - receipt.entries},
            rule=_("签认的必须是核对过的那个数"), remedy=_("请退回，重新核对"),
        )  # fmt: skip


def _rolled_wrong() -> RollUpDiffers:
    return RollUpDiffers(
        _("汇总表与逐条记录不一致"), rule=_("对不上的数不能核对、不能签认"),
        remedy=_("请系统管理员运行 doctor，查明差异后再来"),
    )  # fmt: skip
