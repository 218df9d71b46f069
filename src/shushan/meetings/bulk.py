"""Take over meetings that were held before, many at once: row for row what convening, running and closing write.

For a library that brings its record book along, and for the demonstration. Nobody is told anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.ids import uuid7
from shushan.ledger import public as ledger
from shushan.meetings.entitled import Day
from shushan.meetings.models import AgendaPoint, Meeting, MeetingLesson, Minutes, Remark, Seat, Task
from shushan.meetings.models_appraisal import Conclusion, GradeCell, GradedForm, SelfAppraisal
from shushan.meetings.operations.planning import fitting, fitting_chair, require_somebody, unit_on
from shushan.meetings.operations.running import facts_of, subject_of
from shushan.meetings.ports import Lesson
from shushan.meetings.scoping import require_at
from shushan.meetings.states import HERE, MeetingState, Presence
from shushan.meetings.terms import Convening, Entitled, Grade, MeetingAct, MeetingKind, Standing, Turnout


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """A meeting that was held. ``missing``: who was not simply present, and how; ``remarks``: (person, what they said).

    ``tasks``: (what, person, due, done at or None). ``followed_up_at`` belongs to ``follow_up``.
    """

    said: Convening
    topic_on: date
    ended_at: datetime
    missing: Mapping[int, Presence] = field(default_factory=dict)
    minutes: str = ""
    follow_up: str = ""
    followed_up_at: datetime | None = None
    tasks: Sequence[tuple[str, int, date, datetime | None]] = ()
    remarks: Sequence[tuple[int, str]] = ()
    lessons: Sequence[Lesson] = ()


@write()
def take_over(*, actor: Actor, at: datetime, meetings: Sequence[PastMeeting]) -> list[int]:
    """Write down meetings that were held, and return their ids. The same rules hold as for a meeting of today.

    :raises NotAllowed: :raises KindDoesNotFit: :raises ChairDoesNotFit: :raises NobodyEntitled:
    :raises NotFound: a unit that did not stand on that day
    """
    days: dict[date, Day] = {}
    for unit_id in {one.said.unit_id for one in meetings}:
        require_at(actor, MeetingAct.RUN, unit_id)
    drawn = [_drawn(one, days, actor, at) for one in meetings]
    Meeting.objects.bulk_create([row for row, _people, _unit in drawn])
    rows: dict[type[Any], list[Any]] = {kind: [] for kind in (Seat, AgendaPoint, Minutes, Task, Remark, MeetingLesson)}
    past: list[ledger.Past] = []
    for one, (row, people, code) in zip(meetings, drawn, strict=True):
        _papers(one, row, people, actor, at, rows)
        turnout = _turnout(one, people)
        for event in facts_of(MeetingKind(row.kind), row.site_id, row.unit_id, code, turnout):
            past.append(ledger.Past(event, subject_of(row.pk), one.said.begins_at, actor, recorded_at=one.ended_at))
    for kind, made in rows.items():
        kind.objects.bulk_create(made)
    ledger.record_history(past)
    return [row.pk for row, _people, _unit in drawn]


def _drawn(one: PastMeeting, days: dict[date, Day], actor: Actor, at: datetime) -> tuple[Meeting, list[Entitled], str]:
    said = one.said
    on = ledger.local_day(said.begins_at)
    day = days.get(on) or days.setdefault(on, Day.of(on))
    unit = unit_on(day, said.unit_id)
    fitting(said.kind, unit)
    people = day.entitled(said.kind, unit, chosen=said.chosen)
    require_somebody(said.kind, people)
    basis = fitting_chair(said, unit, day)
    row = Meeting(
        token=uuid7(), unit_id=said.unit_id, site_id=said.site_id or day.site_of(unit), kind=said.kind,
        state=MeetingState.HELD, title=said.title, topic_on=one.topic_on if said.title else None, day=on,
        begins_at=said.begins_at, started_at=said.begins_at, ended_at=one.ended_at, counted_at=one.ended_at,
        place=said.place, online_address=said.online_address, chair_id=said.chair_id, chair_basis=basis,
        speaker_id=said.speaker_id, with_appraisal=said.with_appraisal, follow_up=one.follow_up,
        followed_up_at=one.followed_up_at, made_by=actor.label, made_at=at,
    )  # fmt: skip
    return row, people, day.branch_of(unit).code


def _turnout(one: PastMeeting, people: Sequence[Entitled]) -> Turnout:
    here = [who for who in people if one.missing.get(who.person_id, Presence.PRESENT) in HERE]
    return Turnout(
        len(people), len(here), sum(who.may_vote for who in people), sum(who.may_vote for who in here),
        sum(one.missing.get(who.person_id) is Presence.LEAVE for who in people),
    )  # fmt: skip


def _papers(
    one: PastMeeting, row: Meeting, people: Sequence[Entitled], actor: Actor, at: datetime, rows: dict[type[Any], list[Any]]
) -> None:  # fmt: skip
    by = actor.name[:80]
    rows[Seat] += [
        Seat(
            meeting=row, person_id=who.person_id, standing=who.standing, may_vote=who.may_vote,
            presence=one.missing.get(who.person_id, Presence.PRESENT), marked_by="chair", marked_at=one.said.begins_at,
        )
        for who in people
    ]  # fmt: skip
    rows[Seat] += [
        Seat(meeting=row, person_id=guest, standing=Standing.GUEST, presence=Presence.PRESENT, marked_by="chair")
        for guest in one.said.guests
    ]
    rows[AgendaPoint] += [
        AgendaPoint(meeting=row, position=n, title=point.title, is_important=point.is_important)
        for n, point in enumerate(one.said.points, 1)
    ]
    if one.minutes:
        rows[Minutes].append(Minutes(meeting=row, number=1, text=one.minutes, by=by, at=one.ended_at))
    rows[Task] += [
        Task(meeting=row, text=text, person_id=who, due_on=due, done_at=done) for text, who, due, done in one.tasks
    ]
    rows[Remark] += [Remark(meeting=row, person_id=who, text=text, by=by, at=one.ended_at) for who, text in one.remarks]
    rows[MeetingLesson] += [
        MeetingLesson(meeting=row, lesson=lesson.id, name=lesson.name, course=lesson.course) for lesson in one.lessons
    ]


@write()
def take_over_appraisal(
    *, actor: Actor, at: datetime, meeting_id: int, selves: Mapping[int, str], forms: Sequence[Mapping[int, Grade]],
    handed_in: Collection[int], concluded: Mapping[int, tuple[Grade, str]], committee_id: int | None = None,
) -> None:  # fmt: skip
    """Write down an appraisal that was held with its meeting: by person, the self appraisals, the forms, the conclusions.

    ``forms`` are those that were collected, in any order; ``handed_in`` are those who did. Nothing joins the two.

    :raises NotAllowed: :raises ValueError: not as many forms as persons who handed one in
    """
    require_at(actor, MeetingAct.RUN, Meeting.objects.get(pk=meeting_id).unit_id)
    if len(forms) != len(handed_in):
        raise ValueError("each hands in one form")
    seats = dict(
        Seat.objects.filter(meeting=meeting_id, standing=Standing.MEMBER).values_list("person", "pk")
    )  # fmt: skip
    papers = Counter((person_id, grade) for form in forms for person_id, grade in form.items())
    SelfAppraisal.objects.bulk_create(
        SelfAppraisal(seat_id=seats[who], text=text, written_at=at) for who, text in selves.items()
    )
    GradedForm.objects.bulk_create(GradedForm(seat_id=seats[who]) for who in handed_in)
    GradeCell.objects.bulk_create(
        GradeCell(seat_id=seat_id, grade=grade, papers=papers[who, grade])
        for who, seat_id in seats.items()
        for grade in Grade
    )
    Conclusion.objects.bulk_create(
        Conclusion(seat_id=seats[who], grade=grade, text=text, committee_id=committee_id, by=actor.name[:80], at=at)
        for who, (grade, text) in concluded.items()
    )
