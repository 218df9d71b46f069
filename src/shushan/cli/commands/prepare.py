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
    from shushan.config.environment import read

    is_indexed = (read().home / "index").exists()  # asked first: loading the house may make the folder
    make_ready(quiet=True)
    if not is_indexed:  # a new home, or one that was restored: backups leave the index out
        from shushan.search.public import rebuild

        rebuild()
    return 0
