"""Records that seem to be the same work in the same edition: by ISBN, ISSN, or title with author."""

from __future__ import annotations

import re

from django.db.models import Q

from shushan.catalogue import queries
from shushan.catalogue.importing import asked
from shushan.catalogue.marc.projection import project
from shushan.catalogue.marc.record import BadRecord, Marc
from shushan.catalogue.models import BibRecord, RecordIsbn
from shushan.catalogue.terms import RecordLine, RecordValue
from shushan.database.public import among

MOST = 10
_ISSN = re.compile(r"\d{4}-\d{3}[\dXx]")


def of_marc(record: Marc, *, but: int = 0) -> list[RecordLine]:
    """Return records that seem to be the same as this one, ``but`` left out, in at most four queries."""
    try:
        seen = project(record)
    except BadRecord:
        return []
    return _same(list(seen.isbns), issns(record), seen.title, seen.author, seen.title_part, but)


def of_record(found: RecordValue, record: Marc) -> list[RecordLine]:
    """Return other records that seem to be the same as a stored one."""
    return _same(list(found.isbns), issns(record), found.title, found.author, found.title_part, found.id)


def issns(record: Marc) -> list[str]:
    """Return the ISSNs of a record (011 of CNMARC, 022 of MARC 21), as they are written."""
    texts = [field.get("a") for field in record.of("011", "022")]
    return [found[0].upper() for text in texts if (found := _ISSN.search(text))]


def _same(isbns: list[str], issns: list[str], title: str, author: str, part: str, but: int) -> list[RecordLine]:
    ids = list(RecordIsbn.objects.filter(isbn__in=isbns).values_list("record_id", flat=True)[:MOST]) if isbns else []
    first = author.split("；")[0]
    if title and first:
        said = Q(title=title, title_part=part) & (Q(author=first) | Q(author__startswith=f"{first}；"))
        ids += BibRecord.objects.filter(said).values_list("pk", flat=True)[:MOST]
    if issns:
        condition, values = among("issn", issns[:3])
        sql = f"SELECT id FROM catalogue_bibrecord WHERE {condition} AND NOT (issn = '') ORDER BY id LIMIT {MOST}"
        ids += [row[0] for row in asked(sql, values)]
    wanted = [pk for pk in dict.fromkeys(ids) if pk != but][:MOST]
    lines = queries.record_lines(wanted)
    return [lines[pk] for pk in wanted if pk in lines]
