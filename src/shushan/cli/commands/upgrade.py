"""Upgrade a library to this version: back up, migrate, check; go back by itself when something is wrong."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from shushan.cli.backups import BadBackup, backup, restore
from shushan.cli.postgres_files import PostgresFailed
from shushan.cli.setting_up import add_home, complain, say, use_home


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
    flag.touch()
    try:
        environment = {**os.environ, "SHUSHAN_HOME": str(home)}
        for command in ("prepare", "doctor"):
            if subprocess.run([sys.executable, "-m", "shushan", command], env=environment, check=False).returncode:
                complain(f"{command} failed; going back to the backup")
                restore(made, home, force=True)
                return 1
    finally:
        flag.unlink(missing_ok=True)
    say("upgraded; restart ./shushan serve")
    return 0
