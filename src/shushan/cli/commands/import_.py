"""Import MARC records (MARC 21 or CNMARC, ISO 2709 or MARCXML, also gzipped or zipped), a table of records, readers or open loans."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from shushan.cli.setting_up import add_home, begin_long_work, complain, make_ready, say, use_home

if TYPE_CHECKING:
    from shushan.catalogue.imports import ProblemLine, Rehearsal

CHUNK = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer kind, file, source and site."""
    add_home(parser)
    parser.add_argument(
        "kind",
        choices=["marc", "sheet", "readers", "loans"],
        help="MARC, a table (.csv, .xlsx) of records whose headings name its columns, or a table of readers or open loans",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--source", default="", help="whence the records come (default: the file's name); a second import updates"
    )
    parser.add_argument("--site", default="", help="code of the site for the items (default: the first site)")
    parser.add_argument(
        "--mapping", default="", help="name of a mapping made on the page of imports: where copies are named"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="read the whole file, say what would happen, write nothing"
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Import, and report what was not taken; exit code 1 when something was not."""
    if not options.file.is_file():
        complain(f"no such file: {options.file}")
        return 2
    use_home(options.home)
    make_ready(quiet=True)
    if options.kind in ("readers", "loans"):
        from shushan.cli.moving_in import move_in

        return move_in(options)
    from shushan.catalogue import imports, mappings, sheet_import
    from shushan.cli.indexing import Beside
    from shushan.jobs import public as jobs
    from shushan.jobs.worker import do_one_job
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.kernel.errors import Refused
    from shushan.places import public as places

    actor, at = system("import"), now()
    source = options.source or options.file.stem
    try:
        sites = places.sites()
        site = places.site_by_code(options.site).id if options.site else sites[0].id
        if options.kind == "sheet":
            sheet = sheet_import.keep_sheet(_chunks(options.file), name=options.file.name, actor=actor, at=at)
            kept = sheet_import.guessed(actor=actor, at=at, file_id=str(sheet.id))
        else:
            kept = imports.keep_upload(_chunks(options.file), name=options.file.name, actor=actor, at=at)
        whence = mappings.named(options.mapping)
        if options.dry_run:
            return _rehearse(
                imports.rehearse(actor=actor, file_id=str(kept.id), source=source, holdings=whence), options
            )
        run_made = imports.start_import(
            actor=actor, at=at, file_id=str(kept.id), source=source, site_id=site, holdings=whence
        )
    except Refused as refusal:
        complain(refusal.told)
        return 1
    except IndexError:
        complain("this library has no site yet: run ./shushan init first")
        return 1
    begin_long_work()
    index = Beside()
    while not jobs.job(run_made.job_id).is_over:
        if not do_one_job("command", between=index.step):
            time.sleep(0.5)  # a worker beside us has it
    left = index.finish()
    found, job = imports.run(run_made.id), jobs.job(run_made.job_id)
    if options.json:
        counts = {
            name: getattr(found, name) for name in ("read", "created", "updated", "unchanged", "items", "rejected")
        }
        refused = [_problem(line) for _pk, line in imports.problems(found.id, limit=1000)]
        said = {
            "state": job.state,
            "job": job.id,
            **counts,
            "encodings": imports.encodings(found.id),
            "not_indexed": left,
        }
        say(json.dumps({**said, "problems": refused}, ensure_ascii=False))
    else:
        say(f"{job.state}: read {found.read}, new {found.created}, updated {found.updated}, unchanged {found.unchanged}, "
            f"items {found.items}, not taken {found.rejected}")  # fmt: skip
        for _pk, line in imports.problems(found.id, limit=20):
            say(f"  record {line.ordinal} at byte {line.position}: {line.reason}")
        say(
            f"{left} changes wait for the index; the running server takes them"
            if left
            else "all of it can be found now"
        )
    return 0 if job.state == "done" and not found.rejected else 1


def _rehearse(told: Rehearsal, options: argparse.Namespace) -> int:
    """Print what an import would do; exit code 1 when something would not be taken."""
    if options.json:
        counts = {name: told.outcomes.get(name, 0) for name in ("new", "double", "updated", "unchanged", "refused")}
        problems = [_problem(line) for line in told.refused]
        said = {"state": "rehearsed", **counts, "items": told.items, "encodings": told.encodings, "problems": problems}
        say(json.dumps(said, ensure_ascii=False))
    else:
        counted = ", ".join(f"{name} {n}" for name, n in {**told.outcomes, **told.encodings}.items())
        say(f"nothing written: {counted}, items {told.items}")
        for line in told.refused[:20]:
            say(f"  record {line.ordinal} at byte {line.position}: {line.reason}")
    return 1 if told.outcomes.get("refused") else 0


def _problem(line: ProblemLine) -> dict[str, str | int]:
    return {"ordinal": line.ordinal, "position": line.position, "code": line.code, "reason": line.reason}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
