"""Read works: the editions of one, the other volumes of a set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from shushan.catalogue import queries
from shushan.catalogue.headings.models import WorkForm, WorkOf
from shushan.catalogue.models import BibRecord
from shushan.catalogue.terms import RecordLine

MOST = 200


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a record: other editions of its work (newest first), other volumes of its set."""

    editions: tuple[RecordLine, ...] = ()
    volumes: tuple[RecordLine, ...] = ()


def around(record_id: int) -> Around:
    """Return the other editions and volumes of a record, in at most five queries."""
    works = WorkOf.objects.filter(record_id=record_id).values("work_id")
    editions = set(WorkOf.objects.filter(work_id__in=works).values_list("record_id", flat=True)[:MOST])
    wholes = WorkForm.objects.filter(record_id=record_id).values("whole")
    volumes = set(WorkForm.objects.filter(whole__in=wholes).values_list("record_id", flat=True)[:MOST])
    wanted = (editions | volumes) - {record_id}
    if not wanted:
        return Around()
    shown = set(BibRecord.shown.filter(pk__in=wanted).values_list("pk", flat=True))
    lines = queries.record_lines(shown)
    same = sorted((lines[pk] for pk in shown & editions), key=lambda line: (-(line.year or 0), line.id))
    parts = sorted((lines[pk] for pk in shown - editions), key=lambda line: (line.title, line.part, line.id))
    return Around(tuple(same), tuple(parts))


def together(record_id: int) -> set[int]:
    """Return the other records of a record's work and of its set, in two queries."""
    works = WorkOf.objects.filter(record_id=record_id).values("work_id")
    wholes = WorkForm.objects.filter(record_id=record_id).values("whole")
    found = set(WorkOf.objects.filter(work_id__in=works).values_list("record_id", flat=True)[:MOST])
    found.update(WorkForm.objects.filter(whole__in=wholes).values_list("record_id", flat=True)[:MOST])
    return found - {record_id}


def works_of(record_ids: Iterable[int]) -> dict[int, int]:
    """Return the works of records, in one query; a record whose work was not put together yet is a work of its own."""
    wanted = list(record_ids)
    known = dict(WorkOf.objects.filter(record_id__in=wanted).values_list("record_id", "work_id"))
    return {pk: known.get(pk, pk) for pk in wanted}


def unrelated(record_id: int, others: Iterable[int]) -> list[int]:
    """Return of some records, in their order, those of other works and sets than a record's, one of each; one query."""
    wanted, names = list(others), dict[int, set[str]]()
    for pk, whole in WorkForm.objects.filter(record_id__in=[record_id, *wanted]).values_list("record_id", "whole"):
        names.setdefault(pk, set()).add(whole)
    seen, chosen = set(names.get(record_id, ())), list[int]()
    for pk in wanted:
        if pk != record_id and seen.isdisjoint(names.get(pk, ())):
            seen |= names.get(pk, set())
            chosen.append(pk)
    return chosen


def editions_count(work_ids: Iterable[int]) -> dict[int, int]:
    """Return how many records each work has, in one query."""
    found = WorkOf.objects.filter(work_id__in=list(work_ids)).values_list("work_id")
    return dict(found.annotate(n=Count("record_id")).order_by())
