"""The plan of the loans: who borrowed what, when, and when it came back. Every rule of the house is kept.

No item is lent twice at a time, nobody holds more than the limit, nobody borrows with a book overdue, every act
falls into opening hours of the site where it happens, every book but a known few is back on the report's
day. The last day is for returns only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from shushan.demonstration.plan.numbers import (
    LENDS,
    RENEWED,
    REPORT_DAY,
    RETURNED_ELSEWHERE,
    SEED,
    SITES,
    STILL_OUT,
    PlannedSite,
)
from shushan.demonstration.plan.shape import apportion, day_weight, hour_weight, hours, is_open, open_days

_SITES = {site.code: site for site in SITES}
LAST_DAY = REPORT_DAY - timedelta(days=1)
LONGEST = 27  # days; the shortest loan period of the rules is 30, so nothing planned is overdue but what stays out
KEEPERS_DAY = LAST_DAY - timedelta(days=2)
TAPER = 24  # days before the report's day in which fewer and shorter loans are made (assumed)


@dataclass(frozen=True, slots=True)
class PlannedReader:
    """A reader as the plan needs one: where they borrow, as a child or not, how many books at once."""

    site: str
    is_child: bool
    limit: int


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item as the plan needs one: where it stands at first, and whether it is a children's book."""

    site: str
    is_child: bool


@dataclass(slots=True)
class PlannedLoan:
    """One loan; times are local and naive, ``returned_at`` None when the book is still out on the report's day."""

    item: int
    reader: int
    site: str
    lent_at: datetime
    renewed_at: datetime | None = None
    returned_at: datetime | None = None
    return_site: str = ""


class _Shelves:
    """What stands where: a bag of items per site and audience, with random draw in constant time."""

    def __init__(self, items: Sequence[PlannedItem]) -> None:
        self._items = items
        self._bags: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for number, item in enumerate(items):
            self._bags[item.site, item.is_child].append(number)

    def draw(self, site: str, is_child: bool, chance: Random) -> int | None:
        bag = self._bags[site, is_child] or self._bags[site, not is_child]
        if not bag:
            return None
        n = chance.randrange(len(bag))
        bag[n], bag[-1] = bag[-1], bag[n]
        return bag.pop()

    def put(self, item: int, site: str) -> None:
        self._bags[site, self._items[item].is_child].append(item)


class _Planner:
    def __init__(
        self, readers: Sequence[PlannedReader], items: Sequence[PlannedItem], lends: int, still_out: int
    ) -> None:
        self.chance = Random(f"{SEED}-loans")
        self.readers, self.shelves = readers, _Shelves(items)
        self.here = {code: [n for n, r in enumerate(readers) if r.site == code] for code in _SITES}
        self.holding = [0] * len(readers)
        self.loans: list[PlannedLoan] = []
        self.due_back: dict[date, list[PlannedLoan]] = defaultdict(list)
        self.keepers = self._keepers(still_out)
        self.quota = self._quota(lends)

    def _quota(self, lends: int) -> dict[tuple[str, date], int]:
        cells = [(site, day) for site in SITES for day in open_days(site)]
        weights = [
            site.share * day_weight(site, day) * _taper(day) * self.chance.uniform(0.88, 1.12) for site, day in cells
        ]
        return {(s.code, d): n for (s, d), n in zip(cells, apportion(lends, weights), strict=True)}

    def _keepers(self, still_out: int) -> dict[int, int]:
        """Choose readers who keep a few books for good: reader → how many; the first reader is the demonstration's."""
        keepers = {0: min(4, still_out)}
        left = still_out - keepers[0]
        for reader in self.chance.sample(range(1, len(self.readers)), min(len(self.readers) - 1, 80)):
            keepers[reader] = min(left, self.chance.randint(1, 5), self.readers[reader].limit)
            left -= keepers[reader]
        if left:
            raise ValueError("too few readers to keep so many books")
        return {reader: count for reader, count in keepers.items() if count}

    def run(self) -> list[PlannedLoan]:
        for day in sorted({day for _site, day in self.quota}):
            self._come_back(day)
            for site in SITES:
                if is_open(site, day):
                    self._lend(site, day)
        return sorted(self.loans, key=lambda loan: loan.lent_at)

    def _come_back(self, day: date) -> None:
        """Put on the shelf what came back on the days before: nothing is lent again on the day of its return."""
        for loan in self.due_back.pop(day, []):
            self.shelves.put(loan.item, loan.return_site)
            self.holding[loan.reader] -= 1

    def _lend(self, site: PlannedSite, day: date) -> None:
        left = self.quota[site.code, day]
        if day == KEEPERS_DAY:
            left -= self._keep(site, day, left)
        every_hour, weights = list(hours(site)), [hour_weight(hour) for hour in hours(site)]
        for _attempt in range(50 * left):
            if left == 0:
                return
            left -= self._session(site, day, self.chance.choices(every_hour, weights)[0], left)
        if left:
            raise ValueError(f"too few readers for {left} more loans at {site.code} on {day}")

    def _keep(self, site: PlannedSite, day: date, most: int) -> int:
        """Lend to this site's keepers what they will keep; return how many."""
        kept = 0
        for reader, count in self.keepers.items():
            if self.readers[reader].site == site.code:
                kept += self._borrow(reader, site, _at(day, site.opens.hour, self.chance), count, keep=True)
        if kept > most:
            raise ValueError(f"{kept} books to keep, but only {most} loans planned at {site.code} on {day}")
        return kept

    def _session(self, site: PlannedSite, day: date, hour: int, most: int) -> int:
        reader = self.chance.choice(self.here[site.code])
        free = self.readers[reader].limit - self.holding[reader]
        if free <= 0 or reader in self.keepers:
            return 0
        return self._borrow(
            reader, site, _at(day, hour, self.chance), min(most, free, self.chance.choice((2, 3, 4, 4, 5, 6)))
        )

    def _borrow(self, reader: int, site: PlannedSite, at: datetime, count: int, *, keep: bool = False) -> int:
        back = None if keep else self._day_back(at.date())
        for n in range(count):
            item = self.shelves.draw(site.code, self.readers[reader].is_child, self.chance)
            if item is None:
                raise ValueError(f"nothing left to lend at {site.code} on {at.date()}")
            loan = PlannedLoan(item, reader, site.code, at + timedelta(seconds=4 * n))
            self.loans.append(loan)
            self.holding[reader] += 1
            if back is not None:
                self._plan_return(loan, back)
        return count

    def _day_back(self, day: date) -> date:
        wished = round(self.chance.triangular(1, LONGEST, 7))
        left = (LAST_DAY - day).days
        return day + timedelta(days=wished if wished <= left else self.chance.randint(1, left))

    def _plan_return(self, loan: PlannedLoan, wished: date) -> None:
        code = loan.site
        if self.chance.random() < RETURNED_ELSEWHERE:
            code = self.chance.choice([other for other in _SITES if other != loan.site])
        back = _open_on_or_after(_SITES[code], wished)
        loan.returned_at = _at(back, self.chance.choice(hours(_SITES[code])), self.chance)
        loan.return_site = code
        if self.chance.random() < RENEWED:
            loan.renewed_at = _evening_between(loan.lent_at, loan.returned_at, self.chance)
        self.due_back[back + timedelta(days=1)].append(loan)


def plan_loans(
    readers: Sequence[PlannedReader], items: Sequence[PlannedItem], *, lends: int = LENDS, still_out: int = STILL_OUT
) -> list[PlannedLoan]:
    """Return all loans in the order of lending; lends + returns = 2 × ``lends`` − ``still_out``.

    The first reader (index 0) holds four of the books that stay out.

    :raises ValueError: the readers or items given are too few for so many loans.
    """
    return _Planner(readers, items, lends, still_out).run()


def _taper(day: date) -> float:
    left = (LAST_DAY - day).days
    return 0.0 if left == 0 else 0.25 + 0.75 * min(left / TAPER, 1.0)


def _at(day: date, hour: int, chance: Random) -> datetime:
    return datetime.combine(day, time(hour, chance.randrange(58), chance.randrange(30)))


def _open_on_or_after(site: PlannedSite, day: date) -> date:
    while not is_open(site, day):
        day += timedelta(days=1)
        if day > LAST_DAY:
            raise ValueError(f"{site.code} does not open again before the report")
    return day


def _evening_between(since: datetime, until: datetime, chance: Random) -> datetime:
    """Return a moment at home, in the evening, between the loan and its return."""
    nights = (until.date() - since.date()).days
    day = since.date() + timedelta(days=chance.randrange(nights))
    return datetime.combine(day, time(20, chance.randrange(60)))


def each_day(loans: Sequence[PlannedLoan]) -> Iterator[tuple[date, list[PlannedLoan]]]:
    """Yield each day with the loans made on it."""
    by_day: dict[date, list[PlannedLoan]] = defaultdict(list)
    for loan in loans:
        by_day[loan.lent_at.date()].append(loan)
    yield from sorted(by_day.items())
