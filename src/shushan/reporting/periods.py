"""Periods as a template names them: since reopening, a year, a quarter, a month, days from … to …; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shushan.kernel import periods as kernel


@dataclass(frozen=True, slots=True)
class Period:
    """Days ``[since, until)``; ``since`` None: since each site's reopening. ``text``: as the template wrote it."""

    since: date | None
    until: date
    text: str

    @property
    def last(self) -> date:
        """The last day."""
        return self.until - timedelta(days=1)


_TWINS: Final = {
    "reopening": "恢复开馆以来", "year": "本年", "last-year": "上年", "month": "本月", "last-month": "上月",
    "quarter": "本季", "last-quarter": "上季",
}  # fmt: skip
_YEAR: Final = re.compile(r"^(\d{4})年?$")
_QUARTER: Final = re.compile(r"^(\d{4})-?Q([1-4])$")
_MONTH: Final = re.compile(r"^(\d{4})-(\d{1,2})$")


def period_of(word: str, *, as_of: date) -> Period | None:
    """Return the period that a word names, None when it names none.

    Running periods end with the day before ``as_of``: the day of a report is not over, so nothing of it is counted.
    """
    plain = _TWINS.get(word, word)
    found = _running(plain, as_of) or _fixed(plain)
    return Period(*found, word) if found and (found[0] is None or found[0] < found[1]) else None


def _running(word: str, as_of: date) -> tuple[date | None, date] | None:
    month = as_of.replace(day=1)
    quarter = kernel.Period.quarter(as_of.year, (as_of.month + 2) // 3).since
    return {
        "恢复开馆以来": (None, as_of),
        "本年": (date(as_of.year, 1, 1), as_of),
        "上年": (date(as_of.year - 1, 1, 1), date(as_of.year, 1, 1)),
        "本月": (month, as_of),
        "上月": (kernel.add_months(month, -1), month),
        "本季": (quarter, as_of),
        "上季": (kernel.add_months(quarter, -3), quarter),
    }.get(word)


def _fixed(word: str) -> tuple[date | None, date] | None:
    try:
        if match := _YEAR.match(word):
            span = kernel.Period.year(int(match[1]))
        elif match := _QUARTER.match(word):
            span = kernel.Period.quarter(int(match[1]), int(match[2]))
        elif match := _MONTH.match(word):
            span = kernel.Period.month(int(match[1]), int(match[2]))
        else:
            since, sign, last = word.partition("..")
            return (date.fromisoformat(since), date.fromisoformat(last) + timedelta(days=1)) if sign else None
    except (ValueError, OverflowError):
        return None
    return span.since, span.until
