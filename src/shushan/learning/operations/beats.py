"""Heartbeats: seconds watched, told by the player and counted by the server. Acknowledged after the commit.

Whoever comes while a commit is under way waits for the next one and goes in with all who wait: so many heartbeats share
one commit without anybody waiting for a clock (mostly some milliseconds, never a second).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from django.core import signing
from django.db import connection
from django.utils.translation import gettext as _

from shushan.database.public import OneOf, Prepared, Statement, stamper, write
from shushan.kernel.errors import Refused
from shushan.learning import policy, spans
from shushan.learning.errors import ForgedToken, SittingOver
from shushan.learning.models import Attendance, Sitting
from shushan.learning.operations.watching import SALT, complete
from shushan.learning.options import BACKGROUND, FASTEST
from shushan.learning.spans import Span
from shushan.learning.terms import Beat, LessonKind, Way
from shushan.options import public as options
from shushan.people import public as people

LASTS: Final = timedelta(hours=12)  # a sitting
ON_THE_WAY: Final = timedelta(minutes=10)  # what was played before another device took over may still arrive
TOGETHER: Final = 100  # heartbeats of one commit


@dataclass(frozen=True, slots=True)
class Told:
    """A heartbeat: its number, what was played in sight and in the background since the last acknowledged one."""

    token: str
    number: int
    seen: tuple[Span, ...]
    hidden: tuple[Span, ...]
    at_second: int


@dataclass(slots=True)
class _Waiting:
    told: Told
    sitting_id: int
    person_id: int
    at: datetime
    answer: Beat | None = None
    error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.answer is not None or self.error is not None


@dataclass(slots=True)
class _Row:
    """A sitting with its attendance and lesson, as a commit works on it."""

    sitting_id: int
    person_id: int
    attendance_id: int
    opened_at: datetime
    ended_at: datetime | None
    number: int
    earned: int
    hidden: int
    watched: spans.Spans
    completed_at: datetime | None
    seconds: int
    percent: int
    kind: str
    at_second: int
    reported_at: datetime | None
    changed_at: datetime | None = None
    completes: bool = field(default=False)

    @property
    def way(self) -> Way:
        """How the lesson is completed."""
        return Way.PACKAGE if self.kind == LessonKind.PACKAGE else Way.WATCHED

    def is_enough(self, needed: int) -> bool:
        """Whether enough was watched; a package must have said beside that it is done."""
        said = self.kind != LessonKind.PACKAGE or self.reported_at is not None
        return said and spans.size(self.watched) >= needed


_queue: list[_Waiting] = []
_queue_lock, _commit_lock = Lock(), Lock()


def beat(told: Told, *, at: datetime) -> Beat:
    """Count what a heartbeat tells and return how far the lesson is, once that is committed.

    A number that is not above the last acknowledged one counts not and is answered with how things stand (``is_old``): so
    a heartbeat that is repeated or overtaken harms nothing, and one that was lost is told again by the next.

    :raises ForgedToken: not given out by this house, or older than twelve hours
    :raises SittingOver: the person went on elsewhere more than ten minutes ago
    """
    try:
        sitting_id, person_id = signing.loads(told.token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ForgedToken(_("这次学习的凭据无效或已过期"), remedy=_("请重新打开这一课")) from error
    mine = _Waiting(told, sitting_id, person_id, at)
    with _queue_lock:
        _queue.append(mine)
    while not mine.is_done:
        with _commit_lock:
            if not mine.is_done:
                _commit_some()
    if mine.error is not None:
        raise mine.error
    assert mine.answer is not None
    return mine.answer


def _commit_some() -> None:
    with _queue_lock:
        some = _queue[:TOGETHER]
        del _queue[:TOGETHER]
    answers: list[Beat | Refused] = []
    try:
        with write():
            answers = _counted(some)
    except Exception as error:  # whatever the database says, every heartbeat of this commit hears it
        for one in some:
            one.error = error
        return
    for one, answer in zip(some, answers, strict=True):
        if isinstance(answer, Beat):
            one.answer = answer
        else:
            one.error = answer


def _counted(some: Sequence[_Waiting]) -> list[Beat | Refused]:
    rows = _rows({one.sitting_id for one in some})
    held = options.get_many((FASTEST, BACKGROUND), at=some[0].at)
    answers = [_one(one, rows.get(one.sitting_id), held) for one in some]
    changed = [row for row in rows.values() if row.changed_at is not None]
    _write(changed)
    for row in changed:
        if row.completes and row.changed_at is not None:
            actor = people.actor_of_person(row.person_id, at=row.changed_at)
            complete(row.attendance_id, actor=actor, at=row.changed_at, way=row.way)
    return answers


def _one(one: _Waiting, row: _Row | None, held: dict[str, Any]) -> Beat | Refused:
    if row is None or row.person_id != one.person_id:
        return ForgedToken(_("没有这次学习"), remedy=_("请重新打开这一课"))
    if row.ended_at is not None and one.at > row.ended_at + ON_THE_WAY:
        return SittingOver(_("您已在另一处继续学习"), remedy=_("要在这里学，请重新打开这一课"))
    needed = policy.needed(row.seconds, row.percent)
    told, cut = one.told, 0
    is_old = told.number <= row.number
    if not is_old:
        until = min(one.at, row.ended_at or one.at)
        counted = policy.count(
            had=row.watched, seen=spans.tidy(told.seen, length=row.seconds),
            hidden=spans.tidy(told.hidden, length=row.seconds), elapsed=(until - row.opened_at).total_seconds(),
            speed=held[FASTEST.code], earned=row.earned, hidden_used=row.hidden,
            hidden_allowed=None if row.kind == LessonKind.AUDIO else held[BACKGROUND.code],
        )  # fmt: skip
        row.watched, row.earned, row.hidden, cut = counted.watched, counted.earned, counted.hidden, counted.cut
        row.number, row.changed_at = told.number, one.at
        row.at_second = min(told.at_second, row.seconds)
        row.completes = row.completed_at is None and row.is_enough(needed)
    watched = spans.size(row.watched)
    is_completed = row.completed_at is not None or row.is_enough(needed)
    return Beat(row.number, watched, needed, is_completed, cut, is_old, row.ended_at is not None)


_COLUMNS: Final = (
    "pk", "person_id", "attendance_id", "opened_at", "ended_at", "number", "earned", "hidden", "attendance__watched",
    "attendance__completed_at", "attendance__lesson__seconds", "attendance__lesson__percent",
    "attendance__lesson__kind", "attendance__at_second", "attendance__reported_at",
)  # fmt: skip


def _rows(ids: set[int]) -> dict[int, _Row]:
    """Return sittings; the attendances are locked, so that two processes never count for one at the same time."""
    if connection.features.has_select_for_update:
        _LOCKED.rows(sorted(ids))
    found: dict[int, _Row] = {}
    for values in _SITTINGS.rows(sorted(ids)):
        row = _Row(*values)
        row.watched = tuple((int(a), int(b)) for a, b in row.watched)
        found[row.sitting_id] = row
    return found


_SITTINGS = Prepared(lambda ids: Sitting.objects.filter(pk__in=OneOf(ids)).values_list(*_COLUMNS), list)
_LOCKED = Prepared(
    lambda ids: (
        Attendance.objects.select_for_update()
        .filter(pk__in=Sitting.objects.filter(pk__in=OneOf(ids)).values("attendance"))
        .order_by("pk")
        .values_list("pk")
    ),
    list,
)
_OF_SITTING: Final = "UPDATE learning_sitting SET number = %s, earned = %s, hidden = %s WHERE id = %s"
_OF_ATTENDANCE: Final = (
    "UPDATE learning_attendance SET watched = %s, watched_seconds = %s, at_second = %s, last_at = %s WHERE id = %s"
)
_BOTH = Statement(f"WITH told AS ({_OF_SITTING}) {_OF_ATTENDANCE}")


def _write(rows: Sequence[_Row]) -> None:
    """Write what a commit counted: on SQLite in two statements for all of them, on PostgreSQL in a planned one for each."""
    stamp = stamper()
    sittings = [(row.number, row.earned, row.hidden, row.sitting_id) for row in rows]
    attendances = [
        (json.dumps(row.watched), spans.size(row.watched), row.at_second, stamp(row.changed_at), row.attendance_id)
        for row in rows
        if row.changed_at is not None
    ]
    if connection.vendor == "postgresql":
        for sitting, attendance in zip(sittings, attendances, strict=True):
            _BOTH.run(connection, [*sitting, *attendance])
        return
    with connection.cursor() as cursor:
        cursor.executemany(_OF_SITTING, sittings)
        cursor.executemany(_OF_ATTENDANCE, attendances)
