"""Hold what the facts say of each subject against the rows of a room, in memory that does not grow with either.

Both come in one order: shorter names first, then by their letters; so ``circulation.loan:9`` stands before
``circulation.loan:10``, and rows of one noun come in it by their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from django.db import connection

from shushan.ledger.models import kind_id
from shushan.ledger.reading import each_sorted

T = TypeVar("T")


def each_sum(facts: Sequence[str]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield every subject with what the facts add up to for it (fact → quantity), reversals with their minus, in order."""
    names = {kind_id(fact): fact for fact in sorted(facts)}
    letters = 'e.subject COLLATE "C"' if connection.vendor == "postgresql" else "e.subject"
    sql = (
        "SELECT e.subject, e.fact_id, SUM(e.quantity) FROM ledger_entry e "
        f"WHERE e.fact_id IN ({', '.join(['%s'] * len(names))}) GROUP BY LENGTH(e.subject), e.subject, e.fact_id "
        f"ORDER BY LENGTH(e.subject), {letters}, e.fact_id"
    )
    for subject, found in groupby(each_sorted(sql, list(names)), key=itemgetter(0)):
        sums = {int(fact_id): int(quantity) for _subject, fact_id, quantity in found}
        yield str(subject), {name: sums[number] for number, name in names.items() if number in sums}


def beside(facts: Sequence[str], *rows: Iterable[tuple[str, T]]) -> Iterator[tuple[str, Mapping[str, int], T | None]]:
    """Yield every subject with what the facts say of it (nothing: ``{}``) and its row (none: ``None``), in order.

    ``rows``: subject and row, each series in the order of the module, one row a subject.

    :raises ValueError: a series of rows is in another order
    """
    kept, told = _rising(merge(*rows, key=_place)), each_sum(facts)
    row, said = next(kept, None), next(told, None)
    while row is not None or said is not None:
        if said is None or (row is not None and _place(row) < _place(said)):
            assert row is not None
            yield row[0], {}, row[1]
            row = next(kept, None)
        elif row is None or _place(said) < _place(row):
            yield said[0], said[1], None
            said = next(told, None)
        else:
            yield row[0], said[1], row[1]
            row, said = next(kept, None), next(told, None)


def _rising(rows: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    last = (0, "")
    for row in rows:
        place = _place(row)
        if place <= last:
            raise ValueError(f"{row[0]} comes after {last[1]}")
        last = place
        yield row


def _place(row: tuple[str, object]) -> tuple[int, str]:
    return len(row[0]), row[0]
