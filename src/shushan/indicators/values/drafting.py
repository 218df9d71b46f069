"""Draft values: from records, by typical weeks, by hand; answer the prompt; withdraw a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.figures import public as figures
from shushan.files import public as files
from shushan.indicators import policy
from shushan.indicators.errors import AlreadyAsked
from shushan.indicators.own.retiring import require_not_retired
from shushan.indicators.states import FROZEN, ValueMove, ValueState
from shushan.indicators.terms import Asked, Basis, Decision, IndicatorAct, Manual, PeriodKind, Typical
from shushan.indicators.values.computing import compute, prompt, week_numbers
from shushan.indicators.values.models import SignedValue
from shushan.indicators.values.moving import move, needed, require, require_person, row, trail
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger


@write()
def draft_value(*, actor: Actor, at: datetime, asked: Asked) -> int:
    """Begin a value counted from the records and return its id; nothing is fixed yet.

    :raises NotAllowed: :raises NoSuchMeasure: :raises EmptyPeriod: :raises AlreadyAsked:
    """
    computed = compute(asked, at=at)
    mean = prompt(asked, computed.number, computed.found, at=at)
    return _begin(actor, at, asked, basis=Basis.RECORDS, prompt=mean)


@write()
def draft_values(*, actor: Actor, at: datetime, asked: Sequence[Asked]) -> list[int]:
    """Begin several values at once; those that are there already are left out. Return the ids of the new ones."""
    known = set(
        SignedValue.objects.filter(key__in=[one.key for one in asked])
        .exclude(state=ValueState.WITHDRAWN)
        .values_list("key", flat=True)
    )
    return [draft_value(actor=actor, at=at, asked=one) for one in asked if one.key not in known]


@write()
def estimate_value(*, actor: Actor, at: datetime, asked: Asked, typical: Typical, reason: str) -> int:
    """Begin a value that is estimated from typical weeks of the records; it is marked ES for good.

    :raises NotAllowed: :raises Invalid: a week lies outside, twice, or holds nothing; or no sum
    """
    reason = needed(reason)
    found = compute(asked, at=at).found
    if not found.measure.adds_up or asked.since is None:
        raise Invalid(_("只有可以逐日相加、有起止日期的指标才能按典型周估算"), field="weeks")
    wrong = policy.misplaced_weeks(typical.weeks, asked.since, asked.until)
    if not typical.weeks or wrong:
        days = "、".join(map(str, wrong))
        raise Invalid(_("典型周要整周落在时段之内，不能重复：%(days)s") % {"days": days or _("没有选")}, field="weeks")
    weeks = week_numbers(asked, typical.weeks, at=at)
    number, _factor, _spread = policy.estimated(weeks, (asked.until - asked.since).days)
    kept = [[day.isoformat(), policy.worded(n)] for day, n in zip(sorted(typical.weeks), weeks, strict=True)]
    return _begin(
        actor, at, asked, basis=Basis.ESTIMATE, number=policy.worded(number), weeks=kept, is_estimated=True,
        reason=reason,
    )  # fmt: skip


@write()
def enter_value(*, actor: Actor, at: datetime, asked: Asked, manual: Manual) -> int:
    """Begin a value that is typed, with its evidence; the mark of a typed number never leaves it.

    :raises NotAllowed: :raises Invalid: no reason, no evidence, or it would be over already
    """
    return _typed(actor, at, asked, manual)


@write()
def restate_by_hand(*, actor: Actor, at: datetime, value_id: int, manual: Manual) -> int:
    """Begin a restatement of a typed or estimated value by another typed number, with its own evidence; return its id.

    What was counted from records is restated by the records only.

    :raises NotAllowed: :raises Conflict: it is not signed, or was counted :raises AlreadyAsked: :raises Invalid: as typed anew
    """
    old = row(value_id)
    require(actor, IndicatorAct.DECIDE_LATE, old.site_ids)
    if ValueState(old.state) not in FROZEN:
        raise Conflict(_("只有签认过的数值才需要重述"), remedy=_("还没有签认的，放弃草稿后重新录入"))
    if old.basis == Basis.RECORDS:
        raise Conflict(_("由记录清点的数值只能按记录重述"), remedy=_("记录有错，请先更正记录"))
    made = _typed(
        actor, at, asked_of(old), manual, verb=IndicatorAct.DECIDE_LATE, revision=old.revision + 1, restates_id=old.pk
    )
    trail(actor, at, value_id, Decision.RESTATE, reason=manual.reason)
    return made


def _typed(actor: Actor, at: datetime, asked: Asked, manual: Manual, **more: Any) -> int:
    reason = needed(manual.reason)
    figures.in_force(asked.code, on=asked.until)
    if manual.expires_on <= ledger.local_day(at):
        raise Invalid(_("失效日期必须在今天之后"), field="expires_on")
    try:
        evidence = files.value(manual.evidence_id)
    except NotFound as refusal:
        raise Invalid(_("人工录入的数必须附依据文件"), field="evidence") from refusal
    return _begin(
        actor, at, asked, basis=Basis.MANUAL, number=policy.worded(manual.number), evidence=evidence.id,
        evidence_sha256=evidence.sha256, expires_on=manual.expires_on, reason=reason, is_estimated=manual.estimated,
        **more,
    )  # fmt: skip


@write()
def answer_prompt(*, actor: Actor, at: datetime, value_id: int, answer: str) -> None:
    """Say why a number that is far out is true all the same.

    :raises NotAllowed: :raises Invalid: :raises Conflict: there is no prompt, or it is no draft
    """
    found = row(value_id)
    require(actor, IndicatorAct.DRAFT_VALUE, found.site_ids)
    if not found.prompt or found.state != ValueState.DRAFT:
        raise Conflict(_("这个数值没有要回答的提示"))
    answer = needed(answer, "answer")
    SignedValue.objects.filter(pk=value_id).update(prompt_answer=answer[:500])
    trail(actor, at, value_id, "answer", reason=answer)


@write()
def withdraw_value(*, actor: Actor, at: datetime, value_id: int, reason: str) -> None:
    """Give a draft up; a restatement that is withdrawn leaves the earlier value as it was.

    :raises NotAllowed: :raises Conflict: it is no draft
    """
    found = row(value_id)
    require(actor, IndicatorAct.DRAFT_VALUE, found.site_ids)
    reason = needed(reason)
    move(found, ValueMove.WITHDRAW)
    trail(actor, at, value_id, ValueMove.WITHDRAW, reason=reason)


def begin_restatement(actor: Actor, at: datetime, old: SignedValue, reason: str) -> int:
    """Begin the next revision of a signed value; the caller has checked the grant.

    :raises AlreadyAsked: it is under way
    """
    asked = asked_of(old)
    return _begin(
        actor, at, asked, basis=Basis.RECORDS, revision=old.revision + 1, restates_id=old.pk, reason=reason,
        verb=IndicatorAct.DECIDE_LATE,
    )  # fmt: skip


def asked_of(found: SignedValue) -> Asked:
    """Return the question that a row answers."""
    return Asked(
        found.code, PeriodKind(found.period), found.until, found.since,
        tuple(found.site_ids) if found.site_ids else None, tuple(found.unit_ids) if found.unit_ids else None,
        tuple((str(name), value) for name, value in found.dims),
    )  # fmt: skip


def _begin(
    actor: Actor, at: datetime, asked: Asked, *, verb: IndicatorAct = IndicatorAct.DRAFT_VALUE, **said: Any
) -> int:
    require(actor, verb, asked.site_ids)
    require_not_retired(asked.code, last=asked.until - timedelta(days=1))
    if asked.since is not None and asked.since >= asked.until:
        raise figures.EmptyPeriod(_("结束日期必须晚于开始日期"), field="until", remedy=_("请重新选择时段"))
    made = SignedValue(
        key=asked.key, code=asked.code, period=asked.period, since=asked.since, until=asked.until,
        site_ids=list(asked.site_ids) if asked.site_ids else None,
        unit_ids=list(asked.unit_ids) if asked.unit_ids else None, dims=[list(pair) for pair in asked.dims],
        made_by=actor.label, made_at=at, **said,
    )  # fmt: skip
    require_person(actor, made, "made")
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyAsked(
            _("这个指标在这个时段和范围已经有数值了"), rule=_("同一问题只有一个数值；改动要重述"),
            remedy=_("请打开那个数值，看它到了哪一步"),
        ) from error  # fmt: skip
    trail(actor, at, made.pk, "draft", reason=str(said.get("reason", "")))
    return made.pk
