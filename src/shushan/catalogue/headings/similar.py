"""Similar titles: those that share the record's rarest subjects."""

from __future__ import annotations

from collections import Counter

from shushan.catalogue import queries
from shushan.catalogue.headings.models import Access
from shushan.catalogue.headings.works import unrelated
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import RecordLine

SUBJECTS = 6  # of a record that are asked, the rarest first
LOOKED_AT = 300  # records under each of them, the newest: a subject with 100,000 titles must not be slow


def similar(record_id: int, *, limit: int = 6) -> list[RecordLine]:
    """Return other works and sets that share subjects with a record, those with more and rarer ones first; in few queries."""
    asked = Access.objects.filter(record_id=record_id, role="subject").order_by("heading__uses", "heading_id")
    subjects = list(asked.values_list("heading_id", "heading__uses")[:SUBJECTS])
    fit = Counter[int]()
    for heading_id, uses in subjects:
        under = Access.objects.filter(heading_id=heading_id, role="subject").exclude(record_id=record_id)
        for other in under.order_by("-record_id").values_list("record_id", flat=True)[:LOOKED_AT]:
            fit[other] += 1_000_000 // max(uses, 1)
    best = [pk for pk, _fit in sorted(fit.items(), key=lambda one: (-one[1], -one[0]))[: limit * 4]]
    chosen = unrelated(record_id, best)
    shown = set(BibRecord.shown.filter(pk__in=chosen).values_list("pk", flat=True))
    known = queries.record_lines([pk for pk in chosen if pk in shown][:limit])
    return [known[pk] for pk in chosen if pk in known]
