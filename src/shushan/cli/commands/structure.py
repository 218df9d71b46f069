"""Write the script that a new SQLite home begins with; to be run after a migration was added (a house test asks for it)."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from shushan.cli.setting_up import say, start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to offer."""


def run(_options: argparse.Namespace) -> int:
    """Migrate an empty home for real and write down what came out."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SHUSHAN_HOME"] = folder
        os.environ.pop("DATABASE_URL", None)
        start_django()
        from django.core.management import call_command
        from django.db import connection

        from shushan.database.public import birth, packages_first

        with packages_first():
            call_command("migrate", verbosity=0, interactive=False)
        path = Path(connection.settings_dict["NAME"])
        connection.close()
        birth.SCRIPT.parent.mkdir(exist_ok=True)
        birth.SCRIPT.write_text(birth.written(path), encoding="utf-8")
        say(f"{birth.SCRIPT} · {birth.SCRIPT.stat().st_size // 1000} kB")
    return 0
