"""Read packages, what their members hold, how far learners are in them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _

from shushan.files import public as files
from shushan.kernel.errors import NotFound
from shushan.learning.models import Attendance, Document, Package, Run, Statement
from shushan.learning.packages.archive import Bundle
from shushan.learning.packages.terms import PackageItem, PackageKind, PackageLine, PackageValue, RunLine

LASTS: Final = 12 * 3600  # seconds that an address of a package lasts, as a sitting does
_signer: Final = TimestampSigner(salt="learning.package", sep=".")


def package(package_id: int) -> PackageValue:
    """Return one package.

    :raises NotFound:
    """
    row = Package.objects.filter(pk=package_id).first()
    if row is None:
        raise NotFound(_("没有这个课件包"))
    return value_of(row)


def value_of(row: Package) -> PackageValue:
    """Return a package's row as a value."""
    items = tuple(PackageItem(**one) for one in row.items)
    return PackageValue(
        row.pk, row.name, PackageKind(row.kind), row.title, row.activity, items, row.sha256, row.file, row.files,
        row.unpacked,
    )  # fmt: skip


def runs(person_id: int, lesson_id: int, package_id: int) -> dict[str, RunLine]:
    """Return how far a person is in the units of a package, by unit, in one query."""
    found = Run.objects.filter(attendance__person=person_id, attendance__lesson=lesson_id, package=package_id)
    return {
        one.item: RunLine(one.item, one.is_done, one.percent, one.claimed_seconds + one.session_seconds, one.changed_at)
        for one in found
    }


def learners(lesson_id: int, package_id: int) -> list[PackageLine]:
    """Return everyone who studied a package with what was measured and what it claims, the latest first, in one query."""
    mine = Q(runs__package=package_id)
    found = (
        Attendance.objects.filter(lesson=lesson_id)
        .annotate(
            told=Sum("runs__claimed_seconds", filter=mine), now=Sum("runs__session_seconds", filter=mine),
            done=Count("runs", filter=mine & Q(runs__is_done=True)), last=Max("runs__changed_at", filter=mine),
        )
        .order_by("-last_at", "pk")
        .values_list(
            "person", "person__name", "watched_seconds", "told", "now", "best_percent", "done", "reported_at",
            "completed_at", "last_at",
        )
    )  # fmt: skip
    return [
        PackageLine(person, name, measured, (told or 0) + (now or 0), percent, done, reported, completed, last)
        for person, name, measured, told, now, percent, done, reported, completed, last in found
    ]


def statements(attendance_id: int, package_id: int, *, limit: int = 100) -> list[dict[str, object]]:
    """Return what a package said of a learner as statements, the latest first, in one query."""
    found = Statement.objects.filter(attendance=attendance_id, package=package_id).order_by("-stored_at", "-pk")[:limit]
    return [_statement(one) for one in found]


def statement(number: UUID, attendance_id: int, package_id: int) -> dict[str, object] | None:
    """Return one statement of a learner, or None."""
    row = Statement.objects.filter(statement=number, attendance=attendance_id, package=package_id).first()
    return _statement(row) if row is not None else None


def document(attendance_id: int, package_id: int, name: str) -> tuple[str, str, datetime] | None:
    """Return (media type, text, changed at) of a document that a package keeps for a learner, or None."""
    found = Document.objects.filter(attendance=attendance_id, package=package_id, name=name)
    return found.values_list("media_type", "text", "changed_at").first()


def documents(attendance_id: int, package_id: int) -> list[str]:
    """Return the names of the documents that a package keeps for a learner."""
    found = Document.objects.filter(attendance=attendance_id, package=package_id).order_by("name")
    return list(found.values_list("name", flat=True))


def signed(package_id: int) -> str:
    """Return the sign under which a package's members are given out for twelve hours."""
    return _signer.sign(str(package_id))


def unsigned(token: str) -> int:
    """Return the package that a sign names.

    :raises NotFound: forged, or over
    """
    try:
        return int(_signer.unsign(token, max_age=LASTS))
    except (BadSignature, ValueError) as error:
        raise NotFound(_("课件地址已失效"), remedy=_("请重新打开这一课")) from error


def bundle(found: PackageValue) -> Bundle:
    """Return the members of a package; the last ones asked for stay open."""
    return _opened(found.sha256, found.file_id)


@lru_cache(maxsize=16)
def _opened(_sha256: str, file_id: UUID) -> Bundle:
    return Bundle(files.open_file(file_id))


def _statement(row: Statement) -> dict[str, object]:
    times = {"stored": row.stored_at.isoformat(), "timestamp": row.said_at.isoformat()}
    return {**row.body, **times, "version": "1.0.3"}
