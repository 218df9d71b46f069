"""What the worker knows how to do: handlers of jobs, chores every few seconds, nightly work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    pass

Handler: TypeAlias = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: its title and its handler ``run(work, **arguments)``; ``is_repeatable``: its page offers to do it again."""

    code: str
    title: object
    handler: Handler
    is_repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Chore:
    """Something small done again and again; returns whether there was anything to do."""

    name: str
    seconds: float
    run: Callable[[datetime], bool]


@dataclass(frozen=True, slots=True)
class Nightly:
    """Something done once a day after an hour of local time, by one worker."""

    code: str
    hour: int
    run: Callable[[datetime], Any]


_kinds: dict[str, Kind] = {}
_chores: dict[str, Chore] = {}
_nightlies: dict[str, Nightly] = {}


def job(
    code: str, *, title: object, is_repeatable: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a kind of job. The handler must be able to begin again at its checkpoint."""

    def register(handler: Callable[..., None]) -> Callable[..., None]:
        _kinds[code] = Kind(code, title, handler, is_repeatable)
        return handler

    return register


def kind(code: str) -> Kind | None:
    """Return a kind of job."""
    return _kinds.get(code)


def register_chore(name: str, *, seconds: float, run: Callable[[datetime], bool]) -> None:
    """Have the worker do something again and again."""
    _chores[name] = Chore(name, seconds, run)


def register_nightly(code: str, *, hour: int, run: Callable[[datetime], Any]) -> None:
    """Have one worker do something once a day after an hour of local time."""
    _nightlies[code] = Nightly(code, hour, run)


def chores() -> list[Chore]:
    """Return every chore."""
    return list(_chores.values())


def nightlies() -> list[Nightly]:
    """Return all nightly work."""
    return list(_nightlies.values())
