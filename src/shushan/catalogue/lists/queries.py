"""Read readers' lists and kept searches; only the reader's own, or a list by its unguessable address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from shushan.catalogue import queries
from shushan.catalogue.lists.models import Booklist, BooklistEntry, SavedSearch
from shushan.catalogue.models import BibRecord, RecordGone
from shushan.catalogue.terms import RecordLine
from shushan.kernel.errors import NotFound
from shushan.search import public as search

LOOKED_AT = 30  # newest answers of a kept search that are looked at for new ones


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list in one line."""

    id: int
    name: str
    note: str
    token: UUID | None
    titles: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A title on a list; ``line`` is None when the record is gone or hidden by now."""

    id: int
    record_id: int
    title: str
    line: RecordLine | None


@dataclass(frozen=True, slots=True)
class SearchLine:
    """A kept search; ``fresh`` counts what was added since the reader looked, up to so many as are looked at."""

    id: int
    name: str
    query: str
    made_at: datetime
    fresh: int

    @property
    def is_more(self) -> bool:
        """Whether there may be more new ones than were counted."""
        return self.fresh >= LOOKED_AT


def lists_of(reader_id: int) -> list[ListLine]:
    """Return a reader's lists, last changed first, in one query."""
    found = Booklist.objects.filter(reader_id=reader_id).annotate(n=Count("entries")).order_by("-changed_at", "-pk")
    return [ListLine(b.pk, b.name, b.note, b.token, b.n, b.changed_at) for b in found]


def list_of(reader_id: int, list_id: int) -> ListLine:
    """Return one of a reader's own lists.

    :raises NotFound: there is none, or it is somebody else's
    """
    return _one(Booklist.objects.filter(pk=list_id, reader_id=reader_id))


def shared_list(token: UUID) -> ListLine:
    """Return a list by its unguessable address.

    :raises NotFound: it is not shared (any more)
    """
    return _one(Booklist.objects.filter(token=token))


def entries_of(list_id: int) -> list[EntryLine]:
    """Return the titles of a list, last added first, in at most four queries; a merged record leads to the one that stays."""
    found = BooklistEntry.objects.filter(booklist_id=list_id).order_by("-added_at", "-pk")
    rows = list(found.values_list("pk", "record_id", "title"))
    ids = [record_id for _pk, record_id, _title in rows]
    merged = dict(
        RecordGone.objects.filter(record_id__in=ids, into_id__isnull=False).values_list("record_id", "into_id")
    )
    now = {record_id: merged.get(record_id) or record_id for record_id in ids}
    shown = queries.shown_ids(now.values())
    lines = queries.record_lines(shown)
    return [EntryLine(pk, now[record_id], title, lines.get(now[record_id])) for pk, record_id, title in rows]


def searches_of(reader_id: int) -> list[SearchLine]:
    """Return a reader's kept searches with how many answers are new, by name."""
    found = SavedSearch.objects.filter(reader_id=reader_id).order_by("name", "pk")
    return [SearchLine(s.pk, s.name, s.query, s.made_at, _fresh(s.query, s.seen_at)) for s in found]


def count_kept(reader_id: int) -> tuple[int, int]:
    """Return how many lists and searches a reader keeps."""
    lists = Booklist.objects.filter(reader_id=reader_id).count()
    return lists, SavedSearch.objects.filter(reader_id=reader_id).count()


def kept(reader_id: int) -> list[Mapping[str, str | int | None]]:
    """Return all of it in words, for the privacy page and the export."""
    rows: list[Mapping[str, str | int | None]] = []
    entries = BooklistEntry.objects.filter(booklist__reader_id=reader_id).order_by("booklist__name", "pk")
    titles: dict[str, list[str]] = {
        name: [] for name in Booklist.objects.filter(reader_id=reader_id).values_list("name", flat=True)
    }
    for name, title in entries.values_list("booklist__name", "title"):
        titles[name].append(title)
    rows += [{_("书单"): name, _("题名"): "；".join(some)} for name, some in titles.items()]
    searches = SavedSearch.objects.filter(reader_id=reader_id).order_by("name").values_list("name", "query")
    return rows + [{_("检索"): name, _("条件"): query} for name, query in searches]


def _fresh(query: str, since: datetime) -> int:
    """Return how many of the newest answers came since an instant."""
    hits = search.newest_of(query, limit=LOOKED_AT)
    ids = [ref for kind, ref in hits.found if kind == "record"]
    return BibRecord.shown.filter(pk__in=ids, created_at__gt=since).count() if ids else 0


def _one(found: QuerySet[Booklist]) -> ListLine:
    one = found.annotate(n=Count("entries")).first()
    if one is None:
        raise NotFound(_("没有这个书单"), remedy=_("它可能已经删除，或不再分享"))
    return ListLine(one.pk, one.name, one.note, one.token, one.n, one.changed_at)
