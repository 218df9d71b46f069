"""Build the demonstration library into an empty home (./shushan demo does it for you)."""

from __future__ import annotations

import argparse
import gc

from shushan.cli.setting_up import add_home, make_ready, say, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the home."""
    add_home(parser)


def run(options: argparse.Namespace) -> int:
    """Build it."""
    gc.set_threshold(50_000, 20, 50)  # millions of things are made that stay: looking through them often costs seconds
    use_home(options.home)
    from shushan.config.environment import DEFAULT_ZONE, keep_zone, read

    home = read().home
    keep_zone(home, DEFAULT_ZONE)
    make_ready()
    from shushan.demonstration.public import build_now

    build_now(home, lambda text: say(f"  {text}"))
    return 0
