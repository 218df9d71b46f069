"""Prepare a home for the measurement of self-check machines, run it, and say what was seen beside what was promised."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from shushan.cli.benching import Figure, new_postgres, spread

OFFLINE_ACTS = 2000


def measure(source: Path, *, seconds: int, hostile: int, postgres: bool) -> list[Figure]:
    """Return the figures; a demonstration is copied first, a PostgreSQL is started and filled with made data.

    :raises RuntimeError: no demonstration, or a part failed (its own words)
    """
    with tempfile.TemporaryDirectory(prefix="shushan-bench-") as scratch:
        if postgres:
            with new_postgres(Path(scratch)) as environment:
                return _told(_run(environment, seconds, hostile), hostile)
        if not (source / "demonstration.json").exists():
            raise RuntimeError("build the demonstration first: ./shushan demo --no-serve")
        home = Path(scratch) / "home"
        shutil.copytree(source, home)
        return _told(_run({**os.environ, "SHUSHAN_HOME": str(home)}, seconds, hostile), hostile)


def _run(environment: dict[str, str], seconds: int, hostile: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "shushan.cli.bench_machines", str(seconds), str(hostile)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if told.returncode:
        raise RuntimeError(told.stderr[-3000:])
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found | {"offline": _of_desks(environment)}


def _of_desks(environment: dict[str, str]) -> dict[str, Any]:
    """Let desks that were cut off send up a day's acts, in a process of its own."""
    command = [sys.executable, "-m", "shushan.cli.bench_offline", str(OFFLINE_ACTS)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if told.returncode:
        raise RuntimeError(told.stderr[-3000:])
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def _told(found: dict[str, Any], hostile: int) -> list[Figure]:
    acts, times = found["acts"], found["acts"]["times"]
    load = f"load {found['load']:.1f} before, {found['load_after']:.1f} after"
    p99 = statistics.quantiles(times, n=100)[98]
    figures = [
        Figure("SIP2: check-outs + check-ins, 8 terminals", acts["rate"], "acts/s", "≥ 250", f"n {len(times)}", load),
        Figure("SIP2: one of them, p99", p99, "ms", "≤ 100", spread(times)),
        Figure("SIP2: processor time of the server for one", acts["cpu"], "ms", "", "mean"),
        Figure("SIP2: item information, 8 terminals", found["items"]["rate"], "asked/s", "≥ 1000", "one run", load),
        Figure("SIP2: processor time of the server for one", found["items"]["cpu"], "ms", "", "mean"),
        Figure("SIP2: patron information, 8 terminals", found["patrons"]["rate"], "asked/s", "", "one run", load),
        Figure("SIP2: processor time of the server for one", found["patrons"]["cpu"], "ms", "", "mean"),
        Figure("SIP2: a terminal that comes back is served", max(found["reconnect"]), "ms", "≤ 50", spread(found["reconnect"])),
        Figure("SIP2: 100 terminals more", found["memory"], "MB PSS", "≤ 100", "one run"),
    ]  # fmt: skip
    desks = found["offline"]
    note = f"{desks['loans']} loans, {desks['open']} settled by hand; sent twice: {desks['rows']} acts known"
    load = f"load {desks['load']:.1f} before, {desks['load_after']:.1f} after"
    figures += [
        Figure(f"offline desk: {desks['acts']} acts sent up and settled", desks["settled"], "s", "≤ 60", note, load),
        Figure(
            "offline desk: rules and lists taken along", desks["package"], "ms", "", f"{desks['package_kb']:.0f} kB"
        ),
    ]
    if harm := found["hostile"]:
        wrong = harm["doubled"] + harm["beyond"] + harm["findings"]
        said = f"{harm['said']} acts in {hostile} s at 5 items and 3 cards, rubbish beside them"
        figures.append(Figure("SIP2: lent twice, beyond the limit, without their fact", wrong, "", "0", said))
    return figures
