"""Measure a year of 200 branches with 50 members each against all rules, on made rows in a home of its own. Prints JSON.

Units, members and posts are rows of the database; meetings, talks and hours are made where no room offers them yet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from shushan.cli.benching import Figure
from shushan.cli.setting_up import start_django

BRANCHES, MEMBERS, RUNS = 200, 50, 3
BEGAN, YEAR, TODAY = date(2019, 1, 1), 2020, date(2021, 1, 15)
AT = datetime(2021, 1, 15, 2, tzinfo=UTC)


def measure() -> list[Figure]:
    """Measure in a process of its own and return the figures."""
    told = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True, check=False, env=os.environ)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return [Figure(*one) for one in json.loads(told.stdout.splitlines()[-1])]


def main() -> None:
    """Make the organisation, judge its year three times, keep the results once."""
    with tempfile.TemporaryDirectory(prefix="shushan-bench-organisation-") as scratch:
        os.environ["SHUSHAN_HOME"] = scratch
        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        branches = _made()
        _offer(branches)
        figures = [_judged(), _one_branch(branches[0]), _kept()]
    print(json.dumps([[f.name, f.value, f.unit, f.promise, f.spread, f.note] for f in figures]))


def _made() -> list[int]:
    from shushan.organisation.models import Member, MemberSpan, Post
    from shushan.people.models import Person
    from shushan.units.models import Unit, UnitVersion

    units = Unit.objects.bulk_create(Unit(code=f"B{n:03d}") for n in range(BRANCHES))
    UnitVersion.objects.bulk_create(
        UnitVersion(unit=unit, name=f"第{n}支部", kind="branch", since=BEGAN, basis="bench")
        for n, unit in enumerate(units)
    )
    persons = Person.objects.bulk_create(Person(name=f"党员{n}") for n in range(BRANCHES * MEMBERS))
    members = Member.objects.bulk_create(Member(person=one, joined_on=BEGAN, full_on=BEGAN) for one in persons)
    MemberSpan.objects.bulk_create(
        MemberSpan(member=one, unit=units[n // MEMBERS], kind="full", may_vote=True, came="taken-over", since=BEGAN)
        for n, one in enumerate(members)
    )
    Post.objects.bulk_create(
        Post(
            unit=unit, kind=kind, person=persons[n * MEMBERS + kind], slot=0 if kind != 2 else persons[n * MEMBERS + 2].pk,
            since=BEGAN, term_until=date(2022, 1, 1), basis="bench",
        )
        for n, unit in enumerate(units)
        for kind in (1, 2, 3, 4)
    )  # fmt: skip
    return [unit.pk for unit in units]


def _offer(branches: list[int]) -> None:
    from shushan.organisation.models import MemberSpan
    from shushan.regulations import public as regulations

    kinds = ("members", "committee", "theme-day", "lecture", "life")
    meetings = [
        regulations.Record(
            f"meetings.meeting:{unit_id * 100 + month * 5 + n}", unit_id, date(YEAR, month, 5 + n),
            {"kind": kind, "held": True, "quorum": True, "chair_entitled": month % 5 > 0, "by_secretary": True},
        )
        for unit_id in branches
        for month in range(1, 13)
        for n, kind in enumerate(kinds[:3] if month % 6 else kinds)
    ]  # fmt: skip
    members = list(MemberSpan.objects.values_list("member", flat=True))
    hours = [
        regulations.Record(f"learning.hours:{member}-{month}", member, date(YEAR, month, 9), quantity=150 + member % 30)
        for member in members
        for month in range(1, 13)
    ]
    for record_type, kind, rows in (
        ("meetings.meeting", regulations.SubjectKind.UNIT, meetings),
        ("learning.hours", regulations.SubjectKind.MEMBER, hours),
    ):
        regulations.declare_source(regulations.Source(record_type, "made", kind, _reading(rows)))


def _reading(rows: list[Any]) -> Callable[[Any], Iterator[Any]]:
    return lambda asked: (one for one in rows if asked.wants(one.subject_id, one.on))


def _judged() -> Figure:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shushan.kernel.periods import Period
    from shushan.regulations import public as regulations

    seconds, count, queries = [], 0, 0
    for _run in range(RUNS):
        with CaptureQueriesContext(connection) as said:
            began = time.perf_counter()
            count = len(regulations.evaluate(window=Period.year(YEAR), today=TODAY))
            seconds.append(time.perf_counter() - began)
        queries = len(said)
    note = f"{BRANCHES} branches x {MEMBERS} members, {count} results, {queries} queries; meetings and hours are made records"
    spread = f"{min(seconds):.1f}–{max(seconds):.1f}"
    return Figure(
        "organisation: a year against all rules", round(sorted(seconds)[RUNS // 2], 2), "s", "≤ 20 s", spread, note
    )


def _one_branch(unit_id: int) -> Figure:
    from shushan.kernel.periods import Period
    from shushan.regulations import public as regulations

    runs = []
    for _run in range(7):
        began = time.perf_counter()
        regulations.evaluate(window=Period.year(YEAR), today=TODAY, unit_ids=[unit_id])
        runs.append(1000 * (time.perf_counter() - began))
    spread = f"{min(runs):.0f}–{max(runs):.0f}"
    return Figure(
        "organisation: one branch's year", round(sorted(runs)[3]), "ms", "≤ 150 ms", spread, "without drawing the page"
    )


def _kept() -> Figure:
    from shushan.kernel.actor import system
    from shushan.kernel.periods import Period
    from shushan.regulations import public as regulations

    began = time.perf_counter()
    made = regulations.rebuild(actor=system("bench"), at=AT, window=Period.year(YEAR), today=TODAY)
    note = f"{made.changed} rows and the facts of G01, first time"
    return Figure("organisation: results of the year kept", round(time.perf_counter() - began, 1), "s", "", "", note)


if __name__ == "__main__":
    main()
