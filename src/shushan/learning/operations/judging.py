"""Judge what has fallen due, once, by the roster of its last day: nobody acts then, so the night records it as facts.

A campaign is judged the day after its last day, a line of a plan the day after it was due, the class hours of a year when
the year is over. What comes later is kept and shown, but no longer changes the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event
from shushan.learning import events, ports
from shushan.learning.models import Campaign, Judged, Judgement, PlanItem
from shushan.learning.options import JUDGED_FROM
from shushan.learning.queries import campaigns as campaign_queries
from shushan.learning.queries import courses as course_queries
from shushan.learning.queries import studies
from shushan.learning.terms import Due, LearningAct
from shushan.ledger import public as ledger
from shushan.options import public as options


@dataclass(frozen=True, slots=True)
class _Line:
    person_id: int
    unit_id: int | None
    site_id: int | None
    is_met: bool
    evidence: tuple[str, ...]


@write()
def judge_what_is_due(*, actor: Actor, at: datetime) -> int:
    """Judge everything that has fallen due before today and was not judged yet; return how many things that were.

    :raises NotAllowed:
    """
    actor.require_somewhere(LearningAct.RUN_CAMPAIGNS)
    today = ledger.local_day(at)
    done = set(Judgement.objects.values_list("what", "which"))
    judged = 0
    for row in Campaign.objects.filter(last__lt=today, unit__isnull=False).order_by("last", "pk"):
        judged += _judge(Due.CAMPAIGN, row.pk, row.last, done, actor=actor, at=at, today=today)
    for item in PlanItem.objects.filter(due_on__lt=today, plan__unit__isnull=False).order_by("due_on", "pk"):
        assert item.due_on is not None
        judged += _judge(Due.COURSE, item.pk, item.due_on, done, actor=actor, at=at, today=today)
    for year in range(options.get(JUDGED_FROM, at=at), today.year):
        judged += _judge(Due.HOURS, year, date(year, 12, 31), done, actor=actor, at=at, today=today)
    return judged


def _judge(
    what: Due, which: int, on: date, done: set[tuple[str, int]], *, actor: Actor, at: datetime, today: date
) -> int:
    if (what.value, which) in done:
        return 0
    lines = {Due.CAMPAIGN: _campaign, Due.COURSE: _course, Due.HOURS: _hours}[what](which, on, today)
    if not lines:
        return 0  # nobody was asked: it stays open until somebody was
    made = Judgement.objects.create(what=what, which=which, on=on, judged_at=at)
    rows = Judged.objects.bulk_create(
        Judged(
            judgement=made, person_id=one.person_id, unit_id=one.unit_id, is_met=one.is_met, evidence=list(one.evidence)
        )
        for one in lines
    )
    facts: list[tuple[Event, str, datetime]] = []
    when = ledger.day_begins(on)
    for row, one in zip(rows, lines, strict=True):
        for kind in (events.StudyFellDue, events.StudyMet) if one.is_met else (events.StudyFellDue,):
            event = kind(
                site_id=one.site_id, unit_id=one.unit_id, what=what.value, which=which, branch=one.unit_id or 0
            )
            facts.append((event, f"learning.judged:{row.pk}", when))
    ledger.record_many(facts, actor=actor, recorded_at=at)
    return 1


def _campaign(which: int, _on: date, today: date) -> list[_Line]:
    found = campaign_queries.campaign(which)
    roster = campaign_queries.participants(found, today=today)
    stands = {one.person_id: one for one in campaign_queries.standings(found, roster)}
    return [
        _line(one, stands[one.person_id].is_done, [
            *(f"learning.reading:{pk}" for pk in stands[one.person_id].reading_ids),
            *(f"learning.essay:{pk}" for pk in stands[one.person_id].essay_ids),
        ])
        for one in roster
    ]  # fmt: skip


def _course(which: int, on: date, _today: date) -> list[_Line]:
    item = PlanItem.objects.select_related("plan").get(pk=which)
    wanted = (
        course_queries.courses(series_id=item.series_id)
        if item.series_id is not None
        else course_queries.courses(course_ids=[item.course_id or 0])
    )
    roster = ports.roster(item.plan.unit_id, on=on)
    covered = {one.person_id: one for one in studies.covered(wanted, roster, until=on)}
    return [_line(one, covered[one.person_id].completed_at is not None, []) for one in roster]


def _hours(year: int, on: date, _today: date) -> list[_Line]:
    roster = ports.roster(None, on=on)
    enough = {one.person_id: one.is_enough for one in studies.hours(roster, year=year)}
    return [_line(one, enough[one.person_id], []) for one in roster]


def _line(one: ports.RosterLine, is_met: bool, evidence: list[str]) -> _Line:
    return _Line(one.person_id, one.unit_id or None, one.site_id, is_met, tuple(evidence))
