"""A record as one row of a table."""

from __future__ import annotations

from shushan.catalogue.terms import RecordValue

COLUMNS = (
    "id", "source", "control_number", "format", "title", "title_part", "title_original", "author", "contributor",
    "publisher", "place", "year", "isbn", "clc", "language", "audience", "series", "extent", "subjects", "summary",
)  # fmt: skip


def row(found: RecordValue) -> list[str | int]:
    """Return the cells of a record in the order of ``COLUMNS``; several values of one cell have ``；`` between them."""
    return [
        found.id, found.source, found.control_number, str(found.format), found.title, found.title_part,
        found.title_original, found.author, found.contributor, found.publisher, found.place, found.year or "",
        "；".join(found.isbns), found.clc, found.language, str(found.audience), found.series, found.extent,
        "；".join(found.subjects), found.summary,
    ]  # fmt: skip
