"""Write public holidays and what the sites do on them. The days that follow stand as days of their own from today on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotFound
from shushan.ledger import public as ledger
from shushan.places import queries
from shushan.places.holidays.policy import HolidayKind, HolidayLine, HolidayMode
from shushan.places.models import Holiday, HolidayRule, Site, SpecialDay
from shushan.places.policy import Calendar
from shushan.places.terms import PlaceAct

BY_RULE = "holiday"  # the origin of a special day that a holiday made


@write()
def set_holiday(
    *, actor: Actor, at: datetime, day: date, name: str, kind: HolidayKind, source: str = "", is_checked: bool = False
) -> None:
    """Say what a day is, holiday or make-up working day, and let the sites follow from today on.

    :raises NotAllowed: :raises Invalid: no name, or it is to be checked and no source is named
    """
    actor.require(PlaceAct.EDIT_HOLIDAYS)
    if not name.strip():
        raise Invalid(_("请填写%(label)s") % {"label": _("名称")}, field="name")
    if is_checked and not source.strip():
        raise Invalid(_("核对过的日子要写明通知的文号或出处"), field="source")
    Holiday.objects.update_or_create(
        day=day,
        defaults={"name": name.strip(), "kind": kind.value, "source": source.strip(), "is_checked": is_checked},
    )
    _follow(at, since=day, until=day)


@write()
def remove_holiday(*, actor: Actor, at: datetime, day: date) -> None:
    """Make a day an ordinary one again; what sites did because of it ends from today on.

    :raises NotAllowed: :raises NotFound:
    """
    actor.require(PlaceAct.EDIT_HOLIDAYS)
    gone, _each = Holiday.objects.filter(day=day).delete()
    if not gone:
        raise NotFound(_("这一天不在节假日表里"))
    _follow(at, since=day, until=day)


@write()
def take_notice(*, actor: Actor, at: datetime, year: int, lines: Sequence[HolidayLine], source: str) -> int:
    """Let the days of a year be those of its official notice, all of them checked; return how many there are.

    Days of that year that the notice does not name are no holidays any more.

    :raises NotAllowed: :raises Invalid: a line is not understood, a day stands twice, another year's day, no source
    """
    actor.require(PlaceAct.EDIT_HOLIDAYS)
    if not source.strip():
        raise Invalid(_("请写明通知的文号或出处"), field="source")
    days = {line.day: line for line in lines if line.day is not None}
    if not days or len(days) != len(lines):
        raise Invalid(_("有看不懂或重复的日子，什么也没有写入"), field="text", remedy=_("请改好再试"))
    if any(abs((day - date(year, 6, 30)).days) > 216 for day in days):
        raise Invalid(_("通知里有别的年份的日子"), field="text", remedy=_("请检查年份"))
    Holiday.objects.filter(day__year=year).exclude(day__in=list(days)).delete()
    for day, line in days.items():
        Holiday.objects.update_or_create(
            day=day,
            defaults={"name": line.name, "kind": line.kind.value, "source": source.strip()[:200], "is_checked": True},
        )
    _follow(at, since=min(date(year, 1, 1), *days), until=max(date(year, 12, 31), *days))
    return len(days)


@write()
def set_rule(
    *,
    actor: Actor,
    at: datetime,
    site_id: int,
    mode: HolidayMode,
    opens: time | None = None,
    closes: time | None = None,
    workday_as: int | None = None,
) -> int:
    """Say what a site does on public holidays from today on; return how many coming days keep hours of their own.

    :raises NotAllowed: :raises Invalid: hours are asked for and make no sense
    """
    actor.require(PlaceAct.EDIT_SITE, site_id=site_id)
    if mode is HolidayMode.HOURS and (opens is None or closes is None or closes <= opens):
        raise Invalid(_("请填写节假日的开放时间，闭馆要晚于开馆"), field="closes")
    if workday_as is not None and not 0 <= workday_as <= 6:
        raise Invalid(_("没有这个星期几"), field="workday_as")
    if not Site.objects.filter(pk=site_id).exists():
        raise NotFound(_("没有这个馆区"))
    hours = (opens, closes) if mode is HolidayMode.HOURS else (None, None)
    HolidayRule.objects.update_or_create(
        site_id=site_id,
        defaults={"mode": mode.value, "opens": hours[0], "closes": hours[1], "workday_as": workday_as},
    )
    _follow(at, site_id=site_id)
    return SpecialDay.objects.filter(site_id=site_id, origin=BY_RULE, day__gte=ledger.local_day(at)).count()


def _follow(at: datetime, *, since: date | None = None, until: date | None = None, site_id: int | None = None) -> None:
    """Let the sites' days follow the rules, from today on: a day that somebody set by hand and the past stay."""
    today = ledger.local_day(at)
    first = max(since, today) if since else today
    found = Holiday.objects.filter(day__gte=first)
    found = found.filter(day__lte=until) if until else found
    rules = HolidayRule.objects.filter(site_id=site_id) if site_id else HolidayRule.objects.all()
    by_hand = SpecialDay.objects.filter(day__gte=first).exclude(origin=BY_RULE)
    for rule in rules.order_by("site_id"):
        old = SpecialDay.objects.filter(site_id=rule.site_id, origin=BY_RULE, day__gte=first)
        (old.filter(day__lte=until) if until else old).delete()
        taken = set(by_hand.filter(site_id=rule.site_id).values_list("day", flat=True))
        calendar = queries.calendar(rule.site_id)
        made = [_day(rule, holiday, calendar) for holiday in found if holiday.day not in taken]
        SpecialDay.objects.bulk_create([day for day in made if day is not None])


def follow_day(at: datetime, day: date, site_id: int) -> None:
    """Let one day of a site follow its holiday rule again, after hours set by hand were taken back."""
    _follow(at, since=day, until=day, site_id=site_id)


def _day(rule: HolidayRule, holiday: Holiday, calendar: Calendar) -> SpecialDay | None:
    """Return the day of its own that a rule makes, or None where the weekday's hours hold."""
    hours: tuple[time | None, time | None]
    if holiday.kind == HolidayKind.WORK:
        if rule.workday_as is None:
            return None
        spans = calendar.spans_of_weekday(rule.workday_as, holiday.day)
        hours = (spans[0].opens, spans[-1].closes) if spans else (None, None)
    elif rule.mode == HolidayMode.ORDINARY:
        return None
    else:
        hours = (rule.opens, rule.closes)
    return SpecialDay(
        site_id=rule.site_id, day=holiday.day, opens=hours[0], closes=hours[1], reason=holiday.name, origin=BY_RULE
    )
