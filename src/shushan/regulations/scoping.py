"""Where a verb must be held: at the unit, at the site where it sits, at a unit above it, or everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.kernel.periods import Period
from shushan.regulations.seam import Asked, subjects_of
from shushan.regulations.terms import Result, SubjectKind
from shushan.units import public as units

GROUP = "group"  # the kind of unit whose duties count for its branch


def units_for(actor: Actor, verb: str, *, on: date) -> list[units.UnitValue]:
    """Return the units that owe duties, stand on a day, and for which an actor holds a verb, in a few queries.

    A grant at a unit reaches the units below it: who oversees a general branch sees its branches' results. A group is
    left out where its branch is there: what it owes stands with its branch.
    """
    subjects = subjects_of(SubjectKind.UNIT)
    owing = {one.id for one in subjects.read(Asked(Period.day(on)))} if subjects else set()
    held: set[int] = set()
    found = []
    for value in units.tree(on=on):  # parents come before children
        if value.parent_id in held or actor.may(verb, unit_id=value.id, site_id=value.site_id):
            held.add(value.id)
            is_with_its_branch = value.kind == GROUP and value.parent_id in held
            if value.id in owing and not is_with_its_branch:
                found.append(value)
    return found


def groups_by_branch(branches: Iterable[int], *, on: date) -> dict[int, int]:
    """Return the groups of some branches on a day, each with its branch, in one query."""
    wanted = set(branches)
    return {
        one.id: one.parent_id
        for one in units.tree(on=on)
        if one.kind == GROUP and one.parent_id is not None and one.parent_id in wanted
    }


def groups_of(unit_id: int, *, on: date) -> list[units.UnitValue]:
    """Return the groups of a branch on a day: what they owe stands on the branch's desk and in its year, in one query."""
    under = [one for one in units.tree(on=on) if one.parent_id == unit_id and one.kind == GROUP]
    return sorted(under, key=lambda one: one.code)


def require_for(actor: Actor, verb: str, result: Result) -> None:
    """Pass in silence when the actor holds the verb for the unit of a result (everywhere, where it has none), or refuse.

    :raises NotAllowed:
    """
    if result.unit_id is None:
        actor.require(verb)
    else:
        require_at(actor, verb, result.unit_id)


def require_at(actor: Actor, verb: str, unit_id: int) -> None:
    """Pass in silence, or refuse.

    :raises NotAllowed: no grant covers the verb there or above :raises NotFound: there is no such unit
    """
    value = units.history(unit_id)[0]
    seen = {unit_id}
    while True:
        if actor.may(verb, unit_id=value.id, site_id=value.site_id):
            return
        if value.parent_id is None or value.parent_id in seen:
            raise NotAllowed(verb=str(verb))
        seen.add(value.parent_id)
        value = units.history(value.parent_id)[0]
