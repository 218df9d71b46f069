"""When and by whom the acts of the demonstration were done: hours of the library's own time, people with just the verbs named."""

from __future__ import annotations

from datetime import date, datetime, time

from shushan.kernel.actor import Actor, ActorKind, Grant
from shushan.ledger import public as ledger


def at(day: date, hour: int = 12) -> datetime:
    """Return an hour of a day, noon where none is said."""
    return datetime.combine(day, time(hour), tzinfo=ledger.zone())


def acting(person_id: int, name: str, *verbs: str) -> Actor:
    """Return an invented colleague who may do what these verbs say."""
    return Actor(ActorKind.STAFF, person_id, name, tuple(Grant(verb) for verb in verbs))
