"""The parts of ``bench indicators`` that run inside the home, each in a process of its own; each prints JSON.

Every time is told twice: by the clock and by the processor (user and system, of this process; PostgreSQL's own share is
not in it).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from shushan.cli.setting_up import start_django

AT: Final = datetime(2021, 1, 5, 2, tzinfo=UTC)
SINCE, UNTIL = date(2019, 1, 1), date(2020, 1, 1)  # the year that is asked for
WARM: Final = 20
DAY_OF: Final = 100_000  # facts of the day that is sealed
PAGE: Final = 101  # rows of a page, and the one that tells whether there are more


def main() -> None:
    """Do what was asked; an answer is one line of JSON."""
    start_django()
    parts: dict[str, Callable[..., Any]] = {
        "figure": _figure, "rows": _rows, "addresses": _addresses, "report": _report, "record": _record,
        "seal": _seal, "verify": _verify, "prove": _prove, "digest": _digest, "nightly": _nightly,
    }  # fmt: skip
    print(json.dumps(parts[sys.argv[1]](*sys.argv[2:])))


class Spent:
    """Clock and processor since it was made, in milliseconds."""

    def __init__(self) -> None:
        self._clock, self._used = time.perf_counter(), _used()

    def told(self) -> tuple[float, float]:
        """Return both."""
        return (time.perf_counter() - self._clock) * 1000, (_used() - self._used) * 1000


def _used() -> float:
    mine = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime


def _peak() -> float:
    """Return the most memory that this process or one of its children ever had, in MB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1000


def _timed(act: Callable[[], Any]) -> tuple[float, float]:
    spent = Spent()
    act()
    return spent.told()


def _figure(code: str) -> dict[str, Any]:
    """Ask for a figure of the year by site and month: once in this new process, then again and again."""
    from shushan.figures import public as figures

    found: list[Any] = []

    def ask() -> None:
        value = figures.value(code, scope=figures.Scope(since=SINCE, until=UNTIL), at=AT)
        found[:] = [value.entries, len(figures.cells(value, ("site", "month")))]

    cold = _timed(ask)
    warm = [_timed(ask) for _n in range(WARM)]
    return {"cold": cold, "warm": warm, "entries": found[0], "cells": found[1], "memory": _peak()}


def _rows(code: str) -> dict[str, Any]:
    """Ask for pages of a year's rows by key: the first, one in the middle, a deep one; each five times."""
    from shushan.figures import public as figures

    value = figures.value(code, scope=figures.Scope(since=SINCE, until=UNTIL), at=AT)
    found = {}
    for name, day in (("first", None), ("middle", date(2019, 7, 2)), ("deep", date(2019, 12, 30))):
        after = _last_before(value, day) if day else 0
        found[name] = [_timed(lambda a=after: figures.rows(value, after=a, limit=PAGE)) for _n in range(5)]  # type: ignore[misc]
    return found


def _last_before(value: Any, day: date) -> int:
    """Return the entry after which the rows of a day begin."""
    from dataclasses import replace

    from shushan.figures import public as figures

    spans = tuple(replace(span, since=day) for span in value.where.spans)
    return figures.rows(replace(value, where=replace(value.where, spans=spans)), limit=1)[0].id


def _addresses() -> dict[str, Any]:
    """Return a session of the director, and the addresses of pages: cockpit, rows at three depths."""
    from shushan.cli.bench_lending import sessions
    from shushan.figures import public as figures

    value = figures.value("L01", scope=figures.Scope(since=SINCE, until=UNTIL), at=AT)
    rows = "/figures/L01/rows/?period=year&year=2019"
    deep = {name: f"{rows}&after={_last_before(value, day)}" for name, day in
            (("middle", date(2019, 7, 2)), ("deep", date(2019, 12, 30)))}  # fmt: skip
    return {"session": sessions(1, "guanzhang")[0], "rows": {"first": rows} | deep}


def _report(as_of: str) -> dict[str, Any]:
    """Build the work report and write it as a document."""
    from shushan.reporting import public as reporting
    from shushan.ui.context import library_names

    day, found = date.fromisoformat(as_of), []

    def work() -> None:
        built = reporting.build(reporting.template("work").text, as_of=day, at=AT)
        found.append(len(built.receipts))
        reporting.document(reporting.as_draft(built), reporting.Suffix("docx"), author=library_names()[0])

    return {"spent": _timed(work), "figures": found[0]}


def _record() -> dict[str, Any]:
    """Record facts that somebody subscribed to, one by one inside an open transaction, which is then taken back."""
    from django.db import transaction

    from shushan.circulation.events import ItemReturned
    from shushan.cli.growing_facts import house
    from shushan.database.public import write
    from shushan.ledger import public as ledger
    from shushan.ledger.operations import keep_kind

    made, times = house(100_000), []
    with write():
        keep_kind(
            ItemReturned(site_id=made.site_ids[0], category="adult", clc="I")
        )  # as a process knows its kinds of fact after its first act
    with write():
        for n in range(2100):
            event = ItemReturned(
                site_id=made.site_ids[0], reader_id=n, category="adult", age_band="18-34", clc="I", home_site=1
            )
            one = _timed(lambda e=event, k=n: ledger.record(e, actor=made.desk, subject=f"circulation.loan:{k}", at=AT))  # type: ignore[misc]
            times.append(one)
        transaction.set_rollback(True)
    return {"times": times[100:]}


def _seal() -> dict[str, Any]:
    """Write a day of many facts behind the last one, and seal it slice by slice as the worker does."""
    from django.db.models import Max

    from shushan.cli.growing_facts import UNTIL as FIRST
    from shushan.cli.growing_facts import day_of, house
    from shushan.ledger import public as ledger
    from shushan.ledger.models import Entry

    ledger.seal_all(at=AT)
    last = Entry.objects.filter(occurred_on__lt=date(2026, 1, 1)).aggregate(day=Max("occurred_on"))["day"]
    day = max(FIRST, last + timedelta(days=1))
    facts = day_of(house(1_000_000), day, DAY_OF, gates=288)
    written = _timed(lambda: ledger.record_history(facts))
    sealed: list[int] = []
    spent = _timed(lambda: sealed.append(ledger.seal_all(at=AT)))
    return {"spent": spent, "facts": sealed[0], "written": written}


def _verify() -> dict[str, Any]:
    """Recompute the hash of every fact and the chain of seals, as the doctor does."""
    from shushan.ledger.models import Entry
    from shushan.ledger.verifying import damages

    found: list[int] = []
    spent = _timed(lambda: found.append(sum(1 for _one in damages())))
    return {"spent": spent, "damages": found[0], "facts": Entry.objects.count(), "memory": _peak()}


def _prove() -> dict[str, Any]:
    """Compare every cell of the roll-up with its facts, as every night does."""
    from shushan.ledger import public as ledger
    from shushan.ledger.models import RollUp

    found: list[int] = []
    spent = _timed(lambda: found.append(ledger.unproved_cells()))
    return {"spent": spent, "wrong": found[0], "cells": RollUp.objects.count(), "memory": _peak()}


def _digest(code: str) -> dict[str, Any]:
    """Compute the digest of a year's rows, as the job does that checks a value."""
    from shushan.figures import public as figures

    value = figures.value(code, scope=figures.Scope(since=SINCE, until=UNTIL), at=AT)
    return {"spent": _timed(lambda: figures.digest(value)), "entries": value.entries, "memory": _peak()}


def _nightly() -> dict[str, Any]:
    """Run every nightly work once and tell what each took."""
    from shushan.jobs.registry import nightlies
    from shushan.kernel.clock import now

    told = {
        one.code: _timed(lambda one=one: one.run(now()))  # type: ignore[misc]
        for one in sorted(nightlies(), key=lambda one: one.hour)
    }
    return {"spent": told, "memory": _peak()}


if __name__ == "__main__":
    main()
