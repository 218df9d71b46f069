"""A record as simple Dublin Core 1.1, in the wrapping of OAI-PMH or of SRU."""

from __future__ import annotations

from xml.sax.saxutils import escape

from shushan.catalogue.exchange.text import clean
from shushan.catalogue.terms import RecordValue

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
SRW_DC = "info:srw/schema/1/dc-schema"
DC = "http://purl.org/dc/elements/1.1/"


def statements(found: RecordValue) -> list[tuple[str, str]]:
    """Return the record as (element of Dublin Core, text), in the order in which they are written."""
    said = [
        ("title", " ".join(part for part in (found.title, found.title_part) if part)),
        ("title", found.title_original),
        *(("creator", name) for name in found.author.split("；")),
        *(("contributor", name) for name in found.contributor.split("；")),
        ("publisher", found.publisher),
        ("date", str(found.year or "")),
        ("language", found.language),
        ("format", found.extent),
        ("relation", found.series),
        ("description", found.summary),
        *(("subject", subject) for subject in found.subjects),
        ("subject", found.clc),
        *(("identifier", f"urn:isbn:{isbn}") for isbn in found.isbns),
    ]
    return [(name, text) for name, text in said if text]


def oai_dc(found: RecordValue) -> str:
    """Return the record as one ``oai_dc:dc`` element with its schema."""
    lines = [f"  <dc:{name}>{escape(clean(text))}</dc:{name}>" for name, text in statements(found)]
    head = (
        f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{OAI_DC} {OAI_DC_SCHEMA}">'
    )
    return "\n".join([head, *lines, "</oai_dc:dc>"])


def srw_dc(found: RecordValue) -> str:
    """Return the record as one ``srw_dc:dc`` element."""
    lines = [f"  <dc:{name}>{escape(clean(text))}</dc:{name}>" for name, text in statements(found)]
    return "\n".join([f'<srw_dc:dc xmlns:srw_dc="{SRW_DC}" xmlns:dc="{DC}">', *lines, "</srw_dc:dc>"])
