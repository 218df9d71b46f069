"""Read units and members with their facts through time, for the rules: a fixed number of queries, whatever their number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Q

from shushan.kernel.periods import Period
from shushan.organisation import policy
from shushan.organisation.models import GroupSpan, Member, MemberSpan, Post
from shushan.organisation.terms import MemberKind, PostKind, UnitKind
from shushan.organisation.words import UNIT_KINDS
from shushan.regulations.public import Asked, Fact, FactSpan, Record, Subject
from shushan.ui.templatetags.look import called
from shushan.units import public as units

COMMITTEE = tuple(kind for kind in PostKind if kind not in (PostKind.GROUP_LEADER,) and kind in policy.OF_MEMBERS)
FEW = 500  # so many ids still go into one question; more are sorted out of all rows afterwards
DEEPEST = 6  # levels of units under each other; a tree of a library has three
POST_NAMES = {kind: kind.name.lower().replace("_", "-") for kind in PostKind}


@dataclass(slots=True)
class _Sums:
    """Running sums by day: ``add`` what begins and ends, then ask ``at``."""

    deltas: dict[date, int] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)

    def add(self, since: date, until: date | None) -> None:
        self.deltas[since] = self.deltas.get(since, 0) + 1
        if until is not None:
            self.deltas[until] = self.deltas.get(until, 0) - 1

    def close(self) -> None:
        total = 0
        for day in sorted(self.deltas):
            total += self.deltas[day]
            self.days.append(day)
            self.sums.append(total)

    def at(self, day: date) -> int:
        position = bisect_right(self.days, day)
        return self.sums[position - 1] if position else 0


@dataclass(slots=True)
class _Unit:
    versions: list[units.UnitValue] = field(default_factory=list)
    sums: dict[str, _Sums] = field(default_factory=dict)
    children: list[units.UnitValue] = field(default_factory=list)
    terms: list[Post] = field(default_factory=list)

    def add(self, name: str, since: date, until: date | None) -> None:
        self.sums.setdefault(name, _Sums()).add(since, until)

    def at(self, name: str, day: date) -> int:
        found = self.sums.get(name)
        return found.at(day) if found else 0


def unit_subjects(asked: Asked) -> Iterator[Subject]:
    """Yield the units that this room governs with their facts, in four queries."""
    known = _known(asked)
    for unit_id, unit in known.items():
        if not unit.versions or (asked.subject_ids is not None and unit_id not in asked.subject_ids):
            continue
        spans = tuple(_unit_spans(unit, known, asked.period))
        yield Subject(unit_id, called(unit.versions[-1]), spans)


def _known(asked: Asked) -> dict[int, _Unit]:
    """Read the units that are asked for, with what stands under them (where few are asked for, no others)."""
    known: dict[int, _Unit] = {}
    few = asked.subject_ids if asked.subject_ids is not None and len(asked.subject_ids) < FEW else None
    versions = [value for value in units.versions(period=asked.period) if value.kind in UNIT_KINDS]
    wanted = None if few is None else _with_below(few, versions)
    for value in versions:
        if wanted is not None and not {value.id, value.parent_id} & wanted:
            continue
        known.setdefault(value.id, _Unit()).versions.append(value)
        if value.parent_id is not None:
            known.setdefault(value.parent_id, _Unit()).children.append(value)
    among = Q() if few is None else Q(unit__in=list(known))
    rows = MemberSpan.objects.filter(_touching(asked.period), among)
    for unit_id, kind, votes, since, until in rows.values_list("unit", "kind", "may_vote", "since", "until"):
        unit = known.setdefault(unit_id, _Unit())
        unit.add("members", since, until)
        if kind == MemberKind.FULL:
            unit.add("full_members", since, until)
        if votes:
            unit.add("voters", since, until)
    rows_of_groups = GroupSpan.objects.filter(_touching(asked.period), among).values_list("unit", "since", "until")
    for unit_id, since, until in rows_of_groups:
        known.setdefault(unit_id, _Unit()).add("members", since, until)
    for post in Post.objects.filter(_touching(asked.period), among):
        _add_post(known.setdefault(post.unit_id, _Unit()), post)
    for unit in known.values():
        for child in unit.children:
            unit.add("groups" if child.kind == UnitKind.GROUP else "branches", child.since, child.until)
        for sums in unit.sums.values():
            sums.close()
    return known


def _add_post(unit: _Unit, post: Post) -> None:
    held = PostKind(post.kind)
    if held in COMMITTEE:
        unit.add("committee_size", post.since, post.until)
    if held in (PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY):
        unit.add("secretaries" if held is PostKind.SECRETARY else "deputies", post.since, post.until)
    if post.term_until is not None and (post.until is None or post.term_until < post.until):
        unit.add("terms_over", post.term_until, post.until)


def _unit_spans(unit: _Unit, known: Mapping[int, _Unit], period: Period) -> Iterator[FactSpan]:
    inner = {day for sums in unit.sums.values() for day in sums.deltas}
    inner |= _days_below(unit, known)
    for version in unit.versions:
        since, until = max(version.since, period.since), min(version.until or period.until, period.until)
        cuts = [since, *sorted(day for day in inner if since < day < until), until]
        for first, after in pairwise(cuts):
            yield FactSpan(first, after, _unit_facts(version, unit, known, first))


def _unit_facts(version: units.UnitValue, unit: _Unit, known: Mapping[int, _Unit], day: date) -> dict[str, Fact]:
    names = ("members", "full_members", "voters", "committee_size", "deputies", "groups", "branches", "terms_over")
    facts: dict[str, Fact] = {name: unit.at(name, day) for name in names}
    below = _members_below(unit, known, day)
    return facts | {
        "kind": version.kind,
        "approved": bool(version.basis),
        "all_members": int(facts["members"] or 0) + below,
        "has_committee": int(facts["committee_size"] or 0) >= policy.COMMITTEE_OF,
        "has_groups": bool(facts["groups"]),
        "has_secretary": bool(unit.at("secretaries", day)),
    }


@dataclass(frozen=True, slots=True)
class _Stand:
    """A member on a roster, ``[since, until)``."""

    unit_id: int
    kind: str
    votes: bool
    since: date
    until: date | None


def member_subjects(asked: Asked) -> Iterator[Subject]:
    """Yield the members on rosters with their facts, in two queries."""
    found = MemberSpan.objects.filter(_touching(asked.period))
    if asked.subject_ids is not None and len(asked.subject_ids) < FEW:
        found = found.filter(member__in=asked.subject_ids)
    if asked.unit_ids is not None and len(asked.unit_ids) < FEW:
        found = found.filter(member__in=MemberSpan.objects.filter(unit__in=asked.unit_ids).values("member"))
    grouped: dict[int, list[_Stand]] = {}
    persons: dict[int, tuple[int, str]] = {}
    for member_id, person_id, name, unit_id, kind, votes, since, until in found.order_by("member", "since").values_list(
        "member", "member__person", "member__person__name", "unit", "kind", "may_vote", "since", "until"
    ):
        grouped.setdefault(member_id, []).append(_Stand(unit_id, kind, votes, since, until))
        persons[member_id] = person_id, name
    held: dict[int, list[Post]] = {}
    posts = Post.objects.filter(_touching(asked.period))
    if len(grouped) < FEW:
        posts = posts.filter(person__in=[person_id for person_id, _name in persons.values()])
    for post in posts:
        held.setdefault(post.person_id, []).append(post)
    for member_id, stands in grouped.items():
        person_id, name = persons[member_id]
        yield Subject(member_id, name, tuple(_member_spans(stands, held.get(person_id, []), asked.period)))


def _member_spans(stands: Iterable[_Stand], posts: list[Post], period: Period) -> Iterator[FactSpan]:
    inner = {day for post in posts for day in (post.since, post.until) if day is not None}
    for stand in stands:
        since, until = max(stand.since, period.since), min(stand.until or period.until, period.until)
        cuts = [since, *sorted(day for day in inner if since < day < until), until] if inner else [since, until]
        for first, after in pairwise(cuts):
            now = {PostKind(p.kind) for p in posts if p.since <= first and (p.until is None or first < p.until)}
            yield FactSpan(
                first,
                after,
                {
                    "unit_id": stand.unit_id,
                    "kind": stand.kind,
                    "votes": stand.votes,
                    "secretary": PostKind.SECRETARY in now,
                    "committee": bool(now & set(COMMITTEE)),
                    "group_leader": PostKind.GROUP_LEADER in now,
                },
            )


def post_records(asked: Asked, *, by_member: bool) -> Iterator[Record]:
    """Yield posts by the day they were taken up, of units or of the members who hold them, in one or two queries."""
    inside = Post.objects.filter(since__gte=asked.period.since, since__lt=asked.period.until)
    holders = Member.objects.filter(person__in=inside.values("person")) if by_member else Member.objects.none()
    if asked.subject_ids is not None and len(asked.subject_ids) < FEW:
        holders = holders.filter(pk__in=asked.subject_ids)
        inside = (
            inside.filter(person__in=holders.values("person"))
            if by_member
            else inside.filter(unit__in=asked.subject_ids)
        )
    members = dict(holders.values_list("person", "pk"))
    for post in inside.order_by("since", "pk"):
        subject_id = members.get(post.person_id) if by_member else post.unit_id
        if subject_id is None or not asked.wants(subject_id, post.since):
            continue
        term = (post.term_until - post.since).days if post.term_until else 0
        dims: dict[str, Fact] = {"post": POST_NAMES[PostKind(post.kind)], "term_days": term, "has_term": bool(term)}
        yield Record(f"organisation.post:{post.pk}", subject_id, post.since, dims)


def change_records(asked: Asked) -> Iterator[Record]:
    """Yield the changes of governed units, with whether an approved case stands behind them, in one query."""
    for value in units.versions(period=asked.period):
        if value.kind in UNIT_KINDS and asked.wants(value.id, value.since):
            yield Record(f"units.unit:{value.id}", value.id, value.since, {"approved": bool(value.basis)})


def joining_records(asked: Asked) -> Iterator[Record]:
    """Yield the days on which members were accepted and confirmed, in one query."""
    found = Member.objects.all()
    if asked.subject_ids is not None and len(asked.subject_ids) < FEW:
        found = found.filter(pk__in=asked.subject_ids)
    for member_id, joined, full in found.values_list("pk", "joined_on", "full_on"):
        for step, day in (("accepted", joined), ("confirmed", full)):
            if day is not None and asked.wants(member_id, day):
                yield Record(f"organisation.joining:{member_id}:{step}", member_id, day, {"step": step})


def _touching(period: Period) -> Q:
    return Q(since__lt=period.until) & (Q(until=None) | Q(until__gt=period.since - timedelta(days=1)))


def _with_below(ids: frozenset[int], versions: Iterable[units.UnitValue]) -> frozenset[int]:
    """Return units with everything that ever stood under them in the time."""
    found, more = set(ids), set(ids)
    while more:
        more = {value.id for value in versions if value.parent_id in more} - found
        found |= more
    return frozenset(found)


def _days_below(unit: _Unit, known: Mapping[int, _Unit], depth: int = DEEPEST) -> set[date]:
    """Return the days on which anything under a unit changed."""
    if not depth:
        return set()
    found: set[date] = set()
    for child in {version.id for version in unit.children}:
        found |= {day for sums in known[child].sums.values() for day in sums.deltas}
        found |= _days_below(known[child], known, depth - 1)
    return found


def _members_below(unit: _Unit, known: Mapping[int, _Unit], day: date, depth: int = DEEPEST) -> int:
    """Return how many members stand on rosters under a unit on a day: a branch's temporary branch is under its general one."""
    if not depth:
        return 0
    return sum(
        known[child.id].at("members", day) + _members_below(known[child.id], known, day, depth - 1)
        for child in unit.children
        if _counts_below(child, day)
    )


def _counts_below(version: units.UnitValue, day: date) -> bool:
    """Say whether a unit's roster adds to the one above: a group's members stand on their branch's already."""
    return version.kind != UnitKind.GROUP and _holds(version, day)


def _holds(version: units.UnitValue, day: date) -> bool:
    return version.since <= day and (version.until is None or day < version.until)
