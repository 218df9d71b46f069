"""Read the lessons of meetings and what was said there."""

from __future__ import annotations

from collections.abc import Iterable

from shushan.meetings.models import MeetingLesson, Remark
from shushan.meetings.terms import LessonLine, RemarkLine


def lessons_of(meeting_ids: Iterable[int]) -> dict[int, list[LessonLine]]:
    """Return the lessons watched at meetings, in one query."""
    by_meeting: dict[int, list[LessonLine]] = {}
    for row in MeetingLesson.objects.filter(meeting__in=list(meeting_ids)).order_by("meeting", "pk"):
        by_meeting.setdefault(row.meeting_id, []).append(LessonLine(row.lesson, row.name, row.course))
    return by_meeting


def remarks_of(meeting_ids: Iterable[int]) -> dict[int, list[RemarkLine]]:
    """Return what was said at meetings, in its order, in one query."""
    by_meeting: dict[int, list[RemarkLine]] = {}
    found = Remark.objects.filter(meeting__in=list(meeting_ids)).select_related("person").order_by("meeting", "pk")
    for row in found:
        line = RemarkLine(row.person_id, row.person.name, row.text, row.by, row.at)
        by_meeting.setdefault(row.meeting_id, []).append(line)
    return by_meeting
