"""Read a table: CSV in UTF-8, UTF-16 or GB18030 with any usual separator, or the first sheet of an XLSX that shows anything."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO, Final

from shushan.catalogue.marc.encodings import chinese_coding
from shushan.catalogue.sheets import columns

ENDINGS: Final = (".csv", ".tsv", ".xlsx")
COLUMNS_MOST: Final = 60
CELL_LONGEST: Final = 5000
EXACT: Final = 1e15  # a sheet keeps fifteen figures of a number
CELL_LINES: Final = 500  # lines of one row
UNPACKED_MOST: Final = 400_000_000  # bytes of an XLSX unpacked
_SEPARATORS: Final = ",\t;|，"
_OTHERS: Final = (
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"<html",
    b"<!DOCT",
    b"<?xml",
    b"<table",
)
_SAMPLE: Final = 200_000  # bytes by which GB18030 is told from Big5


class NotATable(ValueError):
    """The file is no table; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rows(stream: BinaryIO) -> Iterator[list[str]]:
    """Yield the rows of a table as texts, without empty ones.

    :raises NotATable: no coding explains the bytes, a packed bomb, XML with entities, an old .xls
    """
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        found = _sheet(stream)
    elif head.startswith(_OTHERS):
        raise NotATable("old-office" if head.startswith(b"\xd0\xcf") else "other-kind")
    else:
        found = _csv(stream)
    for row in found:
        cells = [_clean(cell)[:CELL_LONGEST] for cell in row[:COLUMNS_MOST]]
        if any(cells):
            yield cells


_UNSEEN: Final = dict.fromkeys((0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))  # marks without a width
_AS_TEXT: Final = re.compile(r'="(.*)"|\'([=+\-@\d].*)', re.S)  # how programs keep a cell from being counted with


def _clean(cell: str) -> str:
    bare = (cell if cell.isascii() else cell.translate(_UNSEEN)).strip()
    kept = _AS_TEXT.fullmatch(bare) if bare[:1] in ("=", "'") else None
    return (kept[1] or kept[2] or "").strip() if kept else bare


def coding(stream: BinaryIO) -> str:
    """Return the coding of a text: by its mark, UTF-8 when every byte fits, else GB18030 or Big5, as it reads; rewinds.

    :raises NotATable: neither, or no text at all
    """
    head = stream.read(4)
    stream.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = stream.read(_SAMPLE)
    stream.seek(0)
    for name in ("utf-8-sig", *_likelier(sample)):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            while chunk := stream.read(1 << 20):
                if "\x00" in decoder.decode(chunk):
                    raise NotATable("other-kind")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        else:
            return name
        finally:
            stream.seek(0)
    raise NotATable("coding")


def _likelier(sample: bytes) -> tuple[str, str]:
    """Return the two Chinese codings, first the one in which some bytes read like Chinese."""
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    return ("cp950", "gb18030") if chinese_coding(whole) == "big5" else ("gb18030", "cp950")


def _csv(stream: BinaryIO) -> Iterator[list[str]]:
    name = coding(stream)
    text = io.TextIOWrapper(stream, encoding=name, newline="")
    try:
        first = list(islice(text, 5))
        text.seek(0)
        if not "".join(first).strip():
            raise NotATable("empty")
        said = _SAID.match(first[0])  # Excel's own way to name the separator
        yield from _cells(islice(text, 1, None) if said else text, said[1] if said else _separator(first))
    except (csv.Error, UnicodeDecodeError) as error:
        raise NotATable("broken") from error
    finally:
        text.detach()


_SAID = re.compile(r"\ufeff?\"?sep=(.)\"?\s*$", re.I)


def _cells(text: Iterable[str], mark: str) -> Iterator[list[str]]:
    """Yield the rows of a text.

    :raises NotATable: a quotation mark that nothing closes would make one cell of all that follows
    """
    since: list[str] = []

    def kept() -> Iterator[str]:
        for line in text:
            since.append(line)
            yield line

    for row in csv.reader(kept(), delimiter=mark):
        if len(since) > CELL_LINES or (len(since) > 1 and "".join(since).count('"') % 2):
            raise NotATable("quotes")
        since.clear()
        yield row


def _separator(lines: list[str]) -> str:
    """Return the separator that parts most headings that are known, else the one that the first line has most of."""

    def told(mark: str) -> tuple[int, int]:
        return max(sum(map(columns.is_known, line.split(mark))) for line in lines), lines[0].count(mark)

    return max(_SEPARATORS, key=told)


def _sheet(stream: BinaryIO) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # heavy: loaded by whoever reads a sheet

    _check(stream)
    try:
        book = load_workbook(stream, read_only=True, data_only=True)
        for sheet in [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets:
            sheet.reset_dimensions()  # some programs write a wrong size, and rows would be cut off
            is_empty = True
            for row in sheet.iter_rows(values_only=True):
                cells = [_text(cell) for cell in row[:COLUMNS_MOST]]
                is_empty = is_empty and not any(cells)
                yield cells
            if not is_empty:
                return
    except (KeyError, ValueError, OSError, IndexError, SyntaxError, AttributeError, TypeError) as error:
        raise NotATable("broken") from error


def _check(stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(stream) as packed:
            parts = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise NotATable("other-kind")
            if sum(part.file_size for part in parts) > UNPACKED_MOST:
                raise NotATable("bomb")
            for part in parts:
                with packed.open(part) as inner:
                    if b"<!DOCTYPE" in inner.read(4096):
                        raise NotATable("entities")
    except zipfile.BadZipFile as error:
        raise NotATable("broken") from error
    stream.seek(0)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if (
        isinstance(cell, float) and abs(cell) >= EXACT
    ):  # its last figures are lost, and what reads the table must see that
        return f"{cell:.14E}"
    if isinstance(cell, float) and cell.is_integer():  # 9787020008735.0 is an ISBN that a sheet took for a number
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    return str(cell)
