"""What the commands share: choosing the home, starting Django, making the assets and the tables."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path


def add_home(parser: argparse.ArgumentParser) -> None:
    """Offer ``--home``."""
    parser.add_argument(
        "--home", help="where this library's state lives (default: SHUSHAN_HOME or ~/.local/share/shushan)"
    )


def use_home(home: str | Path | None) -> None:
    """Make a folder the home of this process and its children."""
    if home:
        os.environ["SHUSHAN_HOME"] = str(Path(home).expanduser().resolve())


def start_django() -> None:
    """Load the house.

    :raises SystemExit: a setting of the environment cannot be taken (exit code 2, says which).
    """
    from shushan.config.environment import BadSetting

    try:
        import django

        django.setup()
    except BadSetting as error:
        say(f"shushan: {error}")
        raise SystemExit(2) from error


def begin_long_work() -> None:
    """Have the collector leave alone what was loaded so far, and come less often: it took a quarter of the time of an import."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def say(text: str = "") -> None:
    """Print a line at once, also through a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print a line to the standard error."""
    print(text, file=sys.stderr, flush=True)


def make_ready(*, quiet: bool = False) -> None:
    """Build the assets and the translations, migrate, gather static files; nothing to do is quick."""
    from shushan.cli.translations import compile_all
    from shushan.frontend.build import ensure_assets

    ensure_assets(quiet=quiet)
    compile_all()
    start_django()
    from django.core.management import call_command

    from shushan.database.public import birth, packages_first

    birth.begin()
    with packages_first():
        call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
