"""Read the register of duties as of a day, and how its targets stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shushan.indicators.duties import policy
from shushan.indicators.duties.models import Duty, DutyHolder, DutyLink, Target
from shushan.indicators.duties.terms import (
    Comparison,
    DutyLine,
    HolderLine,
    HolderRole,
    LinkLine,
    RegisterCount,
    Status,
    TargetLine,
    TargetPlan,
)
from shushan.indicators.terms import Asked, PeriodKind, ValueLine
from shushan.indicators.values.computing import compute
from shushan.indicators.values.queries import frozen_values
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger


def register(*, on: date, unit_ids: Iterable[int] | None = None, person_id: int | None = None) -> list[DutyLine]:
    """Return the duties that stand on a day with their holders and indicators of that day, in three queries.

    ``person_id``: only those in which that person has a part. Targets are asked for by ``duty`` and ``standing``.
    """
    now = Q(until=None) | Q(until__gt=on)
    found = Duty.objects.filter(now, since__lte=on).order_by("code")
    if unit_ids is not None:
        found = found.filter(unit__in=list(unit_ids))
    if person_id is not None:
        found = found.filter(pk__in=DutyHolder.objects.filter(now, person=person_id, since__lte=on).values("duty"))
    rows = list(found)
    return _lines(rows, DutyHolder.objects.filter(now, since__lte=on), DutyLink.objects.filter(now, since__lte=on))


def duty(duty_id: int, *, at: datetime) -> DutyLine:
    """Return one duty with every holder and indicator it ever had, and its targets with their status now.

    :raises NotFound:
    """
    rows = list(Duty.objects.filter(pk=duty_id))
    if not rows:
        raise NotFound(_("没有这项责任"))
    [line] = _lines(rows, DutyHolder.objects.all(), DutyLink.objects.all())
    return standing([line], at=at)[0]


def standing(duties: list[DutyLine], *, at: datetime) -> list[DutyLine]:
    """Return duties with the targets of their indicators, each with its status computed now.

    A target whose whole period was signed is held against the signed value, any other against the records as they are.
    """
    links = [link for line in duties for link in line.links]
    targets = list(Target.objects.filter(link__in=[link.id for link in links]).order_by("since", "pk"))
    by_link = {link.id: link for link in links}
    questions = {t.pk: _question(by_link[t.link_id], t.since, t.until) for t in targets}
    signed = frozen_values(list(questions.values()))
    found: dict[int, list[TargetLine]] = defaultdict(list)
    for target in targets:
        found[target.link_id].append(_target(target, by_link[target.link_id], signed.get(questions[target.pk].key), at))
    return [
        replace(line, links=tuple(replace(link, targets=tuple(found[link.id])) for link in line.links))
        for line in duties
    ]


def counts(*, on: date) -> RegisterCount:
    """Return the register of a day in four numbers, from the register itself."""
    found = register(on=on)
    return RegisterCount(
        on, len(found), sum(one.accountable is None for one in found), sum(not one.links for one in found),
        sum(one.is_covered for one in found),
    )  # fmt: skip


def plan_of(target: Target) -> TargetPlan:
    """Return what a target says."""
    points = tuple((date.fromisoformat(day), Fraction(number)) for day, number in target.points)
    return TargetPlan(
        target.since, target.until, Fraction(target.number), Comparison(target.comparison), Fraction(target.start),
        points, target.source,
    )  # fmt: skip


def _question(link: LinkLine, since: date, until: date) -> Asked:
    return Asked(link.code, PeriodKind.RANGE, until, since, link.site_ids)


def _target(target: Target, link: LinkLine, signed: ValueLine | None, at: datetime) -> TargetLine:
    plan, today = plan_of(target), ledger.local_day(at)
    until = min(plan.until, today + timedelta(days=1))
    actual, absence = None, ""
    if signed is not None:
        actual, absence, until = signed.number, signed.absence, plan.until
    elif plan.since < until:
        actual, absence = _live(_question(link, plan.since, until), at)
    status = policy.status(plan, actual, today=today)
    if status is Status.NO_VALUE and not absence:
        absence = _("还没有数值")
    bar = policy.expected(plan, min(today, plan.until - timedelta(days=1)))
    return TargetLine(target.pk, plan, status, actual, bar, absence, signed.id if signed else None, until)


def _live(asked: Asked, at: datetime) -> tuple[Fraction | None, str]:
    try:
        found = compute(asked, at=at)
    except Refused as refusal:
        return None, refusal.message
    return found.number, found.absence


def _lines(rows: list[Duty], holders: QuerySet[DutyHolder], links: QuerySet[DutyLink]) -> list[DutyLine]:
    ids = [row.pk for row in rows]
    held: dict[int, list[HolderLine]] = defaultdict(list)
    for h in holders.filter(duty__in=ids).select_related("person").order_by("role", "since", "pk"):
        held[h.duty_id].append(
            HolderLine(h.pk, h.person_id, h.person.name, HolderRole(h.role), h.since, h.until, h.reason)
        )
    linked: dict[int, list[LinkLine]] = defaultdict(list)
    for one in links.filter(duty__in=ids).order_by("code", "since"):
        sites = tuple(one.site_ids) if one.site_ids else None
        linked[one.duty_id].append(LinkLine(one.pk, one.code, sites, one.since, one.until))
    return [
        DutyLine(
            r.pk, r.code, r.name, r.name_en, r.text, r.source, r.unit_id, r.parent_id, r.since, r.until,
            tuple(held[r.pk]), tuple(linked[r.pk]),
        )
        for r in rows
    ]  # fmt: skip
