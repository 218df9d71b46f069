"""What is wrong with a record, said at the field where it is wrong. Errors hinder saving, warnings do not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.marc.tags import ANY, Tag, table

_ISBN = re.compile(r"[\dXx-]{9,}")
_ISSN = re.compile(r"(?:ISSN\s*)?(\d{4})-?(\d{3})([\dXx])")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: with the leader (row -1), a control field (its number in ``controls``) or a data field."""

    code: str
    row: int = -1
    is_control: bool = False
    detail: str = ""
    is_error: bool = True


def problems(record: Marc, format: str) -> list[Problem]:
    """Return what is wrong with a record of ``cnmarc`` or ``marc21``, from top to bottom."""
    known = table(format)
    found = [] if len(record.leader) == 24 else [Problem("leader-length", detail=str(len(record.leader)))]
    for row, (tag, text) in enumerate(record.controls):
        if tag == "008" and format == "marc21" and len(text) != 40:
            found.append(Problem("length-008", row, is_control=True, detail=str(len(text))))
        elif tag == "008" and format == "marc21" and record.leader[7:8] == "s" and text[6] not in "cdu|":
            found.append(Problem("serial-008", row, is_control=True, detail=text[6], is_error=False))
    counts = Counter(field.tag for field in record.fields)
    for row, field in enumerate(record.fields):
        found += _of_field(row, field, known.get(field.tag), counts[field.tag])
    found += _serial_100(record) if format == "cnmarc" and record.leader[7:8] == "s" else []
    title = "200" if format == "cnmarc" else "245"
    if not record.first(title, "a"):
        place = next((n for n, field in enumerate(record.fields) if field.tag == title), -1)
        found.append(Problem("no-title", place, detail=title))
    return found


def _serial_100(record: Marc) -> list[Problem]:
    """Say where a serial's 100 $a/8 is not that of one that appears, has ended or is unknown (a, b, c)."""
    row = next((n for n, one in enumerate(record.fields) if one.tag == "100" and len(one.get("a")) == 36), -1)
    mark = record.fields[row].get("a")[8] if row >= 0 else "a"
    return [] if mark in "abc" else [Problem("serial-100", row, detail=mark, is_error=False)]


def _of_field(row: int, field: Field, tag: Tag | None, count: int) -> list[Problem]:
    if not re.fullmatch(r"[0-9A-Za-z]{3}", field.tag):
        return [Problem("tag", row)]
    if tag is None:
        return [Problem("unknown-tag", row, is_error=False)]
    found = [Problem("repeated", row)] if count > 1 and not tag.is_repeatable else []
    for place, allowed in enumerate((tag.first, tag.second)):
        mark = field.indicators.ljust(2)[place].replace(" ", "#")
        if allowed != ANY and mark not in allowed.replace(" ", "#"):
            detail = f"{place + 1}: {mark} ≠ {' '.join(allowed)}"
            found.append(Problem("indicator", row, detail=detail, is_error=False))
    strange = sorted({code for code, _text in field.subfields if code not in tag.subfields})
    if strange and tag.first != ANY:
        found.append(Problem("unknown-subfield", row, detail=" ".join(f"‡{c}" for c in strange), is_error=False))
    return found + _of_content(row, field)


def _of_content(row: int, field: Field) -> list[Problem]:
    text = field.get("a")
    if field.tag in ("010", "020") and text and _ISBN.search(text) and not normalise(text):
        return [Problem("isbn", row, detail=text[:30])]
    if field.tag in ("011", "022") and text and not _is_issn(text):
        return [Problem("issn", row, detail=text[:30], is_error=False)]
    if field.tag == "100" and any(code == "a" for code, _t in field.subfields) and re.match(r"\d{8}", text):
        whole = next(t for code, t in field.subfields if code == "a")
        if len(whole) != 36:
            return [Problem("length-100", row, detail=str(len(whole)))]
    if field.tag in ("101", "041") and text and not re.fullmatch(r"[a-z]{3}", text):
        return [Problem("language", row, detail=text[:10], is_error=False)]
    return []


def _is_issn(text: str) -> bool:
    """Say whether the check digit of an ISSN fits (ISO 3297: weights 8 to 2, modulo 11)."""
    found = _ISSN.fullmatch(text.strip())
    if found is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(found[1] + found[2], range(8, 1, -1), strict=True))
    return "0123456789X"[-total % 11] == found[3].upper()
