"""MARCXML (MARC 21 slim, marcxchange): a streaming reader that refuses entity bombs and mends what it can, and a writer."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from shushan.catalogue.marc.record import BadRecord, Field, Marc

_TAG = re.compile(r"[0-9A-Za-z]{3}")
_PARTS = frozenset({"leader", "controlfield", "datafield"})  # other formats call their wrappers "record" too
_KEPT = _PARTS | {"subfield"}
NAMESPACE = "http://www.loc.gov/MARC21/slim"
RECORD_LONGEST = 4_000_000  # characters; a longer one is no record


def read(stream: BinaryIO) -> Iterator[Marc | BadRecord]:
    """Yield the records of a file, one in memory at a time; what cannot be taken comes as an error in its place.

    Where a file stops being XML, each record that follows is read by itself, and only those that are broken are lost.
    A document type ends the reading: entities could be an attack.
    """
    count = 0
    try:
        coding = _encoding(stream)
        for found in _parsed(stream, coding):
            count += 1
            yield found
    except _HasDocumentType:
        yield BadRecord("xml-doctype", "the file has a document type, which may hide entities")
    except DefusedXmlException as error:
        yield BadRecord("xml-doctype", f"the file defines entities: {error}")
    except ParseError as error:
        yield from _mended(stream, coding, count, error)
    except (UnicodeError, EOFError, OSError, zlib.error, LookupError, ValueError) as error:
        yield BadRecord("xml", f"not well-formed XML: {error}")


def _parsed(stream: BinaryIO, coding: str) -> Iterator[Marc | BadRecord]:
    path: list[Element] = []
    for event, element in iterparse(_Utf8(stream, coding), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            continue
        path.pop()
        if _name(element) in _KEPT or (path and _name(path[-1]) == "subfield"):
            continue
        if _name(element) == "record" and any(_name(child) in _PARTS for child in element):
            yield _record(element, coding)
        if path:  # forget it, and what stands in it: memory holds one record
            path[-1].remove(element)


def _mended(stream: BinaryIO, coding: str, count: int, error: ParseError) -> Iterator[Marc | BadRecord]:
    """Yield what follows the first ``count`` records of a file that is no XML as a whole."""
    number = 0
    try:
        for text in _one_by_one(stream, coding):
            number += 1
            if number > count:
                yield _alone(text, coding)
    except (UnicodeError, EOFError, OSError, zlib.error) as other:
        yield BadRecord("xml", f"not well-formed XML: {other}")
        return
    if number <= count:
        yield BadRecord("xml", f"not well-formed XML: {error}")


def _one_by_one(stream: BinaryIO, coding: str) -> Iterator[str]:
    """Yield the text of each record; of records in each other (OAI-PMH, SRU) the inner one, which has the fields."""
    stream.seek(0)
    decoder, rest, is_last = codecs.getincrementaldecoder(coding)("strict"), "", False
    while not is_last:
        data = stream.read(1 << 16)
        is_last = not data
        rest += decoder.decode(data, final=is_last)
        end = 0
        for close in _CLOSE.finditer(rest):
            opens = [found.start() for found in _OPEN.finditer(rest, end, close.start())]
            if opens and _PART.search(rest, opens[-1], close.start()):
                yield rest[opens[-1] : close.end()]
            end = close.end()
        rest = rest[end:]
        if len(rest) > RECORD_LONGEST:
            yield rest[:1000]
            rest = ""
    if _OPEN.search(rest) and _PART.search(rest):  # cut off
        yield rest[_OPEN.search(rest).start() :]  # type: ignore[union-attr]


_OPEN = re.compile(r"<(?:[\w.-]+:)?record(?=[\s>])")
_CLOSE = re.compile(r"</(?:[\w.-]+:)?record\s*>")
_PART = re.compile(r"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)\b")
_PREFIX = re.compile(r"(?<=<)[\w.-]+:|(?<=</)[\w.-]+:")


def _alone(text: str, coding: str) -> Marc | BadRecord:
    """Return one record that is read by itself; prefixes of names are left out, they may be declared nowhere."""
    try:
        return _record(fromstring(_PREFIX.sub("", text), forbid_dtd=True), coding)
    except (ParseError, DefusedXmlException, ValueError) as error:
        return BadRecord("xml", f"not well-formed XML: {error}", text.encode("utf-8", "replace"))


class _HasDocumentType(Exception):
    """The file has a document type."""


class _Utf8:
    """The file in UTF-8 within one root, so that records may stand side by side and in any Chinese coding."""

    def __init__(self, stream: BinaryIO, coding: str) -> None:
        self._stream, self._rest, self._is_open, self._is_closed = stream, "", False, False
        self._decoder = codecs.getincrementaldecoder(coding)("strict")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        :raises _HasDocumentType:
        """
        if not self._is_open:
            self._is_open = True
            return b"<all>"
        while not self._is_closed:
            data = self._stream.read(1 << 16)
            text = self._rest + self._decoder.decode(data, final=not data)
            if _DOCTYPE.search(text):
                raise _HasDocumentType
            if not data:
                self._is_closed = True
                return (_DECLARATION.sub("", text) + "</all>").encode()
            cut = text.rfind("<")  # a declaration may go on in the next bytes
            cut = cut if cut >= 0 and len(text) - cut < 400 else len(text)
            self._rest, whole = text[cut:], _DECLARATION.sub("", text[:cut])
            if whole:
                return whole.encode()
        return b""


_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)\b")
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>|\ufeff")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")


def _encoding(stream: BinaryIO) -> str:
    """Return the coding of a file by its bytes, and rewind: UTF-8 when every byte fits, else the one declared.

    A file that declares UTF-8 and is not is GB18030, as Chinese systems write it.

    :raises LookupError: it declares a coding that nobody knows
    """
    head = stream.read(400)
    stream.seek(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    found = _DECLARED.search(head)
    name = found[1].decode().lower() if found else "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        while data := stream.read(1 << 20):
            decoder.decode(data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        name = "gb18030" if name.startswith(("gb", "utf")) else name
        return codecs.lookup(name).name
    else:
        return "utf-8"
    finally:
        stream.seek(0)


def _record(element: Element, coding: str = "utf-8") -> Marc | BadRecord:
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
            subfields = [pair for s in child if _name(s) == "subfield" for pair in _subfield(s)]
            fields.append(Field(tag, _indicators(child), tuple(subfields)))
    if not fields:
        return BadRecord("no-fields", "no data field in the record")
    return Marc(leader.ljust(24)[:24], tuple(controls), tuple(fields), coding[:10])


def _indicators(element: Element) -> str:
    """Return the two indicators of a field; some write ``#`` for a blank."""
    return ((element.get("ind1") or " ")[:1] + (element.get("ind2") or " ")[:1]).replace("#", " ")


def _subfield(element: Element) -> Iterator[tuple[str, str]]:
    """Yield (code, text) of a subfield; several where whole fields are embedded in it (UNIMARC: $1 of 4xx)."""
    code = element.get("code", " ")[:1] or " "
    inner = [child for child in element if _name(child) in ("controlfield", "datafield")]
    if not inner:
        yield code, "".join(element.itertext()) if len(element) else element.text or ""
    for child in inner:
        tag = child.get("tag", "")[:3]
        if _name(child) == "controlfield":
            yield code, tag + (child.text or "")
        else:
            yield code, tag + _indicators(child)
            yield from (pair for s in child if _name(s) == "subfield" for pair in _subfield(s))


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
