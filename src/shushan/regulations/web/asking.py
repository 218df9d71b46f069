"""What pages of the rules ask: the day from which one looks, a year, a span of months."""

from __future__ import annotations

from datetime import date

from shushan.kernel.periods import Period, add_months
from shushan.ledger import public as ledger
from shushan.ui.http import Request


def asked_day(request: Request, name: str = "on") -> date:
    """Return the day of ``?on=``, today where it says none or one to come."""
    today = ledger.local_day(request.at)
    try:
        return min(date.fromisoformat(request.GET.get(name, "")), today)
    except ValueError:
        return today


def asked_year(request: Request, on: date) -> int:
    """Return the year of ``?year=``, that of the day where it says none."""
    said = request.GET.get("year", "")
    return int(said) if said.isascii() and said.isdecimal() and 1990 <= int(said) <= 2200 else on.year


def asked_months(request: Request, on: date) -> Period:
    """Return the months from ``?since=`` to ``?until=`` (both included, ``2020-03``), those of the year so far if unsaid."""
    first = _month(request.GET.get("since", "")) or date(on.year, 1, 1)
    last = _month(request.GET.get("until", "")) or on.replace(day=1)
    if last < first or (last.year - first.year) > 5:
        last = first
    return Period(first, add_months(last, 1))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
