"""The examination of the house: what ``shushan doctor`` asks, every night and whenever somebody asks for it anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shushan.config import rooms
from shushan.jobs import public as jobs
from shushan.kernel.actor import system
from shushan.kernel.checks import Check

HOUR: Final = 5  # after the proof of the roll-ups and the backup
PATIENCE: Final = 5  # seconds between two looks at the doctor, within the lease of a job


def every_check() -> list[Check]:
    """Return the checks of all rooms, from the base upwards."""
    checks: list[Check] = []
    for room in rooms.ROOMS:
        if rooms.has(f"shushan.{room}.checks") and room != "claims":
            checks += import_module(f"shushan.{room}.checks").checks()
    return checks


@jobs.declare(jobs.EXAMINATION, title=_("体检：逐房间查有没有不对的地方"), is_repeatable=True)
def examine(work: jobs.Work) -> None:
    """Ask the doctor in a process of its own, whose memory goes back when it is over; meanwhile the worker does what is due.

    :raises RuntimeError: the doctor itself fell
    """
    command = [sys.executable, "-m", "shushan", "doctor", "--json"]
    environment = os.environ | {"SHUSHAN_HOME": str(settings.HOME)}
    with tempfile.TemporaryFile() as told, subprocess.Popen(command, env=environment, stdout=told) as doctor:
        try:
            while True:
                work.progress(0)
                try:
                    code = doctor.wait(PATIENCE)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            doctor.kill()
            raise
        told.seek(0)
        text = told.read().decode()
    if code not in (0, 1):
        raise RuntimeError(f"the doctor ended with {code}")
    tell(work, json.loads(text))


def tell(work: jobs.Work, findings: Sequence[dict[str, Any]]) -> None:
    """Write findings into the job's log; what is done of it are the questions that found nothing."""
    titles = {check.code: str(check.title) for check in every_check()}
    for one in findings:
        title = titles.get(one["check"], one["check"])
        work.log(f"✗ {title} · {one['where']}: {one['what']}" + (f" → {one['remedy']}" if one["remedy"] else ""))
    wrong = len({one["check"] for one in findings})
    said = _("查出不对的地方，见下面的日志") if wrong else _("没有查出不对的地方")
    work.progress(max(len(titles) - wrong, 0), len(titles), str(said))


def start_examination(at: datetime) -> None:
    """Queue an examination, as every night does."""
    jobs.start(jobs.EXAMINATION, {}, actor=system("nightly"), at=at)
