"""The tables of tags: names of fields and subfields in Chinese and English, indicators, what may be repeated.

Sources: 《中国机读目录格式使用手册》 (CNMARC, WH/T 0503—1996) and MARC 21 Format for Bibliographic Data (Library of
Congress), shortened to what public libraries use. A tag that is not in a table is kept as it is and has no name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ANY = "*"


@dataclass(frozen=True, slots=True)
class Tag:
    """A field: names, whether it may be repeated, allowed indicators (``#`` is blank), its subfields' names."""

    tag: str
    name: str
    name_en: str
    is_repeatable: bool
    first: str
    second: str
    subfields: Mapping[str, tuple[str, str]]

    def called(self, language: str) -> str:
        """Return its name in a language."""
        return self.name_en if language == "en" else self.name

    def subfield(self, code: str, language: str) -> str:
        """Return the name of a subfield in a language, or nothing."""
        return self.subfields.get(code, ("", ""))[1 if language == "en" else 0]


@cache
def table(format: str) -> Mapping[str, Tag]:
    """Return the tags of ``cnmarc`` or ``marc21`` by their number, in order."""
    path = Path(__file__).with_name("tables") / f"{'cnmarc' if format == 'cnmarc' else 'marc21'}.txt"
    tags = [_tag(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {tag.tag: tag for tag in sorted(tags, key=lambda tag: tag.tag)}


def _tag(line: str) -> Tag:
    tag, name, english, repeat, first, second, subfields = line.split("|")
    parts = [part.split("=") for part in subfields.split(";") if part]
    return Tag(tag, name, english, repeat == "R", first, second, {c: (zh, en) for c, zh, en in parts})
