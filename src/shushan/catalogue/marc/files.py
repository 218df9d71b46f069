"""A file of records, whatever it is: recognise it, read it one record at a time, say what is wrong and where."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from shushan.catalogue.marc import iso2709, packed, xml
from shushan.catalogue.marc.record import BadRecord, Marc

RAW_KEPT = 4000  # bytes of a bad record that the error report keeps


class Taken(NamedTuple):
    """One record of a file, or why it was not taken. ``next_position`` is where reading goes on after it.

    ``whole`` is the record as ISO 2709 in UTF-8; empty where the file had it in another form (XML).
    """

    ordinal: int
    position: int
    next_position: int
    record: Marc | None
    problem: BadRecord | None
    raw: bytes
    whole: bytes = b""


class NotMarc(ValueError):
    """The file is no MARC file; ``code`` and the message say what it seems to be."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def recognise(stream: BinaryIO) -> str:
    """Return ``iso2709`` or ``xml`` and rewind.

    :raises NotMarc: empty, or something else.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if is_wide := head.startswith((b"\xff\xfe", b"\xfe\xff")):  # XML in UTF-16
        head = head.decode("utf-16", "ignore").encode()
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not stripped:
        raise NotMarc("empty", "the file is empty")
    if stripped.startswith(_OTHERS):
        raise NotMarc("other-kind", "the file is a PDF, an archive, an Office document or a picture")
    if stripped.startswith(b"<"):
        if _XML_PARTS.search(head) and stripped[:14].lower() != b"<!doctype html":
            return "xml"
        raise NotMarc("other-xml", "the file is XML, but not MARCXML")
    if is_wide or _WIDE.search(head):
        raise NotMarc("utf-16", "the file is in UTF-16")
    if iso2709.seems(stripped):
        return "iso2709"
    raise NotMarc("no-marks", "the file has neither MARC leader nor MARC terminators")


HEAD = 65_536  # bytes that are looked at: some XML begins with long comments or a description of its source
_OTHERS = (
    b"%PDF",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8",
    b"GIF8",
    b"Rar!",
    b"7z",
    b"\x1f\x8b",
)
_XML_PARTS = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)\b")
_WIDE = re.compile(rb"(?:[\d ]\x00){5}|(?:\x00[\d ]){5}")


def estimate(stream: BinaryIO, *, most: int = 256_000_000) -> tuple[int, bool]:
    """Return how many records a file seems to have, by its terminators or record elements, and whether that is all.

    Reads at most so many bytes. A file that is damaged counts as far as it can be read.
    """
    mark, opener = (_RECORD, b"<") if recognise(stream) == "xml" else (_END, iso2709.RECORD_END)
    found, seen, rest = 0, 0, b""
    try:
        while seen < most and (chunk := stream.read(1 << 20)):
            seen += len(chunk)
            data = rest + chunk
            cut = max(data.rfind(opener), 0)  # a mark may go on in the next chunk
            found += len(mark.findall(data, 0, cut))
            rest = data[cut:]
    except (EOFError, OSError, zlib.error):
        return found + len(mark.findall(rest)), True
    return found + len(mark.findall(rest)), seen < most


_RECORD = re.compile(rb"<(?:\w+:)?record[\s>]")
_END = re.compile(iso2709.RECORD_END)


def opened(stream: BinaryIO) -> BinaryIO:
    """Return the stream itself, or what is inside when it is gzipped or zipped.

    :raises NotMarc: an archive without a MARC file, or with both kinds of them
    """
    kinds = set[str]()

    def is_marc(member: BinaryIO) -> bool:
        try:
            kinds.add(recognise(member))
        except NotMarc:
            return False
        return True

    try:
        found = packed.opened(stream, is_marc)
    except packed.NothingInside as error:
        raise NotMarc("other-kind", f"the archive has no MARC file: {error}") from error
    if len(kinds) > 1:
        raise NotMarc("two-kinds", "the archive has files of ISO 2709 and of XML")
    return found


def read(stream: BinaryIO, *, start: int = 0, ordinal: int = 0) -> Iterator[Taken]:
    """Yield every record of a file in order, from a position on (ISO 2709: bytes; XML: number of records).

    :raises NotMarc: the file is none of the kinds known.
    """
    if recognise(stream) == "xml":
        yield from _read_xml(stream, start)
        return
    position = start
    try:
        for piece in iso2709.pieces(stream, start=start):
            ordinal, position = ordinal + 1, piece.end
            yield _taken(ordinal, piece)
    except (EOFError, OSError, zlib.error) as error:
        is_bomb = isinstance(error, packed.Bomb)
        problem = BadRecord("bomb" if is_bomb else "packed", f"the packed file is damaged from here on: {error}")
        yield Taken(ordinal + 1, position, position, None, problem, b"")


def _taken(ordinal: int, piece: iso2709.Piece) -> Taken:
    try:
        if piece.is_cut and not iso2709.is_whole(piece.raw):
            if piece.end - piece.position > iso2709.LONGEST:
                raise BadRecord("too-long", f"{piece.end - piece.position} bytes without the end of a record")
            raise BadRecord("cut", "the record has no end: the file is cut off, or this is no record")
        record, whole = iso2709.parse_and_serialise(piece.raw.rstrip(iso2709.BLANK) if piece.is_cut else piece.raw)
    except BadRecord as problem:
        return Taken(ordinal, piece.position, piece.end, None, problem, piece.raw[:RAW_KEPT])
    return Taken(ordinal, piece.position, piece.end, record, None, piece.raw[:RAW_KEPT], whole)


def _read_xml(stream: BinaryIO, start: int) -> Iterator[Taken]:
    for number, found in enumerate(xml.read(stream), start=1):
        if number <= start:
            continue
        if isinstance(found, BadRecord):
            yield Taken(number, number, number, None, found, found.raw[:RAW_KEPT])
        else:
            yield Taken(number, number, number, found, None, b"")
