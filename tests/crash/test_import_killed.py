"""kill -9 in the middle of an import: the job goes on where it was, nothing is doubled, the doctor finds nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.record import Field, Marc
from shushan.database.migrated import begin_with_copy

pytestmark = pytest.mark.crash
RECORDS = 6000
FINISH = "import django; django.setup(); from shushan.jobs.worker import do_one_job\nwhile do_one_job('again'): pass"


def _command(home: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SHUSHAN_TEST_DATABASE")}
    environment |= {"SHUSHAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "shushan.config.settings"}
    return [sys.executable, *arguments], environment


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command, environment = _command(home, *arguments)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _count(home: Path, sql: str) -> int:
    with sqlite3.connect(home / "shushan.sqlite3", timeout=120) as database:
        return int(database.execute(sql).fetchone()[0])


def _file(path: Path) -> Path:
    with path.open("wb") as out:
        for n in range(RECORDS):
            fields = (
                Field("200", "1 ", (("a", f"第{n}种书"),)),
                Field("905", "  ", (("b", f"K{n:06d}"), ("d", "I247"))),
            )
            out.write(iso2709.serialise(Marc("     nam0 22     3  450 ", (("001", str(n)),), fields)))
    return path


def test_an_import_killed_in_the_middle_is_finished_without_doubling(tmp_path: Path) -> None:
    home, records = tmp_path / "home", "SELECT COUNT(*) FROM catalogue_bibrecord"
    begin_with_copy(home)
    assert _run(home, "-m", "shushan", "init", "--password", "x-y-z-1-2-3").returncode == 0
    command, environment = _command(home, "-m", "shushan", "import", "marc", str(_file(tmp_path / "in.mrc")))
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 300  # a busy machine takes a minute until the import begins
    while _count(home, records) < 400:
        assert time.monotonic() < until
        assert process.poll() is None, "the import ended before it could be killed"
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    killed_at = _count(home, records)
    assert 0 < killed_at < RECORDS
    assert _count(home, "SELECT COUNT(*) FROM catalogue_item") == killed_at
    assert _run(home, "-m", "shushan", "doctor").returncode == 0
    with sqlite3.connect(home / "shushan.sqlite3", timeout=120) as database:  # a minute later the lease has run out
        database.execute("UPDATE jobs_job SET lease_until = '2020-01-01 00:00:00'")
    done = _run(home, "-c", FINISH)
    assert done.returncode == 0, done.stderr
    assert _count(home, records) == RECORDS
    facts = "SELECT COUNT(*) FROM ledger_entry e JOIN ledger_factkind k ON k.id = e.fact_id WHERE k.name = 'catalogue.item-accessioned'"
    assert _count(home, facts) == _count(home, "SELECT COUNT(*) FROM catalogue_item") == RECORDS
    assert _count(home, "SELECT COUNT(*) FROM jobs_job WHERE state = 'done'") == 1
    told = _run(home, "-m", "shushan", "doctor")
    assert told.returncode == 0, told.stdout
