"""The wire of SIP2: messages as text with fixed parts, fields, sequence number and checksum. Pure.

Source: 3M Standard Interchange Protocol, version 2.00 (2006). Fields end with ``|``; a message ends with a carriage
return; error detection appends ``AYnAZcccc``, where cccc is the two's complement of the sum of all bytes before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

LONGEST: Final = 8192  # bytes of one message; real ones stay below 1,024
LONGEST_VALUE: Final = 255  # characters of one field that we write, as the standard says
FIXED: Final = {
    "01": (("card_retained", 1), ("at", 18)),
    "09": (("no_block", 1), ("at", 18), ("returned_at", 18)),
    "11": (("renewal_policy", 1), ("no_block", 1), ("at", 18), ("due_at", 18)),
    "15": (("mode", 1), ("at", 18)),
    "17": (("at", 18),),
    "19": (("at", 18),),
    "23": (("language", 3), ("at", 18)),
    "25": (("at", 18),),
    "29": (("third_party", 1), ("no_block", 1), ("at", 18), ("due_at", 18)),
    "35": (("at", 18),),
    "37": (("at", 18), ("fee_type", 2), ("payment_type", 2), ("currency", 3)),
    "63": (("language", 3), ("at", 18), ("summary", 10)),
    "65": (("at", 18),),
    "93": (("uid_algorithm", 1), ("password_algorithm", 1)),
    "97": (),
    "99": (("status", 1), ("width", 3), ("version", 4)),
}
_TAIL: Final = re.compile(r"\|?(?:[Aa][Yy](\d))?(?:[Aa][Zz]([0-9A-Fa-f]{4}))?\|?\s*$")
_TAIL_OF_BYTES: Final = re.compile(rb"[Aa][Zz]([0-9A-Fa-f]{4})\|?[\s\x00\x03]*$")  # NUL or ETX behind it: not summed
_HALF_A_TAIL: Final = re.compile(rb"[Aa][Yy]\d[Aa][Zz][0-9A-Fa-f]{1,3}\|?[\s\x00\x03]*$")
_BEFORE: Final = re.compile(r"^[\W_]+")  # what line noise, STX or the other half of a line end leave before a message
_STAMP: Final = re.compile(r"\d{8}.{4}\d{6}|[ 0]*")
_FIRST_FIELD: Final = re.compile("AO|AA|AB|AC|AD|AJ|AL|AP|BI|BK|BO|BP|BS|BT|BV|BW|BY|CG|CH", re.IGNORECASE)
_PRIVATE: Final = re.compile("A[ACDE]|CO|B[DEF]", re.IGNORECASE)
_ANSWERS: Final = frozenset(["94", "98", "24", "26", "64", "12", "30", "10", "16", "18", "20", "36", "38", "66", "96"])
_CONTROLS: Final = dict.fromkeys([*range(32), 127])  # no barcode, card or word holds one, and PostgreSQL takes no NUL
_FIRST_OF_SIGN_IN: Final = re.compile("CN|CO|CP", re.IGNORECASE)


class Unreadable(ValueError):
    """The bytes are no SIP2 message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as read. ``fields`` keeps the first value of each code that says something, ``sequence`` is "" without error detection."""

    code: str
    fixed: dict[str, str]
    fields: dict[str, str]
    sequence: str = ""
    body: str = field(default="", repr=False)

    def __getitem__(self, code: str) -> str:
        return self.fields.get(code, "")

    def says(self, name: str) -> bool:
        """Whether a one-letter fixed part says Y."""
        return self.fixed.get(name, "").upper() == "Y"


def parse(line: bytes, charset: str = "utf-8") -> Message:
    """Read one message without its line end; missing last delimiters and short fixed parts are understood.

    :raises Unreadable: no known code stands at the beginning.
    """
    text = _BEFORE.sub("", decode(line, charset).translate(_CONTROLS).strip())
    code = text[:2]
    if code not in FIXED:
        raise Unreadable(text[:20])
    tail = _TAIL.search(text)
    body = text[: tail.start()] if tail else text
    fixed, rest = _split(code, body)
    return Message(code, fixed, _fields(rest), (tail[1] or "") if tail else "", body)


def decode(line: bytes, charset: str) -> str:
    """Return the text of a message; what the terminal's charset cannot read is tried as UTF-8 and GB18030."""
    for one in dict.fromkeys((charset, "utf-8", "gb18030")):
        try:
            return line.decode(one)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def checksum(before: bytes) -> bytes:
    """Return the four digits for everything up to and including ``AZ``."""
    return b"%04X" % (-sum(before) & 0xFFFF)


def checksum_fits(line: bytes) -> bool | None:
    """Say whether the checksum at the end is right; None when there is none. Half a checksum is a wrong one."""
    found = _TAIL_OF_BYTES.search(line)
    if found is None:
        return False if _HALF_A_TAIL.search(line) else None
    before, wanted = line[: found.start() + 2], found[1].upper()
    return wanted in (checksum(before), checksum(before.lstrip(b"\r\n\x00\x02 ")))  # what came before is not summed


def compose(fixed: str, fields: Iterable[tuple[str, object]], *, sequence: str = "", charset: str = "utf-8") -> bytes:
    """Write a message without its line end; values lose delimiters and line ends, checksums are over encoded bytes."""
    text = fixed + "".join(f"{code}{_clean(value)}|" for code, value in fields)
    line = text.encode(charset, "replace")
    if sequence:
        line += f"AY{sequence}AZ".encode("ascii")
        line += checksum(line)
    return line


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as SIP2 writes it: ``YYYYMMDD    HHMMSS`` in local time."""
    return at.astimezone(zone).strftime("%Y%m%d    %H%M%S")


DUE_FORMATS: Final = {
    "sip": "%Y%m%d    %H%M%S",
    "day": "%Y-%m-%d",
    "slash": "%Y/%m/%d",
    "digits": "%Y%m%d",
    "minute": "%Y-%m-%d %H:%M",
}


def due(at: datetime, zone: ZoneInfo, form: str) -> str:
    """Return a due day (AH) as a profile writes it; the standard leaves its form free."""
    return at.astimezone(zone).strftime(DUE_FORMATS.get(form, DUE_FORMATS["sip"]))


def instant(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant of a SIP2 time stamp, or None when it says none. ``Z`` or ``UTC`` marks universal time."""
    digits = text[:8] + text[12:18]
    if not re.fullmatch(r"\d{14}", digits):
        return None
    where = ZoneInfo("UTC") if text[8:12].strip() in ("Z", "UTC") else zone
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=where)
    except ValueError:
        return None


def masked(line: bytes, charset: str = "utf-8") -> str:
    """Return a message for the log: passwords gone, patrons' names and numbers reduced to their ends.

    It finds the fields as ``parse`` does, in whatever letters, without a last delimiter and right behind the fixed part.
    """
    text = decode(line, charset)
    begin = _where_fields_begin(text)
    return text[:begin] + "|".join(_masked_field(part) for part in text[begin:].split("|"))


def flags(*said: bool) -> str:
    """Return Y and N letters."""
    return "".join("Y" if one else "N" for one in said)


def patron_flags(on: Sequence[int]) -> str:
    """Return the fourteen positions of the patron status, ``Y`` at those given (0 = charge privileges denied)."""
    return "".join("Y" if place in on else " " for place in range(14))


def _where_fields_begin(text: str) -> int:
    bare = _BEFORE.sub("", text)
    if bare[:2] in FIXED:
        return len(text) - len(_split(bare[:2], bare)[1])
    if bare[:2] in _ANSWERS:  # ours begin with a field that is no secret
        return max(text.find("|"), 0)
    found = _PRIVATE.search(text)
    return found.start() if found else 0


def _masked_field(part: str) -> str:
    start = len(part) - len(part.lstrip()) + 2
    code, value = part[:start].strip().upper(), part[start:]
    if code in ("AD", "CO", "AC"):
        return part[:start] + "•"
    if code == "AA":
        return part[:start] + "•" * min(max(len(value) - 3, 0), 6) + value[-3:]
    return part[: start + 1] + "•" if code in ("AE", "BD", "BE", "BF") and value else part


def _split(code: str, body: str) -> tuple[dict[str, str], str]:
    """Return the fixed parts by their widths, and what follows. Where something was left out, the fields begin with the
    first code that is known, or behind the first delimiter."""
    end = 2 + sum(width for _name, width in FIXED[code])
    fixed = _as_far_as_said(code, body[2:end])
    if "|" not in body[2:end] and all(_looks_right(name, value) for name, value in fixed.items()):
        return fixed, body[end:]
    bar = body.find("|")
    whole = bar if bar >= 0 else len(body)
    found = (_FIRST_OF_SIGN_IN if code == "93" else _FIRST_FIELD).search(body, 2, whole)
    start = found.start() if found else whole
    said = _as_far_as_said(code, body[2:start])
    return {name: value if _looks_right(name, value) else "" for name, value in said.items()}, body[start:]


def _as_far_as_said(code: str, said: str) -> dict[str, str]:
    """Return the fixed parts as far as they were said; the last may be cut short, the others are empty."""
    found, at = {}, 0
    for name, width in FIXED[code]:
        found[name], at = said[at : at + width], at + width
    return found


def _looks_right(name: str, value: str) -> bool:
    if name.endswith("at"):
        return _STAMP.fullmatch(value) is not None
    return not name.endswith("algorithm") or value.strip().isdecimal() or not value.strip()


def _fields(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in rest.split("|"):
        part = part.strip()
        if re.match(r"[A-Za-z]{2}", part) and not found.get(part[:2].upper()):
            found[part[:2].upper()] = part[2:].strip()
    return found


def _clean(value: object) -> str:
    return re.sub(r"[|\r\n\x00]+", " ", str(value)).strip()[:LONGEST_VALUE]
