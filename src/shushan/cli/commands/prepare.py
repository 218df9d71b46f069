"""Make a home ready: assets, translations, tables, static files. Every other command does it for you."""

from __future__ import annotations

import argparse

from shushan.cli.setting_up import add_home, make_ready, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the home."""
    add_home(parser)


def run(options: argparse.Namespace) -> int:
    """Make it ready."""
    use_home(options.home)
    make_ready(quiet=True)
    from shushan.search import public as search

    if not search.is_ready():  # a new home, one that was restored (backups leave the index out), or an older analysis
        search.rebuild()
    return 0
