"""Read notes, discussions, certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.learning.models import Certificate, Note, Remark


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note of one's own."""

    id: int
    at_second: int
    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """What somebody said about a lesson."""

    id: int
    person_id: int
    name: str
    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate."""

    number: str
    person_id: int
    name: str
    course_id: int
    course: str
    completed_on: date
    issued_at: datetime


def notes(person_id: int, lesson_id: int) -> list[NoteLine]:
    """Return a person's notes in a lesson, by their place, in one query."""
    found = Note.objects.filter(person=person_id, lesson=lesson_id).order_by("at_second", "pk")
    return [NoteLine(row.pk, row.at_second, row.text, row.made_at) for row in found]


def remarks(lesson_id: int, *, limit: int = 100) -> list[RemarkLine]:
    """Return what was said about a lesson, the newest first, without what is hidden, in one query."""
    found = Remark.objects.filter(lesson=lesson_id, hidden_at=None).select_related("person").order_by("-pk")[:limit]
    return [RemarkLine(row.pk, row.person_id, row.person.name, row.text, row.made_at) for row in found]


def certificates(person_id: int) -> list[CertificateLine]:
    """Return a person's certificates, the newest first, in one query."""
    found = Certificate.objects.filter(person=person_id).select_related("person", "course").order_by("-issued_at")
    return [_line(row) for row in found]


def certificate(number: str) -> CertificateLine:
    """Return a certificate by its number.

    :raises NotFound:
    """
    row = Certificate.objects.filter(number=number).select_related("person", "course").first()
    if row is None:
        raise NotFound(_("没有这个编号的证书"))
    return _line(row)


def _line(row: Certificate) -> CertificateLine:
    return CertificateLine(
        row.number, row.person_id, row.person.name, row.course_id, row.course.name, row.completed_on, row.issued_at
    )
