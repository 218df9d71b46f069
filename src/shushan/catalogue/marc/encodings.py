"""The encoding of a record: what the bytes say, not what the leader promises.

Order: strict UTF-8; MARC-8 where its escape sequences stand; UTF-8 with a damaged byte is refused; then GB18030 and Big5,
whichever reads like Chinese (characters in use, not rare ones); then MARC-8 without escapes and ISO 8859-1, whichever
gives letters that languages have; ISO 5426 where a UNIMARC record names it. What none of them explains is refused. The
leader decides only between MARC-8 and ISO 8859-1, and only where both read as well.
A record whose fields are in several codings is none of these: ``mixed`` reads it field by field.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from shushan.catalogue.marc import iso5426, twice
from shushan.catalogue.marc.record import BadRecord

_ESCAPE = 0x1B
NAMES = ("utf-8", "utf-8-x2", "gb18030", "big5", "marc-8", "iso-5426", "latin-1")


def decode(chunks: Sequence[bytes], leader: str) -> tuple[list[str], str]:
    """Return the fields of one record as text, and the encoding found, one of ``NAMES``. No field has 0x1E inside.

    :raises BadRecord: no encoding explains the bytes.
    """
    whole = b"\x1e".join(chunks)
    if _ESCAPE in whole:
        if found := read_marc8(chunks):
            return found, "marc-8"
        raise BadRecord("encoding", "escape sequences that are not those of MARC-8")
    try:
        text = whole.decode("utf-8").split("\x1e")
    except UnicodeDecodeError as error:
        wrong = error
    else:
        if b"\xc3" in whole or b"&#x" in whole:
            return _undisguised(text, whole, leader)
        return text, "utf-8"
    if iso5426.is_claimed(chunks) and (found_5426 := iso5426.read(chunks)):
        return found_5426, iso5426.NAME
    if not is_damaged_utf8(whole):
        if (found_chinese := read_chinese(chunks)) and not _has_other(chunks, *found_chinese):
            return found_chinese
        if found_latin := read_latin(chunks, is_marc8_claimed=leader[9:10] != "a"):
            return found_latin
    begin = whole.rfind(b"\x1e", 0, wrong.start) + 1
    bad = whole[wrong.start : wrong.start + 8].partition(b"\x1e")[0].hex(" ")
    said = f"no UTF-8, GB18030, Big5, MARC-8 or ISO 8859-1: {bad} at byte {wrong.start - begin} of a field"
    raise BadRecord("encoding", said)


_NUMBERED = re.compile(r"&#x([0-9A-Fa-f]{4,6});")


def _undisguised(text: list[str], whole: bytes, leader: str) -> tuple[list[str], str]:
    """Return text whose bytes are UTF-8 and mean more: put into UTF-8 twice, or ``&#x4E66;`` of MARC-8.

    MARC-8 writes so what it has no letter for (MARC 21 Specifications, lossless conversion); elsewhere it is what it is.
    """
    if twice.seems(whole) and (meant := [twice.undone(field) for field in text]) != text:
        return meant, twice.TWICE
    if whole.isascii() and leader[9:10] != "a" and _NUMBERED.search(whole.decode("ascii")):
        return _numbered(text), "marc-8"
    return text, "utf-8"


def _numbered(text: list[str]) -> list[str]:
    return [_NUMBERED.sub(_character, field) if "&#x" in field else field for field in text]


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if 0xA0 <= number < 0xD800 or 0xE000 <= number < 0x110000 else found[0]


_WIDE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xc3-\xdf][\x80-\xbf]")


def is_damaged_utf8(whole: bytes) -> bool:
    """Say whether the bytes are UTF-8 but for a few: read as anything else they would be garbled."""
    wide = _WIDE.findall(whole)
    rest = sum(byte > 127 for byte in _WIDE.sub(b"", whole))
    return len(wide) >= 2 and rest * 4 <= sum(map(len, wide))


def is_sure_utf8(chunk: bytes) -> bool:
    """Say whether a field is Chinese in UTF-8 beyond doubt: in GB18030 it would be garbled, mostly into rare characters."""
    if chunk.isascii():
        return False
    try:
        beyond = [c for c in chunk.decode("utf-8") if ord(c) > 127]
    except UnicodeDecodeError:
        return False
    wide = [c for c in beyond if c >= "\u0800"]
    return len(wide) >= 2 and sum(map(is_frequent, wide)) >= 0.5 * len(wide) and len(wide) >= 0.8 * len(beyond)


def _has_other(chunks: Sequence[bytes], text: Sequence[str], name: str) -> bool:
    """Say whether fields of a Chinese record are surely in another coding, so that they would be garbled."""
    if any(is_sure_utf8(chunk) or is_sure_latin(chunk) for chunk in chunks):
        return True
    strange = set("".join(text)).difference(_frequent(), _ASCII)
    return len(strange) > 1 and any(
        _is_other_chinese(chunk, field, name)
        for chunk, field in zip(chunks, text, strict=True)
        if not strange.isdisjoint(field)
    )


_ASCII = frozenset(map(chr, range(128)))


LEAST_SURE = 4  # characters by which GB18030 and Big5 can be told apart; of 20,000 drawn names no one was mistaken
_CODECS = {"gb18030": "gb18030", "big5": "cp950"}


def _is_other_chinese(chunk: bytes, field: str, name: str) -> bool:
    """Say whether a field that was read in one Chinese coding is surely in the other: rare characters there, common here."""
    beyond = [c for c in field if c > "\x7f"]
    own = _share(beyond)
    if len(beyond) < LEAST_SURE or own > 0.5:
        return False
    try:
        other = [c for c in chunk.decode(_CODECS["gb18030" if name == "big5" else "big5"]) if c > "\x7f"]
    except UnicodeDecodeError:
        return False
    return len(other) >= LEAST_SURE and _share(other) >= max(0.8, own + 0.4)


def sure_chinese(chunk: bytes) -> str:
    """Return the Chinese coding that a field is surely in, or an empty string."""
    for name, codec in _CODECS.items():
        try:
            text = chunk.decode(codec)
        except UnicodeDecodeError:
            continue
        if _is_other_chinese(chunk, text, name):
            return "gb18030" if name == "big5" else "big5"
    found = read_chinese([chunk])
    if found is None:
        return ""
    other = "gb18030" if found[1] == "big5" else "big5"
    try:
        theirs = [c for c in chunk.decode(_CODECS[other]) if c > "\x7f"]
    except UnicodeDecodeError:
        return found[1]
    own = _share([c for c in found[0][0] if c > "\x7f"])
    return found[1] if own - _share(theirs) >= 0.4 else ""


def _share(beyond: Sequence[str]) -> float:
    """Return which part of characters is in common use."""
    return sum(map(_frequent().__contains__, beyond)) / len(beyond) if beyond else 0.0


_ACCENT = re.compile(rb"[a-z][\xc0-\xff][a-z]")


def is_sure_latin(chunk: bytes) -> bool:
    """Say whether a field has accented letters inside words, as ISO 8859-1 has them, and does not read like Chinese."""
    return (
        _ACCENT.search(chunk) is not None
        and read_chinese([chunk]) is None
        and read_latin([chunk], is_marc8_claimed=False) is not None
    )


def read_chinese(chunks: Sequence[bytes]) -> tuple[list[str], str] | None:
    """Return the text when it reads like Chinese in GB18030 or Big5, and of two readings the one in commoner characters.

    Most of what is not ASCII must be 汉字 in use (GB 2312 or Big5) or common marks, and at most half may touch Latin
    letters: accented letters of another encoding, read as GBK, stand inside words.
    """
    readings: list[tuple[float, bool, list[str], str]] = []
    for name, codec, own in (("gb18030", "gb18030", "gb2312"), ("big5", "cp950", "big5")):
        try:
            text = [chunk.decode(codec) for chunk in chunks]
        except UnicodeDecodeError:
            continue
        whole = "".join(text)
        beyond = [c for c in whole if c > "\x7f"]
        if _UNSAID.search(whole):
            beyond = _judged(beyond, own)
        if beyond and _is_chinese(text, beyond, own):
            readings.append((_share(beyond), len(readings) == 0, text, name))
    if not readings:
        return None
    best = max(readings, key=lambda reading: reading[:2])
    return (best[2], best[3]) if best[0] >= (0.5 if best[3] == "gb18030" else 0.8) else None


_UNSAID = re.compile("[\u3041-\u30fe\ue000-\uf8ff]")


def _judged(beyond: list[str], charset: str) -> list[str]:
    """Return the characters by which a reading is judged: all, but for two kinds that say nothing.

    Characters of one's own making (private use: GBK from AAA1 on) are left out where they are few. Kana are where
    a 汉字 beyond GB 2312 stands in GB18030: such text can be no Japanese coding, whose kana have the same bytes.
    """
    own = sum("\ue000" <= c <= "\uf8ff" for c in beyond)
    kana = charset == "gb2312" and any("\u3041" <= c <= "\u30fe" for c in beyond)
    if 0 < own <= 0.25 * len(beyond):
        beyond = [c for c in beyond if not "\ue000" <= c <= "\uf8ff"]
    if kana and any("\u4e00" <= c <= "\u9fff" and not _can(c, "gb2312") for c in beyond):
        beyond = [c for c in beyond if not "\u3041" <= c <= "\u30fe"]
    return beyond


def chinese_coding(text: bytes) -> str:
    """Return ``gb18030`` or ``big5`` when bytes read like Chinese in it, else an empty string."""
    found = read_chinese([line for line in text.splitlines() if not line.isascii()])
    return found[1] if found else ""


def _is_chinese(text: list[str], beyond: list[str], own: str) -> bool:
    beyond = [c for c in beyond if not _is_rare(c)] or beyond
    plain = sum(_can(c, own) for c in beyond)
    common = sum(_can(c, "gb2312") or _can(c, "big5") for c in beyond)
    touching = sum(len(_IN_WORD.findall(_CODE.sub("\x1f ", field))) for field in text)
    return common >= 0.9 * len(beyond) and plain >= 0.5 * len(beyond) and touching <= 0.5 * len(beyond)


def _is_rare(character: str) -> bool:
    """Say whether a 汉字 is of the extensions: four bytes in GB18030, which nothing else looks like."""
    return "\u3400" <= character <= "\u4dbf" or character >= "\U00020000"


_CODE = re.compile("\x1f.")
_IN_WORD = re.compile(r"(?<=[a-z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-z])", re.I)


@lru_cache(maxsize=40_000)
def _can(character: str, encoding: str) -> bool:
    try:
        return character in _MARKS or bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


def is_frequent(character: str) -> bool:
    """Say whether a character is in common use in Chinese text: see ``_frequent``."""
    return character in _frequent()


@cache
def _frequent() -> frozenset[str]:
    """Return what is on the first level of GB 2312 (3,755) or Big5 (5,401), marks, and Greek and Russian letters."""
    found = {chr(n) for first, last in ((0x3000, 0x3015), (0xFF01, 0xFF5E), (0x391, 0x3C9), (0x401, 0x451))
             for n in range(first, last + 1)}  # fmt: skip
    for encoding, first, last, trails in (
        ("gb2312", 0xB0, 0xD7, [*range(0xA1, 0xFF)]),
        ("big5", 0xA4, 0xC6, [*range(0x40, 0x7F), *range(0xA1, 0xFF)]),
    ):
        text = "".join(bytes((lead, n)).decode(encoding, "ignore") for lead in range(first, last + 1) for n in trails)
        found |= {c for c in text if "\u4e00" <= c <= "\u9fff"}
    return frozenset(found | _MARKS)


_MARKS = frozenset("“”‘’—…·《》〈〉×°ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü·〇")


def read_latin(chunks: Sequence[bytes], *, is_marc8_claimed: bool) -> tuple[list[str], str] | None:
    """Return the text as ISO 8859-1, or as MARC-8 without escapes where the leader claims it and it reads as well."""
    as_latin1 = _latin1(chunks)
    as_marc8 = read_marc8(chunks)
    if not is_marc8_claimed and as_marc8 and (as_latin1 is None or _likely(as_marc8) < _likely(as_latin1) + CLEARLY):
        as_marc8 = None
    if as_marc8 and (as_latin1 is None or _likely(as_marc8) >= _likely(as_latin1)):
        return as_marc8, "marc-8"
    return (as_latin1, "latin-1") if as_latin1 else None


CLEARLY = 0.8  # how much likelier MARC-8 must read where the leader says UTF-8
_OFTEN = "éèüöäàçñåøíóáêôúßæãâîûõ"
_SOMETIMES = "āīūōēščžřěşğıḥṭṣḍńśłżęąőűëïùìò"
_VOWELS = "aeiou"


def _likely(text: list[str]) -> float:
    """Return how likely the accented letters of a text are, 0 to 3 on average.

    Letters that many languages have count most. MARC-8 read as ISO 8859-1 shows as two vowels, one with the accent that
    belongs to the other, and the reverse as letters of rare alphabets and as ñ before a consonant.
    """
    weights = []
    for field in text:
        plain = _CODE.sub("\x1f ", unicodedata.normalize("NFC", field)).lower()
        for place, letter in enumerate(plain):
            if letter.isascii() or not (letter.isalpha() or unicodedata.combining(letter)):
                continue
            weight = 3.0 if letter in _OFTEN else 2.0 if letter in _SOMETIMES else 0.5
            before, after = plain[place - 1 : place], plain[place + 1 : place + 2]
            is_vowel = unicodedata.normalize("NFD", letter)[0] in _VOWELS
            if is_vowel and (before in _VOWELS or after in _VOWELS) and before and after:
                weight -= 1.5
            weights.append(weight if letter != "ñ" or after in _VOWELS else 1.0)
    return sum(weights) / len(weights) if weights else 3.0


_HIGH = re.compile(rb"[\x80-\xff]+")
_QUOTES = frozenset(
    b"\x80\x82\x84\x85\x8a\x8c\x8e\x91\x92\x93\x94\x96\x97\x9a\x9c\x9e\xa0\xa1\xa3\xa4\xa7\xa9\xab\xb0\xbb\xbf"
)


def _latin1(chunks: Sequence[bytes]) -> list[str] | None:
    """Return the text in ISO 8859-1 (with the quotes of Windows-1252) when it is that of a European language.

    Accented letters stand one by one (two at most) among plain ones, and nearly nothing else is beyond ASCII.
    """
    whole = re.sub(rb"\x1f.", b" ", b" ".join(chunks))
    runs = _HIGH.findall(whole)
    high = b"".join(runs)
    letters = sum(byte >= 0xC0 and byte not in b"\xd7\xf7\xd0\xf0\xde\xfe" for byte in high)
    plain = sum(65 <= (byte & 0xDF) <= 90 for byte in whole)
    strange = sum(byte < 0xC0 and byte not in _QUOTES for byte in high)
    if not runs or max(map(len, runs)) > 2 or strange or letters > 0.3 * plain:
        return None
    if letters < 0.3 * len(high) and len(high) > 0.1 * plain:
        return None
    capitals = len(re.findall(rb"[a-z][\xc0-\xde](?![A-Z])", whole))  # a capital inside a word is none
    alone = len(re.findall(rb"(?<![A-Za-z\xc0-\xff])[\xc0-\xff](?![A-Za-z\xc0-\xff])", whole))
    if capitals or alone > 0.2 * len(high):
        return None
    try:
        return [chunk.decode("cp1252") for chunk in chunks]
    except UnicodeDecodeError:
        return None


_CONTROL = re.compile(rb"[\x80-\x87\x8a-\x8c\x8f-\x9f]|\x1b(?![$(,)\-!gbps])")
_STRAY = re.compile(rb"[\xe0-\xfe](?![A-Za-z\xe0-\xfe])")  # in MARC-8 an accent stands before the letter that bears it


def read_marc8(chunks: Sequence[bytes]) -> list[str] | None:
    logging.getLogger("pymarc").setLevel(logging.CRITICAL)
    text = []
    for chunk in chunks:
        if chunk.isascii() and _ESCAPE not in chunk:
            text.append(chunk.decode("ascii"))
            continue
        if _CONTROL.search(chunk) or (_ESCAPE not in chunk and _STRAY.search(chunk)):
            return None
        # subfield by subfield: the converter drops the delimiter, and escapes do not reach beyond a subfield
        parts = [_marc8_part(part) for part in chunk.split(b"\x1f")]
        if None in parts:
            return None
        text.append("\x1f".join(part or "" for part in parts))
    return _numbered(text)


def _marc8_part(part: bytes) -> str | None:
    if part.isascii() and _ESCAPE not in part:
        return part.decode("ascii")
    from contextlib import redirect_stderr, redirect_stdout

    from pymarc.marc8 import marc8_to_unicode

    complaints = io.StringIO()
    try:
        with redirect_stderr(complaints), redirect_stdout(complaints):
            text = str(marc8_to_unicode(part))
    except (UnicodeDecodeError, IndexError, KeyError, ValueError):
        return None
    return None if complaints.getvalue() or "\ufffd" in text else text
