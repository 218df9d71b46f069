"""Find records by one thing said about them, as ids: for protocols that put such findings together themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from shushan.catalogue.marc.isbn import normalise
from shushan.catalogue.models import BibRecord, RecordIsbn
from shushan.search import public as search


def words(text: str, *, scope: str = "", offset: int = 0, limit: int) -> tuple[list[int], int]:
    """Return a page of records with these words, best first, and how many there are; ``scope`` names one field."""
    asked = search.Asked(text, (("kind", "record"),), offset=offset, limit=max(limit, 1), scope=scope, counts=())
    hits = search.search(asked)
    return [ref for kind, ref in hits.found[:limit] if kind == "record"], hits.total


def masked(words: Sequence[search.Masked], *, scope: str = "", offset: int = 0, limit: int) -> tuple[list[int], int]:
    """Return a page of records with all of these words, the best used first, and how many there are.

    :raises search.CannotMask: a mask or an anchor that the index cannot answer
    """
    asked = search.Asked("", (("kind", "record"),), offset=offset, limit=max(limit, 1), scope=scope, counts=())
    hits = search.search_masked(words, asked)
    return [ref for kind, ref in hits.found[:limit] if kind == "record"], hits.total


def isbn(text: str) -> list[int]:
    """Return the records with an ISBN, in 10 or 13 digits, with or without hyphens."""
    found = normalise(text)
    return list(_isbns().filter(isbn=found).order_by("record_id").values_list("record_id", flat=True))


def number(text: str) -> list[int]:
    """Return the records with this id or control number."""
    if "\x00" in text:  # PostgreSQL holds none, and refuses to be asked for one
        return []
    wanted = Q(control_number=text)
    if text.isdecimal() and len(text) < 18:
        wanted |= Q(pk=int(text))
    return _ids(BibRecord.shown.filter(wanted), 1000)


def years(first: int | None, last: int | None, *, limit: int) -> list[int]:
    """Return records published from a year to a year, both inclusive; None is open."""
    found = BibRecord.shown.all()
    found = found.filter(year__gte=first) if first is not None else found
    return _ids(found.filter(year__lte=last) if last is not None else found, limit)


def language(code: str, *, limit: int) -> list[int]:
    """Return records in a language (three letters, ISO 639-2)."""
    return _ids(BibRecord.shown.filter(language=code.lower().replace("\x00", "?")), limit)


def changed(relation: str, since: datetime, until: datetime, *, limit: int) -> list[int]:
    """Return records whose last change stands in this relation to a day or instant, ``since`` to ``until``."""
    said = {
        "=": Q(changed_at__gte=since, changed_at__lt=until),
        "<": Q(changed_at__lt=since),
        "<=": Q(changed_at__lt=until),
        ">": Q(changed_at__gte=until),
        ">=": Q(changed_at__gte=since),
    }[relation]
    return _ids(BibRecord.shown.filter(said), limit)


def everything(*, offset: int, limit: int) -> tuple[list[int], int]:
    """Return a page of all records by id, and how many there are."""
    found = BibRecord.shown.order_by("pk")
    return list(found.values_list("pk", flat=True)[offset : offset + limit]), found.count()


def titled(ids: Sequence[int], title: str) -> list[int]:
    """Return those of these records that have exactly this title (capitals do not matter)."""
    title = title.replace("\x00", "")
    said = Q(title__iexact=title) | Q(title_original__iexact=title) | Q(title__istartswith=f"{title}：")
    return _ids(BibRecord.shown.filter(said, pk__in=list(ids)), len(ids) or 1)


def ordered(ids: Sequence[int], keys: Sequence[tuple[str, bool]]) -> list[int]:
    """Return these records ordered by columns ``title``, ``year``, ``author`` or ``changed_at`` (True: descending)."""
    by = [f"-{column}" if is_down else column for column, is_down in keys]
    return list(BibRecord.shown.filter(pk__in=list(ids)).order_by(*by, "pk").values_list("pk", flat=True))


def isbns_from(text: str, *, before: int, limit: int) -> list[tuple[str, int]]:
    """Return ISBNs around one in order with how many records have each: so many before it, then it and the next."""
    digits = "".join(c for c in text if c.isdecimal())
    start = normalise(text) or digits
    rows = _isbns().order_by("isbn")
    lower = list(_isbns().filter(isbn__lt=start).order_by("-isbn").values_list("isbn", flat=True)[: before * 3])
    upper = list(rows.filter(isbn__gte=start).values_list("isbn", flat=True)[: limit * 3])
    first = list(dict.fromkeys(lower))[:before][::-1]
    wanted = [*first, *list(dict.fromkeys(upper))][:limit]
    counts: dict[str, int] = {}
    for one in _isbns().filter(isbn__in=wanted).values_list("isbn", flat=True):
        counts[one] = counts.get(one, 0) + 1
    return [(one, counts.get(one, 0)) for one in wanted]


def _isbns() -> QuerySet[RecordIsbn]:
    return RecordIsbn.objects.filter(record__is_suppressed=False)


def _ids(found: Any, limit: int) -> list[int]:
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])
