"""Where a verb must be held: at the unit itself, or at the site where it sits."""

from __future__ import annotations

from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.units import public as units


def may_at(actor: Actor, verb: str, unit_id: int) -> bool:
    """Say whether an actor holds a verb at a unit: granted there, at its site, or everywhere."""
    site_id = units.history(unit_id)[0].site_id
    return actor.may(verb, unit_id=unit_id, site_id=site_id)


def require_at(actor: Actor, verb: str, unit_id: int) -> None:
    """Pass in silence, or refuse.

    :raises NotAllowed: no grant covers the verb there :raises NotFound: there is no such unit
    """
    if not may_at(actor, verb, unit_id):
        raise NotAllowed(verb=str(verb))
