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
_TAIL_OF_BYTES: Final = re.compile(rb"[Aa][Zz]([0-9A-Fa-f]{4})\|?\s*$")
_FIRST_FIELD: Final = re.compile(r"(AO|AA|AB|AC|AD|AP|CN|CO|CP|BP|BI)[^|]*\|?", re.IGNORECASE)


class Unreadable(ValueError):
    """The bytes are no SIP2 message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as read. ``fields`` keeps the first value of each code, ``sequence`` is "" without error detection."""

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
    text = decode(line, charset).strip("\r\n\x00 ")
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
    """Say whether the checksum at the end is right; None when there is none."""
    found = _TAIL_OF_BYTES.search(line)
    if found is None:
        return None
    return checksum(line[: found.start() + 2]) == found[1].upper()


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
    """Return a message for the log: passwords gone, patrons' names and numbers reduced to their ends."""
    text = decode(line, charset)
    text = re.sub(r"(\||^)(AD|CO|AC)[^|]*", r"\1\2•", text)
    text = re.sub(r"((?:AA))([^|]*?)([^|]{0,3})(?=\|)", lambda m: f"{m[1]}{'•' * min(len(m[2]), 6)}{m[3]}", text)
    return re.sub(r"(AE|BD|BE|BF)([^|])[^|]*", r"\1\2•", text)


def flags(*said: bool) -> str:
    """Return Y and N letters."""
    return "".join("Y" if one else "N" for one in said)


def patron_flags(on: Sequence[int]) -> str:
    """Return the fourteen positions of the patron status, ``Y`` at those given (0 = charge privileges denied)."""
    return "".join("Y" if place in on else " " for place in range(14))


def _split(code: str, body: str) -> tuple[dict[str, str], str]:
    wanted, end = {}, 2
    for name, width in FIXED[code]:
        wanted[name], end = body[end : end + width], end + width
    if "|" not in body[2:end]:
        return wanted, body[end:]
    # A machine left something out of the fixed part: the fields begin where the first known code stands.
    for start in range(2, body.index("|")):
        if _FIRST_FIELD.match(body, start):
            return _as_far_as_said(code, body[2:start]), body[start:]
    return wanted, body[end:]


def _as_far_as_said(code: str, said: str) -> dict[str, str]:
    """Return the fixed parts that a short beginning holds whole; the others are empty."""
    found, at = dict.fromkeys((name for name, _width in FIXED[code]), ""), 0
    for name, width in FIXED[code]:
        if at + width > len(said):
            break
        found[name], at = said[at : at + width], at + width
    return found


def _fields(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in rest.split("|"):
        part = part.strip()
        if re.match(r"[A-Za-z]{2}", part):
            found.setdefault(part[:2].upper(), part[2:].strip())
    return found


def _clean(value: object) -> str:
    return re.sub(r"[|\r\n\x00]+", " ", str(value)).strip()
