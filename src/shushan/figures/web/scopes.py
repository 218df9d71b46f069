"""A scope in the address: ``?period=month&month=2020-05&site=C&known=2020-07-01``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from shushan.figures import ports
from shushan.figures.terms import Scope, SiteName
from shushan.kernel.errors import Invalid
from shushan.kernel.ids import typed_number
from shushan.kernel.periods import Period
from shushan.ledger.public import Dim, local_day, zone

PERIODS = ("reopening", "day", "month", "quarter", "year", "range")


@dataclass(frozen=True, slots=True)
class ScopeForm:
    """What was asked in the address, to be shown again; ``error`` says what could not be taken."""

    period: str
    day: str
    month: str
    quarter: str
    year: str
    since: str
    until: str
    known: str
    sites: tuple[str, ...]
    every_site: tuple[SiteName, ...]
    part: str = ""
    units: tuple[str, ...] = ()
    error: str = ""
    error_field: str = ""


def read(query: QueryDict, at: datetime) -> tuple[Scope, ScopeForm]:
    """Return the scope that an address asks for, and its form.

    :raises Invalid: a date or a site cannot be understood; ``field`` names which.
    """
    form = form_of(query, at)
    since, until = _days(form, at)
    known = _date(form.known, "known") if form.known else None
    return (
        Scope(
            until=until,
            since=since,
            site_ids=_sites(form),
            known_at=datetime.combine(known + timedelta(days=1), time.min, tzinfo=zone()) if known else None,
            dims=_part(form),
            unit_ids=_units(form),
        ),
        form,
    )


def form_of(query: QueryDict, at: datetime, refusal: Invalid | None = None) -> ScopeForm:
    """Return the form as it was filled in, with today's values where nothing was."""
    today = local_day(at)
    period = query.get("period", "reopening")
    return ScopeForm(
        period=period if period in PERIODS else "reopening",
        day=query.get("day") or today.isoformat(),
        month=query.get("month") or today.strftime("%Y-%m"),
        quarter=query.get("quarter") or f"{today.year}-Q{(today.month + 2) // 3}",
        year=query.get("year") or str(today.year),
        since=query.get("since") or today.replace(day=1).isoformat(),
        until=query.get("until") or today.isoformat(),
        known=query.get("known", ""),
        sites=tuple(query.getlist("site")),
        every_site=ports.sites(),
        part=query.get("part", "")[:80],
        units=tuple(text for text in query.getlist("unit") if text)[:50],
        error=refusal.message if refusal else "",
        error_field=refusal.field if refusal else "",
    )


def _days(form: ScopeForm, at: datetime) -> tuple[date | None, date]:
    if form.period == "reopening":
        last = _date(form.until, "until") if form.until else local_day(at)
        return None, last + timedelta(days=1)
    if form.period == "range":
        return _date(form.since, "since"), _date(form.until, "until") + timedelta(days=1)
    period = _calendar(form)
    return period.since, period.until


def _calendar(form: ScopeForm) -> Period:
    if form.period == "day":
        return Period.day(_date(form.day, "day"))
    if form.period == "month":
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", form.month)
        if found and 1 <= int(found[2]) <= 12:
            return Period.month(int(found[1]), int(found[2]))
        raise Invalid(
            _("看不懂这个月份：%(text)s") % {"text": form.month}, field="month", remedy=_("写成 2020-05 这样")
        )
    if form.period == "quarter":
        found = re.fullmatch(r"(\d{4})-?[Qq]?([1-4])", form.quarter)
        if found:
            return Period.quarter(int(found[1]), int(found[2]))
        raise Invalid(
            _("看不懂这个季度：%(text)s") % {"text": form.quarter}, field="quarter", remedy=_("写成 2020-Q2 这样")
        )
    if re.fullmatch(r"[12]\d{3}", form.year):
        return Period.year(int(form.year))
    raise Invalid(_("看不懂这个年份：%(text)s") % {"text": form.year}, field="year", remedy=_("写成 2020 这样"))


def _date(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid(
            _("看不懂这个日期：%(text)s") % {"text": text}, field=field, remedy=_("写成 2020-07-01 这样")
        ) from error


def _sites(form: ScopeForm) -> tuple[int, ...] | None:
    if not form.sites:
        return None
    known = {site.code: site.id for site in form.every_site}
    for code in form.sites:
        if code not in known:
            raise Invalid(_("没有代码为 %(code)s 的馆区") % {"code": code}, field="site", remedy=_("请从列表中选择"))
    return tuple(known[code] for code in form.sites)


def _part(form: ScopeForm) -> tuple[tuple[str, Dim], ...]:
    """Return the dimension of ``part=category:child``; a site is asked for by ``site``."""
    if not form.part or form.part.startswith("unit:"):
        return ()
    name, colon, said = form.part.partition(":")
    if not colon or not re.fullmatch(r"[a-z_]{1,30}", name) or name == "site":
        raise Invalid(
            _("看不懂这个分项：%(text)s") % {"text": form.part}, field="part", remedy=_("请从指标卡的分项里点开")
        )
    return ((name, said or None),)


def _units(form: ScopeForm) -> tuple[int, ...] | None:
    """Return the units of ``unit=7`` and of the part ``unit:7``; the part narrows what was asked for besides."""
    asked = tuple(dict.fromkeys(_unit(text) for text in form.units))
    name, _colon, said = form.part.partition(":")
    if name != "unit":
        return asked or None
    part = _unit(said)
    return (part,) if not asked or part in asked else ()


def _unit(text: str) -> int:
    number = typed_number(text)
    if number is None:
        raise Invalid(
            _("看不懂这个单位：%(text)s") % {"text": text[:20]}, field="unit", remedy=_("请从指标卡的分项里点开")
        )
    return number
