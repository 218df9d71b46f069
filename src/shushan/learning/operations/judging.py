"""Judge what has fallen due, once, by the roster of its last day: nobody acts then, so the night records it as facts.

A campaign is judged the day after its last day, a line of a plan the day after it was due, the class hours of a year when
the year is over. What is done later is kept and shown, but no longer changes the figure. A roster that was corrected later
does: who should have been on it is judged by the records of today, who should not is dropped, and the facts follow. So do
class hours that were studied in the year and entered after it (December's file comes in January): they are of that year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound
from shushan.kernel.events import Event
from shushan.learning import events, ports
from shushan.learning.models import Campaign, Judged, Judgement, PlanItem
from shushan.learning.options import JUDGED_FROM
from shushan.learning.queries import campaigns as campaign_queries
from shushan.learning.queries import courses as course_queries
from shushan.learning.queries import studies
from shushan.learning.queries.judging import unit_of
from shushan.learning.scoping import require_at
from shushan.learning.terms import Due, LearningAct
from shushan.ledger import public as ledger
from shushan.options import public as options

WATCHED_DAYS: Final = 730  # so long after its day a judgement is held against its roster every night


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
    lines = _FINDING[what](which, on, today)
    if not lines:
        return 0  # nobody was asked: it stays open until somebody was
    made = Judgement.objects.create(what=what, which=which, on=on, judged_at=at)
    _record(made, lines, actor=actor, at=at)
    return 1


@write()
def judge_anew(*, actor: Actor, at: datetime, judgement_id: int) -> int:
    """Hold a judgement against the roster of its day as it stands now; return how many persons are told otherwise.

    Who is missing is judged by the records of today, of which only what was done in time counts; who is not on the
    roster is dropped; who was in another branch keeps the result and goes there. Class hours of the year that were
    entered after it make who had too few one who has enough, never the other way round. Nobody else is judged again. The
    facts are reversed and recorded anew now, so a figure as known before stays what it was.

    :raises NotAllowed: :raises NotFound: there is no such judgement
    """
    row = Judgement.objects.filter(pk=judgement_id).first()
    if row is None:
        raise NotFound(_("没有这次评定"))
    require_at(actor, LearningAct.RUN_CAMPAIGNS, unit_of(Due(row.what), row.which))
    return _judge_anew(row, actor=actor, at=at)


def judge_corrected(*, actor: Actor, at: datetime) -> int:
    """Hold what fell due in the last years against its roster, each on its own; return how many persons changed. Nightly.

    :raises NotAllowed:
    """
    actor.require_somewhere(LearningAct.RUN_CAMPAIGNS)
    since = ledger.local_day(at) - timedelta(days=WATCHED_DAYS)
    ids = Judgement.objects.filter(on__gte=since).order_by("on", "pk").values_list("pk", flat=True)
    return sum(judge_anew(actor=actor, at=at, judgement_id=pk) for pk in list(ids))


def _judge_anew(row: Judgement, *, actor: Actor, at: datetime) -> int:
    what = Due(row.what)
    now = {one.person_id: one for one in _FINDING[what](row.which, row.on, ledger.local_day(at))}
    standing = {one.person_id: one for one in Judged.objects.filter(judgement=row, dropped_at=None)}
    if not now:
        return 0  # what was asked is gone, or its whole roster: a person looks at that
    enough = {who for who, one in standing.items() if one.is_met}
    if what is Due.HOURS:  # other things are of the day on which they were done here; hours are of the day they tell
        enough |= {who for who, one in now.items() if one.is_met}
    moved = [
        who
        for who, one in standing.items()
        if who in now and (now[who].unit_id != one.unit_id or (who in enough) is not one.is_met)
    ]
    gone = [who for who in standing if who not in now]
    came = [who for who in now if who not in standing]
    dropped = [standing[who].pk for who in (*gone, *moved)]
    if dropped:
        subjects = [f"learning.judged:{pk}" for pk in dropped]
        for fact in (events.StudyFellDue.FACT, events.StudyMet.FACT):
            ledger.reverse_many(
                subjects, fact=fact, actor=actor, reason="roster corrected or hours entered late", at=at
            )
        Judged.objects.filter(pk__in=dropped, dropped_at=None).update(dropped_at=at)
    kept = [replace(now[who], is_met=who in enough, evidence=tuple(map(str, standing[who].evidence))) for who in moved]
    _record(row, [*kept, *(now[who] for who in came)], actor=actor, at=at)
    return len(gone) + len(moved) + len(came)


def _record(judgement: Judgement, lines: Sequence[_Line], *, actor: Actor, at: datetime) -> None:
    rows = Judged.objects.bulk_create(
        Judged(
            judgement=judgement, person_id=one.person_id, unit_id=one.unit_id, is_met=one.is_met,
            evidence=list(one.evidence), recorded_at=at,
        )
        for one in lines
    )  # fmt: skip
    facts: list[tuple[Event, str, datetime]] = []
    when = ledger.day_begins(judgement.on)
    for row, one in zip(rows, lines, strict=True):
        for kind in (events.StudyFellDue, events.StudyMet) if one.is_met else (events.StudyFellDue,):
            event = kind(
                site_id=one.site_id, unit_id=one.unit_id, what=judgement.what, which=judgement.which,
                branch=one.unit_id or 0,
            )  # fmt: skip
            facts.append((event, f"learning.judged:{row.pk}", when))
    ledger.record_many(facts, actor=actor, recorded_at=at)


def _campaign(which: int, on: date, today: date) -> list[_Line]:
    found = campaign_queries.campaign(which)
    if found.last != on:
        return []  # its days were changed after it was judged
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
    item = PlanItem.objects.select_related("plan").filter(pk=which, due_on=on).first()
    if item is None:
        return []  # taken out of its plan, or put to another day, after it was judged
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


_FINDING: Final[dict[Due, Callable[[int, date, date], list[_Line]]]] = {
    Due.CAMPAIGN: _campaign, Due.COURSE: _course, Due.HOURS: _hours,
}  # fmt: skip
