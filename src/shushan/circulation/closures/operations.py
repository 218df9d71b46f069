"""Move what falls into a closure, put back what was moved when it is taken back: a slice a transaction, again and again.

Every slice compares what stands with what the calendar says now, so the same again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from shushan.circulation import events, telling
from shushan.circulation.closures.models import Shift
from shushan.circulation.closures.policy import due_after, shelf_after
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.states import HoldState
from shushan.circulation.models import Loan
from shushan.circulation.states import LoanState
from shushan.circulation.verbs import HoldAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.places import public as places

SLICE: Final = 100


@dataclass(frozen=True, slots=True)
class Settling:
    """A closure as the moving needs it. ``days`` None: taken back, or nobody knows yet when it ends."""

    closure_id: int
    site_id: int
    days: tuple[date, date] | None
    calendar: places.Calendar

    @property
    def without(self) -> places.Calendar:
        """The calendar as if this closure were not."""
        kept = [c for c in self.calendar.closures if self.days is None or (c[0], c[1]) != self.days]
        return replace(self.calendar, closures=kept)


def settling(closure_id: int, site_id: int) -> Settling:
    """Return what there is to settle, as things stand now."""
    found = places.closure(closure_id)
    days = (found.since, found.until) if found and found.until else None
    return Settling(closure_id, site_id, days, places.calendar(site_id))


@write()
def settle_shifts(one: Settling, *, actor: Actor, at: datetime, after: int) -> tuple[int, int]:
    """Put back or move again what this closure moved, above a shift's id; return the last id (0: none left) and how many.

    :raises NotAllowed:
    """
    actor.require(HoldAct.SETTLE_CLOSURES, site_id=one.site_id)
    rows = list(Shift.objects.filter(closure=one.closure_id, settled_at=None, pk__gt=after).order_by("pk")[:SLICE])
    moved = sum(_again(one, row, actor, at) for row in rows)
    return (rows[-1].pk if len(rows) == SLICE else 0), moved


@write()
def move_loans(one: Settling, *, actor: Actor, at: datetime, after: int) -> tuple[int, int]:
    """Move the due days of open loans of the site that fall into the closure, above a loan's id.

    Return the last id (0: none left) and how many were moved. :raises NotAllowed:
    """
    actor.require(HoldAct.SETTLE_CLOSURES, site_id=one.site_id)
    rows = list(_loans(one).filter(pk__gt=after).order_by("pk")[:SLICE]) if one.days else []
    moved: list[Loan] = []
    for loan in rows:
        target = due_after(loan.due_at, is_open_day=one.calendar.is_open_day, zone=ledger.zone())
        if target > loan.due_at and _move_loan(loan.pk, loan.due_at, target):
            Shift.objects.create(closure=one.closure_id, loan=loan, was=loan.due_at, became=target, moved_at=at)
            _tell_loan(loan, (target.date() - ledger.local_day(loan.due_at)).days, one, actor, at)
            loan.due_at = target
            moved.append(loan)
    telling.tell_due_moved(moved, closure_id=one.closure_id, at=at)
    return (rows[-1].pk if len(rows) == SLICE else 0), len(moved)


@write()
def move_holds(one: Settling, *, actor: Actor, at: datetime, after: int) -> tuple[int, int]:
    """Give copies on the pick-up shelf of the site the open days back that the closure takes, above a hold's id.

    Return the last id (0: none left) and how many were moved. :raises NotAllowed:
    """
    actor.require(HoldAct.SETTLE_CLOSURES, site_id=one.site_id)
    rows = list(_holds(one).filter(pk__gt=after).order_by("pk")[:SLICE]) if one.days else []
    moved: list[Hold] = []
    for hold in rows:
        if Shift.objects.filter(closure=one.closure_id, hold=hold, settled_at=None).exists():
            continue
        assert hold.keep_until is not None
        target = _shelf(one, hold, hold.keep_until)
        if target > hold.keep_until and _move_hold(hold.pk, hold.keep_until, target):
            Shift.objects.create(closure=one.closure_id, hold=hold, was=hold.keep_until, became=target, moved_at=at)
            _tell_hold(hold, (target.date() - ledger.local_day(hold.keep_until)).days, one, actor, at)
            hold.keep_until = target
            moved.append(hold)
    telling.tell_shelf_moved(moved, closure_id=one.closure_id, at=at)
    return (rows[-1].pk if len(rows) == SLICE else 0), len(moved)


def _again(one: Settling, row: Shift, actor: Actor, at: datetime) -> int:
    """Let one shift be what the calendar says now; one that somebody changed since is left and never looked at again."""
    loan, hold = row.loan, row.hold
    if loan is not None:
        target = due_after(row.was, is_open_day=one.calendar.is_open_day, zone=ledger.zone())
    else:
        assert hold is not None
        target = _shelf(one, hold, row.was) if one.days else row.was
    if target == row.became:
        return 0
    done = _move_loan(loan.pk, row.became, target) if loan else bool(hold and _move_hold(hold.pk, row.became, target))
    if not done or target <= row.was:
        Shift.objects.filter(pk=row.pk).update(settled_at=at, put_back=done)
    else:
        Shift.objects.filter(pk=row.pk).update(became=target)
    days = (ledger.local_day(target) - ledger.local_day(row.became)).days
    if done and loan:
        _tell_loan(loan, days, one, actor, at)
        loan.due_at = target
        telling.tell_due_moved([loan], closure_id=one.closure_id, at=at)
    if done and hold:
        _tell_hold(hold, days, one, actor, at)
        hold.keep_until = target
        telling.tell_shelf_moved([hold], closure_id=one.closure_id, at=at)
    return int(done)


def _loans(one: Settling):  # type: ignore[no-untyped-def]
    assert one.days is not None
    begins, ends = (ledger.day_begins(day) for day in one.days)
    return Loan.objects.filter(
        state=LoanState.OUT.value, lent_site_id=one.site_id, due_at__gte=begins, due_at__lt=ends
    )  # fmt: skip


def _holds(one: Settling):  # type: ignore[no-untyped-def]
    assert one.days is not None
    begins, ends = (ledger.day_begins(day) for day in one.days)
    return Hold.objects.filter(
        state=HoldState.READY.value, pickup_site_id=one.site_id, keep_until__gte=begins, ready_at__lt=ends
    )  # fmt: skip


def _shelf(one: Settling, hold: Hold, was: datetime) -> datetime:
    assert hold.ready_at is not None
    return shelf_after(
        hold.ready_at, was, was_open=one.without.is_open_day, is_open_day=one.calendar.is_open_day, zone=ledger.zone()
    )


def _move_loan(loan_id: int, old: datetime, new: datetime) -> bool:
    seen = Loan.objects.filter(pk=loan_id, state=LoanState.OUT.value, due_at=old, lent_at__lt=new)
    return bool(seen.update(due_at=new))


def _move_hold(hold_id: int, old: datetime, new: datetime) -> bool:
    return bool(Hold.objects.filter(pk=hold_id, state=HoldState.READY.value, keep_until=old).update(keep_until=new))


def _tell_loan(loan: Loan, days: int, one: Settling, actor: Actor, at: datetime) -> None:
    event = events.LoanDueMoved(
        site_id=one.site_id, reader_id=loan.reader_id, category=loan.category, closure=one.closure_id, days=days
    )
    ledger.record(event, actor=actor, subject=f"circulation.loan:{loan.pk}", at=at)


def _tell_hold(hold: Hold, days: int, one: Settling, actor: Actor, at: datetime) -> None:
    event = events.HoldShelfMoved(site_id=one.site_id, reader_id=hold.reader_id, closure=one.closure_id, days=days)
    ledger.record(event, actor=actor, subject=f"circulation.hold:{hold.pk}", at=at)
