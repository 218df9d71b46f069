"""Read who is in which group of a branch, as of any day. Whoever shows names checks the grant and records the look."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from shushan.organisation.models import GroupSpan
from shushan.organisation.queries.members import roster
from shushan.organisation.terms import GroupLine, MemberLine, UnitKind
from shushan.units import public as units


def grouping(*, on: date) -> dict[int, int]:
    """Return the group (its unit's id) of every member who is in one on a day, by member, in one query."""
    return dict(GroupSpan.objects.filter(_holding(on)).values_list("member", "unit"))


def members_of_group(unit_id: int, *, on: date) -> frozenset[int]:
    """Return the ids of the members in a group on a day, in one query."""
    return frozenset(GroupSpan.objects.filter(_holding(on), unit=unit_id).values_list("member", flat=True))


def group_roster(group: units.UnitValue, *, on: date) -> list[MemberLine]:
    """Return the members of a group on a day as they stand on their branch's roster, by name, in two queries."""
    inside = members_of_group(group.id, on=on)
    return [one for one in roster(on=on, unit_ids=[group.parent_id or 0]) if one.id in inside]


def group_history(member_id: int) -> list[GroupLine]:
    """Return the groups in which a member ever was, the newest first, in one query."""
    found = GroupSpan.objects.filter(member=member_id).order_by("-since")
    return [GroupLine(g.member_id, g.unit_id, g.since, g.until, g.by) for g in found]


def groups_of(branch_id: int, *, on: date) -> list[units.UnitValue]:
    """Return the groups of a branch on a day, by code, in one query."""
    under = [one for one in units.tree(on=on) if one.parent_id == branch_id and one.kind == UnitKind.GROUP]
    return sorted(under, key=lambda one: one.code)


def _holding(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
