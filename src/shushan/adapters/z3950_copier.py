"""Ask another catalogue by Z39.50 with the distribution's ``yaz-client``; its records come as ISO 2709 in a file."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from shushan.catalogue.public import CopyAsked, TargetFailed, TargetValue

SECONDS = 30
_HITS = re.compile(r"Number of hits: (\d+)")


class YazCopier:
    """Runs yaz-client once for a question: open, find, show; it writes the records into a file of ours."""

    def fetch(self, target: TargetValue, asked: CopyAsked, *, limit: int) -> bytes:
        """Return the records as ISO 2709.

        :raises TargetFailed: YAZ is not installed, no connection, or the target says what is wrong
        """
        program = shutil.which("yaz-client")
        if program is None:
            raise TargetFailed(_("没有装 yaz-client"), remedy=_("请系统管理员安装 yaz（apt install yaz）"))
        with tempfile.TemporaryDirectory(prefix="shushan-z3950-") as folder:
            kept = Path(folder) / "records.mrc"
            told = self._run([program, f"tcp:{target.address}"], target, f"find {_query(target, asked)}\n")
            hits = _HITS.search(told)
            if hits is None:
                raise _failed(target, " ".join(told.split())[-200:])
            if int(hits[1]) == 0:
                return b""
            count = min(int(hits[1]), limit)
            self._run([program, "-m", str(kept), f"tcp:{target.address}"], target,
                      f"format {target.syntax}\nfind {_query(target, asked)}\nshow 1+{count}\n")  # fmt: skip
            return kept.read_bytes() if kept.exists() else b""

    def _run(self, command: list[str], target: TargetValue, said: str) -> str:
        try:
            told = subprocess.run(
                command, input=f"{said}quit\n".encode(), capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(target, str(error)) from error
        return (told.stdout + told.stderr).decode("utf-8", "replace")


def _query(target: TargetValue, asked: CopyAsked) -> str:
    """Return a query in the prefix notation of YAZ: Bib-1 use attributes, joined by @and."""
    said = [
        (target.isbn_index, asked.isbn),
        *([] if asked.isbn.strip() else [(target.title_index, asked.title), (target.author_index, asked.author)]),
    ]
    parts = [f'@attr 1={index} "{_term(text)}"' for index, text in said if text.strip()]
    return "@and " * (len(parts) - 1) + " ".join(parts)


def _term(text: str) -> str:
    """Return a term that cannot end its quotes or its line."""
    return " ".join(text.split()).replace("\\", " ").replace('"', " ").strip()


def _failed(target: TargetValue, why: str) -> TargetFailed:
    return TargetFailed(_("%(name)s 没有给出书目：%(why)s") % {"name": target.name, "why": why})
