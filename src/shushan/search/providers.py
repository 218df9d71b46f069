"""Who gives documents: each room registers its kind from its AppConfig."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shushan.search.terms import Document


@dataclass(frozen=True, slots=True)
class Provider:
    """How the documents of one kind are had."""

    kind: str
    load: Callable[[Sequence[int]], list[Document]]
    every_id: Callable[[], Iterable[int]]


_providers: dict[str, Provider] = {}


def register_provider(
    kind: str, *, load: Callable[[Sequence[int]], list[Document]], every_id: Callable[[], Iterable[int]]
) -> None:
    """Say how the documents of a kind are loaded by id, and which ids there are."""
    _providers[kind] = Provider(kind, load, every_id)


def provider(kind: str) -> Provider | None:
    """Return the provider of a kind."""
    return _providers.get(kind)


def every_provider() -> list[Provider]:
    """Return all providers."""
    return list(_providers.values())
