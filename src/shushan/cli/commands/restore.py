"""Restore a backup into an empty home (or, with --force, in the place of what is there)."""

from __future__ import annotations

import argparse
from pathlib import Path

from shushan.cli.backups import BadBackup, restore
from shushan.cli.postgres_files import PostgresFailed
from shushan.cli.setting_up import add_home, complain, say, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer archive, keys and home."""
    add_home(parser)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--keys", type=Path, help="archive of keys (default: the one beside the archive)")
    parser.add_argument("--force", action="store_true", help="replace a library that is there; it is kept beside")


def run(options: argparse.Namespace) -> int:
    """Restore, then say what to do."""
    use_home(options.home)
    from shushan.config.environment import default_home

    home = Path(options.home).expanduser().resolve() if options.home else default_home()
    try:
        restore(options.archive, home, keys=options.keys, force=options.force)
    except (BadBackup, PostgresFailed) as error:
        complain(str(error))
        return 1
    say(f"restored into {home}; now: ./shushan upgrade --home {home}")
    return 0
