"""Notes for oneself, the discussion of a lesson, certificates."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.learning import events
from shushan.learning.errors import NotCompleted
from shushan.learning.models import Attendance, Certificate, Course, Lesson, Note, Remark
from shushan.learning.operations.watching import lesson_for
from shushan.learning.scoping import learner
from shushan.learning.terms import LearningAct, LessonKind
from shushan.ledger import public as ledger
from shushan.people import public as people


@write()
def take_note(*, actor: Actor, at: datetime, lesson_id: int, text: str, at_second: int = 0) -> int:
    """Note something for oneself at a place of a lesson and return the note's id.

    :raises NotAllowed: :raises NotFound: :raises CourseNotOpen: :raises Invalid: nothing is said
    """
    person_id = learner(actor)
    lesson = lesson_for(actor, lesson_id)
    if not text.strip():
        raise Invalid(_("请写点什么"), field="note")
    place = max(0, min(at_second, lesson.seconds))
    return Note.objects.create(
        person_id=person_id, lesson=lesson, at_second=place, text=text.strip()[:2000], made_at=at
    ).pk  # fmt: skip


@write()
def drop_note(*, actor: Actor, note_id: int) -> None:
    """Throw away a note of one's own.

    :raises NotAllowed: :raises NotFound: there is none of one's own
    """
    if not Note.objects.filter(pk=note_id, person=learner(actor)).delete()[0]:
        raise NotFound(_("没有这条笔记"))


@write()
def say(*, actor: Actor, at: datetime, lesson_id: int, text: str) -> int:
    """Say something to all who study a lesson and return the remark's id.

    :raises NotAllowed: :raises NotFound: :raises CourseNotOpen: :raises Invalid: nothing is said
    """
    person_id = learner(actor)
    lesson = lesson_for(actor, lesson_id)
    if not text.strip():
        raise Invalid(_("请写点什么"), field="remark")
    return Remark.objects.create(person_id=person_id, lesson=lesson, text=text.strip()[:1000], made_at=at).pk


@write()
def hide_remark(*, actor: Actor, at: datetime, remark_id: int) -> None:
    """Hide what was said; its author may take it back the same way.

    :raises NotAllowed: :raises NotFound: it is hidden already, or there is none
    """
    standing = Remark.objects.filter(pk=remark_id, hidden_at=None)
    own = standing.filter(person=actor.id).exists() and learner(actor)
    if not own:
        actor.require_somewhere(LearningAct.MODERATE)
    if not standing.update(hidden_at=at, hidden_by=actor.label):
        raise NotFound(_("没有这条发言"))


@write()
def issue_certificate(*, actor: Actor, at: datetime, course_id: int) -> str:
    """Give oneself the certificate of a course that one completed and return its number; a second time the same.

    :raises NotAllowed: :raises NotFound: no such course, or it has no certificate :raises NotCompleted:
    """
    person_id = learner(actor)
    course = Course.objects.filter(pk=course_id, has_certificate=True).first()
    if course is None:
        raise NotFound(_("这门课程没有证书"))
    known = Certificate.objects.filter(person=person_id, course=course).first()
    if known is not None:
        return known.number
    counted = set(
        Lesson.objects.filter(course=course, retired_at=None).exclude(kind=LessonKind.LINK).values_list("pk", flat=True)
    )
    done = dict(
        Attendance.objects.filter(person=person_id, lesson__in=counted, completed_at__isnull=False).values_list(
            "lesson", "completed_at"
        )
    )
    if not counted or set(done) != counted:
        raise NotCompleted(
            _("还有 %(n)s 课没有学完") % {"n": len(counted - set(done))}, remedy=_("学完全部课程后再领取证书")
        )
    last = ledger.local_day(max(at for at in done.values() if at is not None))
    try:
        with transaction.atomic():
            made = Certificate.objects.create(
                person_id=person_id, course=course, completed_on=last, issued_at=at,
                number=f"XX{last.year}-{course_id:04d}-{person_id:06d}",
            )  # fmt: skip
    except IntegrityError:
        return Certificate.objects.get(person=person_id, course=course).number
    reader = people.reader_of_person(person_id)
    event = events.CertificateIssued(site_id=actor.site_id, reader_id=reader.id if reader else None, course=course_id)
    ledger.record(event, actor=actor, subject=f"learning.certificate:{made.pk}", at=at)
    return made.number
