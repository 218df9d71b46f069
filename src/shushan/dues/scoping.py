"""Who may do what at which branch: by a grant at the unit or above it, and the collector's post at the own branch."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shushan.dues.terms import DuesAct
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import NotAllowed
from shushan.organisation import public as organisation
from shushan.places import public as places
from shushan.regulations import public as regulations
from shushan.units import public as units

COLLECTORS = frozenset({organisation.PostKind.SECRETARY, organisation.PostKind.ORGANISATION_MEMBER})
PEOPLE = (ActorKind.STAFF, ActorKind.READER)


def may_at(actor: Actor, verb: str, unit_id: int) -> bool:
    """Say whether an actor holds a verb at a unit or above it.

    :raises NotFound: there is no such unit
    """
    try:
        regulations.require_at(actor, verb, unit_id)
    except NotAllowed:
        return False
    return True


def collects_for(actor: Actor, *, on: date) -> frozenset[int]:
    """Return the branches at which an actor holds the collector's post on a day, in one query."""
    if actor.kind not in PEOPLE:
        return frozenset()
    return frozenset(post.unit_id for post in organisation.posts(on=on, person_id=actor.id) if post.kind in COLLECTORS)


def may_collect(actor: Actor, unit_id: int, *, on: date) -> bool:
    """Say whether an actor collects at a branch: by the verb or by the post."""
    return may_at(actor, DuesAct.COLLECT, unit_id) or unit_id in collects_for(actor, on=on)


def require_collector(actor: Actor, unit_id: int, *, on: date) -> None:
    """Pass in silence, or refuse.

    :raises NotAllowed: neither the grant nor the post
    """
    if not may_collect(actor, unit_id, on=on):
        raise NotAllowed(
            _("党费由本支部的组织委员或书记登记"), verb=str(DuesAct.COLLECT), remedy=_("请找本支部的组织委员或书记")
        )


def require_sight(actor: Actor, unit_id: int, *, on: date) -> None:
    """Pass who may see names and amounts of a branch: by the grant, or because they collect there.

    :raises NotAllowed:
    """
    if not may_at(actor, DuesAct.SEE, unit_id) and not may_collect(actor, unit_id, on=on):
        raise NotAllowed(_("姓名和数额只给有权的人看"), verb=str(DuesAct.SEE))


def site_of(unit_id: int) -> int | None:
    """Return where a branch's facts are counted: its site, else that of the nearest unit above, else the first one."""
    value, seen = units.history(unit_id)[0], {unit_id}
    while value.site_id is None and value.parent_id is not None and value.parent_id not in seen:
        seen.add(value.parent_id)
        value = units.history(value.parent_id)[0]
    return value.site_id if value.site_id is not None else min((site.id for site in places.sites()), default=None)
