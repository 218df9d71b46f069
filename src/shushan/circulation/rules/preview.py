"""What a change of the rules would have made of the loans of thirty days: asked before it is saved, writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from shushan.circulation.models import Loan
from shushan.circulation.rules import lengths
from shushan.circulation.rules.holding import house, settings_at
from shushan.circulation.rules.policy import Case, Row, Table, Unit, limits, matching
from shushan.circulation.rules.queries import table
from shushan.ledger import public as ledger
from shushan.places import public as places

DAYS: Final = 30
MOST: Final = 5000  # loans looked at: the newest of the thirty days
EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One loan that would have gone otherwise. ``after`` None: it would have been refused."""

    loan_id: int
    title: str
    lent_on: date
    before: date
    after: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found among the loans that began ``[since, until]``.

    ``loans``: looked at; ``touched``: those that the changed rule speaks for, before or after; ``other_day``: due on
    another day; ``refused``: refused although they were lent; ``unknown``: without their reader, so that limits cannot
    be told; ``is_partial``: only the newest were looked at. Cards that end first and overrides are left out.
    """

    since: date
    until: date
    loans: int
    touched: int
    other_day: int
    refused: int
    unknown: int
    examples: tuple[Example, ...]
    is_partial: bool


@dataclass(frozen=True, slots=True)
class _Lent:
    loan_id: int
    reader_id: int | None
    site_id: int
    lent_at: datetime
    back_at: datetime | None
    title: str
    case: Case


def preview(candidate: Row, *, at: datetime) -> Preview:
    """Compare the rules of now with the rules as they would be with one new version, see ``preview_all``."""
    return preview_all([candidate], at=at)


def preview_all(candidates: Sequence[Row], *, at: datetime) -> Preview:
    """Compare the rules of now with the rules as they would be, over the last thirty days with loans.

    ``candidates``: the new versions (their ``version_id`` is not asked). Three queries, three more for calendars.
    """
    until = _until(at)
    since = until - timedelta(days=DAYS)
    found = _lent(since, until)
    before = table().at(at)
    changed = [
        replace(one, version_id=(1 << 60) + n, valid_from=at, valid_until=None) for n, one in enumerate(candidates)
    ]
    after = Table((*table().rows, *changed)).at(at)
    numbers = frozenset(one.number for one in candidates)
    return _compared(found[:MOST], before, after, numbers, since, until, is_partial=len(found) > MOST, at=at)


def _until(at: datetime) -> datetime:
    """Return now, or when the last loan began where nothing was lent for thirty days."""
    last = Loan.objects.filter(lent_at__lte=at).order_by("-lent_at").values_list("lent_at", flat=True).first()
    return at if last is None or last >= at - timedelta(days=DAYS) else last


def _lent(since: datetime, until: datetime) -> list[_Lent]:
    rows = Loan.objects.filter(lent_at__gte=since, lent_at__lte=until).order_by("-lent_at", "-pk")
    columns = (
        "pk", "reader_id", "lent_site_id", "lent_at", "back_at", "item__record__title", "category", "item__kind",
        "item__shelf", "item__home_site_id",
    )  # fmt: skip
    return [
        _Lent(pk, reader_id, site_id, lent_at, back_at, title, Case(*case))
        for pk, reader_id, site_id, lent_at, back_at, title, *case in rows.values_list(*columns)[: MOST + 1]
    ]


def _compared(
    found: Sequence[_Lent], before: Sequence[Row], after: Sequence[Row], numbers: frozenset[int], since: datetime,
    until: datetime, *, is_partial: bool, at: datetime,
) -> Preview:  # fmt: skip
    calendars = places.calendars(sorted({one.site_id for one in found}))
    closed_day, _ends = settings_at(at)
    held = _held(found, since)
    touched = other_day = refused = unknown = 0
    examples: list[Example] = []
    for one in found:
        old, new = matching(before, one.case), matching(after, one.case)
        if not numbers & {row.number for row in (*old, *new)}:
            continue
        touched += 1
        place = house(calendars[one.site_id], closed_day)
        was = ledger.local_day(lengths.due(old[0].terms, one.lent_at, place).at)
        would = ledger.local_day(lengths.due(new[0].terms, one.lent_at, place).at)
        unknown += one.reader_id is None
        is_refused = _refused(new, one, held) and not _refused(old, one, held)
        refused += is_refused
        other_day += was != would and not is_refused
        if (was != would or is_refused) and len(examples) < EXAMPLES:
            lent_on = ledger.local_day(one.lent_at)
            examples.append(Example(one.loan_id, one.title, lent_on, was, None if is_refused else would))
    first, last = ledger.local_day(since), ledger.local_day(until)
    return Preview(first, last, len(found), touched, other_day, refused, unknown, tuple(examples), is_partial)


def _held(found: Sequence[_Lent], since: datetime) -> dict[int, list[tuple[datetime, datetime | None, Case]]]:
    """Return what the readers of these loans had out in that time, by reader, in one query."""
    readers = {one.reader_id for one in found if one.reader_id}
    rows = Loan.objects.filter(reader_id__in=readers).exclude(back_at__lt=since)
    held: dict[int, list[tuple[datetime, datetime | None, Case]]] = defaultdict(list)
    columns = ("reader_id", "lent_at", "back_at", "category", "item__kind", "item__shelf", "item__home_site_id")
    for reader_id, lent_at, back_at, *case in rows.values_list(*columns):
        held[reader_id].append((lent_at, back_at, Case(*case)))
    return held


def _refused(rows: Sequence[Row], one: _Lent, held: dict[int, list[tuple[datetime, datetime | None, Case]]]) -> bool:
    terms, day = rows[0].terms, ledger.local_day(one.lent_at)
    if terms.loan_unit is Unit.UNTIL and terms.loan_until is not None and terms.loan_until < day:
        return True
    if one.reader_id is None:
        return False
    out = [
        case for lent_at, back_at, case in held[one.reader_id]
        if lent_at < one.lent_at and (back_at is None or back_at > one.lent_at)
    ]  # fmt: skip
    return any(sum(limit.row.scope.covers_item(case) for case in out) >= limit.most for limit in limits(rows))
