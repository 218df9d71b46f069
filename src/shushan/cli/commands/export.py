"""Export records: `export marc FILE`, or another kind of file (marcxml, dc, mods, ris, bibtex, csv, xlsx)."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import BinaryIO

from shushan.cli.setting_up import add_home, complain, make_ready, say, use_home

KINDS = ("marc", "marcxml", "dc", "mods", "ris", "bibtex", "csv", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the kind, the file, the coding and the choice of records."""
    add_home(parser)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", help="where to write; - is the standard output")
    parser.add_argument("--encoding", choices=["utf-8", "gb18030"], default="utf-8", help="of ISO 2709")
    parser.add_argument("--text", default="", help="title, author, class, ISBN, control number or barcode")
    parser.add_argument("--site", default="", help="code of a site: records with copies that belong there")
    parser.add_argument("--format", choices=["marc21", "cnmarc"], default="", help="one family of MARC only")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Write the file at flat memory; exit code 1 when a refusal stops it."""
    use_home(options.home)
    make_ready(quiet=True)
    from shushan.catalogue import exporting
    from shushan.kernel.errors import Refused
    from shushan.places import public as places

    code = "marc-gb18030" if options.kind == "marc" and options.encoding == "gb18030" else options.kind
    if options.encoding != "utf-8" and options.kind != "marc":
        complain("only marc can be written in another encoding than UTF-8")
        return 2
    try:
        site_id = places.site_by_code(options.site).id if options.site else None
        chosen = exporting.Selection(text=options.text, site_id=site_id, format=options.format)
        kind, began = exporting.kind(code), time.perf_counter()
        total = exporting.count(chosen)
        pieces = exporting.stream(kind, exporting.records(chosen))
        if options.file == "-":
            return _write(sys.stdout.buffer, pieces)
        with Path(options.file).open("wb") as file:
            _write(file, pieces)
    except (Refused, OSError) as refusal:
        complain(str(refusal))
        return 1
    seconds = time.perf_counter() - began
    told = {"records": total, "seconds": round(seconds, 2), "rate": round(total / max(seconds, 0.001))}
    say(json.dumps(told) if options.json else f"{total} records in {seconds:.1f} s, {told['rate']} records/s")
    return 0


def _write(file: BinaryIO, pieces: object) -> int:
    for piece in pieces:  # type: ignore[attr-defined]
        file.write(piece)
    return 0
