"""Run the job worker by itself (serve does it for you; on a second node this is how)."""

from __future__ import annotations

import argparse
import threading

from shushan.cli.setting_up import add_home, begin_long_work, start_django, use_home
from shushan.cli.stopping import stop_on_signals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the home."""
    add_home(parser)


def run(options: argparse.Namespace) -> int:
    """Work until a signal; a job in hand stops at its next slice and goes on in the next worker."""
    use_home(options.home)
    start_django()
    from shushan.jobs.worker import run as work

    begin_long_work()
    stop = threading.Event()
    stop_on_signals(stop.set)
    work(stop)
    return 0
