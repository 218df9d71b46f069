"""Who is entitled to a meeting on a day, and who may be in its chair: from rosters and posts, never typed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shushan.meetings import policy
from shushan.meetings.terms import ChairChoice, Entitled, MeetingKind, Standing
from shushan.organisation import public as organisation
from shushan.units import public as units


@dataclass(frozen=True, slots=True)
class Day:
    """The organisation as it was on a day: tree, posts, rosters."""

    on: date
    tree: dict[int, units.UnitValue]
    posts: list[organisation.PostLine]
    members: list[organisation.MemberLine]

    @classmethod
    def of(cls, on: date) -> Day:
        """Read a day, in three queries."""
        tree = {one.id: one for one in units.tree(on=on)}
        return cls(on, tree, organisation.posts(on=on), organisation.roster(on=on))

    def entitled(self, kind: MeetingKind, unit: units.UnitValue, *, chosen: Collection[int] = ()) -> list[Entitled]:
        """Return everybody who is entitled, by name; a group's own in one query more.

        ``chosen`` are the persons of a talk: those of them who stand on a roster there.
        """
        who = policy.KINDS[kind].who
        if who is Standing.COMMITTEE:
            return self.committee(unit.id)
        roster = self.members if who is Standing.PAIR else self.roster(unit)
        if who is Standing.PAIR:
            roster = [one for one in roster if one.person_id in chosen]
        if who is Standing.GROUP:
            inside = organisation.members_of_group(unit.id, on=self.on)
            roster = [one for one in roster if one.id in inside]
        return [
            Entitled(one.person_id, one.name, who, one.may_vote and who is not Standing.PAIR)
            for one in sorted(roster, key=lambda one: (one.name, one.person_id))
        ]

    def committee(self, unit_id: int) -> list[Entitled]:
        """Return the committee of a unit, the secretary first; somebody with two posts has one vote."""
        found: dict[int, Entitled] = {}
        for post in self.posts:
            if post.unit_id == unit_id and int(post.kind) in policy.COMMITTEE_POSTS:
                found.setdefault(post.person_id, Entitled(post.person_id, post.name, Standing.COMMITTEE, may_vote=True))
        return list(found.values())

    def roster(self, unit: units.UnitValue) -> list[organisation.MemberLine]:
        """Return the members from whom a meeting of a unit is drawn: its roster and those under it; a group's branch."""
        top = unit.parent_id if unit.kind == organisation.UnitKind.GROUP and unit.parent_id else unit.id
        below = {top}
        for one in self.tree.values():  # parents come before children
            if one.parent_id in below:
                below.add(one.id)
        return [one for one in self.members if one.unit_id in below]

    def chairs(self, kind: MeetingKind, unit: units.UnitValue) -> list[ChairChoice]:
        """Return who may be in the chair, the first choice first (MTG-06). A talk has none."""
        if not policy.KINDS[kind].has_chair:
            return []
        posts = [post for post in self.posts if post.unit_id == unit.id]
        if kind is MeetingKind.GROUP:
            first = {post.person_id for post in posts if int(post.kind) == policy.GROUP_LEADER}
            people = self.entitled(kind, unit)
        else:
            first = {post.person_id for post in posts if int(post.kind) == policy.SECRETARY}
            people = self.committee(unit.id)
        found = [ChairChoice(one.person_id, one.name, one.person_id in first) for one in people]
        return sorted(found, key=lambda one: not one.is_first)

    def branch_of(self, unit: units.UnitValue) -> units.UnitValue:
        """Return the branch for which a unit's meetings count: a group's own branch, else the unit itself."""
        is_group = unit.kind == organisation.UnitKind.GROUP
        return self.tree.get(unit.parent_id or 0, unit) if is_group else unit

    def site_of(self, unit: units.UnitValue) -> int | None:
        """Return the site where a unit sits, or what it stands under; None where none of them says."""
        here: units.UnitValue | None = unit
        while here is not None and here.site_id is None:
            here = self.tree.get(here.parent_id or 0)
        return here.site_id if here is not None else None


def entitled(kind: MeetingKind, unit: units.UnitValue, *, on: date, chosen: Collection[int] = ()) -> list[Entitled]:
    """Return everybody who is entitled on a day, by name, in three queries."""
    return Day.of(on).entitled(kind, unit, chosen=chosen)


def committee(unit_id: int, *, on: date) -> list[Entitled]:
    """Return the committee of a unit on a day, the secretary first."""
    return Day.of(on).committee(unit_id)


def roster_of(unit: units.UnitValue, *, on: date) -> list[organisation.MemberLine]:
    """Return the members from whom a meeting of a unit is drawn on a day."""
    return Day.of(on).roster(unit)


def chairs(kind: MeetingKind, unit: units.UnitValue, *, on: date) -> list[ChairChoice]:
    """Return who may be in the chair on a day, the first choice first."""
    return Day.of(on).chairs(kind, unit)
