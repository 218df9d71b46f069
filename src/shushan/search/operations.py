"""Write the outbox, and (in the worker only) the index and the suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection
from django.db.models import F

from shushan.database.public import insert_many, write
from shushan.search.analysis.fold import fold
from shushan.search.analysis.pinyin import initials, joined
from shushan.search.models import Change, SuggestionRow
from shushan.search.ports import engine
from shushan.search.providers import every_provider, provider
from shushan.search.terms import Document

SLICE = 1000
TYPED = 60


def changed(kind: str, ref: int, *, at: datetime) -> None:
    """Say, inside the act's own transaction, that a document changed."""
    changed_many(kind, [ref], at=at)


@write()
def changed_many(kind: str, refs: Iterable[int], *, at: datetime) -> None:
    """Say that several documents changed; a document that waits already gets a new serial."""
    stamp = connection.ops.adapt_datetimefield_value(at)
    sql = (
        "INSERT INTO search_change (kind, ref, changed_at, serial) VALUES (%s, %s, %s, 1) "
        "ON CONFLICT (kind, ref) DO UPDATE SET serial = search_change.serial + 1, changed_at = excluded.changed_at"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(kind, ref, stamp) for ref in refs])


def index_some(limit: int = SLICE) -> int:
    """Write what changed into the index and the suggestions, and return how many documents that were.

    Only the worker calls it. A crash in between repeats the slice: writing a document again changes nothing.
    """
    waiting = list(Change.objects.order_by("changed_at", "pk").values_list("pk", "kind", "ref", "serial")[:limit])
    if not waiting:
        return 0
    documents: list[Document] = []
    for kind in {kind for _pk, kind, _ref, _serial in waiting}:
        found = provider(kind)
        refs = [ref for _pk, k, ref, _serial in waiting if k == kind]
        documents += found.load(refs) if found else []
    there = {(d.kind, d.id) for d in documents}
    removed = [(kind, ref) for _pk, kind, ref, _serial in waiting if (kind, ref) not in there]
    engine().write(documents, removed)
    with write():
        _suggest(documents, removed)
        for serial in {serial for *_rest, serial in waiting}:  # one that changed meanwhile has another serial: it stays
            done = [pk for pk, _kind, _ref, its in waiting if its == serial]
            Change.objects.filter(pk__in=done, serial=serial).delete()
    return len(waiting)


def rebuild(progress: object = None) -> int:
    """Write the whole index anew, a slice at a time, and return how many documents it has."""
    engine().clear()
    with write():
        SuggestionRow.objects.all().delete()
    done = 0
    for source in every_provider():
        ids = iter(source.every_id())
        while some := list(islice(ids, SLICE)):
            documents = source.load(some)
            engine().write(documents, [])
            with write():
                _suggest(documents, [])
            done += len(documents)
            if callable(progress):
                progress(done)
    with write():
        Change.objects.filter(serial=F("serial")).delete()
    return done


def _suggest(documents: Sequence[Document], removed: Sequence[tuple[str, int]]) -> None:
    for kind in {d.kind for d in documents} | {kind for kind, _ref in removed}:
        refs = [d.id for d in documents if d.kind == kind] + [ref for k, ref in removed if k == kind]
        SuggestionRow.objects.filter(kind=kind, ref__in=refs).delete()
    rows = [row for document in documents for row in _rows(document)]
    insert_many(rows)


def _rows(document: Document) -> list[SuggestionRow]:
    text = document.title[:120]
    ways = {fold(document.title)[:TYPED], joined(document.title)[:TYPED], initials(document.title)[:TYPED]}
    if document.title_original:
        ways.add(fold(document.title_original)[:TYPED])
    return [
        SuggestionRow(kind=document.kind, ref=document.id, typed=way, text=text, weight=document.weight)
        for way in sorted(ways)
        if way
    ]
