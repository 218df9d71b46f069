"""Hold the work report against the records, claim by claim; exit code 1 when one falls short."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from shushan.cli.setting_up import add_home, say, start_django, use_home

DEMO = Path(".shushan") / "demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the home and JSON."""
    add_home(parser)
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print claim · expected · found · state."""
    if not options.home and not os.environ.get("SHUSHAN_HOME") and DEMO.exists():
        options.home = DEMO  # in a checkout with a demonstration that is the one meant
    use_home(options.home)
    start_django()
    from shushan.claims.public import State, answers
    from shushan.kernel.clock import now

    found = answers(now())
    if options.json:
        rows = [
            {
                "id": a.claim.id,
                "quote": a.claim.quote,
                "quote_en": a.claim.quote_en,
                "expected": a.expected,
                "found": a.found,
                "state": a.state,
            }
            for a in found
        ]
        say(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for a in found:
            say(f"{a.claim.id}  {a.state:<11}  {a.claim.quote[:40]}")
            if a.state is not State.NOT_YET:
                say(f"     expected {a.expected} · found {a.found}")
        counts = {state: sum(a.state is state for a in found) for state in State}
        say(" · ".join(f"{n} {state}" for state, n in counts.items()))
    return 1 if any(a.state is State.FALLS_SHORT for a in found) else 0
