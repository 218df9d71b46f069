"""The second process that writes the index: it takes what waits, and ends when whoever started it is gone."""

from __future__ import annotations

import json
import os
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
RECORDS = 2500


def test_what_waits_is_indexed_and_the_process_ends_with_its_pipe(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "in.mrc"
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SHUSHAN_TEST_DATABASE")}
    environment |= {"SHUSHAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "shushan.config.settings"}

    def told(*arguments: str) -> str:
        command = [sys.executable, "-m", "shushan", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    with file.open("wb") as out:
        for n in range(RECORDS):
            fields = (Field("200", "1 ", (("a", f"第{n}种书"),)),)
            out.write(iso2709.serialise(Marc("     nam0 22     3  450 ", (("001", str(n)),), fields)))
    begin_with_copy(home)
    told("init", "--password", "x-y-z-1-2-3")
    told("import", "marc", str(file))
    command = [sys.executable, "-m", "shushan.cli.indexing"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as process:
        with sqlite3.connect(home / "shushan.sqlite3", timeout=120) as database:
            until = time.monotonic() + 120
            while database.execute("SELECT COUNT(*) FROM search_change").fetchone()[0]:
                assert process.poll() is None, "the process ended before everything was indexed"
                assert time.monotonic() < until
                time.sleep(0.1)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=120) == 0
    found = json.loads(told("search", "第1234种书", "--json"))
    assert found[0]["hits"][0]["control_number"] == "1234"
