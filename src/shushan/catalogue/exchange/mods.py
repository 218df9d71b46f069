"""A record as MODS 3.7 (Library of Congress), from its columns."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from shushan.catalogue.exchange.text import clean, kind_of, names
from shushan.catalogue.terms import Audience, RecordValue

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd"


_KINDS = {  # what its leader says → the words of MODS
    "score": "notated music", "map": "cartographic", "video": "moving image", "sound": "sound recording",
    "picture": "still image", "electronic": "software, multimedia", "kit": "mixed material",
    "object": "three dimensional object",
}  # fmt: skip


def mods(found: RecordValue) -> str:
    """Return the record as one ``mods`` element with its namespace."""
    parts = [
        _title(found.title, found.title_part),
        _title(found.title_original, "", kind="alternative") if found.title_original else "",
        *[_name(name, "aut" if n == 0 else "") for n, name in enumerate(names(found.author))],
        *[_name(name, "ctb") for name in names(found.contributor)],
        _tag("typeOfResource", _KINDS.get(kind_of(found), "text")),
        _origin(found),
        _wrap("language", _tag("languageTerm", found.language, type="code", authority="iso639-2b")),
        _wrap("physicalDescription", _tag("extent", found.extent)),
        _tag("abstract", found.summary),
        _tag("targetAudience", "juvenile", authority="marctarget") if found.audience is Audience.CHILD else "",
        *[_wrap("subject", _tag("topic", subject)) for subject in found.subjects],
        _tag("classification", found.clc, authority="clc"),
        '<relatedItem type="series">' + _title(found.series, "") + "</relatedItem>" if found.series else "",
        *[_tag("identifier", isbn, type="isbn") for isbn in found.isbns],
        _wrap("recordInfo", _tag("recordIdentifier", found.control_number, source=found.source)),
    ]
    return "\n".join([f'<mods xmlns="{NAMESPACE}" version="3.7">', *[part for part in parts if part], "</mods>"])


def _title(title: str, part: str, *, kind: str = "") -> str:
    inner = _tag("title", title) + _tag("partName", part)
    return f"<titleInfo{f' type={quoteattr(kind)}' if kind else ''}>{inner}</titleInfo>"


def _name(name: str, role: str) -> str:
    said = _wrap("role", _tag("roleTerm", role, type="code", authority="marcrelator"))
    return f"<name>{_tag('namePart', name)}{said}</name>"


def _origin(found: RecordValue) -> str:
    place = _wrap("place", _tag("placeTerm", found.place, type="text"))
    return _wrap("originInfo", place + _tag("publisher", found.publisher) + _tag("dateIssued", str(found.year or "")))


def _wrap(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>" if inner else ""


def _tag(name: str, text: str, **attributes: str) -> str:
    said = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes.items() if value)
    return f"<{name}{said}>{escape(clean(text))}</{name}>" if text else ""
