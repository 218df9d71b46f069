"""Ten thousand notices told and handed over, once undisturbed and once with the worker killed.

The work is done by a process of its own (``main``), on a home that is thrown away afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shushan.cli.benching import Figure, new_postgres
from shushan.cli.setting_up import start_django

NOTICES = 10_000


def measure(environment: dict[str, str]) -> list[Figure]:
    """Measure in the home that the environment names. :raises RuntimeError: it failed (its own words)"""
    command = [sys.executable, "-m", "shushan.cli.bench_notices"]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    return [
        figure
        for how, row in json.loads(told.stdout.splitlines()[-1]).items()
        for figure in (
            Figure(f"notices told and handed over, {how}", row["seconds"], "s", "≤ 60", "", f"{row}"),
            Figure(f"notices taken twice, {how}", row["taken_twice"], "", "0", "", "the provider knows no keys"),
        )
    ]


def measure_on_postgres() -> list[Figure]:
    """Measure on a new PostgreSQL with made readers. :raises RuntimeError:"""
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch, new_postgres(Path(scratch)) as environment:
        return measure(environment)


def main() -> None:
    """Tell so many notices; prints JSON."""
    start_django()
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NOTICES
    _make_readers(number // 2)
    with tempfile.TemporaryDirectory(prefix="shushan-notices-") as folder:
        calm = _measured(number, Path(folder) / "calm", kills=0, round_=1)
        killed = _measured(number, Path(folder) / "killed", kills=3, round_=2)
    print(json.dumps({"calm": calm, "killed": killed}))


def _measured(number: int, path: Path, *, kills: int, round_: int) -> dict[str, float]:
    from django.db import connections

    from shushan.kernel.clock import now
    from shushan.notices import public as notices
    from shushan.notices.models import Carried, Message, Notice

    provider = _provider(path)
    for code in notices.channels():
        notices.close_channel(code)
    notices.use_channel(provider)
    at = now().replace(hour=4)  # noon in Shanghai: no quiet hours
    planned = _plan(number, at, round_)
    own = Notice.objects.filter(step__endswith=f"~{round_}")
    began = time.perf_counter()
    for kill in range(kills):
        connections.close_all()
        child = os.fork()
        if child == 0:
            _work(at + kill * timedelta(minutes=11))
            os._exit(0)
        while not path.exists() or len(path.read_bytes()) // 37 < number * (kill + 1) // (kills + 1):
            time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    _work(at + kills * timedelta(minutes=11))
    seconds = time.perf_counter() - began
    keys = path.read_text().split()
    messages = Message.objects.filter(pk__in=Carried.objects.filter(notice__in=own).values("message"))
    return {
        "planned": planned,
        "told": own.filter(state="told").count(),
        "handed": messages.filter(state="handed").count(),
        "unsure": messages.filter(state="unsure").count(),
        "taken": len(keys),
        "taken_twice": len(keys) - len(set(keys)),
        "seconds": seconds,
    }


def _make_readers(wanted: int) -> None:
    """Write readers where the home has too few."""
    from shushan.cli.growing import make_readers, site_numbers
    from shushan.kernel.clock import now

    if (missing := wanted - _told_cards().count()) > 0:
        make_readers(missing, site_numbers(), now())


def _told_cards() -> Any:
    from shushan.people.models import Card

    return Card.objects.filter(state="active", reader__frozen_at=None, reader__guardian=None).order_by("pk")


def _work(at: datetime) -> None:
    """Do what the worker does, until nothing is left."""
    from shushan.kernel.actor import system
    from shushan.notices import public as notices

    worker = system("notices")
    while notices.tell_some(actor=worker, at=at) + notices.hand_over_some(actor=worker, at=at):
        pass


def _plan(number: int, at: datetime, round_: int) -> int:
    """Plan notices of two kinds for half as many readers, so that no two go by one message."""
    from shushan.database.public import write
    from shushan.notices import public as notices
    from shushan.people.models import Person

    rows = _told_cards().values_list("pk", "reader_id", "reader__person_id", "number", "site_id")
    cards = list(rows[: number // 2])
    people_ids = [person for _pk, _reader, person, _number, _site in cards]
    with write():
        for person in people_ids:
            Person.objects.filter(pk=person, email="").update(email=f"p{person}@example.org")
    done = 0
    for first in range(0, len(cards), 250):
        plans = [
            notices.Planned(kind, f"people.reader:{reader}", reader, {}, site, step=f"{kind}{at:%H%M%S}~{round_}")
            for _pk, reader, _person, _number, site in cards[first : first + 250]
            for kind in ("people.unfrozen", "circulation.bench")
        ]
        done += notices.plan(plans, at=at)
    return done


def _provider(path: Path) -> Any:
    """Return a recorded fake that dedups nothing and knows no keys; declare the second kind."""
    from shushan.notices import public as notices

    text = notices.Text("{name}", "{name}: {library}")
    notices.declare(notices.Kind("circulation.bench", "bench", (), {notices.CHINESE: text, notices.ENGLISH: text}))

    class Recorder:
        code = notices.ChannelCode.EMAIL
        knows_keys = False
        needs_template = False

        def hand_over(self, letters: Sequence[notices.Letter]) -> list[notices.Answer]:
            answers = []
            for letter in letters:
                with path.open("ab", buffering=0) as kept:
                    kept.write(f"{letter.key}\n".encode())
                answers.append(notices.Answer(notices.Outcome.HANDED))
            return answers

    return Recorder()


if __name__ == "__main__":
    main()
