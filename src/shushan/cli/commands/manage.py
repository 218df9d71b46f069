"""Run a management command of Django (migrations, shell, …)."""

from __future__ import annotations

import argparse

from shushan.cli.setting_up import use_home

TAKES_MORE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Django reads its own arguments."""


def run(options: argparse.Namespace) -> int:
    """Run the command that was named."""
    return run_django(options.rest)


def run_django(arguments: list[str]) -> int:
    """Hand the arguments to Django, after taking ``--home DIR`` from their beginning."""
    if arguments[:1] == ["--home"]:
        use_home(arguments[1])
        arguments = arguments[2:]
    from django.core.management import execute_from_command_line

    execute_from_command_line(["shushan manage", *arguments])
    return 0
