"""The checks of organisation life: who speaks, what was watched and discussed, what is only planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shushan.claims.found import Found, as_of
from shushan.claims.table import Claim, claim
from shushan.meetings import public as meetings
from shushan.organisation import public as organisation
from shushan.units import public as units

Kind, Post = meetings.MeetingKind, organisation.PostKind
BOTH = {(Post.SECRETARY, "general-branch"), (Post.DIRECTOR, "library")}  # 党总支书记、馆长
OF_LIFE = (Kind.MEMBERS, Kind.COMMITTEE, Kind.GROUP, Kind.LECTURE, Kind.THEME_DAY)  # 三会一课 and theme days
NAMED = claim("C52").quote.partition("“")[2].partition("”")[0]  # the theme day, in the report's words
STAND_IN = claim("C52").stands_for.partition(" ")[0]  # what the library is called in the demonstration


def speaker(one: Claim, _at: datetime) -> Found:
    """C03: one work-report meeting was held until the day of the report, and its speaker holds exactly the two posts."""
    held = [m for m in meetings.held(since=_first(), until=_after()) if m.kind is Kind.REPORT]
    if len(held) != 1 or held[0].speaker_id is None:
        return Found(f"{len(held)} work-report meetings with a speaker in {as_of().year}", False)
    [found] = held
    kinds = {unit.id: unit.kind for unit in units.tree(on=found.day)}
    posts = organisation.posts(on=found.day, person_id=found.speaker_id)
    here = [(post.kind, kinds.get(post.unit_id, "")) for post in posts]
    text = f"{found.speaker_name} at {found.day}: {', '.join(f'{kind.name} of {unit}' for kind, unit in here)}"
    return Found(text, len(here) == int(one.value) and set(here) == BOTH)


def watched_and_discussed(one: Claim, _at: datetime) -> Found:
    """C49: at least one meeting or theme day of the year had a lesson linked and a discussion on record."""
    held = [m for m in meetings.held(since=_first(), until=_after()) if m.kind in OF_LIFE]
    ids = [m.id for m in held]
    lessons, remarks = meetings.lessons_of(ids), meetings.remarks_of(ids)
    both = [m for m in held if lessons.get(m.id) and remarks.get(m.id)]
    watched = len({lesson.id for m in both for lesson in lessons[m.id]})
    said = sum(len(remarks[m.id]) for m in both)
    text = f"{len(both)} meetings with {watched} lessons and {said} remarks"
    return Found(text, len(both) >= int(one.value.lstrip(">=")))


def planned_only(one: Claim, _at: datetime) -> Found:
    """C52: the theme day of speeches is planned for after the day of the report, once, and was not held by then."""
    title = NAMED.replace("滨图", STAND_IN)
    far = as_of() + timedelta(days=366)
    planned = [m for m in meetings.planned(since=_after(), until=far) if m.kind is Kind.THEME_DAY and m.title == title]
    held = [m for m in meetings.held(since=date.min, until=_after()) if m.title == title]
    text = f"planned {len(planned)}, held {len(held)}"
    return Found(f"{text}: {title}", text == one.value)


def _first() -> date:
    return date(as_of().year, 1, 1)


def _after() -> date:
    return as_of() + timedelta(days=1)
