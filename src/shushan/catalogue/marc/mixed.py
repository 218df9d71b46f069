"""A record whose fields are in several codings, as systems write that changed their coding and kept old fields.

Read only where no single coding reads the whole record. Sure are Chinese in UTF-8 and the escapes of MARC-8; what is
left must be one Chinese coding, one Latin one, or one of each, each judged over all of its fields together. A field that
none of them reads refuses the record, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from shushan.catalogue.marc.encodings import (
    is_damaged_utf8,
    is_sure_latin,
    is_sure_utf8,
    read_chinese,
    read_latin,
    read_marc8,
    sure_chinese,
)
from shushan.catalogue.marc.record import BadRecord

MIXED: Final = "mixed"
_ESCAPE: Final = b"\x1b"


class ByFields(NamedTuple):
    """The fields of a record as text, and in words which were read in which coding."""

    text: list[str]
    codings: str


def read(chunks: Sequence[bytes], tags: Sequence[str], leader: str, why: BadRecord) -> ByFields:
    """Return the fields of a record, each in its own coding; ``why`` is the refusal of the record as a whole.

    :raises BadRecord: ``encoding:TAG``, the first field that cannot be read; ``why`` where no field can be named.
    """
    known: dict[int, tuple[str, str]] = {}
    left: list[int] = []
    for place, chunk in enumerate(chunks):
        if chunk.isascii() and _ESCAPE not in chunk:
            known[place] = (chunk.decode("ascii"), "")
        elif _ESCAPE in chunk:
            known[place] = (_escaped(chunk, tags[place]), "marc-8")
        elif is_sure_utf8(chunk):
            known[place] = (chunk.decode(), "utf-8")
        else:
            left.append(place)
    known |= _rest(chunks, tags, left, leader)
    names = {name for _text, name in known.values() if name}
    if len(names) < 2:  # one coding for all, which the record as a whole was refused in
        raise why
    return ByFields([known[place][0] for place in range(len(chunks))], _in_words(known, tags, sorted(names)))


def _rest(chunks: Sequence[bytes], tags: Sequence[str], left: list[int], leader: str) -> dict[int, tuple[str, str]]:
    """Read the fields that are not sure: all in one coding, else the Chinese ones and the others apart."""
    plain = [place for place in left if _is_utf8(chunks[place])]
    unsure = [place for place in left if place not in plain]
    if damaged := [place for place in unsure if _is_damaged(chunks[place])]:
        raise _unread(chunks[damaged[0]], tags[damaged[0]])
    latin = [place for place in unsure if is_sure_latin(chunks[place])]
    two = _two_chinese(chunks, tags, [place for place in unsure if place not in latin])
    unsure = [place for place in unsure if place not in two]
    found = _group(chunks, unsure, leader) if not latin else {}
    if unsure and not found:
        chinese = [place for place in unsure if place not in latin and (latin or read_chinese([chunks[place]]))]
        others = [place for place in unsure if place not in chinese]
        for some in filter(None, (chinese, others)):
            if not (read_some := _group(chunks, some, leader)):
                raise _unread(chunks[some[0]], tags[some[0]])
            found |= read_some
    coding = next((name for _text, name in found.values() if name in ("gb18030", "big5")), "")
    return two | found | {place: _short(chunks[place], coding) for place in plain}


def _two_chinese(chunks: Sequence[bytes], tags: Sequence[str], places: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Read the Chinese fields of a record that has both GB18030 and Big5; nothing where it has one of them.

    :raises BadRecord: ``two-codings:TAG``, a field that could be either
    """
    sure = {place: sure_chinese(chunks[place]) for place in places}
    if not {"gb18030", "big5"} <= set(sure.values()):
        return {}
    found = {}
    for place, name in sure.items():
        if not name and read_chinese([chunks[place]]):
            readings = [
                chunks[place].decode(codec, "replace").partition("\x1f")[2][1:20] for codec in ("gb18030", "cp950")
            ]
            said = (
                f"field {tags[place]}: GB18030 ({readings[0]}) or Big5 ({readings[1]}): the record has fields in both"
            )
            raise BadRecord(f"two-codings:{tags[place]}", said)
        if name:
            found[place] = (chunks[place].decode("gb18030" if name == "gb18030" else "cp950"), name)
    return found


def _short(chunk: bytes, coding: str) -> tuple[str, str]:
    """Read a field that is right as UTF-8, and perhaps by chance: as the record's Chinese fields are, where it reads so."""
    as_chinese = read_chinese([chunk]) if coding else None
    return (as_chinese[0][0], coding) if as_chinese and as_chinese[1] == coding else (chunk.decode(), "utf-8")


_HAN = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")


def _is_damaged(chunk: bytes) -> bool:
    """Say whether a field is UTF-8 but for a few bytes: in another coding it would be garbled."""
    high = sum(byte > 127 for byte in chunk)
    if 3 * len(_HAN.findall(chunk)) >= 0.6 * high:
        return True
    return is_damaged_utf8(chunk) and not read_chinese([chunk])


def _group(chunks: Sequence[bytes], places: Sequence[int], leader: str) -> dict[int, tuple[str, str]]:
    some = [chunks[place] for place in places]
    if not some:
        return {}
    read = read_chinese(some) or read_latin(some, is_marc8_claimed=leader[9:10] != "a")
    return {place: (text, read[1]) for place, text in zip(places, read[0], strict=True)} if read else {}


def _is_utf8(chunk: bytes) -> bool:
    try:
        return bool(chunk.decode())
    except UnicodeDecodeError:
        return False


def _escaped(chunk: bytes, tag: str) -> str:
    text = read_marc8([chunk])
    if text is None:
        raise _unread(chunk, tag)
    return text[0]


def _unread(chunk: bytes, tag: str) -> BadRecord:
    try:
        chunk.decode()
        at = max(chunk.find(_ESCAPE), 0)
    except UnicodeDecodeError as error:
        at = max(error.start, _readable(chunk))
    said = f"field {tag}: no UTF-8, GB18030, Big5, MARC-8 or ISO 8859-1: {chunk[at : at + 8].hex(' ')} at byte {at} of the field"
    return BadRecord(f"encoding:{tag}", said)


def _readable(chunk: bytes) -> int:
    """Return up to where a field reads as Chinese in GB18030: what stands there is the damage."""
    try:
        chunk.decode("gb18030")
    except UnicodeDecodeError as error:
        return error.start if read_chinese([chunk[: error.start]]) else 0
    return 0


def _in_words(known: dict[int, tuple[str, str]], tags: Sequence[str], names: Sequence[str]) -> str:
    """Say which fields are in which coding, each tag once: ``gb18030 200 210; utf-8 606``."""
    told = []
    for name in names:
        of_name = dict.fromkeys(tags[place] for place, (_text, coding) in sorted(known.items()) if coding == name)
        told.append(" ".join([name, *of_name]))
    return "; ".join(told)
