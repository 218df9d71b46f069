"""The kinds of file in which records are given away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from shushan.catalogue.exchange import dublin, marc, mods, reference_lists, table
from shushan.catalogue.marc import xml
from shushan.catalogue.terms import RecordValue

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what stands before the records, each record, what stands after them. Texts are UTF-8."""

    code: str
    name: str
    suffix: str
    media: str
    one: Callable[[RecordValue], bytes]
    head: bytes = b""
    foot: bytes = b""


def _lines(write: Callable[[RecordValue], str], found: RecordValue) -> bytes:
    return (write(found) + "\n").encode()


def _text(write: Callable[[RecordValue], str], found: RecordValue) -> bytes:
    return write(found).encode("utf-8", "replace")


def _csv(cells: list[str | int]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([_safe(cell) for cell in cells])
    return out.getvalue().encode()


def _safe(cell: str | int) -> str | int:
    """Keep a text that begins like a formula from being computed (OWASP: CSV injection)."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


XLSX = "xlsx"  # made as a whole, not record by record
_GB = partial(marc.iso2709_of, encoding="gb18030")
_ALL = (
    Kind("marc", "ISO 2709 (UTF-8)", "mrc", "application/marc", marc.iso2709_of),
    Kind("marc-gb18030", "ISO 2709 (GB18030)", "gb18030.mrc", "application/marc", _GB),
    Kind(
        "marcxml", "MARCXML", "xml", "application/marcxml+xml", partial(_lines, marc.marcxml_of),
        f'{_XML}<collection xmlns="{xml.NAMESPACE}">\n'.encode(), b"</collection>\n",
    ),
    Kind(
        "dc", "Dublin Core", "dc.xml", "application/xml", partial(_lines, dublin.oai_dc),
        f"{_XML}<records>\n".encode(), b"</records>\n",
    ),
    Kind(
        "mods", "MODS 3.7", "mods.xml", "application/mods+xml", partial(_lines, mods.mods),
        f'{_XML}<modsCollection xmlns="{mods.NAMESPACE}">\n'.encode(), b"</modsCollection>\n",
    ),
    Kind("ris", "RIS", "ris", "application/x-research-info-systems; charset=utf-8",
         partial(_text, reference_lists.ris)),
    Kind("bibtex", "BibTeX", "bib", "application/x-bibtex; charset=utf-8", partial(_text, reference_lists.bibtex)),
    Kind("csv", "CSV", "csv", "text/csv; charset=utf-8", lambda found: _csv(table.row(found)),
         b"\xef\xbb\xbf" + _csv(list(table.COLUMNS))),
    Kind(XLSX, "Excel (XLSX)", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         lambda found: b""),
)  # fmt: skip
KINDS = {kind.code: kind for kind in _ALL}


def alone(kind: Kind, found: RecordValue) -> bytes:
    """Return a file with this one record; in XML it stands alone, without a collection around it."""
    if kind.code in ("marcxml", "dc", "mods"):
        return _XML.encode() + kind.one(found)
    return kind.head + kind.one(found) + kind.foot
