"""Who acts here: a person who studies, or somebody who holds a verb where a unit is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import NotAllowed
from shushan.learning import ports
from shushan.learning.terms import LearningAct
from shushan.units import public as units


def learner(actor: Actor) -> int:
    """Return the person's id of somebody who studies: a reader, or whoever works here.

    :raises NotAllowed: nobody is signed in, a machine, or neither reader nor colleague
    """
    is_colleague = actor.kind is ActorKind.STAFF
    if not is_colleague and not (actor.kind is ActorKind.READER and actor.may(LearningAct.STUDY_OWN)):
        raise NotAllowed(_("请先登录：学习记录记在本人名下"), verb=LearningAct.STUDY_OWN)
    return actor.id


def is_colleague(actor: Actor) -> bool:
    """Say whether somebody works here."""
    return actor.kind is ActorKind.STAFF


def may_at(actor: Actor, verb: str, unit_id: int | None) -> bool:
    """Say whether an actor holds a verb at a unit: granted there, at its site, or everywhere (None: everywhere)."""
    if unit_id is None:
        return actor.may(verb)
    return actor.may(verb, unit_id=unit_id, site_id=units.history(unit_id)[0].site_id)


def require_at(actor: Actor, verb: str, unit_id: int | None) -> None:
    """Pass in silence, or refuse.

    :raises NotAllowed: :raises NotFound: there is no such unit
    """
    if not may_at(actor, verb, unit_id):
        raise NotAllowed(verb=str(verb))


def allowed_rosters(actor: Actor, verb: str, lines: list[ports.RosterLine]) -> list[ports.RosterLine]:
    """Return those of a roster whose unit or site the verb covers."""
    return [line for line in lines if actor.may(verb, unit_id=line.unit_id, site_id=line.site_id)]
