"""The other forms of a record's headings, for searching: whoever asks by a variant finds the heading's records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shushan.catalogue.headings.models import Variant
from shushan.database.public import OneOf, Prepared
from shushan.search.public import Document


@dataclass(slots=True)
class Also:
    """Other forms of the names and of the subjects of a record, each with the form that is shown."""

    names: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)


_OTHERS = Prepared(
    lambda ids: (
        Variant.objects.filter(heading__accesses__record_id__in=OneOf(ids))
        .exclude(origin="refused")
        .order_by("pk")
        .values_list("heading__accesses__record_id", "heading__kind", "heading__name", "heading__name_en", "text")
    ),
    list,
)


def of(record_ids: Sequence[int]) -> dict[int, Also]:
    """Return the other forms of these records' headings, in one query; most records have none."""
    found: dict[int, Also] = {}
    wanted = set(record_ids)
    for record_id, kind, name, english, text in _OTHERS.rows(list(record_ids)):
        if record_id in wanted:
            also = found.setdefault(record_id, Also())
            forms = also.names if kind == "agent" else also.subjects
            forms += [form for form in (name, english, text) if form and form not in forms]
    return found


def added(document: Document, also: Also) -> Document:
    """Return a document that is also found by these forms."""
    known = {name.strip() for name in document.author.replace(";", "；").split("；")}
    names = [name for name in also.names if name not in known]
    return replace(
        document,
        author="；".join([part for part in (document.author, *names) if part]),
        subjects=tuple(dict.fromkeys([*document.subjects, *also.subjects])),
    )
