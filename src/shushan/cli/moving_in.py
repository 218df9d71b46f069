"""``shushan import readers FILE`` and ``shushan import loans FILE``: study a table, import it, say what was refused."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

from shushan.cli.setting_up import complain, say

CHUNK = 1 << 20


def move_in(options: argparse.Namespace) -> int:
    """Study a table by its guessed columns and import it; exit code 1 when a line was refused."""
    from shushan.kernel.actor import system
    from shushan.kernel.clock import now
    from shushan.kernel.errors import Refused
    from shushan.people.public import moving_in
    from shushan.places import public as places

    actor, at = system("import"), now()
    try:
        sites = places.sites()
        if not sites:
            complain("this library has no site yet: run ./shushan init first")
            return 1
        site_id = places.site_by_code(options.site).id if options.site else sites[0].id
        kept = moving_in.keep_upload(_chunks(options.file), name=options.file.name, actor=actor, at=at)
        seen = moving_in.preview(kind_code=options.kind, file_id=kept.id)
        run_id = moving_in.start_study(
            actor=actor, at=at, kind_code=options.kind, file_id=kept.id, site_id=site_id, columns=seen.guessed, words={}
        )
        _finish(run_id)
        if not options.dry_run and moving_in.find(run_id).finished_at is not None:
            moving_in.start_import(actor=actor, at=now(), run_id=run_id)
            _finish(run_id)
    except Refused as refusal:
        complain(refusal.told)
        return 1
    return _tell(run_id, {code: seen.headings[place] for code, place in seen.guessed.items()}, options)


def _finish(run_id: int) -> None:
    """Do the job in this process, or wait for the worker that has it."""
    from shushan.jobs import public as jobs
    from shushan.jobs.worker import do_one_job
    from shushan.people.public import moving_in

    job_id = moving_in.find(run_id).job_id or 0
    while not jobs.job(job_id).is_over:
        if not do_one_job("command"):
            time.sleep(0.5)


def _tell(run_id: int, columns: dict[str, str], options: argparse.Namespace) -> int:
    from shushan.jobs import public as jobs
    from shushan.people.public import moving_in

    found = moving_in.find(run_id)
    state = jobs.job(found.job_id or 0).state
    counts = {name: found.counts.get(name, 0) for name in ("new", "updated", "unchanged", "refused")}
    refused = moving_in.lines(run_id, outcome="refused", limit=1000)
    if options.json:
        problems = [{"line": one.line, "code": one.reason, "reason": moving_in.words(one.reason)} for one in refused]
        stage = "rehearsed" if options.dry_run else str(state)
        said = {"state": stage, "run": run_id, "columns": columns, **counts, "problems": problems}
        say(json.dumps(said, ensure_ascii=False))
    else:
        begin = "nothing written" if options.dry_run else str(state)
        say(f"{begin}: " + ", ".join(f"{name} {number}" for name, number in counts.items()))
        say("  columns: " + ", ".join(f"{code} = {heading}" for code, heading in columns.items()))
        for one in refused[:20]:
            say(f"  line {one.line}: {moving_in.words(one.reason)}")
    return 0 if state == "done" and not counts["refused"] else 1


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
