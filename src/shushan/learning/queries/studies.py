"""Read study elsewhere, class hours, who completed a course, and gaps: always over a roster of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Sum
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period
from shushan.learning import policy, ports
from shushan.learning.models import Attendance, Channel, Conversion, StudyImport, StudyRecord
from shushan.learning.terms import (
    ChannelValue,
    CourseValue,
    Covered,
    HoursLine,
    ImportLine,
    LessonKind,
    StudyLine,
    StudyUnit,
)
from shushan.learning.words import study_reason
from shushan.ledger import public as ledger


class Rules:
    """What counts as a class hour, by unit and day."""

    def __init__(self) -> None:
        self.rows = list(Conversion.objects.order_by("unit", "-since"))

    def on(self, unit: str, day: date) -> int | None:
        """Return hundredths of a class hour for one unit on a day; None: no rule."""
        for row in self.rows:
            if row.unit == unit and row.since <= day and (row.until is None or day < row.until):
                return row.hundredths
        return None


def channels(*, only_active: bool = False) -> list[ChannelValue]:
    """Return the channels outside, by name, in one query."""
    found = Channel.objects.order_by("-is_active", "name")
    if only_active:
        found = found.filter(is_active=True)
    return [ChannelValue(row.pk, row.code, row.name, row.name_en, row.is_active) for row in found]


def channel(channel_id: int) -> ChannelValue:
    """Return one channel.

    :raises NotFound:
    """
    found = [one for one in channels() if one.id == channel_id]
    if not found:
        raise NotFound(_("没有这个渠道"))
    return found[0]


def conversions() -> list[Conversion]:
    """Return what counts as a class hour, by unit, the newest first, in one query (rows: only this room draws them)."""
    return Rules().rows


def imports(*, import_id: int | None = None) -> list[ImportLine]:
    """Return the files that were imported, the newest first, in one query."""
    found = StudyImport.objects.select_related("channel").order_by("-made_at", "-pk")
    if import_id is not None:
        found = found.filter(pk=import_id)
    return [
        ImportLine(
            row.pk, row.channel.name, row.name, row.sha256, row.made_by, row.made_at, row.taken, row.known, row.differing,
            row.refused, tuple((int(n), study_reason(str(why)), str(what)) for n, why, what in row.lines),
        )
        for row in found
    ]  # fmt: skip


def studies(
    *, person_ids: Iterable[int] | None = None, channel_id: int | None = None, period: Period | None = None,
    import_id: int | None = None,
) -> list[StudyLine]:  # fmt: skip
    """Return studies elsewhere, the newest first, with their class hours by the rule of their day, in two queries."""
    found = StudyRecord.objects.select_related("person", "channel").order_by("-day", "-pk")
    if person_ids is not None:
        found = found.filter(person__in=list(person_ids))
    if channel_id is not None:
        found = found.filter(channel=channel_id)
    if period is not None:
        found = found.filter(day__gte=period.since, day__lt=period.until)
    if import_id is not None:
        found = found.filter(source=import_id)
    rules = Rules()
    lines = []
    for row in found:
        unit = StudyUnit(row.unit)
        hours = policy.hundredths(row.quantity, unit, rules.on(unit, row.day))
        lines.append(
            StudyLine(
                row.pk, row.person_id, row.person.name, row.channel.name, row.day, row.title, row.quantity, unit, hours,
                row.source_id,
            )
        )  # fmt: skip
    return lines


def hours(roster: Sequence[ports.RosterLine], *, year: int) -> list[HoursLine]:
    """Return the class hours of everyone of a roster in a year, in three queries.

    What was completed here counts by the length of the lesson (a package: by what was measured) and the rule for an hour of
    the clock on that day; what was studied elsewhere by the rule for its unit. What no rule converts is told beside, never counted.
    """
    period, rules = Period.year(year), Rules()
    ids = [line.person_id for line in roster]
    here: dict[int, int] = {}
    elsewhere: dict[int, int] = {}
    lacking: dict[int, int] = {}
    first, after = period.instants(ledger.zone())
    done = Attendance.objects.filter(person__in=ids, completed_at__gte=first, completed_at__lt=after)
    for person, at, kind, seconds, watched in done.values_list(
        "person", "completed_at", "lesson__kind", "lesson__seconds", "watched_seconds"
    ):
        rule = rules.on(StudyUnit.CLOCK_HOUR, ledger.local_day(cast(datetime, at)))
        found = policy.of_lesson(LessonKind(kind), seconds, watched, rule)
        if found is None:
            lacking[person] = lacking.get(person, 0) + 1
        else:
            here[person] = here.get(person, 0) + found
    sums = (
        StudyRecord.objects.filter(person__in=ids, day__gte=period.since, day__lt=period.until)
        .values_list("person", "unit", "day")
        .annotate(all=Sum("quantity"))
    )
    for person, unit, day, quantity in sums:
        found = policy.hundredths(quantity, StudyUnit(unit), rules.on(unit, day))
        if found is None:
            lacking[person] = lacking.get(person, 0) + 1
        else:
            elsewhere[person] = elsewhere.get(person, 0) + found
    return [
        HoursLine(
            line.person_id, line.name, line.unit_id, line.unit_called, line.is_leading, here.get(line.person_id, 0),
            elsewhere.get(line.person_id, 0), lacking.get(line.person_id, 0),
            (policy.LEADER_HOURS if line.is_leading else policy.MEMBER_HOURS) * policy.PER_CLASS_HOUR,
        )
        for line in roster
    ]  # fmt: skip


def roster_of_year(year: int, *, unit_id: int | None, today: date) -> list[ports.RosterLine]:
    """Return the roster by which a year is judged: of its last day, or of today while it runs."""
    return ports.roster(unit_id, on=min(date(year, 12, 31), today))


def covered(
    courses: Sequence[CourseValue], roster: Sequence[ports.RosterLine], *, until: date | None = None
) -> list[Covered]:
    """Return everyone of a roster with how many lessons of the courses they completed, in one query.

    ``until``: only what was completed by that day counts. Nobody completes courses without a lesson.
    """
    wanted = {lesson.id for course in courses for lesson in course.counted}
    done: dict[int, list[object]] = {}
    found = Attendance.objects.filter(
        lesson__in=wanted, person__in=[line.person_id for line in roster], completed_at__isnull=False
    )
    if until is not None:
        found = found.filter(completed_at__lt=ledger.day_begins(until + timedelta(days=1)))
    for person, at in found.values_list("person", "completed_at"):
        done.setdefault(person, []).append(at)
    lines = []
    for line in roster:
        times = done.get(line.person_id, [])
        last = max(times) if wanted and len(times) == len(wanted) else None  # type: ignore[type-var]
        lines.append(
            Covered(line.person_id, line.name, line.unit_id, line.unit_called, len(times), len(wanted), last)  # type: ignore[arg-type]
        )
    return lines


def reached(roster: Sequence[ports.RosterLine], *, period: Period) -> set[int]:
    """Return who of a roster studied on line in a period: here, or in a channel outside, in two queries."""
    ids = [line.person_id for line in roster]
    first, after = period.instants(ledger.zone())
    here = Attendance.objects.filter(person__in=ids, last_at__gte=first, began_at__lt=after)
    outside = StudyRecord.objects.filter(person__in=ids, day__gte=period.since, day__lt=period.until)
    return set(here.values_list("person", flat=True)) | set(outside.values_list("person", flat=True))


def study_days(person_ids: Iterable[int], *, period: Period) -> set[date]:
    """Return the days of a period on which any of these persons studied, here or outside, in two queries."""
    ids = list(person_ids)
    first, after = period.instants(ledger.zone())
    done = Attendance.objects.filter(person__in=ids, completed_at__gte=first, completed_at__lt=after)
    days = {ledger.local_day(at) for at in done.values_list("completed_at", flat=True) if at is not None}
    found = StudyRecord.objects.filter(person__in=ids, day__gte=period.since, day__lt=period.until)
    return days | set(found.values_list("day", flat=True))


def longest_gap(days: set[date], *, period: Period) -> tuple[int, date]:
    """Return the most days on end without study in a period, and the first of them; (0, the beginning) where there is none."""
    longest, begin = (0, period.since)
    since = period.since
    for day in [*sorted(days), period.until]:
        empty = (day - since).days
        if empty > longest:
            longest, begin = empty, since
        since = day + timedelta(days=1)
    return longest, begin
