"""Where a verb must be held, and who runs a meeting: whoever holds the verb there, and its chair."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import NotAllowed
from shushan.meetings.terms import MeetingAct, MeetingLine
from shushan.units import public as units

PEOPLE = (ActorKind.STAFF, ActorKind.READER)


def may_at(actor: Actor, verb: str, unit_id: int) -> bool:
    """Say whether an actor holds a verb at a unit: granted there, at its site, or everywhere."""
    return actor.may(verb, unit_id=unit_id, site_id=units.history(unit_id)[0].site_id)


def require_at(actor: Actor, verb: str, unit_id: int) -> None:
    """Pass in silence, or refuse.

    :raises NotAllowed: no grant covers the verb there :raises NotFound: there is no such unit
    """
    if not may_at(actor, verb, unit_id):
        raise NotAllowed(verb=str(verb))


def may_among(actor: Actor, verb: str, values: Iterable[units.UnitValue]) -> list[units.UnitValue]:
    """Return those of some units at which an actor holds a verb."""
    return [one for one in values if actor.may(verb, unit_id=one.id, site_id=one.site_id)]


def is_person(actor: Actor, person_id: int | None) -> bool:
    """Say whether an actor is this person."""
    return actor.kind in PEOPLE and person_id is not None and actor.id == person_id


def may_run(actor: Actor, meeting: MeetingLine) -> bool:
    """Say whether an actor runs a meeting: by the verb at its unit, or from the chair."""
    return is_person(actor, meeting.chair_id) or may_at(actor, MeetingAct.RUN, meeting.unit_id)


def require_run(actor: Actor, meeting: MeetingLine) -> None:
    """Pass in silence, or refuse.

    :raises NotAllowed: they are not in the chair and hold no grant there
    """
    if not may_run(actor, meeting):
        raise NotAllowed(
            _("只有主持人和有权的书记可以办理这次会议"), verb=str(MeetingAct.RUN), remedy=_("请找会议的主持人")
        )
