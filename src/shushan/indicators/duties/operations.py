"""Write the register of duties: take up, end, hold, hand over, link indicators, set targets; tell the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.indicators import events
from shushan.indicators.duties import policy
from shushan.indicators.duties.models import Duty, DutyHolder, DutyLink, Target
from shushan.indicators.duties.terms import HolderRole, TargetPlan
from shushan.indicators.errors import NotOneAccountable
from shushan.indicators.own.retiring import require_not_retired
from shushan.indicators.terms import IndicatorAct
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger
from shushan.units import public as units


@write()
def take_up_duty(
    *, actor: Actor, at: datetime, code: str, name: str, unit_id: int, since: date, accountable_id: int | None = None,
    responsible_ids: Iterable[int] = (), parent_id: int | None = None, name_en: str = "", text: str = "", source: str = "",
) -> int:  # fmt: skip
    """Enter a duty of a unit from a day on, with who answers for it, and return its id.

    Without an accountable person it stands in the register as a duty that lacks one, and is counted as such.

    :raises NotAllowed: :raises Invalid: :raises NotFound: no such unit on that day :raises Conflict: the code is taken
    """
    units.unit(unit_id, on=since)
    require_at(actor, unit_id)
    code, name = code.strip()[:24], name.strip()[:160]
    if not code or not name:
        raise Invalid(_("请填写编号和名称"), field="name" if code else "code")
    if Duty.objects.filter(code=code).exists():
        raise Conflict(_("编号 %(code)s 已经有了") % {"code": code}, remedy=_("请换一个编号"))
    made = Duty.objects.create(
        code=code, name=name, name_en=name_en.strip()[:200], text=text.strip()[:4000], source=source.strip()[:300],
        unit_id=unit_id, parent_id=parent_id, since=since,
    )  # fmt: skip
    if accountable_id is not None:
        _hold(made.pk, accountable_id, HolderRole.ACCOUNTABLE, since, "")
    for person_id in dict.fromkeys(responsible_ids):
        _hold(made.pk, person_id, HolderRole.RESPONSIBLE, since, "")
    retell(made.pk, actor=actor, at=at)
    return made.pk


@write()
def end_duty(*, actor: Actor, at: datetime, duty_id: int, until: date, reason: str) -> None:
    """End a duty; ``until`` is the first day without it. Holders and indicators end with it; the past stays.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict: it has ended
    """
    found = _duty(actor, duty_id)
    if not reason.strip():
        raise Invalid(_("请写明理由"), field="reason")
    if until <= found.since:
        raise Invalid(_("结束日期必须晚于开始日期"), field="until")
    if not Duty.objects.filter(pk=duty_id, until=None).update(until=until):
        raise Conflict(_("这项责任已经结束"))
    for model in (DutyHolder, DutyLink):
        standing = model.objects.filter(Q(until=None) | Q(until__gt=until), duty=duty_id)
        standing.filter(since__gte=until).delete()
        standing.update(until=until)
    DutyHolder.objects.filter(duty=duty_id, until=until, reason="").update(reason=reason.strip()[:300])
    retell(duty_id, actor=actor, at=at)


@write()
def give_part(*, actor: Actor, at: datetime, duty_id: int, person_id: int, role: HolderRole, since: date) -> int:
    """Give somebody a part in a duty from a day on.

    :raises NotAllowed: :raises NotOneAccountable: somebody answers for it already :raises Conflict:
    """
    found = _duty(actor, duty_id)
    if since < found.since or (found.until is not None and since >= found.until):
        raise Invalid(_("日期必须在责任存续期间"), field="since")
    made = _hold(duty_id, person_id, role, since, "")
    retell(duty_id, actor=actor, at=at)
    return made


@write()
def take_part_away(*, actor: Actor, at: datetime, holder_id: int, until: date, reason: str) -> None:
    """End somebody's part. Who is accountable is not taken away, but handed over.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises NotOneAccountable:
    """
    holder = DutyHolder.objects.filter(pk=holder_id).first()
    if holder is None:
        raise NotFound(_("没有这条分工"))
    _duty(actor, holder.duty_id)
    if not reason.strip():
        raise Invalid(_("请写明理由"), field="reason")
    if holder.role == HolderRole.ACCOUNTABLE:
        raise NotOneAccountable(_("负责人不能空缺"), rule=_("每项责任恰有一名负责人"), remedy=_("请办理交接"))
    if until <= holder.since or holder.until is not None:
        raise Invalid(_("结束日期必须晚于开始日期"), field="until")
    DutyHolder.objects.filter(pk=holder_id).update(until=until, reason=reason.strip()[:300])
    retell(holder.duty_id, actor=actor, at=at)


@write()
def hand_over(*, actor: Actor, at: datetime, duty_id: int, to_person_id: int, since: date, reason: str) -> None:
    """Hand a duty from the accountable person to another from a day on; there is no day without one.

    :raises NotAllowed: :raises Invalid: :raises Conflict: it is theirs already
    """
    _duty(actor, duty_id)
    if not reason.strip():
        raise Invalid(_("请写明理由"), field="reason")
    now = DutyHolder.objects.filter(duty=duty_id, role=HolderRole.ACCOUNTABLE, until=None).first()
    if now is not None:
        if now.person_id == to_person_id:
            raise Conflict(_("这项责任已经由此人负责"))
        if since <= now.since:
            raise Invalid(_("交接日期必须晚于现任开始负责的日期"), field="since")
        if not DutyHolder.objects.filter(pk=now.pk, until=None).update(until=since, reason=reason.strip()[:300]):
            raise Conflict(_("这项责任刚刚交接过"), remedy=_("请刷新页面看现在的情况"))
    _hold(duty_id, to_person_id, HolderRole.ACCOUNTABLE, since, "")
    retell(duty_id, actor=actor, at=at)


@write()
def link_indicator(
    *, actor: Actor, at: datetime, duty_id: int, code: str, since: date, site_ids: tuple[int, ...] | None = None
) -> int:
    """Measure a duty by an indicator from a day on and return the link's id.

    :raises NotAllowed: :raises NoSuchMeasure: :raises Conflict: it is linked
    """
    found = _duty(actor, duty_id)
    require_not_retired(code, last=since)
    if since < found.since or (found.until is not None and since >= found.until):
        raise Invalid(_("日期必须在责任存续期间"), field="since")
    if DutyLink.objects.filter(Q(until=None) | Q(until__gt=since), duty=duty_id, code=code).exists():
        raise Conflict(_("这项责任已经挂了这个指标"))
    sites = list(site_ids) if site_ids else None
    made = DutyLink.objects.create(duty_id=duty_id, code=code, site_ids=sites, since=since)
    retell(duty_id, actor=actor, at=at)
    return made.pk


@write()
def unlink_indicator(*, actor: Actor, at: datetime, link_id: int, until: date) -> None:
    """Measure a duty by an indicator no longer; the past keeps it.

    :raises NotAllowed: :raises NotFound: :raises Invalid:
    """
    link = _link(link_id)
    _duty(actor, link.duty_id)
    if until <= link.since or link.until is not None:
        raise Invalid(_("结束日期必须晚于开始日期"), field="until")
    DutyLink.objects.filter(pk=link_id).update(until=until)
    retell(link.duty_id, actor=actor, at=at)


@write()
def set_target(*, actor: Actor, at: datetime, link_id: int, plan: TargetPlan) -> int:
    """Say what an indicator is to reach, and return the target's id; a period has one target.

    :raises NotAllowed: :raises NotFound: :raises Invalid: :raises Conflict:
    """
    link = _link(link_id)
    _duty(actor, link.duty_id)
    if policy.is_misplaced(plan):
        raise Invalid(_("目标的起止日期或轨迹上的日期不对"), field="until")
    said: dict[str, Any] = {
        "number": str(plan.number), "start": str(plan.start), "comparison": plan.comparison,
        "points": [[day.isoformat(), str(n)] for day, n in plan.points], "source": plan.source.strip()[:300],
    }  # fmt: skip
    try:
        with transaction.atomic():
            return Target.objects.create(link=link, since=plan.since, until=plan.until, **said).pk
    except IntegrityError as error:
        raise Conflict(_("这个时段已经有目标了"), remedy=_("请另选时段")) from error


def retell(duty_id: int, *, actor: Actor, at: datetime) -> None:
    """Tell the ledger what changed of a duty: whether it stands, is owned, is measured, is covered, today."""
    duty, today = Duty.objects.get(pk=duty_id), ledger.local_day(at)
    now = Q(until=None) | Q(until__gt=today)
    stands = duty.since <= today and (duty.until is None or duty.until > today)
    owned = DutyHolder.objects.filter(now, duty=duty, role=HolderRole.ACCOUNTABLE, since__lte=today).count() == 1
    measured = DutyLink.objects.filter(now, duty=duty, since__lte=today).exists()
    is_so = {
        "standing": stands, "unowned": stands and not owned, "unmeasured": stands and not measured,
        "covered": stands and owned and measured,
    }  # fmt: skip
    for name, kind in FACTS.items():
        if is_so[name] == getattr(duty, f"told_{name}"):
            continue
        event = kind(site_id=None, unit_id=duty.unit_id, quantity=1 if is_so[name] else -1)
        ledger.record(event, actor=actor, subject=f"indicators.duty:{duty_id}", at=at)
    Duty.objects.filter(pk=duty_id).update(**{f"told_{name}": value for name, value in is_so.items()})


def retell_every(*, actor: Actor, at: datetime) -> None:
    """Tell the ledger what the day changed: duties, holders and indicators that begin or end. A night's work."""
    for duty_id in Duty.objects.values_list("pk", flat=True):
        with write():
            retell(duty_id, actor=actor, at=at)


FACTS = {
    "standing": events.DutyStanding,
    "unowned": events.DutyUnowned,
    "unmeasured": events.DutyUnmeasured,
    "covered": events.DutyCovered,
}


def require_at(actor: Actor, unit_id: int, verb: IndicatorAct = IndicatorAct.EDIT_DUTIES) -> None:
    """Pass when the verb is held at the unit, at its site or everywhere.

    :raises NotAllowed:
    """
    site_id = units.history(unit_id)[0].site_id
    if not actor.may(verb, unit_id=unit_id, site_id=site_id):
        raise NotAllowed(verb=verb)


def _duty(actor: Actor, duty_id: int) -> Duty:
    found = Duty.objects.filter(pk=duty_id).first()
    if found is None:
        raise NotFound(_("没有这项责任"))
    require_at(actor, found.unit_id)
    return found


def _link(link_id: int) -> DutyLink:
    found = DutyLink.objects.filter(pk=link_id).first()
    if found is None:
        raise NotFound(_("这项责任没有挂这个指标"))
    return found


def _hold(duty_id: int, person_id: int, role: HolderRole, since: date, reason: str) -> int:
    slot = 0 if role is HolderRole.ACCOUNTABLE else person_id
    clash = DutyHolder.objects.filter(Q(until=None) | Q(until__gt=since), duty=duty_id, slot=slot)
    if clash.exists():
        if role is HolderRole.ACCOUNTABLE:
            raise NotOneAccountable(_("这项责任已经有负责人"), rule=_("每项责任恰有一名负责人"), remedy=_("请办理交接"))
        raise Conflict(_("此人在这项责任里已有分工"))
    return DutyHolder.objects.create(
        duty_id=duty_id, person_id=person_id, role=role, slot=slot, since=since, reason=reason
    ).pk
