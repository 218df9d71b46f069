"""Take counts: from a device, by hand, from a file; and take them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.visits import events
from shushan.visits.errors import (
    CountInFuture,
    CountNotPossible,
    GateNotCounted,
    NoSuchReading,
    ReadingReversed,
    SequenceConflict,
)
from shushan.visits.models import Reading
from shushan.visits.policy import CLOCK_MAY_DIFFER, EARLIEST, MOST, doubt
from shushan.visits.queries import gate_of_device, gates
from shushan.visits.terms import Count, Taken, VisitAct, Way
from shushan.visits.words import doubts, remedies

UNDO_WITHIN = timedelta(minutes=15)


@write()
def report(
    *, actor: Actor, at: datetime, device_id: int, site_id: int, gate: str, counts: Sequence[Count]
) -> list[Taken]:
    """Take a device's counts, late or out of order as they come; each sequence number counts once.

    Without ``gate`` the gate is the one where the device stands on that day, else the device's own name. What a
    device counted is never refused for want of a row about its gate. All or nothing: one count that cannot be taken
    leaves none.

    :raises NotAllowed: :raises SequenceConflict: :raises CountInFuture: :raises CountNotPossible:
    """
    actor.require(VisitAct.REPORT, site_id=site_id)
    return [_report_one(actor, at, device_id, site_id, gate, count) for count in counts]


def _report_one(actor: Actor, at: datetime, device_id: int, site_id: int, gate: str, count: Count) -> Taken:
    _check(count.entered, count.left, count.since, at)
    known = Reading.objects.filter(device_id=device_id, sequence=count.sequence).first()
    if known is None:
        named = gate or gate_of_device(device_id, on=ledger.local_day(count.since)) or actor.name
        reading = Reading(
            site_id=site_id, way=Way.DEVICE, gate=named[:40], device_id=device_id, sequence=count.sequence,
            since=count.since.astimezone(UTC), entered=count.entered, left=count.left, taken_at=at,
        )  # fmt: skip
        try:
            with transaction.atomic():
                reading.save(force_insert=True)
        except IntegrityError:  # the same report at the same moment on another connection
            known = Reading.objects.filter(device_id=device_id, sequence=count.sequence).first()
            if known is None:
                raise
        else:
            _record(reading, actor, at)
            return Taken(count.sequence, reading.pk, was_known=False)
    if (known.since, known.entered, known.left) != (count.since, count.entered, count.left):
        raise SequenceConflict(
            _("序号 %(n)s 以前报过别的数") % {"n": count.sequence},
            rule=_("同一设备的同一序号只能报一次同样的数"),
            remedy=_("请用新的序号；要更正请冲正原来的计数"),
        )
    return Taken(count.sequence, known.pk, was_known=True)


@write()
def count_by_hand(*, actor: Actor, at: datetime, site_id: int, entered: int = 1, left: int = 0) -> int:
    """Count people by hand at the desk and return the reading's id.

    :raises NotAllowed: :raises CountNotPossible:
    """
    actor.require(VisitAct.COUNT, site_id=site_id)
    _check(entered, left, at, at)
    reading = Reading.objects.create(
        site_id=site_id, way=Way.DESK, gate="", since=at, entered=entered, left=left, taken_at=at
    )
    _record(reading, actor, at)
    return reading.pk


@write()
def take_hour(*, actor: Actor, at: datetime, site_id: int, gate: str, since: datetime, entered: int, left: int) -> bool:
    """Take one gate's hour from a vendor's file; return whether it changed anything.

    The same numbers again change nothing; other numbers reverse what stood and count anew ("replaced by file").

    :raises NotAllowed: :raises CountInFuture: :raises CountNotPossible:
    :raises GateNotCounted: no such gate on that day, or not that way ("" is the whole site)
    """
    actor.require(VisitAct.IMPORT, site_id=site_id)
    _check(entered, left, since, at)
    here = gates(site_ids=(site_id,)) if gate else ()
    why = doubt(here, name=gate, day=ledger.local_day(since), entered=entered, left=left)
    if why is not None:
        raise GateNotCounted(doubts(why) % {"gate": gate[:40]}, field="gate", remedy=remedies(why))
    known = Reading.objects.filter(site_id=site_id, gate=gate, since=since, way=Way.CSV, reversed_at=None).first()
    if known is not None:
        if (known.entered, known.left) == (entered, left):
            return False
        _take_back(known, actor, at, _("文件更正"))
    reading = Reading.objects.create(
        site_id=site_id, way=Way.CSV, gate=gate, since=since, entered=entered, left=left, taken_at=at
    )
    _record(reading, actor, at)
    return True


@write()
def reverse(*, actor: Actor, at: datetime, reading_id: int, reason: str) -> None:
    """Take a count back, with a reason. The rows stay and net to 0.

    :raises NotAllowed: :raises NoSuchReading: :raises ReadingReversed: :raises Invalid: no reason
    """
    reading = Reading.objects.filter(pk=reading_id).first()
    if reading is None:
        raise NoSuchReading(_("没有这次计数"))
    actor.require(VisitAct.REVERSE, site_id=reading.site_id)
    if len(reason.strip()) < 2:
        raise Invalid(_("请写明冲正原因"), field="reason")
    _take_back(reading, actor, at, reason)


@write()
def undo_by_hand(*, actor: Actor, at: datetime, reading_id: int) -> None:
    """Take back a wrong tap of the hand counter soon after it, by whoever may count; the reason is "误按".

    :raises NotAllowed: :raises NoSuchReading: :raises ReadingReversed: :raises CountNotPossible: too late, or no tap
    """
    reading = Reading.objects.filter(pk=reading_id).first()
    if reading is None:
        raise NoSuchReading(_("没有这次计数"))
    actor.require(VisitAct.COUNT, site_id=reading.site_id)
    if reading.way != Way.DESK or at - reading.taken_at > UNDO_WITHIN:
        raise CountNotPossible(
            _("只能撤回 %(n)s 分钟内的手工计数") % {"n": UNDO_WITHIN.seconds // 60},
            remedy=_("请有冲正权限的同事写明原因后冲正"),
        )
    _take_back(reading, actor, at, _("误按"))


def _take_back(reading: Reading, actor: Actor, at: datetime, reason: str) -> None:
    if not Reading.objects.filter(pk=reading.pk, reversed_at=None).update(reversed_at=at):
        raise ReadingReversed(_("这次计数已经冲正过"), remedy=_("请刷新后再看"))
    for row in ledger.rows_of(f"visits.reading:{reading.pk}"):
        if row.corrects is None and row.corrected_by is None:
            ledger.reverse(row.id, actor=actor, reason=reason, at=at)


def _record(reading: Reading, actor: Actor, at: datetime) -> None:
    for event in facts_of(reading):
        ledger.record(
            event, actor=actor, subject=f"visits.reading:{reading.pk}", at=reading.since, recorded_at=at,
            source=ledger.Source.IMPORT if reading.way == Way.CSV else None,
        )  # fmt: skip


def facts_of(reading: Reading) -> list[events.Visited | events.Left]:
    """Return the facts of a reading: one for those who came in, one for those who left, none for zero."""
    hour = reading.since.astimezone(ledger.zone()).hour
    found: list[events.Visited | events.Left] = []
    if reading.entered:
        found.append(
            events.Visited(
                site_id=reading.site_id, quantity=reading.entered, way=str(reading.way), gate=reading.gate, hour=hour
            )
        )
    if reading.left:
        found.append(
            events.Left(
                site_id=reading.site_id, quantity=reading.left, way=str(reading.way), gate=reading.gate, hour=hour
            )
        )
    return found


def _check(entered: int, left: int, since: datetime, at: datetime) -> None:
    if since.tzinfo is None:
        raise CountNotPossible(_("时刻要带时区"), field="since", remedy=_("例如 2020-06-30T09:00:00+08:00"))
    if since.year < EARLIEST.year:
        raise CountNotPossible(
            _("计数的时刻 %(when)s 太早") % {"when": since.isoformat()}, field="since", remedy=_("请校准设备的时钟")
        )
    if since > at + CLOCK_MAY_DIFFER:
        raise CountInFuture(
            _("计数的时刻 %(when)s 在将来") % {"when": since.isoformat()}, field="since", remedy=_("请校准设备的时钟")
        )
    if entered < 0 or left < 0 or entered > MOST or left > MOST:
        raise CountNotPossible(
            _("进 %(entered)s、出 %(left)s 不可能是一次计数") % {"entered": entered, "left": left},
            field="entered",
            remedy=_("请检查计数器"),
        )
