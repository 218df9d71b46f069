"""What a package of xAPI says and keeps, of the learner who opened it: statements once, documents until they are replaced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.learning.models import Attendance, Document, Package, Run, Statement
from shushan.learning.operations.packages import opened, pseudonym, settle
from shushan.learning.packages import runtime
from shushan.learning.packages import statements as rules

MOST_STATEMENTS: Final = 5_000  # of a learner in a package
MOST_DOCUMENTS: Final = 30
MOST_LETTERS: Final = 200_000  # of a document


@write()
def store_statements(*, credential: str, at: datetime, said: Sequence[object]) -> list[UUID]:
    """Keep statements and return their ids, all or none; one that is there already is not kept again.

    :raises ForgedToken: :raises NotAllowed: of another learner or activity :raises Invalid: one is none, or there are too many
    :raises Conflict: another statement has this id
    """
    attendance_id, person_id, package_id = opened(credential)
    row, package = _of(attendance_id, package_id)
    learner = pseudonym(package_id, person_id)
    if len(said) > rules.MOST_TOGETHER:
        raise Invalid(_("一次最多收 %(n)s 条学习陈述") % {"n": rules.MOST_TOGETHER})
    ids: list[UUID] = []
    fresh: list[rules.Said] = []
    for one in said:
        read = rules.read(one, learner=learner, activity=package.activity)
        number = read.id or uuid4()
        ids.append(number)
        if _is_known(number, read, attendance_id):
            continue
        Statement.objects.create(
            statement=number, attendance=row, package=package, verb=read.verb, object_id=read.object_id,
            said_at=read.at or at, stored_at=at, body=read.body | {"id": str(number)},
        )  # fmt: skip
        fresh.append(read)
    if Statement.objects.filter(attendance=row, package=package).count() > MOST_STATEMENTS:
        raise Invalid(_("这个课件的学习陈述太多，最多 %(n)s 条") % {"n": MOST_STATEMENTS})
    _told(row, package, fresh, at=at)
    return ids


def _is_known(number: UUID, read: rules.Said, attendance_id: int) -> bool:
    known = Statement.objects.filter(statement=number).first()
    if known is None:
        return False
    if known.attendance_id != attendance_id or known.body != read.body | {"id": str(number)}:
        raise Conflict(_("这个编号已有另一条学习陈述"))
    return True


def _told(row: Attendance, package: Package, fresh: Sequence[rules.Said], *, at: datetime) -> None:
    found = [told for one in fresh if (told := rules.outcome(one, package.activity)) is not None]
    if not found:
        return
    run, _made = Run.objects.get_or_create(
        attendance=row, package=package, item="", defaults={"began_at": at, "changed_at": at}
    )
    for one in found:
        run.is_done = run.is_done or one.is_done
        run.percent = run.percent if one.percent is None else one.percent
        run.session_seconds = min(runtime.MOST_SECONDS, max(run.session_seconds, one.claimed))
    run.changed_at = at
    run.save(update_fields=["is_done", "percent", "session_seconds", "changed_at"])
    settle(row.pk, at=at)


@write()
def store_document(*, credential: str, at: datetime, name: str, media_type: str, text: str) -> None:
    """Keep a document under a name, in the place of the one before.

    :raises ForgedToken: :raises Invalid: no name, too large, or too many
    """
    attendance_id, _person_id, package_id = opened(credential)
    row, package = _of(attendance_id, package_id)
    if not name or len(name) > 200 or len(text) > MOST_LETTERS or "\x00" in name + text or len(media_type) > 80:
        raise Invalid(_("课件要保存的内容没有名称或太大"))
    Document.objects.update_or_create(
        attendance=row, package=package, name=name,
        defaults={"media_type": media_type, "text": text, "changed_at": at},
    )  # fmt: skip
    if Document.objects.filter(attendance=row, package=package).count() > MOST_DOCUMENTS:
        raise Invalid(_("课件保存的内容太多，最多 %(n)s 份") % {"n": MOST_DOCUMENTS})


@write()
def drop_documents(*, credential: str, name: str = "") -> None:
    """Forget a document, or all where no name is given.

    :raises ForgedToken:
    """
    attendance_id, _person_id, package_id = opened(credential)
    found = Document.objects.filter(attendance=attendance_id, package=package_id)
    (found.filter(name=name) if name else found).delete()


def _of(attendance_id: int, package_id: int) -> tuple[Attendance, Package]:
    row = Attendance.objects.select_for_update().filter(pk=attendance_id).first()
    package = Package.objects.filter(pk=package_id).first()
    if row is None or package is None or not package.activity:
        raise NotFound(_("没有这次学习"))
    if not Attendance.objects.filter(pk=attendance_id, lesson__package=package_id).exists():
        raise NotFound(_("这一课已换了课件包"), remedy=_("请重新打开这一课"))
    return row, package
