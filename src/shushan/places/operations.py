"""Write the places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.places import days, events
from shushan.places.holidays.operations import follow_day
from shushan.places.models import Closure, OpeningHours, Population, Site, SpecialDay, WithdrawnClosure
from shushan.places.terms import OpeningSpan, PlaceAct, PopulationKind


@write()
def open_site(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    name: str,
    name_en: str = "",
    address: str = "",
    address_en: str = "",
    phone: str = "",
    capacity: int | None = None,
    reopened_on: date | None = None,
    position: int = 0,
) -> int:
    """Add a site to the library and return its id.

    :raises NotAllowed: :raises Conflict: the code is taken :raises Invalid: code or name is empty
    """
    actor.require(PlaceAct.EDIT_SITE)
    _need(code, "code", _("代码"))
    _need(name, "name", _("名称"))
    try:
        with transaction.atomic():
            site = Site.objects.create(
                code=code.strip(), name=name.strip(), name_en=name_en, address=address, address_en=address_en,
                phone=phone, capacity=capacity, reopened_on=reopened_on, position=position,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("代码 %(code)s 已经有馆区使用") % {"code": code}, remedy=_("请换一个代码")) from error
    if reopened_on is not None:
        _record_reopening(site, actor, at)
    return site.pk


@write()
def edit_site(
    *,
    actor: Actor,
    at: datetime,
    site_id: int,
    name: str,
    name_en: str = "",
    address: str = "",
    address_en: str = "",
    phone: str = "",
    capacity: int | None = None,
    reopened_on: date | None = None,
) -> None:
    """Change what is said about a site. A new reopening day moves every "since reopening" figure of the site.

    :raises NotAllowed: :raises NotFound: :raises Invalid:
    """
    actor.require(PlaceAct.EDIT_SITE, site_id=site_id)
    _need(name, "name", _("名称"))
    site = _site(site_id)
    moved = reopened_on is not None and reopened_on != site.reopened_on
    Site.objects.filter(pk=site_id).update(
        name=name.strip(), name_en=name_en, address=address, address_en=address_en, phone=phone, capacity=capacity,
        reopened_on=reopened_on,
    )  # fmt: skip
    if moved:
        site.reopened_on = reopened_on
        _record_reopening(site, actor, at)


@write()
def set_hours(
    *, actor: Actor, at: datetime, site_id: int, weekday: int, spans: Sequence[OpeningSpan], since: date
) -> None:
    """Set the hours of a weekday from a day on; what held before ends there, the past keeps its hours.

    :raises NotAllowed: :raises Invalid: a span ends before it begins, or two overlap
    """
    actor.require(PlaceAct.EDIT_SITE, site_id=site_id)
    ordered = sorted(spans, key=lambda span: span.opens)
    for span in ordered:
        if span.closes <= span.opens:
            raise Invalid(_("闭馆时间必须晚于开馆时间"), field="closes")
    if any(first.closes > second.opens for first, second in pairwise(ordered)):
        raise Invalid(_("同一天的两段开放时间重叠了"), field="opens")
    rows = OpeningHours.objects.filter(site_id=site_id, weekday=weekday)
    rows.filter(since__gte=since).delete()
    rows.filter(until=None).update(until=since)
    rows.filter(until__gt=since).update(until=since)
    for part, span in enumerate(ordered):
        OpeningHours.objects.create(
            site_id=site_id, weekday=weekday, part=part, opens=span.opens, closes=span.closes, since=since
        )


@write()
def set_special_day(
    *, actor: Actor, at: datetime, site_id: int, day: date, opens: time | None, closes: time | None, reason: str
) -> None:
    """Give a day hours of its own, or close it (both times None).

    :raises NotAllowed: :raises Invalid:
    """
    actor.require(PlaceAct.EDIT_SITE, site_id=site_id)
    _need(reason, "reason", _("原因"))
    if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
        raise Invalid(_("开馆和闭馆时间要么都填，要么都不填，闭馆要晚于开馆"), field="closes")
    SpecialDay.objects.update_or_create(
        site_id=site_id,
        day=day,
        defaults={"opens": opens, "closes": closes, "reason": reason.strip(), "origin": ""},
    )


@write()
def withdraw_special_day(*, actor: Actor, at: datetime, site_id: int, day: date) -> None:
    """Give a day its ordinary hours back.

    :raises NotAllowed: :raises NotFound: the day has no hours of its own
    """
    actor.require(PlaceAct.EDIT_SITE, site_id=site_id)
    gone, _each = SpecialDay.objects.filter(site_id=site_id, day=day, origin="").delete()
    if not gone:
        raise NotFound(_("这一天没有特别安排"))
    follow_day(at, day, site_id)


@write()
def close_site(*, actor: Actor, at: datetime, site_id: int, since: date, until: date | None, reason: str) -> int:
    """Close a site for the days ``[since, until)`` and return the closure's id.

    :raises NotAllowed: :raises Invalid: :raises Conflict: the days are closed already
    """
    actor.require(PlaceAct.CLOSE_SITE, site_id=site_id)
    _need(reason, "reason", _("原因"))
    if until is not None and until <= since:
        raise Invalid(_("恢复日期必须晚于闭馆日期"), field="until")
    site = _site(site_id)
    try:
        with transaction.atomic():
            closure = Closure.objects.create(site=site, since=since, until=until, reason=reason.strip())
    except IntegrityError as error:
        raise Conflict(_("这些日子里已经登记过闭馆"), remedy=_("请先修改原来的闭馆")) from error
    ledger.record(
        events.SiteClosed(site_id=site.pk, reason=reason.strip()[:60]),
        actor=actor,
        subject=f"places.closure:{closure.pk}",
        at=at,
    )
    return closure.pk


@write()
def end_closure(*, actor: Actor, at: datetime, closure_id: int, until: date) -> None:
    """Say when a closure ends (the first open day).

    :raises NotAllowed: :raises NotFound: :raises Invalid:
    """
    closure = Closure.objects.filter(pk=closure_id).first()
    if closure is None:
        raise NotFound(_("没有这次闭馆"))
    actor.require(PlaceAct.CLOSE_SITE, site_id=closure.site_id)
    if until <= closure.since:
        raise Invalid(_("恢复日期必须晚于闭馆日期"), field="until")
    try:
        with transaction.atomic():
            Closure.objects.filter(pk=closure_id).update(until=until)
    except IntegrityError as error:
        raise Conflict(_("这些日子里已经登记过闭馆"), remedy=_("请先修改原来的闭馆")) from error
    event = events.ClosureEnded(site_id=closure.site_id)
    ledger.record(event, actor=actor, subject=f"places.closure:{closure_id}", at=at)


@write()
def withdraw_closure(*, actor: Actor, at: datetime, closure_id: int, why: str) -> None:
    """Take a closure back as a whole; its days are ordinary again, and the record of it stays.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no reason
    """
    closure = Closure.objects.filter(pk=closure_id).first()
    if closure is None:
        raise NotFound(_("没有这次闭馆"))
    actor.require(PlaceAct.CLOSE_SITE, site_id=closure.site_id)
    _need(why, "why", _("撤销的原因"))
    WithdrawnClosure.objects.create(
        id=closure.pk, site_id=closure.site_id, since=closure.since, until=closure.until, reason=closure.reason,
        why=why.strip(), withdrawn_at=at,
    )  # fmt: skip
    closure.delete()
    event = events.ClosureWithdrawn(site_id=closure.site_id)
    ledger.record(event, actor=actor, subject=f"places.closure:{closure_id}", at=at)


@write()
def set_population(
    *, actor: Actor, at: datetime, area: str, year: int, kind: PopulationKind, persons: int, source: str
) -> None:
    """Write how many people live in an area in a year, with the source of the number.

    :raises NotAllowed: :raises Invalid: no source, or no area
    """
    actor.require(PlaceAct.EDIT_POPULATION)
    _need(area, "area", _("地区"))
    _need(source, "source", _("来源"))
    row, _made = Population.objects.update_or_create(
        area=area.strip(), year=year, kind=kind.value, defaults={"persons": persons, "source": source.strip()}
    )
    days.state_population(row, actor=actor, at=at)


def _record_reopening(site: Site, actor: Actor, at: datetime) -> None:
    assert site.reopened_on is not None
    opened = ledger.day_begins(site.reopened_on)
    ledger.record(
        events.SiteReopened(site_id=site.pk), actor=actor, subject=f"places.site:{site.pk}", at=opened, recorded_at=at
    )


def _site(site_id: int) -> Site:
    site = Site.objects.filter(pk=site_id).first()
    if site is None:
        raise NotFound(_("没有这个馆区"))
    return site


def _need(text: str, field: str, label: str) -> None:
    if not text.strip():
        raise Invalid(_("请填写%(label)s") % {"label": label}, field=field)
