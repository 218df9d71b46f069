"""Search and suggest."""

from __future__ import annotations

from django.db import connection

from shushan.search.analysis.fold import fold
from shushan.search.models import Change, SuggestionRow
from shushan.search.ports import engine
from shushan.search.terms import Asked, Hits, Suggestion

LAST = "\U0010ffff"


def search(asked: Asked) -> Hits:
    """Answer a question."""
    return engine().search(asked)


def suggest(text: str, *, limit: int = 8) -> list[Suggestion]:
    """Return titles that begin like what was typed (汉字, pinyin, initials), the most used first, in one query."""
    typed = fold(text).replace(" ", "") if fold(text).isascii() else fold(text).strip()
    if not typed:
        return []
    rows = SuggestionRow.objects.all()
    if connection.vendor == "sqlite":  # a range uses the index there, LIKE does not
        rows = rows.filter(typed__gte=typed, typed__lt=typed + LAST)
    else:
        rows = rows.filter(typed__startswith=typed)
    found: dict[tuple[str, int], Suggestion] = {}
    for row in rows.order_by("-weight", "text")[: limit * 3]:
        found.setdefault((row.kind, row.ref), Suggestion(row.kind, row.ref, row.text))
    return list(found.values())[:limit]


def waiting() -> int:
    """Return how many changes the index has not seen yet."""
    return Change.objects.count()
