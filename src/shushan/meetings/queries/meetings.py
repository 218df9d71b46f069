"""Read meetings, their seats and papers. Whoever shows names checks the grant and records the look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shushan.kernel.errors import NotFound
from shushan.meetings.models import AgendaPoint, Attachment, Meeting, Minutes, Seat, Task
from shushan.meetings.states import HERE, LeaveState, MeetingState, Presence
from shushan.meetings.terms import (
    AttachmentLine,
    MeetingKind,
    MeetingLine,
    MinutesLine,
    OwnSeat,
    PointLine,
    SeatLine,
    Standing,
    TaskLine,
    Turnout,
)

_COUNTED = ~Q(seats__standing=Standing.GUEST)
_HERE = Q(seats__presence__in=HERE)
PHOTOGRAPH = "照片"  # how the title of an attachment begins that may be shown in reports
OPEN_STATES = (MeetingState.PLANNED, MeetingState.CONVENED, MeetingState.RUNNING)


def some(
    *, unit_ids: Collection[int] | None = None, kind: str = "", states: Iterable[str] = (), since: date | None = None,
    until: date | None = None, newest_first: bool = True,
) -> QuerySet[Meeting]:  # fmt: skip
    """Return the meetings of units (None: of all) on days ``[since, until)``, with their turnout."""
    found = Meeting.objects.all()
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    if kind:
        found = found.filter(kind=kind)
    wanted = [state for state in states if state]
    if wanted:
        found = found.filter(state__in=wanted)
    if since is not None:
        found = found.filter(day__gte=since)
    if until is not None:
        found = found.filter(day__lt=until)
    return found.order_by("-day", "-pk") if newest_first else found.order_by("day", "pk")


def lines(found: QuerySet[Meeting]) -> list[MeetingLine]:
    """Return meetings as values, in one query."""
    counted = found.select_related("chair", "speaker").annotate(
        entitled=Count("seats", filter=_COUNTED & Q(seats__isnull=False)),
        here=Count("seats", filter=_COUNTED & _HERE),
        voters=Count("seats", filter=Q(seats__may_vote=True)),
        voters_here=Count("seats", filter=Q(seats__may_vote=True) & _HERE),
        on_leave=Count("seats", filter=_COUNTED & Q(seats__presence=Presence.LEAVE)),
    )
    return [_line(row, Turnout(row.entitled, row.here, row.voters, row.voters_here, row.on_leave)) for row in counted]


def held(*, since: date, until: date, unit_ids: Collection[int] | None = None) -> list[MeetingLine]:
    """Return the meetings that were held on days ``[since, until)`` and stand, the earliest first, in one query.

    What is planned, convened or running is not among them.
    """
    return lines(some(unit_ids=unit_ids, states=[MeetingState.HELD], since=since, until=until, newest_first=False))


def planned(*, since: date, until: date, unit_ids: Collection[int] | None = None) -> list[MeetingLine]:
    """Return what is planned or convened for days ``[since, until)`` and was not held, the earliest first, in one query."""
    states = [MeetingState.PLANNED, MeetingState.CONVENED]
    return lines(some(unit_ids=unit_ids, states=states, since=since, until=until, newest_first=False))


def meeting(meeting_id: int) -> MeetingLine:
    """Return one meeting, in one query.

    :raises NotFound:
    """
    found = lines(Meeting.objects.filter(pk=meeting_id))
    if not found:
        raise NotFound(_("没有这次会议"))
    return found[0]


def meeting_by_token(token: UUID) -> MeetingLine:
    """Return the meeting to which a code in the room belongs.

    :raises NotFound: no such code, or it was changed
    """
    found = lines(Meeting.objects.filter(token=token))
    if not found:
        raise NotFound(_("这个签到码已失效"), remedy=_("请扫会场上现在的签到码"))
    return found[0]


def seats(meeting_id: int) -> list[SeatLine]:
    """Return the seats of a meeting, guests last, by name, in one query."""
    found = Seat.objects.filter(meeting=meeting_id).select_related("person").order_by("person__name", "pk")
    return sorted((_seat(row) for row in found), key=lambda seat: seat.standing is Standing.GUEST)


def seats_of(meeting_ids: Iterable[int]) -> dict[int, list[SeatLine]]:
    """Return the seats of meetings, by meeting and name, in one query."""
    found = Seat.objects.filter(meeting__in=list(meeting_ids)).select_related("person")
    by_meeting: dict[int, list[SeatLine]] = {}
    for row in found.order_by("meeting", "person__name", "pk"):
        by_meeting.setdefault(row.meeting_id, []).append(_seat(row))
    return by_meeting


def points(meeting_id: int) -> list[PointLine]:
    """Return the agenda of a meeting; the day on which the committee saw an important point before, in two queries."""
    rows = list(AgendaPoint.objects.filter(meeting=meeting_id).select_related("meeting").order_by("position"))
    important = [row.title for row in rows if row.is_important]
    seen: dict[str, date] = {}
    if important:
        unit_id, day = rows[0].meeting.unit_id, rows[0].meeting.day
        seen = dict(
            AgendaPoint.objects.filter(
                title__in=important, meeting__unit=unit_id, meeting__kind=MeetingKind.COMMITTEE,
                meeting__state=MeetingState.HELD, meeting__day__lte=day,
            ).order_by("meeting__day").values_list("title", "meeting__day")
        )  # fmt: skip
    return [PointLine(r.title, r.is_important, seen.get(r.title) if r.is_important else None) for r in rows]


def points_of(meeting_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the titles of the agendas of meetings, in one query."""
    by_meeting: dict[int, list[str]] = {}
    rows = AgendaPoint.objects.filter(meeting__in=list(meeting_ids)).order_by("meeting", "position")
    for meeting_id, title in rows.values_list("meeting", "title"):
        by_meeting.setdefault(meeting_id, []).append(title)
    return by_meeting


def minutes_of(meeting_ids: Iterable[int]) -> dict[int, list[MinutesLine]]:
    """Return every version of the minutes of meetings, the newest first, in one query."""
    by_meeting: dict[int, list[MinutesLine]] = {}
    for row in Minutes.objects.filter(meeting__in=list(meeting_ids)).order_by("meeting", "-number"):
        by_meeting.setdefault(row.meeting_id, []).append(MinutesLine(row.number, row.text, row.by, row.at))
    return by_meeting


def attachments(meeting_id: int) -> list[AttachmentLine]:
    """Return the files of a meeting, in one query."""
    found = Attachment.objects.filter(meeting=meeting_id).order_by("pk")
    return [AttachmentLine(row.file, row.title, row.by, row.at) for row in found]


def tasks(
    *, meeting_ids: Iterable[int] | None = None, person_id: int | None = None, only_open: bool = False
) -> list[TaskLine]:
    """Return tasks of meetings or of a person, the soonest due first, in one query."""
    found = Task.objects.select_related("person").order_by("due_on", "pk")
    if meeting_ids is not None:
        found = found.filter(meeting__in=list(meeting_ids))
    if person_id is not None:
        found = found.filter(person=person_id)
    if only_open:
        found = found.filter(done_at=None)
    return [
        TaskLine(t.pk, t.meeting_id, t.text, t.person_id, t.person.name, t.due_on, t.done_at, t.note) for t in found
    ]


def own_seats(person_id: int, *, only_open: bool = False, limit: int = 50) -> list[OwnSeat]:
    """Return the meetings at which a person has a seat, the newest first, in two queries."""
    found = Seat.objects.filter(person=person_id).select_related("person")
    if only_open:
        found = found.filter(meeting__state__in=(MeetingState.CONVENED, MeetingState.RUNNING))
    mine = {row.meeting_id: _seat(row) for row in found.order_by("-meeting__day", "-meeting")[:limit]}
    return [OwnSeat(one, mine[one.id]) for one in lines(Meeting.objects.filter(pk__in=mine).order_by("-day", "-pk"))]


def _seat(row: Seat) -> SeatLine:
    return SeatLine(
        row.pk, row.person_id, row.person.name, Standing(row.standing), row.may_vote, Presence(row.presence),
        row.marked_by, row.leave_reason, LeaveState(row.leave_state),
    )  # fmt: skip


def _line(row: Meeting, turnout: Turnout) -> MeetingLine:
    return MeetingLine(
        id=row.pk,
        token=row.token,
        unit_id=row.unit_id,
        kind=MeetingKind(row.kind),
        state=MeetingState(row.state),
        title=row.title,
        day=row.day,
        begins_at=row.begins_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        site_id=row.site_id,
        place=row.place,
        online_address=row.online_address,
        chair_id=row.chair_id,
        chair_name=row.chair.name if row.chair else "",
        chair_basis=row.chair_basis,
        speaker_id=row.speaker_id,
        speaker_name=row.speaker.name if row.speaker else "",
        with_appraisal=row.with_appraisal,
        topic_on=row.topic_on,
        follow_up=row.follow_up,
        followed_up_at=row.followed_up_at,
        reason=row.reason,
        turnout=turnout,
    )


def photographs(meeting_ids: Iterable[int]) -> dict[int, AttachmentLine]:
    """Return of each meeting the first attachment whose title begins with 照片, by meeting, in one query.

    Only what its keeper named so is shown outside the record book: a scanned sign-in sheet is a picture too.
    """
    found = Attachment.objects.filter(meeting__in=list(meeting_ids), title__startswith=PHOTOGRAPH).order_by("-pk")
    return {row.meeting_id: AttachmentLine(row.file, row.title, row.by, row.at) for row in found}
