"""A record for programs that keep reference lists: RIS and BibTeX."""

from __future__ import annotations

from shushan.catalogue.exchange.text import kind_of, names, one_line
from shushan.catalogue.terms import RecordValue

_KINDS = {  # what its leader says → types of RIS
    "book": "BOOK", "serial": "SER", "score": "MUSIC", "map": "MAP", "video": "VIDEO", "sound": "SOUND", "picture": "ART",
    "electronic": "EBOOK", "kit": "MULTI",
}  # fmt: skip


def ris(found: RecordValue) -> str:
    """Return the record in RIS (lines ``TY  - BOOK`` … ``ER  - ``, each ended by CR LF)."""
    said = [
        ("TY", _KINDS.get(kind_of(found), "GEN")),
        ("TI", " ".join(part for part in (found.title, found.title_part) if part)),
        ("TT", found.title_original),
        *[("AU", name) for name in names(found.author)],
        *[("A4", name) for name in names(found.contributor)],
        ("T3", found.series),
        ("PB", found.publisher),
        ("CY", found.place),
        ("PY", str(found.year or "")),
        *[("SN", isbn) for isbn in found.isbns],
        ("CN", found.clc),
        ("LA", found.language),
        *[("KW", subject) for subject in found.subjects],
        ("AB", found.summary),
        ("ID", str(found.id)),
    ]
    lines = [f"{tag}  - {one_line(text)}" for tag, text in said if text]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def bibtex(found: RecordValue) -> str:
    """Return the record as one ``@book`` of BibTeX (``@misc`` what is no book); texts stand in braces, so that their case stays."""
    said = [
        ("title", " ".join(part for part in (found.title, found.title_part) if part)),
        ("author", " and ".join(_whole(name) for name in names(found.author))),
        ("editor", " and ".join(_whole(name) for name in names(found.contributor))),
        ("series", found.series),
        ("publisher", found.publisher),
        ("address", found.place),
        ("year", str(found.year or "")),
        ("isbn", ", ".join(found.isbns)),
        ("language", found.language),
        ("keywords", ", ".join(found.subjects)),
        ("abstract", found.summary),
    ]
    lines = [f"  {name} = {{{_escaped(text)}}}" for name, text in said if text]
    kind = "book" if kind_of(found) == "book" else "misc"
    return f"@{kind}{{record{found.id},\n" + ",\n".join(lines) + "\n}\n\n"


def _whole(name: str) -> str:
    """Keep a name with blanks but no comma in one piece (BibTeX would turn it round)."""
    return f"{{{name}}}" if "," not in name else name


_SPECIAL = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}


def _escaped(text: str) -> str:
    """Escape what TeX would take for a command; braces that do not match are dropped."""
    line = one_line(text)
    if not _is_even(line):
        line = line.replace("{", "").replace("}", "")
    return "".join(_SPECIAL.get(c) or (f"\\{c}" if c in "&%$#_" else c) for c in line)


def _is_even(line: str) -> bool:
    depth = 0
    for c in line:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return False
    return depth == 0
