"""`bench roundtrip FOLDER`: every MARC file of a folder goes through the store; what comes out must be what went in."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from shushan.cli.setting_up import complain, make_ready, say, use_home

SHOWN = 20  # differences of a file that are printed


def run(given: list[str]) -> int:
    """Check every file of the folders in a library made for it; exit code 1 when a record came out different."""
    if not given or not all(Path(name).is_dir() for name in given):
        complain("which folder? ./shushan bench roundtrip FOLDER")
        return 2
    with tempfile.TemporaryDirectory(prefix="shushan-roundtrip-") as home:
        os.environ["DATABASE_URL"] = ""
        use_home(home)
        make_ready(quiet=True)
        return _check([path for name in given for path in sorted(Path(name).rglob("*")) if path.is_file()])


def _check(paths: list[Path]) -> int:
    from shushan.catalogue import roundtrip
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.kernel.errors import Refused
    from shushan.places import public as places

    actor, differing, sums = system("roundtrip"), 0, [0, 0, 0]
    site = places.open_site(actor=actor, at=now(), code="C", name="roundtrip", name_en="", reopened_on=None)
    for path in paths:
        try:
            told = roundtrip.check(path, site_id=site, actor=actor, at=now())
        except (ValueError, Refused, EOFError, OSError) as refusal:
            say(f"– {path}: no MARC file: {refusal}")
            continue
        differing += told.well_formed - told.identical
        sums = [a + b for a, b in zip(sums, (told.read, told.well_formed, told.identical), strict=True)]
        mark = "✓" if told.identical == told.well_formed and not told.differences else "✗"
        say(f"{mark} {path}: {told.read} read, {told.well_formed} well-formed, {told.identical} identical")
        for line in [*told.not_taken[:SHOWN], *told.differences[:SHOWN]]:
            say(f"    {line}")
    say(f"{sums[0]} records read, {sums[1]} well-formed, {sums[2]} identical field by field, {differing} different")
    return 1 if differing else 0
