"""Upgrade a library to this version: back up, migrate, check; go back by itself when that made something wrong."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

from shushan.cli.backups import BadBackup, backup, restore
from shushan.cli.commands.doctor import UNDONE
from shushan.cli.postgres_files import PostgresFailed
from shushan.cli.setting_up import add_home, complain, say, use_home
from shushan.kernel.checks import Severity

Wrong = tuple[str, str, str]  # the check, where, what


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the home."""
    add_home(parser)


def run(options: argparse.Namespace) -> int:
    """Upgrade; exit code 1 when it had to go back."""
    use_home(options.home)
    from shushan.config.environment import read

    home = read().home
    flag = home / "maintenance"
    try:
        made = backup(home)
    except (BadBackup, PostgresFailed) as error:
        complain(f"nothing was changed: {error}")
        return 1
    say(f"backed up to {made}")
    environment = {**os.environ, "SHUSHAN_HOME": str(home)}
    before = {wrong for wrong in _errors(environment) or () if wrong[1] != UNDONE}
    flag.touch()
    try:
        trouble = _trouble(environment, before)
        if trouble:
            complain(f"{trouble}; going back to the backup")
            restore(made, home, force=True)
            return 1
    finally:
        flag.unlink(missing_ok=True)
    for check, where, what in sorted(before):
        complain(f"was wrong before, neither made nor mended by this: {check} {where}: {what}")
    say("upgraded; restart ./shushan serve")
    return 0


def _trouble(environment: dict[str, str], before: set[Wrong]) -> str:
    """Migrate and look; return what went wrong that was not wrong before, or nothing."""
    if subprocess.run([sys.executable, "-m", "shushan", "prepare"], env=environment, check=False).returncode:
        return "prepare failed"
    after = _errors(environment)
    if after is None:
        return "doctor failed"
    return "; ".join(f"{check} {where}: {what}" for check, where, what in sorted(after - before))


def _errors(environment: dict[str, str]) -> set[Wrong] | None:
    """Return the errors that the doctor finds, or nothing when it could not be asked."""
    asked = subprocess.run(
        [sys.executable, "-m", "shushan", "doctor", "--json"], env=environment, check=False, stdout=subprocess.PIPE
    )
    try:
        found = json.loads(asked.stdout)
    except ValueError:
        return None
    return {(one["check"], one["where"], one["what"]) for one in found if one["severity"] == Severity.ERROR}
