"""Read the places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, DateField, IntegerField, QuerySet, TimeField, Value
from django.utils.translation import gettext as _

from shushan.database.public import Prepared
from shushan.kernel.errors import NotFound
from shushan.kernel.periods import Period
from shushan.ledger.public import zone
from shushan.places.holidays.policy import HolidayMode, SiteRule
from shushan.places.models import (
    Closure,
    Holiday,
    HolidayRule,
    OpeningHours,
    Population,
    Site,
    SpecialDay,
    WithdrawnClosure,
)
from shushan.places.policy import Calendar, WeekdayHours
from shushan.places.terms import (
    ClosureValue,
    HolidayValue,
    OpeningSpan,
    OpenState,
    PopulationKind,
    PopulationValue,
    SiteValue,
    SpecialDayValue,
    WithdrawnClosureValue,
)


def sites() -> tuple[SiteValue, ...]:
    """Return every site in the library's own order, in one query."""
    return tuple(_value(Site.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)) for row in _SITES.rows())


def site(site_id: int) -> SiteValue:
    """Return one site.

    :raises NotFound: no such site.
    """
    row = next(iter(_SITE.rows(site_id)), None)
    return _value(_found(Site.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row) if row else None, site_id))


_COLUMNS = tuple(column.attname for column in Site._meta.concrete_fields)
_SITES = Prepared(lambda: Site.objects.values_list(*_COLUMNS))
_SITE = Prepared(lambda site_id: Site.objects.filter(pk=site_id).order_by().values_list(*_COLUMNS), int)


def site_by_code(code: str) -> SiteValue:
    """Return the site with a code.

    :raises NotFound: no such site.
    """
    return _value(_found(Site.objects.filter(code=code).first(), code))


def calendar(site_id: int) -> Calendar:
    """Return all that decides when a site is open, in one query; ask it as often as you like."""
    rows = _CALENDAR.rows(site_id)
    hours = [
        WeekdayHours(weekday, opens, closes, since, until)
        for what, weekday, since, until, opens, closes, _why, _from in rows
        if what == _WEEKLY
    ]
    special, holidays = _sorted(
        (day, opens, closes, why, origin)
        for what, _weekday, day, _until, opens, closes, why, origin in rows
        if what == _DAY
    )
    closed = [(since, until, why) for what, _weekday, since, until, *_times, why, _from in rows if what == _CLOSURE]
    return Calendar(hours, special, closed, holidays)


_WEEKLY, _DAY, _CLOSURE = range(3)


def _calendar(site_id: int) -> QuerySet[Any, Any]:
    number, day, hour, text = (Value(None, kind()) for kind in (IntegerField, DateField, TimeField, CharField))
    weekly = OpeningHours.objects.filter(site_id=site_id).order_by()
    days = SpecialDay.objects.filter(site_id=site_id).order_by()
    closures = Closure.objects.filter(site_id=site_id).order_by()
    return weekly.values_list(
        Value(_WEEKLY, IntegerField()), "weekday", "since", "until", "opens", "closes", text, text
    ).union(
        days.values_list(Value(_DAY), number, "day", day, "opens", "closes", "reason", "origin"),
        closures.values_list(Value(_CLOSURE), number, "since", "until", hour, hour, "reason", text),
        all=True,
    )


_CALENDAR = Prepared(_calendar, int)


def calendars(site_ids: list[int]) -> dict[int, Calendar]:
    """Return the calendars of several sites, in three queries."""
    hours: dict[int, list[WeekdayHours]] = {n: [] for n in site_ids}
    special: dict[int, list[SpecialRow]] = {n: [] for n in site_ids}
    closures: dict[int, list[tuple[date, date | None, str]]] = {n: [] for n in site_ids}
    for row in OpeningHours.objects.filter(site_id__in=site_ids):
        hours[row.site_id].append(WeekdayHours(row.weekday, row.opens, row.closes, row.since, row.until))
    for day in SpecialDay.objects.filter(site_id__in=site_ids):
        special[day.site_id].append((day.day, day.opens, day.closes, day.reason, day.origin))
    for closed in Closure.objects.filter(site_id__in=site_ids):
        closures[closed.site_id].append((closed.since, closed.until, closed.reason))
    sorted_out = {n: _sorted(special[n]) for n in site_ids}
    return {n: Calendar(hours[n], sorted_out[n][0], closures[n], sorted_out[n][1]) for n in site_ids}


def every_calendar() -> dict[int, Calendar]:
    """Return the calendars of all sites by id, in four queries."""
    hours: dict[int, list[WeekdayHours]] = {}
    special: dict[int, list[SpecialRow]] = {}
    closures: dict[int, list[tuple[date, date | None, str]]] = {}
    for site_id, *row in _EVERY_HOURS.rows():
        hours.setdefault(site_id, []).append(WeekdayHours(*row))
    for site_id, *row in _EVERY_SPECIAL.rows():
        special.setdefault(site_id, []).append((row[0], row[1], row[2], row[3], row[4]))
    for site_id, since, until, reason in _EVERY_CLOSED.rows():
        closures.setdefault(site_id, []).append((since, until, reason))
    sorted_out = {one.id: _sorted(special.get(one.id, ())) for one in sites()}
    return {n: Calendar(hours.get(n, []), own, closures.get(n, []), rule) for n, (own, rule) in sorted_out.items()}


_EVERY_HOURS = Prepared(
    lambda: OpeningHours.objects.values_list("site_id", "weekday", "opens", "closes", "since", "until")
)
_EVERY_SPECIAL = Prepared(
    lambda: SpecialDay.objects.values_list("site_id", "day", "opens", "closes", "reason", "origin")
)
_EVERY_CLOSED = Prepared(lambda: Closure.objects.values_list("site_id", "since", "until", "reason"))
SpecialRow: TypeAlias = tuple[date, time | None, time | None, str, str]
Days: TypeAlias = dict[date, tuple[tuple[OpeningSpan, ...], str]]


def _sorted(rows: Iterable[SpecialRow]) -> tuple[Days, Days]:
    """Return the days that somebody set, and those that follow from the holiday rule."""
    found: tuple[Days, Days] = ({}, {})
    for day, opens, closes, reason, origin in rows:
        found[bool(origin)][day] = (_span(opens, closes), reason)
    return found


def _span(opens: time | None, closes: time | None) -> tuple[OpeningSpan, ...]:
    return (OpeningSpan(opens, closes),) if opens and closes else ()


def opening_of(site_id: int, day: date) -> tuple[OpeningSpan, ...]:
    """Return the opening spans of a site on a day."""
    return calendar(site_id).spans(day)


def week(site_id: int, *, on: date) -> list[tuple[int, tuple[OpeningSpan, ...]]]:
    """Return the ordinary hours of each weekday (0 = Monday) as they hold from a day on, special days left out."""
    rows = [r for r in calendar(site_id).hours if r.since <= on and (r.until is None or on < r.until)]
    return [
        (
            weekday,
            tuple(
                sorted((OpeningSpan(r.opens, r.closes) for r in rows if r.weekday == weekday), key=lambda s: s.opens)
            ),
        )
        for weekday in range(7)
    ]


def open_state(site_id: int, at: datetime) -> OpenState:
    """Return whether a site is open at an instant, until when, or when next."""
    return calendar(site_id).state(at, zone())


def open_states(at: datetime) -> dict[int, OpenState]:
    """Return the same of every site, by id, in four queries however many there are."""
    return {site_id: found.state(at, zone()) for site_id, found in every_calendar().items()}


def is_open_day(site_id: int, day: date) -> bool:
    """Say whether a site opens at all on a day."""
    return calendar(site_id).is_open_day(day)


def closures(site_id: int, period: Period | None = None) -> list[ClosureValue]:
    """Return the closures of a site that touch a period (default: all), newest first."""
    found = Closure.objects.filter(site_id=site_id).order_by("-since")
    kept = [
        c for c in found if period is None or (c.since < period.until and (c.until is None or c.until > period.since))
    ]
    return [ClosureValue(c.pk, c.site_id, c.since, c.until, c.reason) for c in kept]


def special_days(site_id: int) -> list[SpecialDayValue]:
    """Return the days with hours of their own, the latest first."""
    found = SpecialDay.objects.filter(site_id=site_id).order_by("-day")
    return [SpecialDayValue(one.day, one.opens, one.closes, one.reason, bool(one.origin)) for one in found]


def closure(closure_id: int) -> ClosureValue | None:
    """Return one closure, None when there is none or it was taken back."""
    c = Closure.objects.filter(pk=closure_id).first()
    return ClosureValue(c.pk, c.site_id, c.since, c.until, c.reason) if c else None


def withdrawn_closures(site_id: int) -> list[WithdrawnClosureValue]:
    """Return the closures of a site that were taken back, the latest first."""
    found = WithdrawnClosure.objects.filter(site_id=site_id).order_by("-withdrawn_at")
    return [WithdrawnClosureValue(c.pk, c.since, c.until, c.reason, c.why, c.withdrawn_at) for c in found]


def holidays(year: int | None = None) -> list[HolidayValue]:
    """Return the table of holidays, of a year or whole, by day."""
    found = Holiday.objects.order_by("day")
    found = found.filter(day__year=year) if year else found
    return [HolidayValue(h.day, h.name, h.kind == "off", h.source, h.is_checked) for h in found]


def holiday_rule(site_id: int) -> SiteRule | None:
    """Return what a site does on holidays, None when nothing was said: the weekday's hours."""
    return holiday_rules().get(site_id)


def holiday_rules() -> dict[int, SiteRule]:
    """Return what the sites do on holidays, by site id, in one query."""
    return {
        rule.site_id: SiteRule(HolidayMode(rule.mode), rule.opens, rule.closes, rule.workday_as)
        for rule in HolidayRule.objects.all()
    }


def populations() -> list[PopulationValue]:
    """Return every population figure, newest year first."""
    return [
        PopulationValue(p.pk, p.area, p.year, PopulationKind(p.kind), p.persons, p.source)
        for p in Population.objects.order_by("-year", "area", "kind")
    ]


def _found(site: Site | None, asked: object) -> Site:
    if site is None:
        raise NotFound(_("没有馆区 %(asked)s") % {"asked": asked})
    return site


def _value(s: Site) -> SiteValue:
    return SiteValue(s.pk, s.code, s.name, s.name_en, s.address, s.address_en, s.phone, s.reopened_on, s.capacity)
