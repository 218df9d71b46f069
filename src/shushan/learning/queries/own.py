"""What is kept about a person's study, for the privacy page and the export."""

from __future__ import annotations

import json
from collections.abc import Iterator

from shushan.learning.models import (
    Attendance,
    Certificate,
    Document,
    Essay,
    Note,
    Reading,
    Remark,
    Run,
    Statement,
    StudyRecord,
)

Row = dict[str, str | int | None]


def kept_of(person_id: int) -> Iterator[Row]:
    """Yield rows of lessons, studies elsewhere, readings, essays, notes, remarks, certificates and packages, in ten queries."""
    for lesson, watched, at in Attendance.objects.filter(person=person_id).values_list(
        "lesson__name", "watched_seconds", "completed_at"
    ):
        yield {"lesson": lesson, "seconds": watched, "completed_at": at.isoformat() if at else None}
    for channel, day, title in StudyRecord.objects.filter(person=person_id).values_list(
        "channel__name", "day", "title"
    ):
        yield {"channel": channel, "day": day.isoformat(), "study": title}
    for title, day in Reading.objects.filter(person=person_id).values_list("work__record__title", "read_on"):
        yield {"read": title, "day": day.isoformat()}
    for title, text, state in Essay.objects.filter(person=person_id).values_list("title", "text", "state"):
        yield {"essay": title, "text": text, "state": state}
    for text, at in Note.objects.filter(person=person_id).values_list("text", "made_at"):
        yield {"note": text, "at": at.isoformat()}
    for text, at in Remark.objects.filter(person=person_id).values_list("text", "made_at"):
        yield {"remark": text, "at": at.isoformat()}
    for number, day in Certificate.objects.filter(person=person_id).values_list("number", "completed_on"):
        yield {"certificate": number, "day": day.isoformat()}
    for lesson, cmi, percent in Run.objects.filter(attendance__person=person_id).values_list(
        "attendance__lesson__name", "cmi", "percent"
    ):
        yield {"package": lesson, "stored": json.dumps(cmi, ensure_ascii=False), "percent": percent}
    for body, at in Statement.objects.filter(attendance__person=person_id).values_list("body", "stored_at"):
        yield {"statement": json.dumps(body, ensure_ascii=False), "at": at.isoformat()}
    for name, text in Document.objects.filter(attendance__person=person_id).values_list("name", "text"):
        yield {"document": name, "text": text}
