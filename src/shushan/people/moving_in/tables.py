"""Tables in files: CSV of any delimiter in UTF-8, UTF-16 or GB18030, found from the bytes, and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import BinaryIO, Final

from openpyxl import load_workbook

MOST_COLUMNS: Final = 200
MOST_UNPACKED: Final = 1_000_000_000  # bytes; a spreadsheet of a million readers is about two hundred megabytes
_PEEK: Final = 1 << 20
_DELIMITERS: Final = (",", "\t", ";", "|")


class NotATable(Exception):
    """The file is no table that can be read; ``code`` says why: old-xls, encoding, no-heading, broken, too-large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its headings, how it was read, and its rows with the line each stands on (the heading is 1)."""

    encoding: str
    headings: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def opened(stream: BinaryIO) -> Table:
    """Read a table from the beginning of a stream.

    :raises NotATable: also while its rows are taken, when the file breaks off.
    """
    stream.seek(0)
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotATable("old-xls")
    if head.startswith(b"PK\x03\x04"):
        return _headed("xlsx", _sheet(stream))
    encoding = encoding_of(stream)
    stream.seek(0)
    return _headed(encoding, _lines(stream, encoding))


def encoding_of(stream: BinaryIO) -> str:
    """Return the encoding of a text by all its bytes: a mark at its beginning, strict UTF-8, else GB18030.

    :raises NotATable: none of them.
    """
    head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := stream.read(_PEEK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise NotATable("encoding")


def _headed(encoding: str, lines: Iterator[tuple[int, list[str]]]) -> Table:
    for _number, cells in lines:
        if any(cells):
            if len(cells) > MOST_COLUMNS or len([cell for cell in cells if cell]) < 2:
                raise NotATable("no-heading")
            return Table(encoding, tuple(cells), lines)
    raise NotATable("no-heading")


def _lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, list[str]]]:
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        first = text.readline(_PEEK)
        text.seek(0)
        if "\x00" in first:
            raise NotATable("broken")
        delimiter = max(_DELIMITERS, key=first.count)
        reader = csv.reader(text, delimiter=delimiter)
        for cells in reader:
            yield reader.line_num, [cell.strip().lstrip("\ufeff") for cell in cells]
    except (csv.Error, UnicodeError) as error:
        raise NotATable("broken") from error
    finally:
        with suppress(ValueError):  # the caller closes the stream, perhaps before the last row was taken
            text.detach()


def _sheet(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(stream) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotATable("too-large")
        stream.seek(0)
        book = load_workbook(stream, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_said(cell) for cell in row[:MOST_COLUMNS]]
    except NotATable:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it raise
        raise NotATable("broken") from error


def _said(cell: object) -> str:
    """Return a cell as it would stand in a CSV file: dates as 2020-01-02, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
