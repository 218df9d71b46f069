"""Bring what was typed in a form back into the MARC record: only what changed, everything else stays as it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from shushan.catalogue.marc.projection import format_of, says_for_whom
from shushan.catalogue.marc.record import Field, Marc

# column → (tag, subfield, subfields that the new text makes wrong)
_CNMARC: dict[str, tuple[str, str, str]] = {
    "title": ("200", "a", "e"),
    "title_original": ("200", "d", ""),
    "title_part": ("200", "i", "h"),
    "publisher": ("210", "c", ""),
    "place": ("210", "a", ""),
    "year": ("210", "d", ""),
    "clc": ("690", "a", ""),
    "language": ("101", "a", ""),
    "summary": ("330", "a", ""),
    "extent": ("215", "a", "d"),
    "series": ("225", "a", ""),
    "isbn": ("010", "a", ""),
}
_MARC21: dict[str, tuple[str, str, str]] = {
    "title": ("245", "a", "b"),
    "title_original": ("240", "a", ""),
    "title_part": ("245", "p", "n"),
    "publisher": ("264", "b", ""),
    "place": ("264", "a", ""),
    "year": ("264", "c", ""),
    "clc": ("093", "a", ""),
    "summary": ("520", "a", ""),
    "extent": ("300", "a", ""),
    "series": ("490", "a", ""),
    "isbn": ("020", "a", ""),
}


def amended(record: Marc, changes: Mapping[str, str]) -> Marc:
    """Return the record with these columns changed (names of the form; an empty text takes the subfield away)."""
    is_cn = format_of(record) == "cnmarc"
    table = _CNMARC if is_cn else _MARC21
    for name, text in changes.items():
        if name in table:
            tag, code, gone = table[name]
            if tag == "264" and not any(record.of("264")) and any(record.of("260")):
                tag = "260"
            record = _set(record, tag, code, text.strip(), gone)
        if name in _OTHERS:
            record = _OTHERS[name](record, text.strip(), is_cn)
    return record


def _set(record: Marc, tag: str, code: str, text: str, gone: str) -> Marc:
    """Set the first such subfield; the field is made, at its place, when there is none."""
    fields, is_done = [], False
    for field in record.fields:
        if field.tag == tag and not is_done:
            is_done = True
            field = field._replace(subfields=_with(field.subfields, code, text, gone))
            if not field.subfields:
                continue
        fields.append(field)
    if not is_done and text:
        fields = _placed(fields, [Field(tag, "  ", ((code, text),))])
    return replace(record, fields=tuple(fields))


def _with(old: tuple[tuple[str, str], ...], code: str, text: str, gone: str) -> tuple[tuple[str, str], ...]:
    kept = [(c, t) for c, t in old if c not in gone]
    place = next((n for n, (c, _t) in enumerate(kept) if c == code), None)
    if place is not None:
        kept[place : place + 1] = [(code, text)] if text else []
    elif text:
        kept.append((code, text))
    return tuple(kept)


def _placed(fields: list[Field], new: list[Field]) -> list[Field]:
    for field in new:
        at = next((n for n, other in enumerate(fields) if other.tag > field.tag), len(fields))
        fields.insert(at, field)
    return fields


def _author(record: Marc, text: str, is_cn: bool) -> Marc:
    """Name the authors: one 701 each; in MARC 21 the first is 100 and the others 700."""
    names = _names(text)
    if is_cn:
        record = _set(record, "200", "f", text, "")
        return _renamed(record, ("701", "711"), [Field("701", " 0", (("a", name),)) for name in names])
    main = [Field("100", "1 ", (("a", name),)) for name in names[:1]]
    record = _renamed(record, ("100", "110", "111"), main)
    more = [Field("700", "1 ", (("a", name),)) for name in names[1:]]
    record = replace(record, fields=tuple(_placed(list(record.fields), more)))
    return _set(record, "245", "c", text, "")


def _contributor(record: Marc, text: str, is_cn: bool) -> Marc:
    tag, other, marks = ("702", "712", " 0") if is_cn else ("700", "710", "1 ")
    if is_cn:
        record = _set(record, "200", "g", text, "")
    return _renamed(record, (tag, other), [Field(tag, marks, (("a", name),)) for name in _names(text)])


def _renamed(record: Marc, tags: tuple[str, ...], new: list[Field]) -> Marc:
    kept = [field for field in record.fields if field.tag not in tags]
    return replace(record, fields=tuple(_placed(kept, new)))


def _audience(record: Marc, text: str, is_cn: bool) -> Marc:
    """Set the one letter that says for whom it is: 100 $a/17 of CNMARC, 008/22 of MARC 21."""
    if is_cn:
        general = (record.first("100", "a") or " " * 36).ljust(36)
        return _set(record, "100", "a", general[:17] + ("a" if text == "child" else "m") + general[18:], "")
    return _fixed(record, 22, "j" if text == "child" else " ") if says_for_whom(record) else record


def _year(record: Marc, text: str, is_cn: bool) -> Marc:
    if is_cn:
        general = record.first("100", "a")
        return _set(record, "100", "a", general[:9] + text.rjust(4)[:4] + general[13:], "") if general else record
    return _fixed(record, 7, text.rjust(4)[:4])


def _language(record: Marc, text: str, is_cn: bool) -> Marc:
    return record if is_cn else _fixed(record, 35, text.ljust(3)[:3])


def _fixed(record: Marc, at: int, text: str) -> Marc:
    old = (record.control("008") or " " * 40).ljust(40)
    new = old[:at] + text + old[at + len(text) :]
    controls = [(tag, body) for tag, body in record.controls if tag != "008"]
    return replace(record, controls=(*controls, ("008", new)))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace(";", "；").split("；") if name.strip()]


_OTHERS: dict[str, Callable[[Marc, str, bool], Marc]] = {
    "author": _author,
    "contributor": _contributor,
    "audience": _audience,
    "year": _year,
    "language": _language,
}
