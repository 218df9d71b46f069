"""Who is entitled to a meeting on a day, and who may be in its chair: from rosters and posts, never typed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from shushan.meetings import policy
from shushan.meetings.terms import ChairChoice, Entitled, MeetingKind, Standing
from shushan.organisation import public as organisation
from shushan.units import public as units


def entitled(kind: MeetingKind, unit: units.UnitValue, *, on: date, chosen: Collection[int] = ()) -> list[Entitled]:
    """Return everybody who is entitled on a day, by name.

    ``chosen`` are the persons of a group or of a talk: those of them who stand on a roster there.
    """
    who = policy.KINDS[kind].who
    if who is Standing.COMMITTEE:
        return committee(unit.id, on=on)
    roster = roster_of(unit, on=on, everywhere=who is Standing.PAIR)
    if who in (Standing.GROUP, Standing.PAIR):
        roster = [one for one in roster if one.person_id in chosen]
    return [
        Entitled(one.person_id, one.name, who, one.may_vote and who is not Standing.PAIR)
        for one in sorted(roster, key=lambda one: (one.name, one.person_id))
    ]


def committee(unit_id: int, *, on: date) -> list[Entitled]:
    """Return the committee of a unit on a day, the secretary first; somebody with two posts has one vote."""
    found: dict[int, Entitled] = {}
    for post in organisation.posts(on=on, unit_id=unit_id):
        if int(post.kind) in policy.COMMITTEE_POSTS:
            found.setdefault(post.person_id, Entitled(post.person_id, post.name, Standing.COMMITTEE, may_vote=True))
    return list(found.values())


def roster_of(unit: units.UnitValue, *, on: date, everywhere: bool = False) -> list[organisation.MemberLine]:
    """Return the members from whom a meeting of a unit is drawn: its own roster and those under it; a group's branch."""
    if everywhere:
        return organisation.roster(on=on)
    top = unit.parent_id if unit.kind == organisation.UnitKind.GROUP and unit.parent_id else unit.id
    return organisation.roster(on=on, unit_ids=units.descendants(top, on=on))


def chairs(kind: MeetingKind, unit: units.UnitValue, *, on: date, chosen: Collection[int] = ()) -> list[ChairChoice]:
    """Return who may be in the chair on a day, the first choice first (MTG-06). A talk has none."""
    if not policy.KINDS[kind].has_chair:
        return []
    posts = organisation.posts(on=on, unit_id=unit.id)
    if kind is MeetingKind.GROUP:
        leaders = {post.person_id for post in posts if int(post.kind) == policy.GROUP_LEADER}
        members = entitled(kind, unit, on=on, chosen={*chosen, *leaders})
        found = [ChairChoice(one.person_id, one.name, one.person_id in leaders) for one in members]
    else:
        first = {post.person_id for post in posts if int(post.kind) == policy.SECRETARY}
        found = [ChairChoice(one.person_id, one.name, one.person_id in first) for one in committee(unit.id, on=on)]
    return sorted(found, key=lambda one: not one.is_first)
