"""Lists as files: CSV as a stream and XLSX, and the one guard that no cell is computed by a spreadsheet."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Final

from django.http import FileResponse, StreamingHttpResponse
from django.utils.timezone import is_aware, make_naive
from django.utils.translation import gettext_lazy as _

from shushan.kernel.errors import Refused

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_OF_A_SHEET: Final = 1_048_576
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
UNSEEN: Final = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n\r")


class TooLongForSheet(Refused):
    """A spreadsheet holds 1,048,576 lines."""

    code = "too-long-for-sheet"
    status = 422


def csv_response(name: str, head: Sequence[object], lines: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Return a CSV download (UTF-8 with the mark that spreadsheets understand) that holds one line in memory."""
    response = StreamingHttpResponse(_stream(head, lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def xlsx_response(name: str, head: Sequence[object], lines: Iterable[Sequence[object]], *, title: str) -> FileResponse:
    """Return an XLSX download, written to a temporary file line by line; texts stay texts.

    Raises TooLongForSheet when the lines do not fit on one sheet.
    """
    kept = tempfile.TemporaryFile(prefix="shushan-list-")  # noqa: SIM115 - the response closes it
    _write_sheet(kept, head, lines, title)
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=name, content_type=XLSX)


def safe_cell(cell: object) -> object:
    """Return the cell of a CSV file; a text that begins like a formula is kept from being computed (OWASP)."""
    if isinstance(cell, datetime):
        return _local(cell).strftime("%Y-%m-%d %H:%M:%S")
    if cell is None or isinstance(cell, int | float | date):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _stream(head: Sequence[object], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\ufeff" + _line(head)
    for line in lines:
        yield _line(line)


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def _write_sheet(out: IO[bytes], head: Sequence[object], lines: Iterable[Sequence[object]], title: str) -> None:
    from openpyxl import Workbook  # heavy: loaded by whoever asks for a sheet
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"

    def cell(value: object, *, is_bold: bool = False) -> object:
        made = WriteOnlyCell(sheet, value=_sheet_value(value))
        if isinstance(made.value, str):
            made.data_type = "s"  # openpyxl would take "=1+1" for a formula
        if is_bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(str(one), is_bold=True) for one in head])
    for number, line in enumerate(lines, start=2):
        if number > LINES_OF_A_SHEET:
            raise TooLongForSheet(
                _("这份清单超过一百万行，一张电子表格装不下。"), remedy=_("请先筛选，或改用 CSV 导出。")
            )
        sheet.append([cell(one) for one in line])
    book.save(out)


def _sheet_value(value: object) -> object:
    if isinstance(value, datetime):
        return _local(value)
    if value is None or isinstance(value, int | float | date):
        return value
    return str(value).translate(UNSEEN)[:32_767]


def _local(at: datetime) -> datetime:
    return make_naive(at) if is_aware(at) else at


def _sheet_title(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title).strip()[:31] or "1"
