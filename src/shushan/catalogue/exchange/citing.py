"""How a record is cited: GB/T 7714—2015 (信息与文献 参考文献著录规则) and APA style, 7th edition."""

from __future__ import annotations

import re

from shushan.catalogue.exchange.text import kind_of, names, one_line
from shushan.catalogue.terms import RecordValue

MOST_GBT = 3  # GB/T 7714—2015, 8.1.2: three names, then 等 or et al
MOST_APA = 20  # APA 7, 9.8
_MARKS = {"book": "M", "score": "M", "serial": "J", "map": "CM", "electronic": "CP"}  # appendix B; anything else: Z
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


def gbt7714(found: RecordValue) -> str:
    """Return the citation of a whole work: 主要责任者. 题名: 其他题名信息[M]. 其他责任者. 出版地: 出版者, 出版年."""
    is_han = bool(_HAN.search(found.title))
    title = one_line(": ".join(part for part in (_title(found.title), found.title_part) if part))
    mark = _MARKS.get(kind_of(found), "Z")
    parts = [_gbt_names(names(found.author)), f"{title}[{mark}]", _gbt_others(found.contributor, is_han)]
    where = ": ".join(part for part in (found.place, found.publisher) if part)
    parts.append(", ".join(part for part in (where, str(found.year or "")) if part))
    return ". ".join(part.rstrip(". ") for part in parts if part) + "."


def apa(found: RecordValue) -> str:
    """Return the citation of a book: Author, A. A. (Year). Title. Publisher."""
    people = [_apa_name(name) for name in names(found.author)]
    title = one_line(" ".join(part for part in (_title(found.title), found.title_part) if part))
    year = f"({found.year or 'n.d.'})"
    head = [_apa_joined(people), year, title] if people else [title, year]
    parts = [*head, found.publisher]
    return ". ".join(part.rstrip(". ") for part in parts if part) + "."


def _title(title: str) -> str:
    return re.sub(r"\s*[：:]\s*", ": ", title)


def _gbt_names(people: list[str]) -> str:
    shown = [_gbt_name(name) for name in people[:MOST_GBT]]
    if len(people) > MOST_GBT:
        shown.append("等" if _HAN.search(people[0]) else "et al")
    return ", ".join(shown)


def _gbt_name(name: str) -> str:
    """Return a name: Chinese as it is, ``Thoreau, Henry David`` as ``THOREAU H D`` (8.1.1)."""
    if _HAN.search(name):
        return _bare(name)
    last, comma, given = name.partition(",")
    if not comma:
        return name
    initials = " ".join(word[0].upper() for word in re.split(r"[\s.\-]+", given) if word[:1].isalpha())
    return f"{last.strip().upper()} {initials}".strip()


def _gbt_others(contributor: str, is_han: bool) -> str:
    """Return translators and editors; which of both they are, the record's columns do not say (8.1.3 wants the role)."""
    people = names(contributor)
    return f"{_gbt_names(people)}, 译编" if people and is_han else _gbt_names(people)


def _apa_name(name: str) -> str:
    """Return a name: Chinese as it is, ``Thoreau, Henry David`` as ``Thoreau, H. D.``."""
    if _HAN.search(name):
        return _bare(name)
    last, comma, given = name.partition(",")
    if not comma:
        return name
    initials = " ".join(f"{word[0].upper()}." for word in re.split(r"[\s.]+", given) if word[:1].isalpha())
    return f"{last.strip()}, {initials}" if initials else last.strip()


def _apa_joined(people: list[str]) -> str:
    if len(people) > MOST_APA:
        return ", ".join(people[: MOST_APA - 1]) + f", … {people[-1]}"
    if len(people) == 1:
        return people[0]
    return ", ".join(people[:-1]) + f", & {people[-1]}"


def _bare(name: str) -> str:
    """Drop what stands around a Chinese name: ``(美)梭罗`` keeps its country, dates in brackets go."""
    return re.sub(r"[,，]?\s*[(（]?\d{4}\s*[-–—~]\s*\d{0,4}[)）]?", "", name).strip(" ,，.")
