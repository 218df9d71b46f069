"""Set everything up and run every check and test, on SQLite, on a real PostgreSQL and in a real browser."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

TAKES_MORE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything else is pytest's."""
    parser.epilog = "With arguments, they go to pytest; -m quick runs the quick part only."


def run(options: argparse.Namespace) -> int:
    """Run everything, or pytest with the arguments given."""
    from shushan.cli.testing import CHECKOUT, Step, clean_environment, ensure_browser, every_step, run_all
    from shushan.cli.translations import compile_all
    from shushan.frontend.build import BuildFailed, ensure_assets

    try:
        ensure_assets()
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    compile_all()
    if options.rest == ["-m", "quick"]:
        ruff = Step("ruff", [sys.executable, "-m", "ruff", "check", "."], {})
        return run_all([ruff, Step("quick tests", [sys.executable, "-m", "pytest", "-n", "2", "-m", "quick"], {})])
    os.environ["SHUSHAN_CHROMIUM"] = ensure_browser()
    if options.rest:
        return subprocess.run(
            [sys.executable, "-m", "pytest", *options.rest], cwd=CHECKOUT, env=clean_environment(), check=False
        ).returncode
    return run_all(every_step())
