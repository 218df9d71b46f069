"""What a record says about its names, subjects, series and its work; pure reading, nothing is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shushan.catalogue.headings import forms
from shushan.catalogue.marc.record import Field, Marc

MOST = 30  # headings of one kind that a record may stand under
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]{2}")
_AUTHORS = {"cnmarc": ("700", "701", "710", "711", "720", "721"), "marc21": ("100", "110", "111")}
_OTHERS = {"cnmarc": ("702", "712", "722"), "marc21": ("700", "710", "711")}


@dataclass(slots=True)
class Said:
    """A heading as a record writes it: the text, dates of life, the number of its authority, other forms."""

    text: str
    role: str
    dates: str = ""
    number: str = ""
    variants: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of heading that it is."""
        return {"author": "agent", "with": "agent"}.get(self.role, self.role)


@dataclass(slots=True)
class Reading:
    """All that a record says: headings in order, the titles that name its work, the part of a set, its publisher."""

    said: list[Said]
    titles: list[str]
    part: str
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a record that are read where there is no MARC (or it does not say)."""

    title: str
    title_original: str = ""
    title_part: str = ""
    author: str = ""
    contributor: str = ""
    series: str = ""
    publisher: str = ""
    subjects: tuple[str, ...] = ()


def read(columns: Columns, marc: Marc | None, format: str) -> Reading:
    """Return what a record says about its headings and its work."""
    kind = "cnmarc" if format == "cnmarc" else "marc21"
    authors = _names(marc, _AUTHORS[kind], "author", kind) if marc else []
    authors = authors or [Said(name, "author") for name in forms.people(columns.author)]
    others = _names(marc, _OTHERS[kind], "with", kind) if marc else []
    others = others or [Said(name, "with") for name in forms.people(columns.contributor)]
    subjects = [Said(text[: forms.LONGEST], "subject") for text in columns.subjects]
    if marc:
        _subject_variants(subjects, marc)
    series = [Said(text, "series") for text in _series(columns, marc, kind)]
    said = [one for group in (authors, others, subjects, series) for one in _distinct(group)]
    titles, part = _titles(columns, marc, kind)
    return Reading(said, titles, part, forms.key(columns.publisher))


def _names(marc: Marc, tags: tuple[str, ...], role: str, kind: str) -> list[Said]:
    linked = {one.get("6")[:6]: one for one in marc.of("880")}
    return [said for one in marc.of(*tags) if (said := _name(one, role, kind, linked)) is not None]


def _name(one: Field, role: str, kind: str, linked: dict[str, Field]) -> Said | None:
    shown = _called(one, kind)
    if not shown:
        return None
    said = Said(
        shown, role, forms.dates(one.get("f" if kind == "cnmarc" else "d")), one.get("3" if kind == "cnmarc" else "0")
    )
    if kind == "cnmarc":
        said.variants = list(_latin_forms(one)) if _HAN.search(shown) else []
        return said
    link = one.get("6")
    other = linked.get(f"{one.tag}-{link[4:6]}") if link[:3] == "880" else None
    if other is not None and (original := _called(other, kind)):
        said.text, said.variants = original, [shown]
    return said


def _called(one: Field, kind: str) -> str:
    if kind == "marc21":
        return forms.trimmed(" ".join(one.all("ab" if one.tag[1:] != "00" else "a")))
    first, second = one.get("a"), one.get("b")
    is_western = second and not _HAN.search(first) and one.tag in ("700", "701", "702")
    return forms.trimmed(f"{first}, {second}" if is_western else first)


def _latin_forms(one: Field) -> Iterator[str]:
    """Yield the forms in Latin letters that CNMARC gives beside a Chinese one: in $c or $g, often in brackets."""
    for code, text in one.subfields:
        bare = text.strip(" ()（）[]")
        if code in "cg" and _LATIN.search(bare) and not _HAN.search(bare):
            yield forms.trimmed(bare)


def _subject_variants(subjects: list[Said], marc: Marc) -> None:
    by_text = {one.text: one for one in subjects}
    for one in marc.of("600", "601", "606", "607"):
        said = by_text.get(one.get("a"))
        if said is not None:
            said.number = said.number or one.get("3")
            said.variants += _latin_forms(one)


def _series(columns: Columns, marc: Marc | None, kind: str) -> Iterable[str]:
    found = [text for one in marc.of("225" if kind == "cnmarc" else "490") for text in one.all("a")] if marc else []
    return [forms.trimmed(text) for text in found or [columns.series] if text]


def _titles(columns: Columns, marc: Marc | None, kind: str) -> tuple[list[str], str]:
    """Return the titles that name the work (its own, the uniform one, the original's), and the part of a set."""
    own, part = forms.title_and_part(columns.title)
    titles = [own, forms.title_and_part(columns.title_original)[0]]
    if marc:
        uniform = _uniform(marc, kind)
        titles += [forms.title_and_part(text)[0] for text in uniform]
    return [t for t in dict.fromkeys(titles) if t], forms.part(columns.title_part) or part


def _uniform(marc: Marc, kind: str) -> list[str]:
    if kind == "marc21":
        return [
            forms.trimmed(text)
            for one in marc.of("130", "240", "765")
            for text in one.all("t" if one.tag == "765" else "a")
        ]
    found = [text for one in marc.of("500") for text in one.all("a")]
    return [*found, *(text for one in marc.of("454") for text in one.all("at"))]


def _distinct(group: list[Said]) -> list[Said]:
    seen: dict[str, Said] = {}
    for one in group:
        if one.text and forms.key(one.text):
            seen.setdefault(forms.key(one.text), one)
    return list(seen.values())[:MOST]
