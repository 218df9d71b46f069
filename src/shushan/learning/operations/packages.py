"""Bring packages of course ware, open them, keep what they store and say. None of it is studied time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO, Final

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.files import public as files
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.learning import policy
from shushan.learning.errors import ForgedToken, SittingOver, UnusablePackage
from shushan.learning.models import Attendance, Package, Run, Sitting
from shushan.learning.operations.beats import LASTS, ON_THE_WAY
from shushan.learning.operations.watching import SALT, begin, complete, lesson_for
from shushan.learning.packages import runtime
from shushan.learning.packages.archive import MOST, Bundle
from shushan.learning.packages.manifest import manifest
from shushan.learning.packages.terms import Launch, PackageKind, RunLine
from shushan.learning.queries.packages import value_of
from shushan.learning.terms import LearningAct, LessonKind, Way
from shushan.people import public as people

CREDENTIAL: Final = "learning.statements"
PIECE: Final = 1 << 18


def bring_package(*, actor: Actor, at: datetime, stream: BinaryIO, name: str) -> int:
    """Look a package through, keep it whole by its digest, and return its id; the same file again is the same package.

    :raises NotAllowed: :raises UnusablePackage: with what is wrong and what to do
    """
    actor.require_somewhere(LearningAct.EDIT_COURSES)
    if stream.seek(0, 2) > MOST:
        raise UnusablePackage(_("课件包太大，最多 %(n)s MB") % {"n": MOST // 1_000_000}, field="file")
    stream.seek(0)
    bundle = Bundle(stream)
    found = manifest(bundle)
    bundle.prove()
    stream.seek(0)
    kept = files.keep(
        iter(lambda: stream.read(PIECE), b""), name=name, kind="learning.package", actor=actor, at=at, most=MOST
    )
    with write():
        row, _made = Package.objects.get_or_create(
            sha256=kept.sha256,
            defaults={
                "file": kept.id, "name": kept.name, "kind": found.kind, "title": found.title, "activity": found.activity,
                "items": [asdict(one) for one in found.items], "files": len(bundle), "unpacked": bundle.unpacked,
                "made_label": actor.label, "made_at": at,
            },
        )  # fmt: skip
    return row.pk


@write()
def launch(*, actor: Actor, at: datetime, lesson_id: int, item_id: str = "") -> Launch:
    """Open a unit of a package (the first where none is named), or go on with it; begins a sitting like any lesson.

    :raises NotAllowed: :raises NotFound: no such unit :raises CourseNotOpen: :raises Invalid: it is no package
    """
    lesson = lesson_for(actor, lesson_id)
    if lesson.kind != LessonKind.PACKAGE or lesson.package_id is None:
        raise Invalid(_("这一课不是课件包"))
    package = value_of(Package.objects.get(pk=lesson.package_id))
    item = next((one for one in package.items if one.id == item_id or not item_id), None)
    if item is None:
        raise NotFound(_("课件包里没有这个单元"))
    sitting = begin(actor=actor, at=at, lesson_id=lesson_id)
    row = Sitting.objects.get(pk=sitting.id)
    learner, state = pseudonym(package.id, row.person_id), {}
    run, _made = Run.objects.get_or_create(
        attendance_id=row.attendance_id,
        package_id=package.id,
        item=item.id,
        defaults={"began_at": at, "changed_at": at},
    )
    claimed = min(runtime.MOST_SECONDS, run.claimed_seconds + run.session_seconds)
    Run.objects.filter(pk=run.pk).update(claimed_seconds=claimed, session_seconds=0, sitting=row.pk, number=0)
    if package.kind is not PackageKind.XAPI:
        state = runtime.begun(package.kind, run.cmi, item, learner=learner, name=_("学员"), claimed=claimed)
    return Launch(
        sitting, package.id, package.kind, item.id, item.href, state, {"name": learner}, package.activity,
        signing.dumps([row.attendance_id, row.person_id, package.id], salt=CREDENTIAL),
    )  # fmt: skip


@write()
def keep_run(*, token: str, at: datetime, item_id: str, number: int, cmi: dict[str, str]) -> RunLine:
    """Keep what a unit stores for who opened it, and return how far it says they are.

    ``cmi`` as ``runtime.checked`` returns it. A number not above the last one of this sitting is answered and not kept. The
    lesson is completed once every unit said it is done and enough seconds were measured.

    :raises ForgedToken: :raises SittingOver: the person went on elsewhere :raises NotFound: the unit was not opened
    """
    try:
        sitting_id, person_id = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ForgedToken(_("这次学习的凭据无效或已过期"), remedy=_("请重新打开这一课")) from error
    sitting = Sitting.objects.select_related("attendance__lesson").filter(pk=sitting_id, person=person_id).first()
    if sitting is None:
        raise ForgedToken(_("没有这次学习"), remedy=_("请重新打开这一课"))
    if sitting.ended_at is not None and at > sitting.ended_at + ON_THE_WAY:
        raise SittingOver(_("您已在另一处继续学习"), remedy=_("要在这里学，请重新打开这一课"))
    Attendance.objects.select_for_update().get(pk=sitting.attendance_id)  # one at a time
    kept = Package.objects.filter(pk=sitting.attendance.lesson.package_id or 0).first()
    if kept is None:
        raise NotFound(_("这一课已换了课件包"), remedy=_("请重新打开这一课"))
    package = value_of(kept)
    run = Run.objects.filter(attendance=sitting.attendance_id, package=package.id, item=item_id).first()
    item = next((one for one in package.items if one.id == item_id), None)
    if run is None or item is None:
        raise NotFound(_("课件包里没有这个单元"))
    if run.sitting == sitting_id and number > run.number:
        told = runtime.outcome(package.kind, cmi, item.passing)
        run.cmi, run.number, run.changed_at, run.percent = cmi, number, at, told.percent
        run.is_done, run.session_seconds = run.is_done or told.is_done, told.claimed
        run.save(update_fields=["cmi", "number", "changed_at", "percent", "is_done", "session_seconds"])
        settle(sitting.attendance_id, at=at)
    return RunLine(run.item, run.is_done, run.percent, run.claimed_seconds + run.session_seconds, run.changed_at)


def settle(attendance_id: int, *, at: datetime) -> None:
    """Bring a lesson up to what its package says: score, whether it is done, and with enough measured time its completion.

    Inside the caller's transaction.
    """
    row = Attendance.objects.select_related("lesson").get(pk=attendance_id)
    package = value_of(Package.objects.get(pk=row.lesson.package_id or 0))
    runs = {one.item: one for one in Run.objects.filter(attendance=row, package=package.id)}
    scores = [one.percent for one in runs.values() if one.percent is not None]
    mean = [sum(scores) // len(scores)] if scores else []
    best = max([*mean, *([] if row.best_percent is None else [row.best_percent])], default=None)
    is_done = all(one.id in runs and runs[one.id].is_done for one in package.items if one.is_sco)
    reported = row.reported_at or (at if is_done else None)
    Attendance.objects.filter(pk=row.pk).update(best_percent=best, reported_at=reported, last_at=at)
    needed = policy.needed(row.lesson.seconds, row.lesson.percent)
    if reported is not None and row.completed_at is None and row.watched_seconds >= needed:
        complete(row.pk, actor=people.actor_of_person(row.person_id, at=at), at=at, way=Way.PACKAGE)


def pseudonym(package_id: int, person_id: int) -> str:
    """Return as whom a package knows a learner: the same each time, another in every package, and nobody's number."""
    return salted_hmac("learning.package", f"{package_id}:{person_id}", algorithm="sha256").hexdigest()[:24]


def opened(credential: str) -> tuple[int, int, int]:
    """Return (attendance, person, package) of a credential for statements.

    :raises ForgedToken:
    """
    try:
        attendance_id, person_id, package_id = signing.loads(credential, salt=CREDENTIAL, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ForgedToken(_("课件的凭据无效或已过期"), remedy=_("请重新打开这一课")) from error
    return attendance_id, person_id, package_id
