"""MARCXML (MARC 21 slim, marcxchange): a streaming reader that refuses entity bombs, and a writer."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from shushan.catalogue.marc.record import BadRecord, Field, Marc

_TAG = re.compile(r"[0-9A-Za-z]{3}")
_PARTS = frozenset({"leader", "controlfield", "datafield"})  # other formats call their wrappers "record" too
NAMESPACE = "http://www.loc.gov/MARC21/slim"


def read(stream: BinaryIO) -> Iterator[Marc | BadRecord]:
    """Yield the records of a file, one in memory at a time; what cannot be taken comes as an error in its place.

    A file that stops being XML ends with one last error.
    """
    path: list[Element] = []
    try:
        for event, element in iterparse(_Utf8(stream), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(element)
                continue
            path.pop()
            if _name(element) in _PARTS or _name(element) == "subfield":
                continue
            if _name(element) == "record" and any(_name(child) in _PARTS for child in element):
                yield _record(element)
            if path:  # forget it, and what stands in it: memory holds one record
                path[-1].remove(element)
    except (
        ParseError,
        DefusedXmlException,
        UnicodeDecodeError,
        EOFError,
        OSError,
        zlib.error,
        LookupError,
        ValueError,
    ) as error:
        yield BadRecord("xml", f"not well-formed XML: {error}")


class _Utf8:
    """The file in UTF-8 within one root, so that records may stand side by side and in any Chinese coding.

    A document type inside a root is not well-formed: entity bombs and outside entities end the reading.
    """

    def __init__(self, stream: BinaryIO) -> None:
        head = stream.read(400)
        self._stream, self._head, self._rest, self._is_open, self._is_closed = stream, head, "", False, False
        self._decoder = codecs.getincrementaldecoder(_encoding(head))("strict")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        if not self._is_open:
            self._is_open = True
            return b"<all>"
        while not self._is_closed:
            data, self._head = self._head or self._stream.read(1 << 16), b""
            text = self._rest + self._decoder.decode(data, final=not data)
            if not data:
                self._is_closed = True
                return (_DECLARATION.sub("", text) + "</all>").encode()
            cut = text.rfind("<")  # a declaration may go on in the next bytes
            cut = cut if cut >= 0 and len(text) - cut < 400 else len(text)
            self._rest, whole = text[cut:], _DECLARATION.sub("", text[:cut])
            if whole:
                return whole.encode()
        return b""


_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>|\ufeff")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    found = _DECLARED.search(head)
    name = found[1].decode().lower() if found else "utf-8"
    return "gb18030" if name.startswith("gb") else name if not name.startswith("utf-16") else "utf-8"


def _record(element: Element) -> Marc | BadRecord:
    leader, controls, fields = "", [], []
    for child in element:
        if child.get("tag") is not None and not _TAG.fullmatch(child.get("tag", "")):
            return BadRecord("tag", f"{child.get('tag', '')[:20]!r} is no tag of a field")
        name, tag, text = _name(child), child.get("tag", ""), child.text or ""
        if name == "leader":
            leader = text
        elif name == "controlfield":
            controls.append((tag, text))
        elif name == "datafield":
            subfields = tuple((s.get("code", " ")[:1] or " ", s.text or "") for s in child if _name(s) == "subfield")
            indicators = (child.get("ind1") or " ")[:1] + (child.get("ind2") or " ")[:1]
            fields.append(Field(tag, indicators, subfields))
    if not fields:
        return BadRecord("no-fields", "no data field in the record")
    return Marc(leader.ljust(24)[:24], tuple(controls), tuple(fields))


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# what XML 1.0 cannot hold is dropped; a carriage return is written so that no reader makes a line end of it
_TEXT = re.compile("[&<>\\r\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_ATTRIBUTE = re.compile('[&<>"\\t\\n\\r\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]')
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def serialise(record: Marc) -> str:
    """Return the record as one MARCXML ``record`` element with its namespace."""
    lines = [f'<record xmlns="{NAMESPACE}">', f"  <leader>{_text(record.leader)}</leader>"]
    lines += [f'  <controlfield tag="{_attribute(tag)}">{_text(text)}</controlfield>' for tag, text in record.controls]
    for field in record.fields:
        first, second = field.indicators.ljust(2)[0], field.indicators.ljust(2)[1]
        lines.append(
            f'  <datafield tag="{_attribute(field.tag)}" ind1="{_attribute(first)}" ind2="{_attribute(second)}">'
        )
        lines += [f'    <subfield code="{_attribute(c)}">{_text(text)}</subfield>' for c, text in field.subfields]
        lines.append("  </datafield>")
    return "\n".join([*lines, "</record>"])


def _text(text: str) -> str:
    return _TEXT.sub(_written, text) if _TEXT.search(text) else text


def _attribute(text: str) -> str:
    return _ATTRIBUTE.sub(_written, text) if _ATTRIBUTE.search(text) else text


def _written(found: re.Match[str]) -> str:
    return _WRITTEN.get(found[0], "")
