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
from shushan.organisation.models import Member, MemberSpan, Post
from shushan.organisation.terms import MemberKind, PostKind
from shushan.organisation.words import UNIT_KINDS
from shushan.regulations.public import Asked, Fact, FactSpan, Record, Subject
from shushan.ui.templatetags.look import called
from shushan.units import public as units

COMMITTEE = tuple(kind for kind in PostKind if kind not in (PostKind.GROUP_LEADER,) and kind in policy.OF_MEMBERS)
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
    """Yield the units that this room governs with their facts, in three queries."""
    known = _known(asked.period)
    for unit_id, unit in known.items():
        if not unit.versions or (asked.subject_ids is not None and unit_id not in asked.subject_ids):
            continue
        spans = tuple(_unit_spans(unit, known, asked.period))
        yield Subject(unit_id, called(unit.versions[-1]), spans)


def _known(period: Period) -> dict[int, _Unit]:
    known: dict[int, _Unit] = {}
    for value in units.versions(period=period):
        if value.kind in UNIT_KINDS:
            known.setdefault(value.id, _Unit()).versions.append(value)
            if value.parent_id is not None:
                known.setdefault(value.parent_id, _Unit()).children.append(value)
    for unit_id, kind, votes, since, until in MemberSpan.objects.filter(_touching(period)).values_list(
        "unit", "kind", "may_vote", "since", "until"
    ):
        unit = known.setdefault(unit_id, _Unit())
        unit.add("members", since, until)
        if kind == MemberKind.FULL:
            unit.add("full_members", since, until)
        if votes:
            unit.add("voters", since, until)
    for post in Post.objects.filter(_touching(period)):
        unit = known.setdefault(post.unit_id, _Unit())
        held = PostKind(post.kind)
        if held in COMMITTEE:
            unit.add("committee_size", post.since, post.until)
        if held in (PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY):
            unit.add("secretaries" if held is PostKind.SECRETARY else "deputies", post.since, post.until)
        if post.term_until is not None and (post.until is None or post.term_until < post.until):
            unit.add("terms_over", post.term_until, post.until)
    for unit in known.values():
        for child in unit.children:
            unit.add("groups" if child.kind == "group" else "branches", child.since, child.until)
        for sums in unit.sums.values():
            sums.close()
    return known


def _unit_spans(unit: _Unit, known: Mapping[int, _Unit], period: Period) -> Iterator[FactSpan]:
    inner = {day for sums in unit.sums.values() for day in sums.deltas}
    inner |= {day for child in unit.children for sums in known[child.id].sums.values() for day in sums.deltas}
    for version in unit.versions:
        since, until = max(version.since, period.since), min(version.until or period.until, period.until)
        cuts = [since, *sorted(day for day in inner if since < day < until), until]
        for first, after in pairwise(cuts):
            yield FactSpan(first, after, _unit_facts(version, unit, known, first))


def _unit_facts(version: units.UnitValue, unit: _Unit, known: Mapping[int, _Unit], day: date) -> dict[str, Fact]:
    names = ("members", "full_members", "voters", "committee_size", "deputies", "groups", "branches", "terms_over")
    facts: dict[str, Fact] = {name: unit.at(name, day) for name in names}
    below = sum(known[child.id].at("members", day) for child in unit.children if _holds(child, day))
    return facts | {
        "kind": version.kind,
        "approved": bool(version.basis),
        "all_members": int(facts["members"] or 0) + below,
        "has_committee": int(facts["committee_size"] or 0) >= policy.COMMITTEE_OF,
        "has_groups": bool(facts["groups"]),
        "has_secretary": bool(unit.at("secretaries", day)),
    }


def member_subjects(asked: Asked) -> Iterator[Subject]:
    """Yield the members on rosters with their facts, in two queries."""
    held: dict[int, list[Post]] = {}
    for post in Post.objects.filter(_touching(asked.period)):
        held.setdefault(post.person_id, []).append(post)
    found = MemberSpan.objects.filter(_touching(asked.period)).select_related("member__person")
    if asked.subject_ids is not None and len(asked.subject_ids) < 500:
        found = found.filter(member__in=asked.subject_ids)
    if asked.unit_ids is not None and len(asked.unit_ids) < 500:
        found = found.filter(member__in=MemberSpan.objects.filter(unit__in=asked.unit_ids).values("member"))
    grouped: dict[int, list[MemberSpan]] = {}
    for span in found.order_by("member", "since"):
        grouped.setdefault(span.member_id, []).append(span)
    for member_id, spans in grouped.items():
        person = spans[0].member.person
        posts = held.get(person.pk, [])
        yield Subject(member_id, person.name, tuple(_member_spans(spans, posts, asked.period)))


def _member_spans(spans: Iterable[MemberSpan], posts: list[Post], period: Period) -> Iterator[FactSpan]:
    inner = {day for post in posts for day in (post.since, post.until) if day is not None}
    for span in spans:
        since, until = max(span.since, period.since), min(span.until or period.until, period.until)
        cuts = [since, *sorted(day for day in inner if since < day < until), until] if inner else [since, until]
        for first, after in pairwise(cuts):
            now = {PostKind(p.kind) for p in posts if p.since <= first and (p.until is None or first < p.until)}
            yield FactSpan(
                first,
                after,
                {
                    "unit_id": span.unit_id,
                    "kind": span.kind,
                    "votes": span.may_vote,
                    "secretary": PostKind.SECRETARY in now,
                    "committee": bool(now & set(COMMITTEE)),
                    "group_leader": PostKind.GROUP_LEADER in now,
                },
            )


def post_records(asked: Asked, *, by_member: bool) -> Iterator[Record]:
    """Yield posts by the day they were taken up, of units or of the members who hold them, in one or two queries."""
    members = dict(Member.objects.values_list("person", "pk")) if by_member else {}
    inside = Post.objects.filter(since__gte=asked.period.since, since__lt=asked.period.until)
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
    for member_id, joined, full in Member.objects.values_list("pk", "joined_on", "full_on"):
        for step, day in (("accepted", joined), ("confirmed", full)):
            if day is not None and asked.wants(member_id, day):
                yield Record(f"organisation.joining:{member_id}:{step}", member_id, day, {"step": step})


def _touching(period: Period) -> Q:
    return Q(since__lt=period.until) & (Q(until=None) | Q(until__gt=period.since - timedelta(days=1)))


def _holds(version: units.UnitValue, day: date) -> bool:
    return version.since <= day and (version.until is None or day < version.until)
