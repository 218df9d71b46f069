"""The checks of study and of the reading month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shushan.claims.found import Found, as_of
from shushan.claims.table import Claim, claim
from shushan.kernel.periods import Period
from shushan.learning import public as learning
from shushan.options import public as options
from shushan.places import public as places


def channel_for_all(one: Claim, _at: datetime) -> Found:
    """C41: everyone of the roster studied on line in the year, here or in a channel outside; nobody is missing."""
    roster = learning.roster(None, on=as_of())
    reached = learning.reached(roster, period=Period(date(int(one.period), 1, 1), as_of()))
    missing = [line.name for line in roster if line.person_id not in reached]
    return Found(_share(len(reached), len(roster), missing), bool(roster) and not missing)


def channels_outside(one: Claim, _at: datetime) -> Found:
    """C42: at least so many channels outside, those that are named among them, each line from a file with its digest."""
    period = Period(date(int(one.period), 1, 1), as_of())
    lines = learning.studies(period=period)
    imported = {line.channel for line in lines if line.import_id is not None}
    kept = {line.id for line in learning.imports() if len(line.sha256) == 64}
    digests = all(line.import_id in kept for line in lines if line.import_id is not None)
    named = all(name in imported for name in NAMED_CHANNELS)
    least = int(one.value.lstrip(">= "))
    return Found("、".join(sorted(imported)) or "none", len(imported) >= least and named and digests)


def without_a_break(_one: Claim, at: datetime) -> Found:
    """C43: while the house was closed, no branch was longer without study than the setting allows."""
    closed = [
        c for site in places.sites() for c in places.closures(site.id) if c.until is not None and c.since < as_of()
    ]
    reopened = [site.reopened_on for site in places.sites() if site.reopened_on]
    if not closed or not reopened:
        return Found("no closure on record", False)
    period = Period(min(c.since for c in closed), max(reopened))
    most = options.get(learning.MOST_GAP, at=at)
    roster = learning.roster(None, on=period.last)
    gaps = {}
    for unit in sorted({line.unit for line in roster}):
        days = learning.study_days([line.person_id for line in roster if line.unit == unit], period=period)
        gaps[unit], _since = learning.longest_gap(days, period=period)
    text = ", ".join(f"{unit} {days}" for unit, days in gaps.items())
    return Found(f"{text} days at most ({period.since} to {period.last})", bool(gaps) and max(gaps.values()) <= most)


def days_of_the_month(one: Claim, _at: datetime) -> Found:
    """C44: the reading month has so many days, both ends included, the first and last as the report says."""
    found = reading_month()
    if found is None:
        return Found("no reading month", False)
    since, _dots, last = one.period.partition("..")
    days = (found.last - found.since).days + 1
    is_so = (found.since.isoformat(), found.last.isoformat()) == (since, last)
    return Found(f"{found.since} to {found.last}: {days}", is_so and days == int(one.value))


def a_work_each(_one: Claim, _at: datetime) -> Found:
    """C45: everyone of the roster of the last day read at least one theoretical work within the days."""
    found, standings = _standings()
    is_theory = found is not None and found.category == learning.Category.THEORY and found.works >= 1
    missing = [one.name for one in standings if one.works < 1]
    return Found(
        _share(len(standings) - len(missing), len(standings), missing), bool(standings) and is_theory and not missing
    )


def an_essay_each(_one: Claim, _at: datetime) -> Found:
    """C46: everyone of the roster of the last day handed an essay in within the days; late ones are told apart."""
    _found, standings = _standings()
    missing = [one.name for one in standings if one.essays < 1]
    late = sum(one.late_essays for one in standings)
    text = _share(len(standings) - len(missing), len(standings), missing) + f"; late {late}"
    return Found(text, bool(standings) and not missing)


def the_series(one: Claim, _at: datetime) -> Found:
    """C47: everyone of the roster completed every lesson of the series by the report's day, by seconds that were watched."""
    name = one.quote.partition("“")[2].partition("”")[0]
    courses = [c for s in learning.every_series() if s.name == name for c in learning.courses(series_id=s.id)]
    roster = learning.roster(None, on=as_of() - timedelta(days=1))
    lines = learning.covered(courses, roster, until=as_of() - timedelta(days=1)) if courses else []
    missing = [line.name for line in lines if line.completed_at is None]
    watched = all(lesson.kind is learning.LessonKind.VIDEO for course in courses for lesson in course.counted)
    return Found(_share(len(lines) - len(missing), len(lines), missing), bool(lines) and watched and not missing)


def named_course(one: Claim, _at: datetime) -> Found:
    """C48: the course of that name is open and stands in the study plan of the year."""
    name = one.quote.partition("《")[2].partition("》")[0]
    found = [course for course in learning.courses(only_open=True) if course.name == name]
    plans = learning.plans(year=int(one.period))
    lines = [line for some in learning.lines_of_plans(plan.id for plan in plans).values() for line in some]
    planned = [
        c
        for c in found
        if any(c.id == line.course_id or (c.series_id and c.series_id == line.series_id) for line in lines)
    ]
    return Found(f"{len(found)} course, in {len(plans)} plan of {one.period}", len(planned) == int(one.value))


NAMED_CHANNELS = claim("C42").quote.partition("利用")[2].partition("等")[0].split("、")


def reading_month() -> learning.CampaignValue | None:
    """Return the campaign of a roster that lay in the year of the report, or None."""
    found = [
        c for c in learning.campaigns() if c.unit_id is not None and c.since.year == as_of().year and c.last < as_of()
    ]
    return found[0] if len(found) == 1 else None


def _standings() -> tuple[learning.CampaignValue | None, list[learning.Standing]]:
    found = reading_month()
    if found is None:
        return None, []
    return found, learning.standings(found, learning.participants(found, today=as_of()))


def _share(done: int, of: int, missing: list[str]) -> str:
    rest = f"; missing {len(missing)}" if missing else ""
    return f"{done} of {of}{rest}"
