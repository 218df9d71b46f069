"""The library as a subject of rules: what its opening hours are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from shushan.places import public as places
from shushan.regulations.seam import Asked, Subjects, declare_subject
from shushan.regulations.terms import Fact, FactSpan, Subject, SubjectKind

THE_LIBRARY = 0


def bring() -> None:
    """Declare the library."""
    declare_subject(Subjects(SubjectKind.LIBRARY, _("本馆"), read, facts=FACTS))


def read(asked: Asked) -> Iterator[Subject]:
    """Yield the library with what an ordinary week of its sites is, cut where the hours change, in four queries."""
    calendars = list(places.calendars([site.id for site in places.sites()]).values())
    period = asked.period
    days = {day for one in calendars for row in one.hours for day in (row.since, row.until) if day and day in period}
    cuts = sorted({period.since, *days, period.until})
    spans = tuple(FactSpan(since, until, _facts(calendars, since)) for since, until in pairwise(cuts))
    yield Subject(THE_LIBRARY, str(_("本馆")), spans)


def _facts(calendars: list[places.Calendar], day: date) -> dict[str, Fact]:
    weeks = [[one.spans_of_weekday(weekday, day) for weekday in range(7)] for one in calendars]
    minutes = [sum(_minutes(span) for spans in week for span in spans) for week in weeks]
    at_weekends = any(week[5] or week[6] for week in weeks)
    return {"sites": len(calendars), "weekly_hours": max(minutes, default=0) // 60, "open_at_weekends": at_weekends}


def _minutes(span: places.OpeningSpan) -> int:
    opens, closes = span.opens, span.closes
    return (closes.hour * 60 + closes.minute) - (opens.hour * 60 + opens.minute)


FACTS = {
    "sites": _("馆区数"),
    "weekly_hours": _("开放时间最长的馆区每周小时数"),
    "open_at_weekends": _("有馆区在周六或周日开放"),
}
