"""Going through a table that is too long to hold, while it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet


def every_key(found: QuerySet[Any, Any], *, some: int = 5000) -> Iterator[int]:
    """Yield the primary keys of these rows in their order, so many of them by each question.

    Between two questions nothing is open, so whoever takes the keys may write. Beside a statement that is still being
    read SQLite refuses a writing transaction at once ("database is locked") as soon as another process has written.
    """
    keys, last = found.order_by("pk").values_list("pk", flat=True), None
    while slice_of := list(keys[:some] if last is None else keys.filter(pk__gt=last)[:some]):
        yield from slice_of
        last = slice_of[-1]
