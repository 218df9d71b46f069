"""Rules of organisation life: pure. Numbers are those of RULES A1 and A2, read in copies, to be checked officially."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shushan.meetings.terms import MeetingKind, Standing, VoteKind

BRANCHES: Final = frozenset({"general-branch", "branch", "temporary-branch"})
EARLY: Final = timedelta(hours=1)  # how long before the beginning the code in the room is good
COMMITTEE_POSTS: Final = frozenset({1, 2, 3, 4, 5})  # organisation.PostKind of a committee, the secretary among them
SECRETARY: Final = 1
GROUP_LEADER: Final = 6


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a kind of meeting is: where it is held, who is entitled, whether it may decide, has a chair, needs a topic."""

    units: frozenset[str]
    who: Standing
    may_decide: bool = False
    has_chair: bool = True
    needs_topic: bool = False
    needs_speaker: bool = False


KINDS: Final[dict[MeetingKind, KindRule]] = {
    MeetingKind.MEMBERS: KindRule(BRANCHES, Standing.MEMBER, may_decide=True),
    MeetingKind.COMMITTEE: KindRule(BRANCHES, Standing.COMMITTEE, may_decide=True),
    MeetingKind.GROUP: KindRule(frozenset({"group"}), Standing.GROUP),
    MeetingKind.LECTURE: KindRule(BRANCHES, Standing.MEMBER, needs_topic=True, needs_speaker=True),
    MeetingKind.THEME_DAY: KindRule(BRANCHES, Standing.MEMBER, needs_topic=True),
    MeetingKind.LIFE: KindRule(BRANCHES, Standing.MEMBER),
    MeetingKind.APPRAISAL: KindRule(BRANCHES, Standing.MEMBER, may_decide=True),
    MeetingKind.TALK: KindRule(BRANCHES, Standing.PAIR, has_chair=False),
    MeetingKind.REPORT: KindRule(BRANCHES, Standing.MEMBER, needs_topic=True, needs_speaker=True),
}

CUSTOMARY: Final[dict[MeetingKind, tuple[int, ...]]] = {
    MeetingKind.MEMBERS: (3, 6, 9, 12),  # one a quarter (MTG-01)
    MeetingKind.COMMITTEE: tuple(range(1, 13)),  # one a month, where there is a committee (MTG-03)
    MeetingKind.GROUP: tuple(range(1, 13)),  # one a month, where there are groups (MTG-05)
    MeetingKind.THEME_DAY: tuple(range(1, 13)),  # one a month on a relatively fixed day (MTG-07)
    MeetingKind.LECTURE: (4,),  # the secretary at least once a year (MTG-08)
    MeetingKind.LIFE: (12,),  # once a year, normally in the last quarter (MTG-09)
    MeetingKind.APPRAISAL: (12,),  # once a year (MTG-10)
}
"""The months in which a year's plan puts each kind. Source: 支部工作条例(试行) §11–§18 by copies (RULES A2)."""


def customary(unit_kind: str, *, has_committee: bool) -> list[tuple[int, MeetingKind]]:
    """Return (month, kind) of a year's plan of a unit of that kind, by month."""
    found = [
        (month, kind)
        for kind, months in CUSTOMARY.items()
        if unit_kind in KINDS[kind].units and (kind is not MeetingKind.COMMITTEE or has_committee)
        for month in months
    ]
    return sorted(found, key=lambda one: (one[0], list(CUSTOMARY).index(one[1])))


def needed(voters: int, numerator: int, denominator: int) -> int:
    """Return how many of those with a vote must be here for a share of them: at least so much, rounded up.

    >>> needed(7, 1, 2), needed(6, 1, 2), needed(11, 4, 5)
    (4, 3, 9)
    """
    return -(-voters * numerator // denominator)


def has_quorum(here: int, voters: int, numerator: int = 1, denominator: int = 2) -> bool:
    """Say whether enough of those with a vote are here: at least half of them where nothing else is said (MTG-02, MTG-03)."""
    return voters > 0 and here >= needed(voters, numerator, denominator)


def is_pair(first_is_committee: bool, second_is_committee: bool) -> str:
    """Return which pair of a heart-to-heart talk two people are (MTG-11)."""
    both = int(first_is_committee) + int(second_is_committee)
    return ("member-member", "committee-member", "committee-committee")[both]


def points_of(text: str) -> list[tuple[str, bool]]:
    """Return the points of a typed agenda, one a line; a star before a line marks what is important.

    >>> points_of("学习\\n★ 换届\\n\\n*发展党员")
    [('学习', False), ('换届', True), ('发展党员', True)]
    """
    found = []
    for line in text.splitlines():
        said = line.strip()
        bare = said.lstrip("★*＊ ").strip()
        if bare:
            found.append((bare[:200], said[0] in "★*＊"))
    return found


def most_common(days: Iterable[int]) -> int | None:
    """Return the day of the month that stands most often (the earliest of equals), or None."""
    seen: Sequence[int] = sorted(days)
    return max(dict.fromkeys(seen), key=lambda day: (seen.count(day), -day)) if seen else None


@dataclass(frozen=True, slots=True)
class VoteRule:
    """The thresholds of a kind of vote: shares of those entitled, as (numerator, denominator).

    ``quorum``: at least so many of those with a vote are here. ``passes``: more than this share of all entitled say yes.
    ``surplus``: per cent by which candidates exceed places, at least.
    """

    quorum: tuple[int, int]
    passes: tuple[int, int]
    is_secret: bool = False
    surplus: int = 0
    source: str = ""


VOTES: Final[dict[VoteKind, VoteRule]] = {
    VoteKind.RESOLUTION: VoteRule((1, 2), (1, 2), source="MTG-02"),
    VoteKind.ACCEPTANCE: VoteRule((1, 2), (1, 2), is_secret=True, source="DEV-11"),
    VoteKind.ELECTION: VoteRule((4, 5), (1, 2), is_secret=True, surplus=20, source="ORG-11, ORG-12, ORG-13"),
}
"""Sources: 支部工作条例 §11; 发展党员 §20; 选举工作条例 (quorum by its older text, to be checked officially). RULES A1, A2, A4."""


def more_than(entitled: int, numerator: int, denominator: int) -> int:
    """Return the least number that is more than a share.

    >>> more_than(7, 1, 2), more_than(6, 1, 2)
    (4, 4)
    """
    return entitled * numerator // denominator + 1


def least_candidates(places: int, surplus: int) -> int:
    """Return how many candidates are needed for some places (ORG-13).

    >>> least_candidates(5, 20), least_candidates(3, 20), least_candidates(1, 20)
    (6, 4, 2)
    """
    return -(-places * (100 + surplus) // 100)


def carried(yes: Mapping[int, int], *, needed: int, places: int) -> frozenset[int]:
    """Return what is carried: whoever has the votes needed, of them the first by votes; a tie for the last place elects neither.

    >>> sorted(carried({1: 6, 2: 5, 3: 5}, needed=4, places=2))
    [1]
    """
    fitting = sorted((votes, key) for key, votes in yes.items() if votes >= needed)[::-1]
    if len(fitting) <= places:
        return frozenset(key for _votes, key in fitting)
    edge = fitting[places][0]
    return frozenset(key for votes, key in fitting[:places] if votes > edge)
