"""Texts as other formats can hold them."""

from __future__ import annotations

import re

from shushan.catalogue.marc.findable import material
from shushan.catalogue.terms import MarcFormat, RecordValue

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Drop the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def one_line(text: str) -> str:
    """Return the text with its line ends and runs of blanks as single blanks."""
    return " ".join(_NOT_XML.sub("", text).split())


def names(text: str) -> list[str]:
    """Return the names in a text of the catalogue, where ``；`` stands between them."""
    return [name.strip() for name in text.split("；") if name.strip()]


def kind_of(found: RecordValue) -> str:
    """Return what kind of thing a record is of, as its leader says; a book where there is none."""
    leader = found.marc[:24].decode("ascii", "replace")
    return material(leader, is_cn=found.format is MarcFormat.CNMARC) if leader else "book"
