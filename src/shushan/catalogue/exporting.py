"""Give records away: their MARC, and simple Dublin Core."""

from __future__ import annotations

from xml.sax.saxutils import escape

from shushan.catalogue.marc import iso2709
from shushan.catalogue.marc.record import Field, Marc
from shushan.catalogue.terms import RecordValue


def marc_of(found: RecordValue) -> Marc:
    """Return the MARC of a record: as it came, or CNMARC made from its columns when it was typed here."""
    if found.marc:
        return iso2709.parse(found.marc)
    fields = [
        *[Field("010", "  ", (("a", isbn),)) for isbn in found.isbns],
        Field("101", "0 ", (("a", found.language),)) if found.language else None,
        Field(
            "200",
            "1 ",
            tuple((c, t) for c, t in (("a", found.title), ("d", found.title_original), ("f", found.author)) if t),
        ),
        Field(
            "210",
            "  ",
            tuple((c, t) for c, t in (("a", found.place), ("c", found.publisher), ("d", str(found.year or ""))) if t),
        ),
        Field("690", "  ", (("a", found.clc),)) if found.clc else None,
    ]
    kept = tuple(field for field in fields if field is not None and field.subfields)
    return Marc("     nam0 22     3  450 ", (("001", found.control_number),), kept)


def dublin_core(found: RecordValue) -> str:
    """Return the record as one ``oai_dc:dc`` document (Dublin Core 1.1, simple)."""
    said = [
        ("title", " ".join(part for part in (found.title, found.title_part) if part)),
        ("title", found.title_original),
        *(("creator", name) for name in found.author.split("；")),
        *(("contributor", name) for name in found.contributor.split("；")),
        ("publisher", found.publisher),
        ("date", str(found.year or "")),
        ("language", found.language),
        ("format", found.extent),
        ("description", found.summary),
        *(("subject", subject) for subject in found.subjects),
        ("subject", found.clc),
        *(("identifier", f"urn:isbn:{isbn}") for isbn in found.isbns),
    ]
    lines = [f"  <dc:{name}>{escape(text)}</dc:{name}>" for name, text in said if text]
    head = (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
    )
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *lines, "</oai_dc:dc>"])
