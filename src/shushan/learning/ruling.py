"""What this room offers to the rules: class hours and training of members, and how they stood in the reading month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.kernel.periods import Period
from shushan.learning import policy, ports
from shushan.learning.models import Attendance, Campaign, StudyRecord
from shushan.learning.queries import campaigns as campaign_queries
from shushan.learning.queries import judging
from shushan.learning.queries.studies import Rules
from shushan.learning.terms import Due, LessonKind, StudyUnit
from shushan.ledger import public as ledger
from shushan.regulations import public as regulations
from shushan.regulations.public import Asked, Record, SubjectKind

FEW = 500  # so many ids still go into one question; more are sorted out of all rows afterwards
AnyOf = TypeVar("AnyOf", StudyRecord, Attendance)
TRAINING = (StudyUnit.HALF_DAY, StudyUnit.FULL_DAY)


def bring() -> None:
    """Declare the sources."""
    to_hours = _("看学时"), _to_hours
    for record_type, title, read, dims, act in (
        ("learning.hours", _("学时记录"), hours, {"here": _("在本馆课程里")}, to_hours),
        ("learning.training", _("集中培训"), training, {"unit": _("半天或全天")}, to_hours),
        ("learning.reading-month", _("读书月"), reading_months, {"done": _("期内读完并提交心得")}, None),
    ):
        regulations.declare_source(
            regulations.Source(
                record_type, title, SubjectKind.MEMBER, read, act=act, dims=dims, address=_address,
                own_act=(_("去学习"), lambda: reverse("learning:my")) if act is not None else None,
                told_in=(60, _("学时")) if record_type == "learning.hours" else (1, ""),
            )
        )  # fmt: skip


def hours(asked: Asked) -> Iterator[Record]:
    """Yield studies of members in minutes of class hours, here and elsewhere, in four queries.

    What no rule converts on its day is no class hour and is left out.
    """
    members, rules = asked.kept(_members), Rules()
    for pk, person, day, unit, quantity in asked.kept(_studies):
        member = members.get(person)
        found = policy.hundredths(quantity, StudyUnit(unit), rules.on(unit, day))
        if member is not None and found is not None and asked.wants(member, day):
            yield Record(f"learning.study-record:{pk}", member, day, {"here": False}, quantity=found * 60 // 100)
    first, after = asked.period.instants(ledger.zone())
    done = _among(Attendance.objects.filter(completed_at__gte=first, completed_at__lt=after), members)
    if asked.known_at is not None:
        done = done.filter(completed_at__lt=asked.known_at)
    for pk, person, at, kind, seconds, watched in done.values_list(
        "pk", "person", "completed_at", "lesson__kind", "lesson__seconds", "watched_seconds"
    ):
        member = members.get(person)
        if member is None or at is None:
            continue
        day = ledger.local_day(at)
        found = policy.of_lesson(LessonKind(kind), seconds, watched, rules.on(StudyUnit.CLOCK_HOUR, day))
        if found and asked.wants(member, day):
            yield Record(f"learning.attendance:{pk}", member, day, {"here": True}, quantity=found * 60 // 100)


def training(asked: Asked) -> Iterator[Record]:
    """Yield trainings of half a day or a whole one, in two queries."""
    members = asked.kept(_members)
    for pk, person, day, unit, _quantity in asked.kept(_studies):
        member = members.get(person)
        if member is not None and StudyUnit(unit) in TRAINING and asked.wants(member, day):
            yield Record(f"learning.study-record:{pk}", member, day, {"unit": unit})


def reading_months(asked: Asked) -> Iterator[Record]:
    """Yield how each of the roster of a campaign's last day stood, on that day, in a few queries a campaign.

    What was judged is told as it was judged, or corrected, by the asked instant; what was not yet, from the records.
    """
    ended = Campaign.objects.filter(unit__isnull=False, last__gte=asked.period.since, last__lt=asked.period.until)
    days = dict(ended.values_list("pk", "last"))
    kept = judging.judgements(Due.CAMPAIGN, days, known_at=asked.known_at) if days else {}
    members = asked.kept(_members) if kept else {}
    for which, person, is_met in judging.standing_lines(kept.values(), known_at=asked.known_at):
        member = members.get(person)
        if member is not None and asked.wants(member, days[which]):
            yield Record(f"learning.reading-month:{which}.{member}", member, days[which], {"done": is_met})
    for found in campaign_queries.campaigns(campaign_ids=days.keys() - kept.keys()):
        if asked.known_at is not None and asked.known_at < ledger.day_begins(found.last + timedelta(days=1)):
            continue
        roster = [
            one
            for one in ports.roster(found.unit_id, on=found.last)
            if asked.subject_ids is None or one.member_id in asked.subject_ids
        ]
        for line, stands in zip(roster, campaign_queries.standings(found, roster), strict=True):
            name = f"learning.reading-month:{found.id}.{line.member_id}"
            yield Record(name, line.member_id, found.last, {"done": stands.is_done})


def _members(asked: Asked) -> dict[int, int]:
    """Return the members who are asked for, by person: where they are few, no others."""
    few = asked.subject_ids is not None and len(asked.subject_ids) < FEW
    return ports.members(asked.subject_ids if few else None)


def _among(found: QuerySet[AnyOf], members: dict[int, int]) -> QuerySet[AnyOf]:
    """Narrow rows to those of some persons, where they are few."""
    return found.filter(person__in=list(members)) if len(members) < FEW else found


def _studies(asked: Asked) -> list[tuple[int, int, date, str, int]]:
    inside = StudyRecord.objects.filter(day__gte=asked.period.since, day__lt=asked.period.until)
    found = _among(inside, asked.kept(_members))
    if asked.known_at is not None:
        found = found.filter(made_at__lt=asked.known_at)
    return list(found.values_list("pk", "person", "day", "unit", "quantity"))


def _to_hours(_member: int, period: Period, _where: str) -> str:
    return f"{reverse('learning:staff-hours')}?year={period.last.year}"


def _address(record: str) -> str:
    kind, _colon, number = record.partition(":")
    if kind == "learning.reading-month":
        return reverse("learning:staff-campaign", args=[int(number.partition(".")[0])])
    return reverse("learning:staff-hours")
