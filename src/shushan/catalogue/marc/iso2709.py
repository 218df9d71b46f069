"""ISO 2709: a streaming reader that recovers after damage, and a writer.

The reader trusts terminators more than numbers: a record ends at 0x1D, whatever the leader says, because lengths and
offsets are wrong in many files (CRLF between records, records edited by hand, more than 99,999 bytes). Memory holds one
record, at most ``LONGEST`` bytes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import BinaryIO, NamedTuple

from shushan.catalogue.marc import mixed
from shushan.catalogue.marc.encodings import decode
from shushan.catalogue.marc.record import BadRecord, Field, Marc

RECORD_END = b"\x1d"
FIELD_END = b"\x1e"
SUBFIELD = b"\x1f"
LEADER = 24
ENTRY = 12
LONGEST = 2_000_000  # bytes; a longer run without a terminator is no record
CHUNK = 1 << 18


BLANK = b" \t\r\n\x0c\x00\x1a"  # what stands between records in files that went through editors and mail
NOTHING = BLANK + b"\xef\xbb\xbf\x1e\x1d"  # bytes that are no record, if nothing else is there
_LEADER = re.compile(rb"\d{5}[ -~]{5}[ \d|]{2}[\d ]{5}[ -~]{3}45")
_NEXT = re.compile(rb"(?P<before>\x1e[ \t\r\n\x0c\x00\x1a]*)(?=" + _LEADER.pattern + rb")")
_NO_LENGTH = re.compile(rb" {5}[a-z][a-z][ -~]{3}[ \d|]{2}[\d ]{5}[ -~]{3}45")
_DIRECTORY = re.compile(rb"(?:[0-9A-Z]{3}\d{9}){2}")


_NEVER = RECORD_END + b"\x00"  # no text has them: one would end the record, no database holds the other


class Piece(NamedTuple):
    """The bytes between two record terminators, where they begin in the file, and where reading goes on."""

    position: int
    raw: bytes
    end: int
    is_cut: bool = False  # no terminator came (end of file), or the piece was too long and its end was thrown away


def pieces(stream: BinaryIO, *, start: int = 0) -> Iterator[Piece]:
    """Yield the pieces of a file from a position on; blank bytes between records belong to none."""
    if start:
        stream.seek(start)
    position, rest = start, b""
    long: tuple[int, bytes] | None = None  # where a run without terminator began, and its first bytes
    while chunk := stream.read(CHUNK):
        buffer, begin = rest + chunk, 0
        while (end := buffer.find(RECORD_END, begin)) >= 0:
            if long is None and end > begin and buffer[end - 1] != FIELD_END[0]:  # perhaps a mark inside a text
                buffer, end = _true_end(stream, buffer, begin, end)
            if long is not None:
                yield Piece(*long, position + end + 1, is_cut=True)
                long = None
            else:
                yield from _piece(position + begin, buffer[begin : end + 1])
            begin = end + 1
        position, rest = position + begin, buffer[begin:]
        if long is None and len(rest) > LONGEST and (cuts := _lost_ends(rest)):  # a file without record terminators
            yield from _unended(position, rest[: cuts[-1]], cuts[:-1])
            position, rest = position + cuts[-1], rest[cuts[-1] :]
        if long is None and len(rest) > LONGEST:
            long = (position, rest[:4000])
        if long is not None:
            position, rest = position + len(rest), b""
    if long is not None:
        yield Piece(*long, position, is_cut=True)
    elif rest.strip(NOTHING):
        yield from _unended(position, rest, _lost_ends(rest))


def _true_end(stream: BinaryIO, buffer: bytes, begin: int, end: int) -> tuple[bytes, int]:
    """Return where a record ends that has the mark of the end in a text: where its leader says, if an end stands there.

    Reads on as far as the leader says; returns what is then in the buffer, too.
    """
    head = _LEADER.search(buffer, begin, end)
    length = int(buffer[head.start() : head.start() + 5]) if head else 0
    last = (head.start() if head else begin) + length - 1
    if last <= end:
        return buffer, end
    if last >= len(buffer):
        buffer += stream.read(last + 1 - len(buffer))
    return buffer, last if buffer[last - 1 : last + 1] == FIELD_END + RECORD_END else end


def _lost_ends(raw: bytes) -> list[int]:
    """Return where leaders follow the end of a field: there a record begins whose neighbour before lost its terminator."""
    return [found.end("before") for found in _NEXT.finditer(raw, LEADER)]


def _unended(position: int, raw: bytes, cuts: Sequence[int]) -> Iterator[Piece]:
    """Yield the records in bytes without a record terminator, cut at these places."""
    for first, last in zip((0, *cuts), (*cuts, len(raw)), strict=True):
        yield Piece(position + first, raw[first:last], position + last, is_cut=True)


def _piece(position: int, raw: bytes) -> Iterator[Piece]:
    """Yield the record in these bytes; two when the first lost its terminator; none when nothing is there."""
    end = position + len(raw)
    lead = len(raw) - len(raw.lstrip(BLANK + b"\xef\xbb\xbf"))
    without_length = max(lead - 5, 0)
    if not _LEADER.match(raw, lead) and _NO_LENGTH.match(raw, without_length):
        lead = without_length
    elif not _LEADER.match(raw, lead):  # junk after the terminator before: begin where a leader stands
        found = _LEADER.search(raw, lead)
        lead = found.start() if found else lead
    position, raw = position + lead, raw[lead:]
    if len(raw) < LEADER and not raw.strip(NOTHING):
        return
    cuts = _lost_ends(raw) if raw[:5] != b"%05d" % len(raw) else []
    yield from _unended(position, raw[: cuts[-1]], cuts[:-1]) if cuts else ()
    last = cuts[-1] if cuts else 0
    position, raw = position + last, raw[last:]
    if raw[:5] != b"%05d" % len(raw):
        for found in _LEADER.finditer(raw, LEADER):
            if raw[found.start() : found.start() + 5] == b"%05d" % (len(raw) - found.start()):
                middle = position + found.start()
                yield Piece(position, raw[: found.start()], middle, is_cut=True)
                yield Piece(middle, raw[found.start() :], end)
                return
    yield Piece(position, raw, end)


def seems(head: bytes) -> bool:
    """Say whether a file that begins so has records: a leader, or terminators after a number or a directory."""
    if _LEADER.search(head) or _NO_LENGTH.search(b"     " + head):
        return True
    if head[:5].isdigit():
        return FIELD_END in head or RECORD_END in head
    return FIELD_END in head and _DIRECTORY.search(head) is not None


def parse(raw: bytes) -> Marc:
    """Return the record in these bytes (ending in a record terminator).

    :raises BadRecord: too short, no directory, fields that do not fit, or bytes that no encoding explains.
    """
    return _parsed(raw).record


def parse_and_serialise(raw: bytes) -> tuple[Marc, bytes]:
    """Return the record in these bytes, and what ``serialise`` makes of it.

    Where the bytes are in UTF-8 and each field is in order already, only leader and directory are written anew.

    :raises BadRecord: as ``parse``
    """
    found = _parsed(raw)
    if found.is_plain and RECORD_END not in raw.rstrip(RECORD_END):
        return found.record, _assembled(found.record.leader, found.tags, found.bodies)
    return found.record, serialise(found.record)


_subfields = re.compile("\x1f([^\x1f])([^\x1f]*)").findall


class _Parsed(NamedTuple):
    """A record with its fields as bytes; ``is_plain``: they would be written as they are."""

    record: Marc
    tags: list[str]
    bodies: list[bytes]
    is_plain: bool


def _parsed(raw: bytes) -> _Parsed:
    if len(raw) < LEADER + 2:
        raise BadRecord("too-short", f"only {len(raw)} bytes, a record has at least {LEADER + 2}")
    end = raw.find(FIELD_END, 12)
    if end < 0:
        raise BadRecord("no-directory", "no end of the directory")
    data = raw[end + 1 :].rstrip(RECORD_END)
    chunks = (data.translate(None, _NEVER) if b"\x00" in data or RECORD_END in data else data).split(FIELD_END)
    if chunks and not chunks[-1].strip(BLANK):
        chunks.pop()
    head = _directory_start(raw, end, len(chunks))
    leader, directory = raw[:head].decode("ascii", "replace").rjust(LEADER)[-LEADER:], raw[head:end]
    if len(directory) // ENTRY == len(chunks):
        directory = directory[: len(chunks) * ENTRY]  # a byte too many at its end
    tags = _tags(directory)
    if len(chunks) != len(tags):
        chunks = _by_offsets(raw, directory, leader, len(tags))
    text, encoding, codings = _read(chunks, tags, leader)
    is_plain = encoding == "utf-8"
    controls: list[tuple[str, str]] = []
    fields: list[Field] = []
    for tag, body in zip(tags, text, strict=True):
        first = body.find("\x1f")
        if first >= 0:
            subfields = _subfields(body)
            is_plain = is_plain and first == 2 and len(subfields) == body.count("\x1f")
            indicators = body[:2] if first == 2 else (body[:first] + "  ")[:2]
            fields.append(Field(tag, indicators, tuple(subfields)))
        else:  # also a data field that lost its delimiters: kept as it is
            is_plain = is_plain and not fields
            controls.append((tag, body))
    if not fields:
        raise BadRecord("no-fields", "no data field in the record")
    return _Parsed(Marc(leader, tuple(controls), tuple(fields), encoding, codings), tags, chunks, is_plain)


def _read(chunks: Sequence[bytes], tags: Sequence[str], leader: str) -> tuple[list[str], str, str]:
    """Return the fields as text, their coding, and which fields are in which coding when there are several."""
    try:
        return *decode(chunks, leader), ""
    except BadRecord as whole:
        found = mixed.read(chunks, tags, leader, whole)
        return found.text, mixed.MIXED, found.codings


def is_whole(raw: bytes) -> bool:
    """Say whether a record that only lacks its terminator at the end of the file is there with all its fields."""
    raw = raw.rstrip(BLANK)
    end = raw.find(FIELD_END, 12)
    if end < 0 or not raw[:5].isdigit() or (end - LEADER) % ENTRY:
        return False
    has_all = raw.count(FIELD_END, end + 1) == (end - LEADER) // ENTRY and raw.endswith(FIELD_END)
    return has_all or (len(raw) <= int(raw[:5]) <= len(raw) + 2)


def _directory_start(raw: bytes, end: int, count: int) -> int:
    """Return where the directory begins: after 24 bytes, or where ``count`` entries fit when the leader is not 24 long.

    Of a leader that was blank at its beginning or as a whole, the blanks are gone: its other bytes are its last.
    """
    start = end - count * ENTRY
    if start >= LEADER - 4 and (
        raw[LEADER : LEADER + 2] == b"00" or ((end - LEADER) % ENTRY == 0 and raw[LEADER : LEADER + 3].isalnum())
    ):
        return LEADER
    fits = 0 <= start <= LEADER + 4 and all(
        raw[n : n + 3].isalnum() and raw[n + 3 : n + ENTRY].isdigit() for n in range(start, end, ENTRY)
    )
    return start if fits else LEADER


def _tags(directory: bytes) -> list[str]:
    if len(directory) % ENTRY:
        raise BadRecord("directory", f"the directory has {len(directory)} bytes, not a multiple of {ENTRY}")
    text = directory.decode("ascii", "replace")
    tags = [text[n : n + 3] for n in range(0, len(text), ENTRY)]
    if not "".join(tags).isalnum():
        raise BadRecord("directory", "the directory has a tag that is no tag")
    return tags


def _by_offsets(raw: bytes, directory: bytes, leader: str, count: int) -> list[bytes]:
    """Cut the fields as the directory says, when their terminators do not match its entries."""
    base_text = leader[12:17]
    if not base_text.isdigit():
        raise BadRecord("base", f"the leader's base address {base_text!r} is no number")
    base, cut = int(base_text), list[tuple[int, bytes]]()
    for n in range(0, len(directory), ENTRY):
        length, offset = directory[n + 3 : n + 7], directory[n + 7 : n + 12]
        if not (length.isdigit() and offset.isdigit()):
            raise BadRecord("directory", "the directory has a length or offset that is no number")
        first = base + int(offset)
        body = raw[first : first + int(length)]
        if not body.endswith(FIELD_END) and (not body or FIELD_END in body):
            raise BadRecord("fields", f"{count} fields announced, and they do not fit their offsets")
        cut.append((first, body))
    if any(FIELD_END in body[:-1] for _first, body in cut):
        _prove(raw, cut, base, count)
    # a mark inside a text is dropped, as in what is written
    return [body.translate(None, FIELD_END + _NEVER) for _first, body in cut]


def _prove(raw: bytes, cut: Sequence[tuple[int, bytes]], base: int, count: int) -> None:
    """Believe the offsets against the terminators only where each field ends in one, and begins where another ended.

    :raises BadRecord: they do not
    """
    places = sorted((first, first + len(body)) for first, body in cut)
    begins, ends = [first for first, _last in places], [last for _first, last in places]
    whole = len(raw.rstrip(RECORD_END))
    if begins[:1] != [base] or begins[1:] != ends[:-1] or ends[-1] != whole:
        raise BadRecord("fields", f"{count} fields announced, and they do not fit their offsets")


def serialise(record: Marc) -> bytes:
    """Return the record as ISO 2709 in UTF-8. A record or field too long for its numbers gets 99999 or 9999 there."""
    tags, bodies = [], []
    for tag, text in _bodies(record):
        tags.append(tag)
        bodies.append(text.encode())
    return _assembled(record.leader, tags, bodies)


# Numbers as they stand in a directory: writing them for each field takes most of its time.
_FOUR = tuple([f"{n:04d}" for n in range(10_000)])


def _assembled(leader: str, tags: Sequence[str], bodies: Sequence[bytes]) -> bytes:
    """Return a record whose fields are bytes: with its directory, and a leader whose numbers fit."""
    lengths = [len(body) + 1 for body in bodies]
    *offsets, offset = accumulate(lengths, initial=0)
    if offset < len(_FOUR):
        said = [tag[:3].rjust(3) + _FOUR[n] + "0" + _FOUR[m] for tag, n, m in zip(tags, lengths, offsets, strict=True)]
    else:
        said = [
            f"{tag[:3]:>3}{min(n, 9999):04d}{min(m, 99_999):05d}"
            for tag, n, m in zip(tags, lengths, offsets, strict=True)
        ]
    entries = "".join(said).encode()
    base = LEADER + len(entries) + 1
    whole = base + offset + 1
    leader = leader.ljust(LEADER)[:LEADER]
    # position 9 says UTF-8 (MARC 21: a); lengths are counted in bytes
    leader = f"{min(whole, 99_999):05d}{leader[5:9]}a22{min(base, 99_999):05d}{leader[17:20]}4500"
    return leader.encode("ascii", "replace") + entries + FIELD_END + FIELD_END.join([*bodies, RECORD_END])


def _bodies(record: Marc) -> Iterator[tuple[str, str]]:
    """Yield (tag, text) of each field, as it stands between two terminators."""
    for tag, text in record.controls:
        yield tag, text if _MARK.search(text) is None else _plain(text)
    for field in record.fields:
        parts = field.subfields
        text = "\x1f".join([field.indicators[:2].ljust(2), *[code + inner for code, inner in parts]])
        if _INNER_MARK.search(text) or text.count("\x1f") != len(parts):
            inner = "".join(f"\x1f{_plain(code)}{_plain(text)}" for code, text in parts)
            text = _plain(field.indicators[:2]).ljust(2) + inner
        yield field.tag, text


def _plain(text: str) -> str:
    """Drop the marks of ISO 2709 from a text: inside a field they would break the record."""
    return text.translate(_MARKS)


_MARKS = {0x1D: None, 0x1E: None, 0x1F: None}
_MARK = re.compile("[\x1d-\x1f]")
_INNER_MARK = re.compile("[\x1d\x1e]")
