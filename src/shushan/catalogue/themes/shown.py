"""What is shown without being asked for: new arrivals, what is much borrowed, themed shelves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from shushan.catalogue import ports, queries
from shushan.catalogue.models import BibRecord, Item
from shushan.catalogue.options import POPULAR_DAYS, POPULAR_LEAST
from shushan.catalogue.terms import RecordLine
from shushan.catalogue.themes.models import Popularity, ShelfTitle, ThemedShelf
from shushan.database.public import write
from shushan.kernel.errors import NotFound
from shushan.ledger import public as ledger
from shushan.options import public as options

KEPT = 2000  # titles that are kept of what is much borrowed


@dataclass(frozen=True, slots=True)
class Popular:
    """What was much borrowed from a day to a day, both inclusive: (title, loans), most first."""

    since: date
    until: date
    lines: tuple[tuple[RecordLine, int], ...]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A themed shelf in one line."""

    id: int
    name: str
    name_en: str
    text: str
    text_en: str
    site_id: int | None
    audience: str
    since: date
    until: date | None
    titles: int


@dataclass(frozen=True, slots=True)
class ThemeTitle:
    """A title on a themed shelf with a word why."""

    record_id: int
    why: str
    line: RecordLine | None


def arrivals(*, site_id: int | None = None, audience: str = "", offset: int = 0, limit: int) -> list[RecordLine]:
    """Return what came last and has copies (at a site), newest first, in three queries."""
    ids = arrivals_ids(site_id=site_id, audience=audience, offset=offset, limit=limit)
    lines = queries.record_lines(ids)
    return [lines[pk] for pk in ids]


def arrivals_ids(*, site_id: int | None = None, audience: str = "", offset: int = 0, limit: int) -> list[int]:
    """Return the ids of the same records, in one query."""
    held = Item.objects.filter(record=OuterRef("pk"), state="in-stock")
    held = held.filter(home_site_id=site_id) if site_id is not None else held
    found = BibRecord.shown.filter(Exists(held))
    found = found.filter(audience=audience) if audience else found
    return list(found.order_by("-pk").values_list("pk", flat=True)[offset : offset + limit])


def popular(*, audience: str = "", limit: int) -> Popular | None:
    """Return what is much borrowed, in four queries; None where nothing was counted."""
    window = Popularity.objects.values_list("since", "until").first()
    if window is None:
        return None
    counts = popular_counts(audience=audience, limit=limit)
    lines = queries.record_lines(counts)
    return Popular(*window, tuple((lines[pk], n) for pk, n in counts.items() if pk in lines))


def popular_counts(*, audience: str = "", limit: int) -> dict[int, int]:
    """Return how often the most borrowed records were lent, by id, most first, in one query."""
    shown = BibRecord.shown.filter(pk=OuterRef("record_id"))
    shown = shown.filter(audience=audience) if audience else shown
    rows = Popularity.objects.filter(Exists(shown)).order_by("-loans", "record_id")
    return dict(rows.values_list("record_id", "loans")[:limit])


@write()
def count_popular(at: datetime) -> int:
    """Count anew what was lent in the last days; return how many titles. Where nobody borrows now, the last such days.

    The days are local; titles that were lent less often than the setting says are left out.
    """
    last = ports.last_lent(at)
    Popularity.objects.all().delete()
    if last is None:
        return 0
    until = ledger.local_day(last)
    since = until - timedelta(days=options.get(POPULAR_DAYS, at=at) - 1)
    least = options.get(POPULAR_LEAST, at=at)
    begin = datetime.combine(since, time(), tzinfo=ledger.zone())
    counts = [(pk, n) for pk, n in ports.lent_since(begin).items() if n >= least]
    best = sorted(counts, key=lambda one: (-one[1], one[0]))[:KEPT]
    rows = [Popularity(record_id=pk, loans=n, since=since, until=until) for pk, n in best]
    Popularity.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def themes(on: date, *, site_id: int | None = None, audience: str = "", limit: int = 50) -> list[ThemeLine]:
    """Return the themed shelves that stand on a day, newest first, in one query."""
    found = ThemedShelf.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    found = found.filter(Q(site_id=site_id) | Q(site_id=None)) if site_id is not None else found
    found = found.filter(audience=audience) if audience else found
    return _lines(found, limit)


def every_theme(limit: int = 300) -> list[ThemeLine]:
    """Return all themed shelves for staff, the past and coming ones too, newest first."""
    return _lines(ThemedShelf.objects.all(), limit)


def theme(shelf_id: int) -> ThemeLine:
    """Return one themed shelf.

    :raises NotFound:
    """
    found = _lines(ThemedShelf.objects.filter(pk=shelf_id), 1)
    if not found:
        raise NotFound(_("没有这个主题书架"), remedy=_("它可能已经撤下，请看现在展出的"))
    return found[0]


def titles_of(shelf_id: int, *, only_shown: bool = True, limit: int = 500) -> list[ThemeTitle]:
    """Return the titles of a themed shelf in their order, in three queries; hidden and withdrawn ones only for staff."""
    rows = list(
        ShelfTitle.objects.filter(shelf_id=shelf_id).order_by("place", "pk").values_list("record_id", "why")[:limit]
    )
    shown = set(queries.shown_ids([pk for pk, _why in rows]))
    lines = queries.record_lines([pk for pk, _why in rows if pk in shown])
    return [ThemeTitle(pk, why, lines.get(pk)) for pk, why in rows if pk in lines or not only_shown]


def first_titles(shelf_ids: Sequence[int], *, limit: int) -> dict[int, list[int]]:
    """Return the first titles that the public sees on some themed shelves: shelf id → record ids, in one query."""
    rows = ShelfTitle.objects.filter(shelf_id__in=shelf_ids, record_id__in=BibRecord.shown.values("pk"))
    found: dict[int, list[int]] = {}
    for shelf_id, record_id in rows.order_by("place", "pk").values_list("shelf_id", "record_id"):
        some = found.setdefault(shelf_id, [])
        if len(some) < limit:
            some.append(record_id)
    return found


def _lines(found: QuerySet[ThemedShelf], limit: int) -> list[ThemeLine]:
    rows = found.annotate(n=Count("titles")).order_by("-since", "-pk")[:limit]
    return [
        ThemeLine(s.pk, s.title, s.title_en, s.text, s.text_en, s.site_id, s.audience, s.since, s.until, s.n)
        for s in rows
    ]
