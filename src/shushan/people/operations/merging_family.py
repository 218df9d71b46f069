"""How consents and proxies follow when two readers are merged, and go back."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from shushan.people.models import Consent, Proxy, Reader

_COLUMNS: Final = (
    ("consent.child", Consent, "child"),
    ("consent.guardian", Consent, "guardian"),
    ("proxy.reader", Proxy, "reader"),
    ("proxy.proxy", Proxy, "proxy"),
)


def family_over(kept: Reader, gone: Reader) -> dict[str, list[int]]:
    """Point consents and proxies at the reader who stays; what that one has already stays with the other. Return ids."""
    moved = {}
    for name, model, column in _COLUMNS:
        ids = [row.pk for row in _of(model, column, gone) if not _is_there(row, column, kept)]
        model._default_manager.filter(pk__in=ids).update(**{column: kept.pk})
        moved[name] = ids
    return moved


def family_back(moved: dict[str, list[int]], kept: Reader, gone: Reader) -> None:
    """Give back what still names the one who stayed."""
    for name, model, column in _COLUMNS:
        model._default_manager.filter(pk__in=moved.get(name, []), **{column: kept.pk}).update(**{column: gone.pk})


def _of(model: type[Consent | Proxy], column: str, reader: Reader) -> QuerySet[Consent] | QuerySet[Proxy]:
    return model._default_manager.filter(**{column: reader.pk})


def _is_there(row: Consent | Proxy, column: str, kept: Reader) -> bool:
    """Say whether moving a row would double an open one, or make somebody their own proxy."""
    if isinstance(row, Consent):
        is_open = Consent.objects.filter(child=kept, withdrawn_at=None).exists()
        return column == "child" and row.withdrawn_at is None and is_open
    other = row.proxy_id if column == "reader" else row.reader_id
    same = {column: kept.pk, ("proxy" if column == "reader" else "reader"): other, "ended_at": None}
    return other == kept.pk or (row.ended_at is None and Proxy.objects.filter(**same).exists())
