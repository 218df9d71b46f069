"""Measure a year of 200 branches with 50 members each against all rules, on made rows in a home of its own.

Inside, units, members and posts are rows of the database, meetings and class hours are made records. For the pages, which a
server of its own draws over HTTP, meetings and class hours are rows too.
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
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from shushan.cli.benching import Client, Figure, p95, served, spread, timed
from shushan.cli.setting_up import start_django
from shushan.kernel.ids import uuid7

BRANCHES, MEMBERS, RUNS = 200, 50, 3
WARM, SHOWN = 5, 40  # pages that are opened before and while measuring
BEGAN, YEAR, TODAY = date(2019, 1, 1), 2020, date(2021, 1, 15)
AT = datetime(2021, 1, 15, 2, tzinfo=UTC)


def measure() -> list[Figure]:
    """Measure inside a process of its own, then the pages over HTTP; return the figures."""
    with tempfile.TemporaryDirectory(prefix="shushan-bench-organisation-") as scratch:
        environment = {**os.environ, "SHUSHAN_HOME": scratch}
        begun = [sys.executable, "-m", "shushan", "init", "--password", token_urlsafe()]
        subprocess.run(begun, capture_output=True, check=True, env=environment)
        command = [sys.executable, "-m", __name__]
        told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if told.returncode:
            raise RuntimeError(told.stderr[-2000:])
        inside = json.loads(told.stdout.splitlines()[-1])
        return [*(Figure(*one) for one in inside["figures"]), *_pages(Path(scratch), inside["session"], inside["unit"])]


def _pages(home: Path, session: str, unit_id: int) -> Iterator[Figure]:
    """Draw a branch's year and its desk over HTTP, by the clock and by the processor of the server."""
    with served(home) as process:
        client = Client()
        client.take_session(session)
        for name, address in (
            ("year", f"/staff/regulations/units/{unit_id}/?year={YEAR}&on={TODAY}"),
            ("desk", f"/staff/regulations/units/{unit_id}/desk/?on={YEAR}-12-31"),
        ):
            for _n in range(WARM):
                _opened(client, address)
            used = _used_by(process.pid)
            times = [timed(partial(_opened, client, address)) for _n in range(SHOWN)]
            spent = 1000 * (_used_by(process.pid) - used) / SHOWN
            note = f"processor of the server {spent:.0f} ms each; {MEMBERS} members, meetings and class hours as rows"
            yield Figure(f"organisation: a branch's {name} over HTTP, p95", round(p95(times), 1), "ms", "≤ 150 ms",
                         spread(times), note)  # fmt: skip


def _opened(client: Client, address: str) -> None:
    status, text = client.get(address)
    if status != 200 or "MTG-01" not in text:
        raise RuntimeError(f"{address}: {status} {text[:300]}")


def _used_by(pid: int) -> float:
    import psutil

    root = psutil.Process(pid)
    spent = [one.cpu_times() for one in (root, *root.children(recursive=True))]
    return float(sum(one.user + one.system for one in spent))


def main() -> None:
    """Make the organisation, judge its year three times, keep the results once; leave rows and a session for the pages."""
    start_django()
    branches = _made()
    _offer(branches)
    figures = [_judged(), _one_branch(branches[0]), _kept()]
    _keep_rows(branches)
    told = [[f.name, f.value, f.unit, f.promise, f.spread, f.note] for f in figures]
    print(json.dumps({"figures": told, "session": _session(), "unit": branches[0]}))


def _keep_rows(branches: list[int]) -> None:
    """Write meetings of every branch (those of the one that is shown with its seats) and class hours of every member."""
    from shushan.learning.models import Channel, StudyRecord
    from shushan.meetings.models import Meeting, Seat
    from shushan.organisation.models import MemberSpan
    from shushan.places import public as places

    site_id = places.site_by_code("C").id
    kinds = ("members", "committee", "theme-day", "lecture", "life")
    held = Meeting.objects.bulk_create(
        Meeting(
            token=uuid7(), unit_id=unit_id, site_id=site_id, kind=kind, state="held", day=date(YEAR, month, 5 + n),
            begins_at=AT, started_at=AT, ended_at=AT, counted_at=AT, made_by="bench", made_at=AT,
        )
        for unit_id in branches
        for month in range(1, 13)
        for n, kind in enumerate(kinds[:3] if month % 6 else kinds)
    )  # fmt: skip
    spans = list(MemberSpan.objects.values_list("unit", "member__person"))
    own = [person for unit_id, person in spans if unit_id == branches[0]]
    Seat.objects.bulk_create(
        Seat(meeting=one, person_id=person, standing="member", may_vote=True, presence="present", marked_by="chair")
        for one in held
        if one.unit_id == branches[0]
        for person in own
    )
    channel = Channel.objects.create(code="bench", name="bench")
    StudyRecord.objects.bulk_create(
        StudyRecord(
            person_id=person, channel=channel, day=date(YEAR, month, 9), title="bench", quantity=250, unit="class-hour",
            made_label="bench", made_at=AT,
        )
        for _unit, person in spans
        for month in range(1, 13)
    )  # fmt: skip


def _session() -> str:
    """Sign in somebody who may see everything."""
    from django.conf import settings
    from django.test import Client as Browser

    from shushan.kernel.actor import system
    from shushan.options import public as options
    from shushan.people import public as people
    from shushan.people.models import User

    settings.ALLOWED_HOSTS = ["*"]
    actor = system("bench")
    options.set_option(actor=actor, at=AT, code="people.staff-mfa", value=False, valid_from=AT, note="bench")
    appointed = people.appoint_staff(actor=actor, at=AT, since=AT.date(), said=people.Particulars(name="bench"))
    person_id = people.staff_member(appointed).person_id
    people.give_role(actor=actor, at=AT, role="system-admin", person_id=person_id)
    user_id = people.make_account(actor=actor, at=AT, person_id=person_id, username="bench", password=token_urlsafe())
    browser = Browser()
    browser.force_login(User.objects.get(pk=user_id))
    return browser.cookies["sessionid"].value


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
