"""Back up a library while it serves: database, files and settings in one archive, keys in another."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from shushan.cli.backups import KEPT, BadBackup, backup, prune
from shushan.cli.postgres_files import PostgresFailed
from shushan.cli.setting_up import add_home, complain, say, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer home and target."""
    add_home(parser)
    parser.add_argument("--to", type=Path, help="folder for the archives (default: backups in the home)")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Write the archives and prune old ones."""
    use_home(options.home)
    from shushan.config.environment import read

    home = read().home
    try:
        made = backup(home, options.to)
    except (BadBackup, PostgresFailed) as error:
        complain(str(error))
        return 1
    gone = prune(made.parent, KEPT)
    if options.json:
        say(json.dumps({"archive": str(made), "pruned": [str(p) for p in gone]}))
    else:
        say(
            f"{made}  ({made.stat().st_size / 1e6:.1f} MB); keys apart in {made.name.replace('.tar.gz', '.keys.tar.gz')}"
        )
    return 0
