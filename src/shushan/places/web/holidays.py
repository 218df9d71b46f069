"""The table of public holidays: a list, one day at a time, a year's notice at once; and what each site does on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shushan.kernel.errors import Invalid
from shushan.ledger.public import local_day
from shushan.places import queries
from shushan.places.holidays import operations
from shushan.places.holidays.policy import HolidayKind, HolidayLine, HolidayMode, read
from shushan.places.terms import HolidayValue, PlaceAct
from shushan.places.web.forms import HolidayForm, HolidayRuleForm, NoticeForm
from shushan.ui.confirm import CONFIRMED
from shushan.ui.http import Request
from shushan.ui.lists import Asked, BulkAct, Change, Column, Filter, NumberedList
from shushan.ui.web import staff_page

OFF, WORK = gettext_lazy("放假"), gettext_lazy("调休上班")


def _chip(one: HolidayValue) -> object:
    tone = "chip--good" if one.is_off else "chip--sea"
    return format_html('<span class="chip {}">{}</span>', tone, OFF if one.is_off else WORK)


def _checked(one: HolidayValue) -> object:
    said = _("已核对") if one.is_checked else _("待与官方通知核对")
    return format_html('<span class="chip {}">{}</span>', "chip--good" if one.is_checked else "chip--warn", said)


def _remove(request: Request, row_id: str, _said: dict[str, object]) -> None:
    operations.remove_holiday(actor=request.actor, at=request.at, day=date.fromisoformat(row_id))


def _look_ahead(request: Request, ids: Sequence[str]) -> Change:
    coming = [one for one in ids if one >= local_day(request.at).isoformat()]
    return Change(counts=[(_("其中今天以后的"), len(coming))], samples=list(ids)[:10])


class HolidaysList(NumberedList[HolidayValue]):
    """The days of the table, by year."""

    code = "places.holidays"
    title = gettext_lazy("节假日与调休")
    lead = gettext_lazy("国务院每年公布的放假和调休上班日。各馆区在这些日子怎样开放，由馆区自己的规则决定。")
    nothing = gettext_lazy("这一年还没有节假日。可以导入官方通知，或逐日添加。")
    template = "places/holidays.html"
    page_size = 60
    columns = (
        Column[HolidayValue]("day", gettext_lazy("日期"), lambda h: h.day, is_head=True),
        Column[HolidayValue]("weekday", gettext_lazy("星期"), lambda h: date_format(h.day, "l")),
        Column[HolidayValue]("name", gettext_lazy("名称"), lambda h: h.name),
        Column[HolidayValue]("kind", gettext_lazy("种类"), _chip, lambda h: OFF if h.is_off else WORK),
        Column[HolidayValue](
            "checked", gettext_lazy("核对"), _checked, lambda h: _("已核对") if h.is_checked else _("待与官方通知核对")
        ),
        Column[HolidayValue]("source", gettext_lazy("出处"), lambda h: h.source),
    )
    acts = (
        BulkAct(
            code="remove",
            label=gettext_lazy("删去"),
            verb=PlaceAct.EDIT_HOLIDAYS,
            sentence=gettext_lazy("这些日子不再是节假日或调休日；馆区从今天起按平常的时间开放，过去的日子不变。"),
            look_ahead=_look_ahead,
            do=_remove,
            is_dangerous=True,
        ),
    )

    @property
    def filters(self) -> Sequence[Filter]:
        """The year."""
        years = sorted({one.day.year for one in queries.holidays()} | {local_day(self.request.at).year}, reverse=True)
        return (
            Filter("year", gettext_lazy("年份"), tuple((str(y), str(y)) for y in years), every=gettext_lazy("今年")),
        )

    def some(self, asked: Asked, *, first: int, limit: int) -> tuple[Sequence[HolidayValue], int]:
        """Return the days of a year."""
        year = int(asked["year"]) if asked["year"] else local_day(self.request.at).year
        found = queries.holidays(year)
        return found[first : first + limit], len(found)

    def identify(self, row: HolidayValue) -> str:
        """Return the day."""
        return row.day.isoformat()

    def more(self) -> dict[str, object]:
        """Return the form of one day."""
        rules = queries.holiday_rules()
        return {"form": HolidayForm(), "sites": [(site, rules.get(site.id)) for site in queries.sites()]}


@staff_page(PlaceAct.EDIT_HOLIDAYS)
def days(request: Request) -> HttpResponseBase:
    """Show the table of holidays."""
    return HolidaysList(request).response()


@require_POST
@staff_page(PlaceAct.EDIT_HOLIDAYS)
def new_day(request: Request) -> HttpResponse:
    """Add or replace one day."""
    form = HolidayForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.set_holiday(
                actor=request.actor, at=request.at, day=said["day"], name=said["name"],
                kind=HolidayKind(said["kind"]), source=said["source"], is_checked=bool(said["source"].strip()),
            )  # fmt: skip
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("这一天已记入节假日表"))
            return redirect(f"{reverse('places:holidays')}?year={said['day'].year}")
    return render(request, "places/holiday_day.html", {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.EDIT_HOLIDAYS)
def notice(request: Request) -> HttpResponse:
    """Read a year's notice, show what it would change, and take it when somebody says yes."""
    form = NoticeForm(request.POST or None, initial={"year": local_day(request.at).year})
    lines: list[HolidayLine] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        lines = read(said["text"], year=said["year"])
        if not lines:
            form.add_error(
                "text",
                _("没有读出任何日子：每个节日一行，例如“一、元旦：1月1日至3日放假”，或 CSV：日期,名称,放假或上班"),
            )
        elif CONFIRMED in request.POST:
            try:
                taken = operations.take_notice(
                    actor=request.actor, at=request.at, year=said["year"], lines=lines, source=said["source"]
                )
            except Invalid as refusal:
                form.add_error(refusal.field or None, refusal.message)
            else:
                messages.success(request, _("已按通知记入 %(n)s 天，馆区从今天起照此开放") % {"n": taken})
                return redirect(f"{reverse('places:holidays')}?year={said['year']}")
    context = {"form": form, "changes": _changes(form, lines), "refused": [x for x in lines if x.day is None]}
    return render(request, "places/holiday_notice.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(PlaceAct.EDIT_SITE)
def rule(request: Request, code: str) -> HttpResponse:
    """Say what a site does on public holidays from today on."""
    site = queries.site_by_code(code)
    old = queries.holiday_rule(site.id)
    initial = {"mode": "ordinary", "workday_as": ""} if old is None else {
        "mode": old.mode.value, "opens": old.opens, "closes": old.closes,
        "workday_as": "" if old.workday_as is None else str(old.workday_as),
    }  # fmt: skip
    form = HolidayRuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            coming = operations.set_rule(
                actor=request.actor, at=request.at, site_id=site.id, mode=HolidayMode(said["mode"]),
                opens=said["opens"], closes=said["closes"], workday_as=said["workday_as"],
            )  # fmt: skip
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("已保存；今后有 %(n)s 天因此有自己的开放安排") % {"n": coming})
            return redirect("places:special-days", code)
    context = {"form": form, "site": site}
    return render(request, "places/holiday_rule.html", context, status=422 if form.errors else 200)


def _changes(form: NoticeForm, lines: Sequence[HolidayLine]) -> list[tuple[str, date, str, object]]:
    """Return what a notice would do day by day: what (new, changed, gone, same), day, name, kind."""
    if not lines or not form.is_valid():
        return []
    old = {one.day: one for one in queries.holidays(form.cleaned_data["year"])}
    found: list[tuple[str, date, str, object]] = []
    days = {line.day: line for line in lines if line.day is not None}
    for day, line in sorted(days.items()):
        known = old.get(day)
        same = known is not None and (known.name, known.is_off) == (line.name, line.kind is HolidayKind.OFF)
        what = "same" if same else "new" if known is None else "changed"
        found.append((what, day, line.name, OFF if line.kind is HolidayKind.OFF else WORK))
    found += [("gone", day, one.name, OFF if one.is_off else WORK) for day, one in old.items() if day not in days]
    return sorted(found, key=lambda change: change[1])
