"""What this room offers to the rules: class hours and training of members, and how they stood in the reading month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shushan.learning import policy, ports
from shushan.learning.models import Attendance, Campaign, StudyRecord
from shushan.learning.queries import campaigns as campaign_queries
from shushan.learning.queries.studies import Rules
from shushan.learning.terms import LessonKind, StudyUnit
from shushan.ledger import public as ledger
from shushan.regulations import public as regulations
from shushan.regulations.public import Asked, Record, SubjectKind

TRAINING = (StudyUnit.HALF_DAY, StudyUnit.FULL_DAY)


def bring() -> None:
    """Declare the sources."""
    to_hours = _("看学时"), lambda _member, period: f"{reverse('learning:staff-hours')}?year={period.last.year}"
    for record_type, title, read, dims, act in (
        ("learning.hours", _("学时记录"), hours, {"here": _("在本馆课程里")}, to_hours),
        ("learning.training", _("集中培训"), training, {"unit": _("半天或全天")}, to_hours),
        ("learning.reading-month", _("读书月"), reading_months, {"done": _("期内读完并提交心得")}, None),
    ):
        regulations.declare_source(
            regulations.Source(record_type, title, SubjectKind.MEMBER, read, act=act, dims=dims, address=_address)
        )


def hours(asked: Asked) -> Iterator[Record]:
    """Yield studies of members in minutes of class hours, here and elsewhere, in four queries.

    What no rule converts on its day is no class hour and is left out.
    """
    members, rules = ports.members(), Rules()
    for pk, person, day, unit, quantity in _studies(asked):
        member = members.get(person)
        found = policy.hundredths(quantity, StudyUnit(unit), rules.on(unit, day))
        if member is not None and found is not None and asked.wants(member, day):
            yield Record(f"learning.study-record:{pk}", member, day, {"here": False}, quantity=found * 60 // 100)
    first, after = asked.period.instants(ledger.zone())
    done = Attendance.objects.filter(completed_at__gte=first, completed_at__lt=after)
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
    members = ports.members()
    for pk, person, day, unit, _quantity in _studies(asked):
        member = members.get(person)
        if member is not None and StudyUnit(unit) in TRAINING and asked.wants(member, day):
            yield Record(f"learning.study-record:{pk}", member, day, {"unit": unit})


def reading_months(asked: Asked) -> Iterator[Record]:
    """Yield how each of the roster of a campaign's last day stood, on that day, in a few queries a campaign."""
    ended = Campaign.objects.filter(unit__isnull=False, last__gte=asked.period.since, last__lt=asked.period.until)
    for found in campaign_queries.campaigns(campaign_ids=ended.values_list("pk", flat=True)):
        if asked.known_at is not None and asked.known_at < ledger.day_begins(found.last + timedelta(days=1)):
            continue
        roster = ports.roster(found.unit_id, on=found.last)
        for line, stands in zip(roster, campaign_queries.standings(found, roster), strict=True):
            if asked.wants(line.member_id, found.last):
                name = f"learning.reading-month:{found.id}.{line.member_id}"
                yield Record(name, line.member_id, found.last, {"done": stands.is_done})


def _studies(asked: Asked) -> Iterator[tuple[int, int, date, str, int]]:
    found = StudyRecord.objects.filter(day__gte=asked.period.since, day__lt=asked.period.until)
    if asked.known_at is not None:
        found = found.filter(made_at__lt=asked.known_at)
    yield from found.values_list("pk", "person", "day", "unit", "quantity")


def _address(record: str) -> str:
    kind, _colon, number = record.partition(":")
    if kind == "learning.reading-month":
        return reverse("learning:staff-campaign", args=[int(number.partition(".")[0])])
    return reverse("learning:staff-hours")
