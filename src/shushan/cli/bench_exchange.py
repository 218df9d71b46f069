"""Measure exchange on made records in a home of its own: import, exports, a whole OAI-PMH harvest. Prints JSON.

Each rate is given by the clock and by the processor time of this process, with the load of the machine beside it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shushan.cli.benching import Figure
from shushan.cli.setting_up import start_django

AT = datetime(2020, 7, 1, 2, tzinfo=UTC)
EXPORTS = (("marc", "≥ 3000"), ("marcxml", "≥ 3000"), ("marc-gb18030", ""), ("dc", ""))


def main() -> None:
    """Import so many made records into an empty home and give them away again."""
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="shushan-bench-exchange-") as scratch:
        os.environ["SHUSHAN_HOME"] = scratch
        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = [_imported(Path(scratch), count), *(_exported(*one, count) for one in EXPORTS), *_harvested(count)]
    print(json.dumps([[f.name, f.value, f.unit, f.promise, f.spread, f.note] for f in figures]))


def _imported(folder: Path, count: int) -> Figure:
    from shushan.catalogue import imports, made_records
    from shushan.jobs import worker
    from shushan.kernel.actor import system
    from shushan.places import public as places

    actor, file = system("bench"), folder / "made.mrc"
    made_records.write_file(file, count)
    site_id = places.open_site(
        actor=actor, at=AT, code="C", name="中心馆", name_en="Centre", reopened_on=None,
    )  # fmt: skip
    with file.open("rb") as stream:
        kept = imports.keep_upload(iter(lambda: stream.read(1 << 20), b""), name="made.mrc", actor=actor, at=AT)
    imports.start_import(actor=actor, at=AT, file_id=str(kept.id), source="made", site_id=site_id)
    return _rate("import: read, stored, items and facts (not indexed)", count, "", lambda: worker.do_one_job("bench"))


def _exported(code: str, promise: str, count: int) -> Figure:
    from shushan.catalogue import exporting

    kind = exporting.kind(code)

    def whole() -> None:
        for _piece in exporting.stream(kind, exporting.records(exporting.Selection())):
            pass

    return _rate(f"export as {code}", count, promise, whole)


def _harvested(count: int) -> Iterator[Figure]:
    from django.test import Client
    from django.test.utils import override_settings

    for prefix in ("marcxml", "oai_dc"):
        told, before = [0], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        def whole(prefix: str = prefix, told: list[int] = told) -> None:
            client, asked = Client(), {"verb": "ListRecords", "metadataPrefix": prefix}
            while asked:
                text = client.get("/oai", asked).content.decode()
                told[0] += text.count("<record>")
                found = re.search(r"<resumptionToken[^>]*>([^<]+)<", text)
                asked = {"verb": "ListRecords", "resumptionToken": found[1]} if found else {}

        with override_settings(ALLOWED_HOSTS=["*"]):
            yield _rate(f"OAI-PMH harvest of {prefix}, no network", count, "≥ 1000", whole)
        if told[0] != count:
            raise RuntimeError(f"the harvest told {told[0]} of {count} records")
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        yield Figure(
            f"memory that the harvest of {prefix} added", grown, "MB", "flat", "one run", "peak of the process"
        )


def _rate(name: str, count: int, promise: str, act: Callable[[], Any]) -> Figure:
    load, wall, busy = os.getloadavg()[0], time.perf_counter(), time.process_time()
    act()
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    note = f"{count / busy:.0f} by processor time; load {load:.1f} to {os.getloadavg()[0]:.1f}"
    return Figure(name, count / wall, "records/s", promise, "one run", note)


if __name__ == "__main__":
    main()
