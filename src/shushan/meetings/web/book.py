"""The record book of a unit and a year, printable: it is made of the meetings, nothing is typed for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shushan.audit import public as audit
from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period
from shushan.ledger import public as ledger
from shushan.meetings.queries import meetings as reads
from shushan.meetings.queries.appraising import FEWEST, appraisals, is_appraisal
from shushan.meetings.queries.ballots import decided_of
from shushan.meetings.queries.discussing import lessons_of, remarks_of
from shushan.meetings.scoping import require_at
from shushan.meetings.states import MeetingState, Presence
from shushan.meetings.terms import AppraisalLine, MeetingAct, SeatLine, Standing
from shushan.meetings.web.asking import heading_of, name_of, units_of
from shushan.meetings.web.ballots import words_of
from shushan.meetings.words import GRADE_WORDS, KIND_WORDS
from shushan.ui.http import Request
from shushan.ui.web import staff_page


@require_safe
@staff_page(MeetingAct.SEE)
def books(request: Request) -> HttpResponse:
    """Show which record books there are: a unit, a year, how many meetings are in it."""
    today = ledger.local_day(request.at)
    units = units_of(request, MeetingAct.RUN)
    held = reads.lines(reads.some(unit_ids=[one.id for one in units], states=[MeetingState.HELD]))
    counts: dict[tuple[int, int], int] = {}
    for one in held:
        key = (one.unit_id, one.day.year)
        counts[key] = counts.get(key, 0) + 1
    years = sorted({year for _unit, year in counts} | {today.year}, reverse=True)
    rows = [(unit, [(year, counts.get((unit.id, year), 0)) for year in years]) for unit in units]
    return render(request, "meetings/books.html", {"rows": rows, "years": years})


@require_safe
@staff_page(MeetingAct.RUN)
def book(request: Request, unit_id: int, year: int) -> HttpResponse:
    """Show the record book; the look is recorded."""
    require_at(request.actor, MeetingAct.RUN, unit_id)
    if not 2000 <= year <= 2999:
        raise NotFound
    audit.looked(
        actor=request.actor, act=MeetingAct.RUN, subject=f"units.unit:{unit_id}", at=request.at, note=f"{year}"
    )
    whole = Period.year(year)
    held = reads.held(since=whole.since, until=whole.until, unit_ids=[unit_id])
    ids = [one.id for one in held]
    seats, minutes, points = reads.seats_of(ids), reads.minutes_of(ids), reads.points_of(ids)
    decided, lessons, remarks = decided_of(ids), lessons_of(ids), remarks_of(ids)
    appraised = appraisals([one for one in held if is_appraisal(one)])
    tasks: dict[int, list[object]] = {}
    for task in reads.tasks(meeting_ids=ids):
        tasks.setdefault(task.meeting_id, []).append(task)
    rows = [
        {
            "meeting": one,
            "heading": heading_of(one),
            "kind": KIND_WORDS[one.kind],
            "names": _names(seats.get(one.id, [])),
            "minutes": minutes.get(one.id, [None])[0],
            "lessons": lessons.get(one.id, []),
            "remarks": remarks.get(one.id, []),
            "points": points.get(one.id, []),
            "tasks": tasks.get(one.id, []),
            "appraisal": _appraised(appraised.get(one.id, [])),
            "ballots": [(ballot, words_of(ballot)) for ballot in decided.get(one.id, [])],
        }
        for one in held
    ]
    context = {"rows": rows, "unit_name": name_of(unit_id), "year": year, "printed_on": ledger.local_day(request.at)}
    return render(request, "meetings/book.html", context)


def _appraised(lines: list[AppraisalLine]) -> dict[str, object]:
    """Return what a book says of an appraisal: how many forms came in, and each member's own words, grades, conclusion."""
    if not lines:
        return {}
    tallies = {one.seat_id: " · ".join(f"{GRADE_WORDS[grade]} {n}" for grade, n in one.tally.items()) for one in lines}
    rows = [(one, tallies[one.seat_id], GRADE_WORDS[one.grade] if one.grade else "") for one in lines]
    return {"rows": rows, "forms": sum(one.has_graded for one in lines), "fewest": FEWEST}


def _names(seats: list[SeatLine]) -> dict[str, str]:
    def of(*presences: Presence) -> str:
        return "、".join(s.name for s in seats if s.presence in presences and s.standing is not Standing.GUEST)

    return {
        "present": of(Presence.PRESENT),
        "online": of(Presence.ONLINE),
        "leave": of(Presence.LEAVE),
        "absent": of(Presence.ABSENT),
        "guests": "、".join(s.name for s in seats if s.standing is Standing.GUEST),
    }
