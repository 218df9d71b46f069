"""kill -9 in the middle of the demonstration's build: the next ``demo`` begins again and the figures are exact."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.crash


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SHUSHAN_TEST_DATABASE")}
    return kept | {"SHUSHAN_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def test_a_demonstration_killed_in_the_middle_is_built_again_from_the_beginning(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    command = [sys.executable, "-m", "shushan", "demo", "--no-serve", "--home", str(home)]
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(command, env=_environment(home), stdout=said, stderr=said, start_new_session=True)
        until = time.monotonic() + 300
        while "客流与借还" not in (tmp_path / "said").read_text():  # the step that writes most
            assert process.poll() is None, (tmp_path / "said").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert not (home / "demonstration.json").exists()
    again = subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stdout + again.stderr

    def asked(*words: str) -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "shushan", *words, "--home", str(home)]
        return subprocess.run(whole, env=_environment(home), capture_output=True, text=True, check=False)

    assert asked("doctor").returncode == 0
    claims = asked("claims", "--json")
    assert claims.returncode == 0
    held = {one["id"] for one in json.loads(claims.stdout) if one["state"] == "holds"}
    assert {"C01", "C04", "C05", "C06"} <= held
