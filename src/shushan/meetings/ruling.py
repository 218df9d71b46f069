"""What this room offers to the rules: meetings, votes, elections and talks that were held. Nothing is typed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shushan.kernel.periods import Period
from shushan.meetings import policy
from shushan.meetings.models import AgendaPoint, Meeting
from shushan.meetings.queries.ballots import ballots
from shushan.meetings.queries.meetings import lines, seats_of
from shushan.meetings.states import BallotState, MeetingState
from shushan.meetings.terms import BallotLine, MeetingKind, MeetingLine, Outcome, VoteKind
from shushan.organisation import public as organisation
from shushan.regulations import public as regulations
from shushan.regulations.public import Asked, Record, SubjectKind

SECRETARY = organisation.PostKind.SECRETARY
PAIRS = ("committee-committee", "committee-member", "member-member")
MEETING_DIMS: dict[str, Promise | str] = {
    "kind": _("会议类型"),
    "held": _("已召开"),
    "quorum": _("有表决权的到会过半"),
    "important": _("有重要事项"),
    "committee_before": _("重要事项先由支委会研究"),
    "chair_entitled": _("书记主持，或有委托"),
    "by_secretary": _("书记主讲"),
    "appraisal": _("进行了民主评议"),
    "topic_before": _("主题事先确定"),
    "followed_up": _("会后有落实"),
}
VOTE_DIMS: dict[str, Promise | str] = {
    "valid": _("到会过半，结果按应到会人数算"),
    "only_entitled": _("投票的都有表决权"),
}
ELECTION_DIMS: dict[str, Promise | str] = {
    "present_over_four_fifths": _("到会超过五分之四"),
    "present_four_fifths": _("到会不少于五分之四"),
    "majority_of_entitled": _("当选的过应到会人数的半数"),
    "enough_candidates": _("候选人多百分之二十"),
}


def bring() -> None:
    """Declare the sources."""
    offered: tuple[tuple[str, object, Callable[[Asked], Iterator[Record]], dict[str, Promise | str]], ...] = (
        ("meetings.meeting", _("会议记录"), meeting_records, MEETING_DIMS),
        ("meetings.vote", _("表决"), vote_records, VOTE_DIMS),
        ("meetings.election", _("选举"), election_records, ELECTION_DIMS),
        ("meetings.talk", _("谈心谈话"), talk_records, {}),
    )
    for record_type, title, read, dims in offered:
        act = (_("登记谈心谈话"), _to_talk) if record_type == "meetings.talk" else (_("召集会议"), _to_convene)
        regulations.declare_source(
            regulations.Source(record_type, title, SubjectKind.UNIT, read, address=_page, act=act, dims=dims)
        )


def meeting_records(asked: Asked) -> Iterator[Record]:
    """Yield the meetings that were held, on their day, in at most four queries. What is planned is none."""
    found = asked.kept(held_in)
    important, before = _important(found, asked.known_at)
    secretaries = _secretaries() if any(one.kind is MeetingKind.LECTURE for one in found) else []
    for one in found:
        if one.kind is MeetingKind.TALK:
            continue
        dims: dict[str, regulations.Fact] = {
            "kind": one.kind.value,
            "held": True,
            "quorum": policy.has_quorum(one.turnout.voters_here, one.turnout.voters),
            "important": one.id in important,
            "committee_before": important.get(one.id, set()) <= before.get(one.unit_id, {}).keys()
            and all(before[one.unit_id][title] <= one.day for title in important.get(one.id, ())),
            "chair_entitled": one.chair_id is not None,
            "by_secretary": one.kind is MeetingKind.LECTURE and _is_secretary(one, secretaries),
            "appraisal": one.kind is MeetingKind.APPRAISAL or one.with_appraisal,
            "topic_before": one.topic_on is not None and one.topic_on <= one.day,
            "followed_up": one.followed_up_at is not None
            and (asked.known_at is None or one.followed_up_at < asked.known_at),
        }
        yield Record(f"meetings.meeting:{one.id}", one.unit_id, one.day, dims)


def vote_records(asked: Asked) -> Iterator[Record]:
    """Yield the votes that were decided at meetings that were held."""
    for one, ballot in asked.kept(_decided):
        dims: dict[str, regulations.Fact] = {
            "valid": ballot.here >= ballot.quorum_needed > 0
            and (ballot.outcome is Outcome.PASSED) is any(option.is_carried for option in ballot.options),
            "only_entitled": max((o.tally.papers for o in ballot.options if o.tally), default=0) <= ballot.entitled,
        }
        yield Record(f"meetings.vote:{ballot.id}", one.unit_id, one.day, dims)


def election_records(asked: Asked) -> Iterator[Record]:
    """Yield the elections that were decided."""
    for one, ballot in asked.kept(_decided):
        if ballot.kind is VoteKind.ELECTION:
            least = policy.least_candidates(ballot.places, policy.VOTES[VoteKind.ELECTION].surplus)
            dims: dict[str, regulations.Fact] = {
                "present_over_four_fifths": 5 * ballot.here > 4 * ballot.entitled,
                "present_four_fifths": 5 * ballot.here >= 4 * ballot.entitled,
                "majority_of_entitled": all(
                    option.tally is not None and 2 * option.tally.yes > ballot.entitled
                    for option in ballot.options
                    if option.is_carried
                ),
                "enough_candidates": len(ballot.options) >= least,
            }
            yield Record(f"meetings.election:{ballot.id}", one.unit_id, one.day, dims)


def talk_records(asked: Asked) -> Iterator[Record]:
    """Yield the talks; ``who`` is the pair (0 committee–committee, 1 committee–member, 2 member–member)."""
    found = [one for one in asked.kept(held_in) if one.kind is MeetingKind.TALK]
    if not found:
        return
    posts, seats = organisation.posts(), seats_of(one.id for one in found)
    for one in found:
        first, second = (_in_committee(seat.person_id, one, posts) for seat in seats[one.id][:2])
        pair = policy.is_pair(first, second)
        yield Record(f"meetings.talk:{one.id}", one.unit_id, one.day, {"pair": pair}, who=PAIRS.index(pair))


def held_in(asked: Asked) -> list[MeetingLine]:
    """Return the meetings that were held on the asked days, as known at the asked instant, in one query."""
    found = Meeting.objects.filter(day__gte=asked.period.since, day__lt=asked.period.until)
    if asked.subject_ids is not None:
        found = found.filter(unit__in=asked.subject_ids)
    return lines(found.filter(_known_held(asked.known_at)).order_by("day", "pk"))


def _known_held(known_at: datetime | None, of: str = "") -> Q:
    """Return what picks the meetings that were held and stood, as known at an instant. ``of`` leads to the meeting."""
    if known_at is None:
        return Q(**{f"{of}state": MeetingState.HELD})
    stands = Q(**{f"{of}reversed_at": None}) | Q(**{f"{of}reversed_at__gte": known_at})
    return stands & Q(**{f"{of}counted_at__lt": known_at})


def _decided(asked: Asked) -> list[tuple[MeetingLine, BallotLine]]:
    found = {one.id: one for one in asked.kept(held_in)}
    return [(found[one.meeting_id], one) for one in ballots(found) if one.state is BallotState.DECIDED]


def _important(
    found: list[MeetingLine], known_at: datetime | None
) -> tuple[dict[int, set[str]], dict[int, dict[str, date]]]:
    """Return the important points of meetings, and when the committee of a unit first saw a point."""
    important: dict[int, set[str]] = {}
    ids = [one.id for one in found if one.kind is MeetingKind.MEMBERS]
    for meeting_id, title in AgendaPoint.objects.filter(meeting__in=ids, is_important=True).values_list(
        "meeting", "title"
    ):
        important.setdefault(meeting_id, set()).add(title)
    before: dict[int, dict[str, date]] = {}
    titles = {title for titles in important.values() for title in titles}
    seen = AgendaPoint.objects.filter(
        _known_held(known_at, "meeting__"), title__in=titles, meeting__kind=MeetingKind.COMMITTEE,
        meeting__unit__in={one.unit_id for one in found},
    )  # fmt: skip
    for unit_id, title, day in seen.order_by("-meeting__day").values_list("meeting__unit", "title", "meeting__day"):
        before.setdefault(unit_id, {})[title] = day
    return important, before


def _secretaries() -> list[organisation.PostLine]:
    return [post for post in organisation.posts() if post.kind is SECRETARY]


def _is_secretary(one: MeetingLine, posts: list[organisation.PostLine]) -> bool:
    return any(
        post.person_id == one.speaker_id and post.unit_id == one.unit_id and _held(post, one.day) for post in posts
    )


def _in_committee(person_id: int, one: MeetingLine, posts: list[organisation.PostLine]) -> bool:
    return any(
        post.person_id == person_id and int(post.kind) in policy.COMMITTEE_POSTS and _held(post, one.day)
        for post in posts
    )


def _held(post: organisation.PostLine, on: date) -> bool:
    return post.since <= on and (post.until is None or on < post.until)


def _page(record: str) -> str:
    room, _colon, number = record.partition(":")
    name = "meetings:ballot" if room in ("meetings.vote", "meetings.election") else "meetings:meeting"
    return reverse(name, args=[int(number)])


def _to_convene(unit_id: int, period: Period, where: str) -> str:
    """Return where the kind of meeting that is asked for is convened, or the year's plan where no kind is named."""
    parts = {part.strip() for part in where.split("&")}
    kind = next((one for one in MeetingKind if f"kind = {one.value}" in parts), None)
    if kind is None and "appraisal" in parts:
        kind = MeetingKind.APPRAISAL
    if kind is not None:
        return f"{reverse('meetings:new')}?unit={unit_id}&kind={kind.value}"
    return f"{reverse('meetings:plan')}?unit={unit_id}&year={period.last.year}"


def _to_talk(unit_id: int, _period: Period, _where: str) -> str:
    return reverse("meetings:talk-new", args=[unit_id])
