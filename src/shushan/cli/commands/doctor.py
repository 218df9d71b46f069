"""Ask every room whether anything is wrong; exit code 1 when something is."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from shushan.cli.setting_up import add_home, complain, say, start_django, use_home
from shushan.kernel.checks import Check, Finding, Severity

UNDONE = "the check could not be done"  # where a finding is when its check broke off
DEMO = Path(".shushan") / "demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the home and JSON."""
    add_home(parser)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--mend-rollups", action="store_true", help="first make roll-ups that differ from the facts again from them"
    )
    parser.add_argument(
        "--mend-days", action="store_true", help="first do the night's work: facts of days from hours and loans"
    )


def run(options: argparse.Namespace) -> int:
    """Run every check and print the findings."""
    if not options.home and not os.environ.get("SHUSHAN_HOME") and DEMO.exists():
        options.home = DEMO
    use_home(options.home)
    start_django()
    from shushan.config.jobs import every_check

    if options.mend_rollups and not _mend_roll_ups():
        return 1
    if options.mend_days:
        _mend_days()
    found = []
    for check in every_check():
        findings = findings_of(check)
        found += [(check, finding) for finding in findings]
        if not options.json:
            worst = any(f.severity is Severity.ERROR for f in findings)
            mark = "✗" if worst else "!" if findings else "✓"
            say(f"{mark} {check.code:<28} {check.title}")
            for finding in findings:
                say(f"    {finding.where}: {finding.what}" + (f" → {finding.remedy}" if finding.remedy else ""))
    if options.json:
        rows = [
            {"check": c.code, "where": f.where, "what": f.what, "remedy": f.remedy, "severity": f.severity}
            for c, f in found
        ]
        say(json.dumps(rows, ensure_ascii=False, indent=1))
    return 1 if any(f.severity is Severity.ERROR for _check, f in found) else 0


def _mend_roll_ups() -> bool:
    """Make the roll-ups anew where they differ; say so, and return whether it could be done."""
    from shushan.ledger import public as ledger

    try:
        mended = ledger.mend_roll_ups()
    except ValueError as refusal:
        complain(str(refusal))
        return False
    complain(f"roll-ups: {mended} cells made again from the facts")
    return True


def _mend_days() -> None:
    """Let the facts of past days say what hours and loans say now, as every night does."""
    from shushan.circulation import public as circulation
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.places import public as places

    actor, at = system("doctor"), now()
    written = places.keep_every_day(actor=actor, at=at) + circulation.count_every_due_day(actor=actor, at=at)
    complain(f"days: {written} entries written")


def findings_of(check: Check) -> list[Finding]:
    """Return what a check finds; one that cannot be done is a finding itself, and the others go on."""
    from django.db import DatabaseError

    try:
        return list(check.run())
    except (DatabaseError, LookupError, OSError, ValueError) as error:
        return [Finding(UNDONE, f"{type(error).__name__}: {error}")]
