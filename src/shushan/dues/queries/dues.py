"""Read amounts, who is due, what was paid and who is behind. Whoever calls checks the grant and records the look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shushan.dues import policy
from shushan.dues.models import Amount, Due, Share
from shushan.dues.options import collection_day
from shushan.dues.terms import AmountLine, Behind, Debtor, DueLine, UnitSum
from shushan.kernel.errors import NotFound
from shushan.kernel.periods import add_months
from shushan.organisation import public as organisation

LOOK_BACK = 24  # months in which arrears are looked for


@dataclass(frozen=True, slots=True)
class _Taken:
    fen: int
    on: date
    stands: bool


def debtors(month: date, *, unit_ids: Iterable[int] | None = None) -> list[Debtor]:
    """Return who is due for a month, by branch and name, in three queries.

    The roster of the collection day decides; who was accepted later in the month is due too, from that day (DUE-04).
    """
    day, last = collection_day(month), policy.after(month) - timedelta(days=1)
    ids = None if unit_ids is None else list(unit_ids)
    found: dict[int, Debtor] = {}
    for line in organisation.roster(on=day, unit_ids=ids):
        found[line.id] = _debtor(line, month, day)
    for line in organisation.roster(on=last, unit_ids=ids):
        if line.id not in found and _is_accepted(line, month) and line.since > day:
            found[line.id] = _debtor(line, month, last)
    return sorted(found.values(), key=lambda one: (one.unit_id, one.name, one.member_id))


def amounts(*, member_ids: Iterable[int], year: int) -> dict[int, list[AmountLine]]:
    """Return the amounts of a year by member, each from its month on, the last one counts, in one query."""
    found: dict[int, list[AmountLine]] = {}
    rows = Amount.objects.filter(member__in=list(member_ids), year=year).order_by("since", "pk")
    for row in rows:
        line = AmountLine(row.member_id, row.since, row.fen, row.is_change, row.reason, row.set_by, row.set_at)
        found.setdefault(row.member_id, []).append(line)
    return found


def amounts_of(month: date, member_ids: Iterable[int]) -> dict[int, int]:
    """Return what each member's dues of a month are in fen, where an amount is fixed, in one query."""
    known = amounts(member_ids=member_ids, year=month.year)
    return {
        member_id: standing[-1].fen
        for member_id, lines in known.items()
        if (standing := [line for line in lines if line.since <= month])
    }


def lines(found: QuerySet[Due], *, known_at: datetime | None = None) -> list[DueLine]:
    """Return dues with what was paid on them, by month and name, in two queries."""
    rows = list(found.select_related("member__person").order_by("month", "member__person__name", "pk"))
    taken = _taken([row.pk for row in rows], known_at) if rows else {}
    return [_line(row, taken.get(row.pk, ())) for row in rows]


def dues(
    *, since: date, until: date, unit_ids: Iterable[int] | None = None, member_ids: Iterable[int] | None = None
) -> list[DueLine]:
    """Return the dues of the months ``[since, until)`` that stand, in two queries."""
    found = Due.objects.filter(cancelled_at=None, month__gte=since, month__lt=until)
    if unit_ids is not None:
        found = found.filter(unit__in=list(unit_ids))
    if member_ids is not None:
        found = found.filter(member__in=list(member_ids))
    return lines(found)


def due(due_id: int) -> DueLine:
    """Return the dues of one member and month, called off or not.

    :raises NotFound:
    """
    found = lines(Due.objects.filter(pk=due_id))
    if not found:
        raise NotFound(_("没有这笔党费"))
    return found[0]


def behind(
    *, today: date, unit_ids: Iterable[int] | None = None, member_ids: Iterable[int] | None = None
) -> list[Behind]:
    """Return who has months unpaid whose month is over, who needs a decision first, in two queries.

    It says how things stand; nothing follows by itself (DUE-05 needs the branch's decision).
    """
    this = policy.first_of(today)
    known = dues(since=add_months(this, -LOOK_BACK), until=this, unit_ids=unit_ids, member_ids=member_ids)
    grouped: dict[int, list[DueLine]] = {}
    for line in known:
        grouped.setdefault(line.member_id, []).append(line)
    found = [_behind(some) for some in grouped.values() if not all(line.is_paid for line in some)]
    return sorted(found, key=lambda one: (-one.run, one.unit_id, one.name))


def sums(*, month: date, today: date, unit_ids: Sequence[int]) -> dict[int, UnitSum]:
    """Return each branch's month in numbers, in a fixed number of queries whatever the number of branches."""
    asked = debtors(month, unit_ids=unit_ids) if month <= policy.first_of(today) else []
    known = dues(since=month, until=policy.after(month), unit_ids=unit_ids)
    late = behind(today=today, unit_ids=unit_ids)
    there = {(line.member_id, line.unit_id) for line in known}
    found = {}
    for unit_id in unit_ids:
        own = [line for line in known if line.unit_id == unit_id]
        own_late = [one for one in late if one.unit_id == unit_id]
        lacking = sum(one.unit_id == unit_id and (one.member_id, unit_id) not in there for one in asked)
        found[unit_id] = UnitSum(
            len(own), sum(line.is_paid for line in own), lacking, len(own_late),
            sum(one.run >= policy.ALERTS[0] for one in own_late), sum(one.run >= policy.DECIDE_AT for one in own_late),
        )  # fmt: skip
    return found


def _debtor(line: organisation.MemberLine, month: date, day: date) -> Debtor:
    return Debtor(line.id, line.person_id, line.name, line.unit_id, day, _is_accepted(line, month))


def _is_accepted(line: organisation.MemberLine, month: date) -> bool:
    return line.came is organisation.Came.ACCEPTED and policy.first_of(line.since) == month


def _taken(due_ids: list[int], known_at: datetime | None) -> dict[int, list[_Taken]]:
    found: dict[int, list[_Taken]] = {}
    rows = Share.objects.filter(due__in=due_ids).order_by("payment__taken_on", "part")
    if known_at is not None:
        rows = rows.filter(payment__taken_at__lt=known_at)
    named = ("due", "fen", "payment__taken_on", "payment__reversal__at")
    for due_id, fen, on, back in rows.values_list(*named):
        reversed_at: datetime | None = back  # a payment without a reversal says none
        stands = reversed_at is None or (known_at is not None and reversed_at >= known_at)
        found.setdefault(due_id, []).append(_Taken(fen, on, stands))
    return found


def _line(row: Due, taken: Sequence[_Taken]) -> DueLine:
    standing = [one for one in taken if one.stands]
    paid = sum(one.fen for one in standing)
    full_on = standing[-1].on if standing and paid >= row.fen else None
    person = row.member.person
    return DueLine(
        row.pk, row.member_id, person.pk, person.name, row.unit_id, row.month, row.fen, row.due_on, row.is_first, paid,
        len(taken), full_on,
    )  # fmt: skip


def _behind(some: Sequence[DueLine]) -> Behind:
    unpaid = [line for line in some if not line.is_paid]
    run = policy.run_of({line.month: line.is_paid for line in some})
    last = unpaid[-1]
    return Behind(
        last.member_id, last.person_id, last.name, last.unit_id, tuple(line.month for line in unpaid),
        sum(line.open_fen for line in unpaid), run, policy.last_day_to_pay(unpaid[0].month), policy.standing(run),
    )  # fmt: skip


def standing_at(known_at: datetime | None) -> Q:
    """Return the condition of dues that stood as known at an instant (None: now)."""
    if known_at is None:
        return Q(cancelled_at=None)
    return Q(made_at__lt=known_at) & (Q(cancelled_at=None) | Q(cancelled_at__gte=known_at))
