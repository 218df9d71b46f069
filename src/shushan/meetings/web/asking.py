"""What the pages of this room share: names of units, choices, who sees names, and looks on record."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.kernel.errors import NotAllowed
from shushan.ledger import public as ledger
from shushan.meetings import policy, ports
from shushan.meetings.queries.discussing import lessons_of
from shushan.meetings.scoping import may_among, may_at, may_run
from shushan.meetings.terms import LessonLine, MeetingAct, MeetingLine
from shushan.meetings.words import KIND_WORDS
from shushan.people import public as people
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.units import public as units

OF_MEETINGS = frozenset().union(*(rule.units for rule in policy.KINDS.values()))


def units_of(request: Request, verb: str, *, on: date | None = None) -> list[units.UnitValue]:
    """Return the units with meetings at which the actor holds a verb, as of a day (None: today)."""
    found = units.tree(on=on or ledger.local_day(request.at))
    return may_among(request.actor, verb, [one for one in found if one.kind in OF_MEETINGS])


def unit_names() -> dict[int, str]:
    """Return what units are called now, by id, in one query; those closed since are asked for one by one."""
    return {one.id: called(one) for one in units.tree(on=date.max)}


def name_of(unit_id: int) -> str:
    """Return what a unit is called now, or was called last."""
    return called(units.history(unit_id)[0])


def heading_of(found: MeetingLine) -> str:
    """Return what a meeting is called: its topic, or its kind."""
    return found.title or str(KIND_WORDS[found.kind])


def require_sight(request: Request, found: MeetingLine) -> bool:
    """Let in whoever may see a meeting; return whether they see names, and record that look.

    :raises NotAllowed: neither the chair nor granted there
    """
    actor = request.actor
    sees_names = may_run(actor, found)
    if not sees_names and not may_at(actor, MeetingAct.SEE, found.unit_id):
        raise NotAllowed(_("这次会议只给有权的书记和主持人看"), verb=str(MeetingAct.SEE))
    if sees_names:
        audit.looked(actor=actor, act=MeetingAct.RUN, subject=f"meetings.meeting:{found.id}", at=request.at)
    return sees_names


def colleagues() -> list[tuple[str, str]]:
    """Return everybody on record as staff, for a select box."""
    return [(str(one.person_id), f"{one.name} {one.position}".strip()) for one in people.staff_members()]


def local(at: datetime | None) -> datetime | None:
    """Return an instant in the library's own zone."""
    return at.astimezone(ledger.zone()) if at is not None else None


def link_of(found: MeetingLine) -> str:
    """Return the address of a meeting's page for staff."""
    return reverse("meetings:meeting", args=[found.id])


def watched_at(meeting_id: int) -> list[tuple[LessonLine, str]]:
    """Return the lessons of a meeting, each with the address where it is watched (empty: no longer offered)."""
    watched = lessons_of([meeting_id]).get(meeting_id, [])
    addresses = {one.id: one.address for one in ports.lessons()} if watched else {}
    return [(one, addresses.get(one.id, "")) for one in watched]
