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
    live: Callable[[Sequence[int]], set[int]] | None = None


_providers: dict[str, Provider] = {}


def register_provider(
    kind: str,
    *,
    load: Callable[[Sequence[int]], list[Document]],
    every_id: Callable[[], Iterable[int]],
    live: Callable[[Sequence[int]], set[int]] | None = None,
) -> None:
    """Say how the documents of a kind are loaded by id, which ids there are, and which of some may be found now."""
    _providers[kind] = Provider(kind, load, every_id, live)


def provider(kind: str) -> Provider | None:
    """Return the provider of a kind."""
    return _providers.get(kind)


def every_provider() -> list[Provider]:
    """Return all providers."""
    return list(_providers.values())
