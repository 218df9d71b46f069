"""Who hears of which fact. A room above subscribes in its ``subscribers.py``; the ledger knows only names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from shushan.ledger.terms import EntryRow

Handler: TypeAlias = Callable[[EntryRow], None]
_handlers: dict[str, dict[str, Handler]] = {}


def on_fact(fact: str, name: str) -> Callable[[Handler], Handler]:
    """Subscribe a handler to a fact under a lasting name (``room.verb-noun``). Its effect must be idempotent.

    :raises ValueError: the name is taken for this fact.
    """

    def register(handler: Handler) -> Handler:
        taken = _handlers.setdefault(fact, {})
        if name in taken and taken[name].__qualname__ != handler.__qualname__:
            raise ValueError(f"{name} hears {fact} twice")
        taken[name] = handler
        return handler

    return register


def handlers_of(fact: str) -> tuple[str, ...]:
    """Return the names of the handlers of a fact."""
    return tuple(_handlers.get(fact, ()))


def handler(fact: str, name: str) -> Handler | None:
    """Return one handler, or None when its room is no longer there."""
    return _handlers.get(fact, {}).get(name)


def forget(fact: str, name: str) -> None:
    """Unsubscribe (tests)."""
    _handlers.get(fact, {}).pop(name, None)
