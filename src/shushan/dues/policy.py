"""Rules of the dues: rates, rounding, what may be paid until when, how far somebody is behind. Pure.

Sources (public copies, to be checked against the official texts): rates DUE-01 (miniwenda.com, bdpf.org.cn) and DUE-02
(baohanwang.com.cn); first month, arrears DUE-04 and DUE-05 (qizhiwang.org.cn 2021-10-21).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from shushan.kernel.periods import add_months

MOST_FEN = 1_000_000  # 10,000 yuan a month: more is a slip of the keyboard
PAYABLE_MONTHS = 6  # months after its own in which arrears are normally paid (DUE-05)
ALERTS = (3, 5)  # months on end at which the member and the secretary are told (DUE-05)
DECIDE_AT = 6  # months on end from which the branch has to decide; nothing happens by itself
STEPS = {  # upper bound of the monthly base in yuan → per mille of the whole base (DUE-01, DUE-02)
    "salary": ((3000, 5), (5000, 10), (10000, 15), (None, 20)),
    "retired": ((5000, 5), (None, 10)),
}
FIXED = {"student": (20, 20), "farmer": (20, 100)}  # least and most fen a month (DUE-02)
MARKS = {"none": "-", "paid": "P", "late": "L", "part": "H", "open": "O"}  # one letter a month on a published sheet


class Rounding(StrEnum):
    """What becomes of fractions; the rule's text says nothing about it."""

    FEN = "fen"  # half a fen up
    JIAO_DOWN = "jiao-down"
    JIAO_NEAR = "jiao-near"
    YUAN_DOWN = "yuan-down"
    YUAN_NEAR = "yuan-near"


_UNITS = {
    Rounding.FEN: 1,
    Rounding.JIAO_DOWN: 10,
    Rounding.JIAO_NEAR: 10,
    Rounding.YUAN_DOWN: 100,
    Rounding.YUAN_NEAR: 100,
}
_DOWN = frozenset({Rounding.JIAO_DOWN, Rounding.YUAN_DOWN})


class Standing(StrEnum):
    """How far somebody is behind."""

    BEHIND = "behind"
    THREE = "three"
    FIVE = "five"
    DECIDE = "decide"


def rate(kind: str, base_fen: int) -> int:
    """Return the per mille that the whole base pays; a base on a bound belongs to the lower step ("3000元以下").

    :raises KeyError: no such kind
    """
    return next(mille for most, mille in STEPS[kind] if most is None or base_fen <= most * 100)


def calculated(kind: str, base_fen: int, rounding: Rounding) -> int:
    """Return the monthly dues in fen of a base in fen, rounded as the library has it set."""
    thousandths, unit = base_fen * rate(kind, base_fen), _UNITS[rounding] * 1000
    return (thousandths if rounding in _DOWN else thousandths + unit // 2) // unit * _UNITS[rounding]


def first_of(day: date) -> date:
    """Return the month of a day as its first day."""
    return day.replace(day=1)


def after(month: date) -> date:
    """Return the first day after a month."""
    return add_months(first_of(month), 1)


def last_day_to_pay(month: date) -> date:
    """Return the last day on which the dues of a month are normally still taken: six months after the month's end."""
    return add_months(first_of(month), PAYABLE_MONTHS + 1) - timedelta(days=1)


def run_of(due: Mapping[date, bool]) -> int:
    """Return the most months on end that are unpaid, of months → paid; a month in which nothing was due breaks no run."""
    longest = run = 0
    for month in sorted(due):
        run = 0 if due[month] else run + 1
        longest = max(longest, run)
    return longest


def standing(run: int) -> Standing:
    """Return what a run of unpaid months asks for."""
    if run >= DECIDE_AT:
        return Standing.DECIDE
    if run >= ALERTS[1]:
        return Standing.FIVE
    return Standing.THREE if run >= ALERTS[0] else Standing.BEHIND


def alerts(run: int) -> list[int]:
    """Return the alerts that a run has reached."""
    return [months for months in ALERTS if run >= months]


def mark(*, month: date, fen: int, paid_fen: int, full_on: date | None) -> str:
    """Return the letter of one month on a published sheet."""
    if full_on is not None and paid_fen >= fen:
        return MARKS["paid" if full_on < after(month) else "late"]
    return MARKS["part" if paid_fen else "open"]


def row_of(marks: Mapping[int, str]) -> str:
    """Return twelve letters, January first, of letters by number of month."""
    return "".join(marks.get(number, MARKS["none"]) for number in range(1, 13))


def counted(marks: Iterable[str]) -> tuple[int, int]:
    """Return (months due, months paid in full, late ones too) of a row of letters."""
    letters = [one for one in marks if one != MARKS["none"]]
    return len(letters), sum(one in (MARKS["paid"], MARKS["late"]) for one in letters)
