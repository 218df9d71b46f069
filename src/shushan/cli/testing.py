"""Run every check that a change has to pass, and say how each went and how long it took."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(os.environ.get("SHUSHAN_CHECKOUT", ".")).resolve()
_COUNTS = re.compile(r"(\d+) (passed|failed|error|errors|skipped)")


@dataclass(frozen=True, slots=True)
class Step:
    """One check: its name, the command, and what to add to the environment."""

    name: str
    command: list[str]
    environment: dict[str, str]


@dataclass(slots=True)
class Result:
    """How a check went."""

    name: str
    is_good: bool
    seconds: float
    passed: int
    failed: int
    skipped: int


def every_step() -> list[Step]:
    """Return the checks in the order in which they are cheapest to fail."""
    python, pytest = sys.executable, [sys.executable, "-m", "pytest", "-n", "2"]
    without = ["-m", "not browser and not crash"]
    return [
        Step("ruff", [python, "-m", "ruff", "check", "."], {}),
        Step("format", [python, "-m", "ruff", "format", "--check", "."], {}),
        Step("contracts", [str(Path(python).parent / "lint-imports")], {}),
        Step("templates", [python, "-m", "djlint", "src", "--lint", "--quiet"], {}),
        Step("translations", [python, "-m", "shushan", "i18n", "check"], {}),
        Step("types", [python, "-m", "mypy"], {}),
        Step("tests on SQLite", [*pytest, *without], {"SHUSHAN_TEST_DATABASE": "sqlite"}),
        Step(
            "tests on PostgreSQL",
            [*pytest, "-m", "not browser and not crash and not quick"],
            {"SHUSHAN_TEST_DATABASE": "postgres"},
        ),
        Step(
            "browser and crash tests",
            [*pytest, "-m", "browser or crash"],
            {"SHUSHAN_TEST_DATABASE": "sqlite"},
        ),
    ]


def run_all(steps: list[Step]) -> int:
    """Run the steps one after another; return 0 when all are good."""
    results = [_run(step) for step in steps]
    print()
    for result in results:
        mark = "✓" if result.is_good else "✗"
        counted = f"{result.passed} passed, {result.failed} failed" if result.passed or result.failed else ""
        skipped = f", {result.skipped} skipped" if result.skipped else ""
        print(f"{mark} {result.name:<26} {result.seconds:7.1f} s  {counted}{skipped}")
    passed = sum(r.passed for r in results) + sum(r.is_good and not r.passed for r in results)
    failed = sum(r.failed for r in results) + sum(not r.is_good and not r.failed for r in results)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if all(r.is_good for r in results) else 1


def _run(step: Step) -> Result:
    print(f"── {step.name}", flush=True)
    began = time.monotonic()
    process = subprocess.Popen(
        step.command, cwd=CHECKOUT, env={**clean_environment(), **step.environment}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    last = ""
    for line in process.stdout:
        print(line, end="", flush=True)
        last = line if _COUNTS.search(line) else last
    code = process.wait()
    counts = {word.rstrip("s") if word == "errors" else word: int(n) for n, word in _COUNTS.findall(last)}
    is_pytest = "pytest" in step.command
    return Result(
        step.name,
        code == 0,
        time.monotonic() - began,
        counts.get("passed", 0) if is_pytest else 0,
        counts.get("failed", 0) + counts.get("error", 0) if is_pytest else 0,
        counts.get("skipped", 0) if is_pytest else 0,
    )


def clean_environment() -> dict[str, str]:
    """Return the environment for a check: no library of the person who runs it, no settings read before their time."""
    own = ("DJANGO_SETTINGS_MODULE", "SHUSHAN_HOME", "DATABASE_URL", "SHUSHAN_KEYS", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if name not in own}


def ensure_browser() -> str:
    """Return a Chromium of the distribution, installing it where that is allowed.

    :raises SystemExit: there is none and it cannot be installed; the message says what to do.
    """
    return _ensure(("chromium", "chromium-browser", "google-chrome"), ("chromium", "fonts-noto-cjk"), "browser tests")


def ensure_yaz() -> str:
    """Return the folder of the distribution's ``yaz-client`` and ``zoomsh``, installing them where that is allowed.

    :raises SystemExit: there are none and they cannot be installed; the message says what to do.
    """
    return str(Path(_ensure(("yaz-client",), ("yaz",), "tests of SRU and Z39.50")).parent)


def _ensure(programs: tuple[str, ...], packages: tuple[str, ...], what: str) -> str:
    for _attempt in range(2):
        for name in programs:
            if found := shutil.which(name):
                return found
        if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
            break
        print(f"installing {' and '.join(packages)} from the distribution …", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", *packages], check=False, stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
    raise SystemExit(f"the {what} need: apt install {' '.join(packages)} (they are never skipped in silence)")
