"""A record as lines that people read and type: ``200 1# ‡a边城‡f沈从文著``."""

from __future__ import annotations

import re

from shushan.catalogue.marc.record import Field, Marc

MARK = "‡"
_TAG = re.compile(r"[0-9A-Za-z]{3}")
# a sign before a price is none: USD$5.95, $5.95
_OTHER_MARK = re.compile(r"[$＄](?=[A-Za-z])|(?<![A-Z])[$＄](?=\d)(?!\d+\.\d\d(?!\d))|[|｜■▼▲ǂ\x1f](?=[A-Za-z0-9])")
_BLANKS = str.maketrans("#_\\␢\u00a0", "     ")  # what stands for a blank indicator


class BadLine(ValueError):
    """A line that cannot be read; ``number`` counts from 1, ``code`` names the reason."""

    def __init__(self, number: int, code: str, line: str) -> None:
        super().__init__(f"line {number}: {code}")
        self.number, self.code, self.line = number, code, line


def write(record: Marc) -> str:
    """Return the record in lines: leader, control fields, data fields; a blank indicator is ``#``."""
    lines = [f"LDR {record.leader.replace(' ', '#')}"]
    lines += [f"{tag} {text}" for tag, text in record.controls]
    for field in record.fields:
        inner = "".join(f"{MARK}{code}{_one_line(text)}" for code, text in field.subfields)
        lines.append(f"{field.tag} {field.indicators.replace(' ', '#')} {inner}")
    return "\n".join(lines)


def read(text: str) -> Marc:
    """Return the record in these lines. ``$a``, ``|a``, ``■a``, ``▼a``, ``▲a``, ``ǂa`` mark subfields where no ``‡`` stands.

    :raises BadLine: no tag, wrong indicators, a field without subfields, no title field, no data field at all
    """
    leader, controls, fields = "", [], []
    for number, line in enumerate(text.splitlines(), start=1):
        line = "".join(c for c in line if c in "\t\x1f" or ord(c) >= 32)
        if not line.strip():
            continue
        tag, rest = line[:3], line[4:] if line[3:4] in (" ", "\t", "\u00a0") else line[3:]
        if tag in ("LDR", "000"):
            leader = rest.replace("#", " ")
        elif not _TAG.fullmatch(tag):
            raise BadLine(number, "tag", line)
        elif tag < "010":
            controls.append((tag, rest.strip() if tag == "001" else rest.rstrip()))
        else:
            fields.append(_field(number, tag, rest))
    if not any(field.tag in ("200", "245") for field in fields):
        raise BadLine(max(text.count("\n") + 1, 1), "no-title", "")
    return Marc(leader.ljust(24)[:24], tuple(controls), tuple(fields))


def _field(number: int, tag: str, rest: str) -> Field:
    if MARK not in rest and (first := _OTHER_MARK.search(rest)):
        rest = rest.replace(first[0] * 2, first[0])  # $$a of some systems
        rest = _OTHER_MARK.sub(lambda found: MARK if found[0] == first[0] else found[0], rest)  # a line has one kind
    head, *parts = rest.split(MARK)
    indicators = head.rstrip("\t").translate(_BLANKS).rstrip(" ").ljust(2)
    if len(indicators) > 2 or not all(c == " " or (c.isascii() and c.isalnum()) for c in indicators):
        raise BadLine(number, "indicators" if parts else "no-subfield", f"{tag} {rest}")
    subfields = tuple((part[0], part[1:].strip()) for part in parts if part[1:].strip())
    if not subfields:
        raise BadLine(number, "no-subfield", f"{tag} {rest}")
    return Field(tag, indicators, subfields)


def _one_line(text: str) -> str:
    return " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
