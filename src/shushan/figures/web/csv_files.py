"""CSV as a stream: UTF-8 with a mark that spreadsheets understand, and no cell that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse


def csv_response(name: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Return a CSV download that holds one line in memory at a time."""
    response = StreamingHttpResponse(_stream(head, lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _stream(head: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\ufeff" + _line(head)
    for line in lines:
        yield _line(line)


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: object) -> object:
    """Keep a text that begins like a formula from being computed (OWASP: CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
