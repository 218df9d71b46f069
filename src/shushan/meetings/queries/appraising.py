"""Read appraisals. No query joins a form with what it says: there is nothing that joins them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from shushan.meetings.models import Meeting, Seat
from shushan.meetings.models_appraisal import Conclusion, GradeCell, GradedForm, SelfAppraisal
from shushan.meetings.states import MeetingState
from shushan.meetings.terms import AppraisalLine, Grade, MeetingKind, MeetingLine, Standing

FEWEST = 3  # forms below which no tally is shown: it would tell who said what


def is_appraisal(found: MeetingLine) -> bool:
    """Say whether a meeting appraises its members: one for that, or an organisation-life meeting that does both."""
    return found.kind is MeetingKind.APPRAISAL or found.with_appraisal


def appraisal(found: MeetingLine) -> list[AppraisalLine]:
    """Return the members of an appraisal by name, in four queries. Tallies only once the meeting was held."""
    return appraisals([found]).get(found.id, [])


def appraisals(found: Sequence[MeetingLine]) -> dict[int, list[AppraisalLine]]:
    """Return the members of several appraisals, by meeting and name, in four queries whatever their number."""
    held = {one.id for one in found if one.state is MeetingState.HELD}
    members = Seat.objects.filter(meeting__in=[one.id for one in found], standing=Standing.MEMBER)
    rows = list(members.select_related("person").order_by("person__name", "pk"))
    ids = [row.pk for row in rows]
    selves = dict(SelfAppraisal.objects.filter(pk__in=ids).values_list("pk", "text"))
    graded = set(GradedForm.objects.filter(seat__in=ids).values_list("seat", flat=True))
    concluded = {row.pk: row for row in Conclusion.objects.filter(pk__in=ids)}
    forms = Counter(row.meeting_id for row in rows if row.pk in graded)
    shown = [row.pk for row in rows if row.meeting_id in held and forms[row.meeting_id] >= FEWEST]
    tallies: dict[int, dict[Grade, int]] = {}
    for seat_id, grade, papers in GradeCell.objects.filter(seat__in=shown).values_list("seat", "grade", "papers"):
        tallies.setdefault(seat_id, {})[Grade(grade)] = papers
    by_meeting: dict[int, list[AppraisalLine]] = {}
    for row in rows:
        end = concluded.get(row.pk)
        by_meeting.setdefault(row.meeting_id, []).append(
            AppraisalLine(
                row.pk, row.person_id, row.person.name, selves.get(row.pk, ""), row.pk in graded,
                _in_order(tallies.get(row.pk, {})), Grade(end.grade) if end else None, end.text if end else "",
                end.committee_id if end else None,
            )
        )  # fmt: skip
    return by_meeting


def own_results(person_id: int) -> list[tuple[date, int, Grade, str]]:
    """Return a member's conclusions (day, meeting's id, grade, words), the newest first, in one query."""
    found = Conclusion.objects.filter(seat__person=person_id, seat__meeting__state=MeetingState.HELD)
    rows = found.order_by("-seat__meeting__day").values_list("seat__meeting__day", "seat__meeting", "grade", "text")
    return [(day, meeting_id, Grade(grade), text) for day, meeting_id, grade, text in rows]


def committee_meetings(found: MeetingLine) -> list[tuple[int, date]]:
    """Return the committee's meetings (id, day) that may have concluded: of that unit, from the day on, in one query."""
    held = Meeting.objects.filter(
        unit=found.unit_id, kind=MeetingKind.COMMITTEE, state=MeetingState.HELD, day__gte=found.day
    )
    return list(held.order_by("day", "pk").values_list("pk", "day"))


def _in_order(tally: dict[Grade, int]) -> dict[Grade, int]:
    return {grade: tally.get(grade, 0) for grade in Grade} if tally else {}
