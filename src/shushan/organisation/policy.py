"""Rules of structure, posts and terms: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shushan.kernel.periods import add_months
from shushan.organisation.terms import LineAct, LinePlan, MemberKind, PostKind, UnitKind

TERM_YEARS = 3
"""Years of a term of a general branch and a branch. Source: 中办《关于党的基层组织任期的意见》2018-07-12 (ORG-07,
read in a copy, to be checked against the official text)."""

COMMITTEE_OF = 3
"""Persons from which a branch has a committee: it has three to five of them (ORG-06, 支部工作条例, read in a copy)."""

REMINDER_MONTHS = 6
"""Months before a term's end at which the superior reminds. Source: ORG-09 (qizhiwang 2021-12-27, read in a copy)."""

TOLD_DAYS = 183
"""Days before a term's end at which secretary and superior are told: half a year, after the same source."""


@dataclass(frozen=True, slots=True)
class PostRule:
    """Where a post may be held, and whether only one person holds it at a time."""

    kinds: frozenset[str]
    is_single: bool


_BRANCHES = frozenset({UnitKind.GENERAL_BRANCH, UnitKind.BRANCH, UnitKind.TEMPORARY})
POSTS: dict[PostKind, PostRule] = {
    PostKind.SECRETARY: PostRule(_BRANCHES, is_single=True),
    PostKind.DEPUTY_SECRETARY: PostRule(_BRANCHES, is_single=False),
    PostKind.ORGANISATION_MEMBER: PostRule(_BRANCHES, is_single=True),
    PostKind.PUBLICITY_MEMBER: PostRule(_BRANCHES, is_single=True),
    PostKind.DISCIPLINE_MEMBER: PostRule(_BRANCHES, is_single=True),
    PostKind.GROUP_LEADER: PostRule(frozenset({UnitKind.GROUP}), is_single=True),
    PostKind.DIRECTOR: PostRule(frozenset({"library"}), is_single=True),
    PostKind.DEPUTY_DIRECTOR: PostRule(frozenset({"library"}), is_single=False),
}
ROSTERS = (UnitKind.BRANCH, UnitKind.TEMPORARY)  # the kinds that have a roster of their own
OF_MEMBERS = frozenset(kind for kind, rule in POSTS.items() if "library" not in rule.kinds)
COMMITTEE = OF_MEMBERS - {PostKind.GROUP_LEADER}  # secretary and committee: more class hours are asked of them (EDU-02)
STANDS_UNDER: dict[str, frozenset[str]] = {
    UnitKind.GENERAL_BRANCH: frozenset({"", "library"}),
    UnitKind.BRANCH: frozenset({"", "library", UnitKind.GENERAL_BRANCH}),
    UnitKind.GROUP: frozenset({UnitKind.BRANCH, UnitKind.TEMPORARY}),
    UnitKind.TEMPORARY: frozenset({"", "library", UnitKind.GENERAL_BRANCH, UnitKind.BRANCH}),
}


def slot(kind: PostKind, person_id: int) -> int:
    """Return the number that may stand once at a time in a unit for a post: 0 where only one person may hold it."""
    return 0 if POSTS[kind].is_single else person_id


def may_vote(kind: MemberKind, *, is_suspended: bool) -> bool:
    """Say whether a member votes: full members, unless the vote is suspended (留党察看; ORG-14)."""
    return kind is MemberKind.FULL and not is_suspended


def effective_on(*, approved_on: date, wished_on: date | None) -> date:
    """Return the day from which a structure change holds: never before its approval (ORG-16)."""
    return max(approved_on, wished_on or approved_on)


def is_ending(term_until: date | None, *, on: date, months: int) -> bool:
    """Say whether a term ends within some months of a day, or is over already."""
    return term_until is not None and add_months(term_until, -months) <= on


def misfits(lines: Iterable[LinePlan], standing: dict[str, str]) -> list[tuple[int, str]]:
    """Return (position from 0, what is wrong) of the lines that cannot be carried out on ``standing`` (code → kind).

    What is wrong is one of ``taken``, ``unknown``, ``kind``, ``parent``, ``name``, ``under-itself``.
    """
    wrong: list[tuple[int, str]] = []
    there = dict(standing)
    for position, line in enumerate(lines):
        fault = _fault(line, there)
        if fault:
            wrong.append((position, fault))
            continue
        if line.act is LineAct.CLOSE:
            there.pop(line.code, None)
        else:
            there[line.code] = line.kind
    return wrong


def _fault(line: LinePlan, there: dict[str, str]) -> str:
    if line.act is LineAct.FOUND and line.code in there:
        return "taken"
    if line.act is not LineAct.FOUND and line.code not in there:
        return "unknown"
    if line.act is LineAct.CLOSE:
        return ""
    if not line.name.strip() or not line.code.strip():
        return "name"
    if line.kind not in STANDS_UNDER:
        return "kind"
    if line.parent_code == line.code:
        return "under-itself"
    if line.parent_code and line.parent_code not in there:
        return "parent"
    if there.get(line.parent_code, "") not in STANDS_UNDER[line.kind]:
        return "parent"
    return ""
