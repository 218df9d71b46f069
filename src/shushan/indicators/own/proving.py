"""Hold a definition against the records before it may be used: rows = value, asked twice, over some whole months."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shushan.figures import public as figures
from shushan.figures.public import Kind, Measure, Scope, Value
from shushan.indicators.own.terms import ProofLine
from shushan.indicators.own.trying import scope_tried
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger

MONTHS, BACK, MOST_ROWS = 3, 36, 50_000


class Disproved(Exception):
    """The number does not follow from its rows, or is not the same twice."""


def prove(measure: Measure, *, at: datetime) -> list[ProofLine]:
    """Return what was proved: the latest months that have records, each shortened to at most 50,000 rows.

    Empty: there are no records to hold it against.

    :raises Disproved:
    """
    return [_proved(measure, since, until, at) for since, until in _spans(measure, at)]


def _spans(measure: Measure, at: datetime) -> list[tuple[date, date]]:
    today = ledger.local_day(at)
    end = scope_tried(measure, at).until  # where the trial looks, so that nobody is refused what was shown to him
    found: list[tuple[date, date]] = []
    for n in range(BACK):
        since, until = add_months(end, -n), min(add_months(end, 1 - n), today + timedelta(days=1))
        value = _value(measure, since, until, at)
        moved = value.entries if measure.kind is not Kind.STOCK else _moved(value, since)
        if not moved or value.number is None:
            continue
        while value.entries > MOST_ROWS and measure.kind is not Kind.STOCK and (until - since).days > 1:
            until = since + (until - since) // 2
            value = _value(measure, since, until, at)
        if value.entries and value.number is not None:
            found.append((since, until))
        if len(found) == MONTHS:
            break
    return found[::-1]


def _moved(value: Value, since: date) -> int:
    """Return how many records moved a stock from a day on: a month in which nothing moved proves nothing."""
    from dataclasses import replace

    spans = tuple(replace(span, since=since) for span in value.spans)
    return ledger.count(replace(value.where, spans=spans))


def _value(measure: Measure, since: date, until: date, at: datetime) -> Value:
    return figures.value_of(measure, scope=Scope(since=since, until=until), at=at)


def _proved(measure: Measure, since: date, until: date, at: datetime) -> ProofLine:
    value = _value(measure, since, until, at)
    digest = figures.digest(value)
    again = _value(measure, since, until, at)
    if not figures.follows(value) or again.number != value.number or figures.digest(again) != digest:
        raise Disproved(f"{since} {until}")
    return ProofLine(since, until, str(value.number), value.entries, digest)
