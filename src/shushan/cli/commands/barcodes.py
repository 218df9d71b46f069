"""List barcodes for test clients: of items, or numbers of readers' cards; with --free those that can be lent now."""

from __future__ import annotations

import argparse
import json

from shushan.cli.setting_up import add_home, say, start_django, use_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer what to list."""
    add_home(parser)
    parser.add_argument("what", choices=("readers", "items"))
    parser.add_argument(
        "--free", action="store_true", help="items on the shelf; readers who may borrow and hold nothing"
    )
    parser.add_argument("--limit", type=int, default=20)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print one number a line, or a JSON list; exit code 1 when there is none."""
    use_home(options.home)
    start_django()
    from shushan.circulation.barcodes import barcodes_of_items, numbers_of_readers
    from shushan.kernel.clock import now

    ask = barcodes_of_items if options.what == "items" else numbers_of_readers
    found = ask(at=now(), is_free=options.free, limit=max(0, options.limit))
    say(json.dumps(found) if options.json else "\n".join(found))
    return 0 if found else 1
