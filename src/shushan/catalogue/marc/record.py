"""A MARC record as values: leader, control fields, data fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Field(NamedTuple):
    """A data field: tag, two indicators, subfields in their order as (code, text)."""

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]

    def get(self, codes: str) -> str:
        """Return the first subfield with one of these codes, stripped, or an empty string."""
        for code, text in self.subfields:
            if code in codes:
                return text.strip()
        return ""

    def all(self, codes: str) -> list[str]:
        """Return every subfield with one of these codes, stripped, without empty ones."""
        return [bare for code, text in self.subfields if code in codes and (bare := text.strip())]


@dataclass(frozen=True, slots=True)
class Marc:
    """One record. ``controls`` are (tag, text), in the order of the record; ``encoding`` is how its bytes were read.

    ``codings`` says which fields were read in which coding, where they are in several.
    """

    leader: str
    controls: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    encoding: str = field(default="utf-8", compare=False)
    codings: str = field(default="", compare=False)
    _tagged: dict[str, list[Field]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def control(self, tag: str) -> str:
        """Return the text of a control field, or an empty string."""
        for other, text in self.controls:
            if other == tag:
                return text
        return ""

    def of(self, *tags: str) -> Iterator[Field]:
        """Yield the data fields with these tags, in the order of the record."""
        known = self._tagged or self._by_tag()
        there = [tag for tag in tags if tag in known]
        if len(there) < 2:
            return iter(known[there[0]] if there else ())
        return (f for f in self.fields if f.tag in there)

    def first(self, tag: str, codes: str) -> str:
        """Return the first subfield with one of these codes in the first such field that has it."""
        for one in (self._tagged or self._by_tag()).get(tag, ()):
            if text := one.get(codes):
                return text
        return ""

    def _by_tag(self) -> Mapping[str, Sequence[Field]]:
        """Sort the data fields by their tags, once: a record is asked for some forty of them."""
        for one in self.fields:
            self._tagged.setdefault(one.tag, []).append(one)
        return self._tagged


class BadRecord(ValueError):
    """A record that cannot be taken. ``code`` names the reason for machines, the message says it for people.

    ``raw`` is the record as it stands in the file, where the reader of the file does not keep it itself.
    """

    def __init__(self, code: str, message: str, raw: bytes = b"") -> None:
        super().__init__(message)
        self.code, self.raw = code, raw
