"""Who acts, and what they were granted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from shushan.kernel.errors import NotAllowed


class ActorKind(StrEnum):
    """The kinds of actor; the value is the prefix in the ledger's ``actor`` column."""

    STAFF = "staff"
    READER = "reader"
    DEVICE = "device"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


ANY_VERB: Final = "*"


@dataclass(frozen=True, slots=True)
class Grant:
    """One verb in one scope. ``site_id`` and ``unit_id`` of None mean everywhere; a set id means only there.

    A grant at a unit reaches the units below it on the day of acting: ``below``. Nothing upward, nothing sideways.

    ``verb`` may be ``*`` (every verb) or end in ``.*`` (every verb of a room).
    """

    verb: str
    site_id: int | None = None
    unit_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    below: frozenset[int] = field(default=frozenset(), repr=False)

    def covers(self, verb: str, *, site_id: int | None, unit_id: int | None) -> bool:
        """Say whether this grant covers the verb at that site and unit (None = asks for everywhere)."""
        return (
            self._names(verb)
            and (self.site_id is None or self.site_id == site_id)
            and (self.unit_id is None or self.unit_id == unit_id or unit_id in self.below)
        )

    def _names(self, verb: str) -> bool:
        if self.verb in (ANY_VERB, verb):
            return True
        return self.verb.endswith(".*") and verb.startswith(self.verb[:-1])


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a device or the system, at the moment of acting, with the grants that hold at that moment.

    ``id`` is the person's id (staff, reader), the device's id, or 0 for the system.
    ``site_id`` is where they stand (the desk's site); it scopes nothing by itself.
    """

    kind: ActorKind
    id: int
    name: str
    grants: tuple[Grant, ...] = field(default=(), repr=False)
    site_id: int | None = None

    @property
    def label(self) -> str:
        """The actor as written into the ledger: ``staff:12``, ``device:3``, ``system:nightly``.

        A reader is written without an id: who borrowed is the entry's pseudonym, never its actor.
        """
        if self.kind is ActorKind.SYSTEM:
            return f"system:{self.name}"
        if self.kind in (ActorKind.READER, ActorKind.ANONYMOUS):
            return str(self.kind)
        return f"{self.kind}:{self.id}"

    def may(self, verb: str, *, site_id: int | None = None, unit_id: int | None = None) -> bool:
        """Say whether the actor holds the verb in that scope."""
        return any(g.covers(str(verb), site_id=site_id, unit_id=unit_id) for g in self.grants)

    def may_somewhere(self, verb: str) -> bool:
        """Say whether the actor holds the verb in any scope at all (for menus, never for acts)."""
        return any(g.covers(str(verb), site_id=g.site_id, unit_id=g.unit_id) for g in self.grants)

    def sites(self, verb: str) -> frozenset[int] | None:
        """Return the sites where the actor holds the verb; None means every site."""
        held = [g for g in self.grants if g.covers(str(verb), site_id=g.site_id, unit_id=g.unit_id)]
        if any(g.site_id is None for g in held):
            return None
        return frozenset(g.site_id for g in held if g.site_id is not None)

    def require(self, verb: str, *, site_id: int | None = None, unit_id: int | None = None) -> None:
        """Pass in silence, or refuse.

        :raises NotAllowed: no grant covers the verb in that scope.
        """
        if not self.may(verb, site_id=site_id, unit_id=unit_id):
            raise NotAllowed(verb=str(verb))

    def require_somewhere(self, verb: str) -> None:
        """Pass in silence when the actor holds the verb in any scope (for lists that are narrowed to it afterwards).

        :raises NotAllowed: the verb is held nowhere.
        """
        if not self.may_somewhere(verb):
            raise NotAllowed(verb=str(verb))


def system(name: str) -> Actor:
    """Return the system itself acting under a name (``nightly``, ``import``, ``demonstration``), granted everything."""
    return Actor(kind=ActorKind.SYSTEM, id=0, name=name, grants=(Grant(ANY_VERB),))


ANONYMOUS: Final = Actor(kind=ActorKind.ANONYMOUS, id=0, name="")
