"""The staff's dashboards: of the library, of one site, of one branch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shushan.indicators import words
from shushan.indicators.dashboards.alerts import alerts
from shushan.indicators.dashboards.doors import doors, today
from shushan.indicators.dashboards.terms import Line, SiteToday, Trend
from shushan.indicators.dashboards.trends import CODES, OF_BRANCHES, latest_month, trends
from shushan.indicators.duties import queries as duties
from shushan.indicators.terms import IndicatorAct
from shushan.indicators.web.drawing import Shown, shown, tiles
from shushan.kernel.errors import NotFound
from shushan.kernel.periods import add_months
from shushan.ledger import public as ledger
from shushan.places import public as places
from shushan.ui.http import Request
from shushan.ui.templatetags.look import called
from shushan.ui.web import staff_page
from shushan.units import public as units

MOST = 9  # figures of a branch's duties on one page


@require_safe
@staff_page(IndicatorAct.SEE_VALUES)
def page(request: Request) -> HttpResponse:
    """Show the library's month against last year and targets, today's doors, and what waits for somebody."""
    if "tv" in request.GET:
        return redirect("indicators:hall")
    own = request.actor.sites(IndicatorAct.SEE_VALUES)
    asked = request.GET.get("site", "")
    if asked or (own is not None and not request.actor.may(IndicatorAct.SEE_VALUES)):
        code = asked or next((one.code for one in places.sites() if own is None or one.id in own), "")
        if code:
            month_query = (
                f"?month={request.GET['month']}" if re.fullmatch(r"\d{4}-\d\d", request.GET.get("month", "")) else ""
            )
            return redirect(reverse("indicators:cockpit-site", args=[code]) + month_query)
    month, is_latest = month_of(request)
    lines = [Line(code) for code in CODES]
    found = _with_doors(today(at=request.at), request.at)
    gates = [door for site in found for door in site.doors]
    context = {
        **_frame(request, month, is_latest), "doors": found, "trends": [shown(one) for one in trends(lines, month=month)],
        "alerts": tiles(alerts(at=request.at, doors=gates)), "branches": _branches(request.at), "title": _("总览"),
    }  # fmt: skip
    return render(request, "indicators/cockpit.html", context)


@require_safe
@staff_page(IndicatorAct.SEE_VALUES)
def site(request: Request, code: str) -> HttpResponse:
    """Show one site's month, doors and what waits there."""
    value = places.site_by_code(code)
    request.actor.require(IndicatorAct.SEE_VALUES, site_id=value.id)
    month, is_latest = month_of(request)
    lines = [Line(one, (value.id,)) for one in CODES]
    found = _with_doors(today(at=request.at, site_ids=[value.id]), request.at)
    gates = [door for one in found for door in one.doors]
    context = {
        **_frame(request, month, is_latest), "doors": found, "site": value, "title": called(value), "branches": [],
        "trends": [shown(one, site=code) for one in trends(lines, month=month)],
        "alerts": tiles(alerts(at=request.at, site_id=value.id, doors=gates)),
    }  # fmt: skip
    return render(request, "indicators/cockpit.html", context)


@require_safe
@staff_page(IndicatorAct.SEE_DUTIES)
def branch(request: Request, code: str) -> HttpResponse:
    """Show one branch: its organisation life, the figures of its duties against their targets, how each duty stands."""
    day = ledger.local_day(request.at)
    unit = next((one for one in units.tree(on=day) if one.code == code), None)
    if unit is None:
        raise NotFound(_("没有代码为 %(code)s 的单位") % {"code": code})
    request.actor.require(IndicatorAct.SEE_DUTIES, site_id=unit.site_id, unit_id=unit.id)
    month, is_latest = month_of(request)
    below = units.descendants(unit.id, on=day)
    lines = duties.standing(duties.register(on=day, unit_ids=below), at=request.at)
    links = list(dict.fromkeys(Line(link.code, link.site_ids) for line in lines for link in line.links))
    asked = [*(Line(one, None, tuple(sorted(below))) for one in OF_BRANCHES), *links[:MOST]]
    context = {
        **_frame(request, month, is_latest), "unit": unit, "title": called(unit), "more": max(0, len(links) - MOST),
        "trends": _named(trends(asked, month=month, duty_units=below)),
        "alerts": [one for one in tiles(alerts(at=request.at, unit_ids=below)) if one[2].kind in ("trouble", "lacking")],
        "duties": [(line, target, target.plan.until - timedelta(days=1), words.STATUSES[target.status], words.STATUS_LOOKS[target.status])
                   for line in lines for link in line.links for target in link.targets],
    }  # fmt: skip
    return render(request, "indicators/cockpit_branch.html", context)


def month_of(request: Request) -> tuple[date, bool]:
    """Return the month asked for, else the last whole one; where nothing was counted in it, the latest that has something.

    The second is whether it is such a latest month.
    """
    typed = re.fullmatch(r"(\d{4})-(\d{1,2})", request.GET.get("month", ""))
    if typed and 1 <= int(typed[2]) <= 12 and 1910 <= int(typed[1]) <= 9990:
        return date(int(typed[1]), int(typed[2]), 1), False
    last = add_months(ledger.local_day(request.at).replace(day=1), -1)
    if any(trend.now for trend in trends([Line(code) for code in CODES[:2]], month=last)):
        return last, False
    found = latest_month(at=request.at)
    return (found, True) if found is not None and found < last else (last, False)


def _frame(request: Request, month: date, is_latest: bool) -> dict[str, object]:
    """Return what every dashboard's frame needs: the month with its neighbours, the choice of sites, the hour."""
    own = request.actor.sites(IndicatorAct.SEE_VALUES)
    return {
        "month": month, "before": add_months(month, -1), "after": add_months(month, 1), "is_latest": is_latest,
        "sites": [one for one in places.sites() if own is None or one.id in own],
        "may_see_all": request.actor.may(IndicatorAct.SEE_VALUES), "at": localtime(request.at),
    }  # fmt: skip


def _with_doors(found: Sequence[SiteToday], at: datetime) -> list[SiteToday]:
    by_site = doors(found, at=at)
    return [replace(one, doors=by_site.get(one.site_id, ())) for one in found]


def _branches(at: datetime) -> list[units.UnitValue]:
    """Return the units that have duties of their own today."""
    day = ledger.local_day(at)
    held = {line.unit_id for line in duties.register(on=day)}
    return [one for one in units.tree(on=day) if one.id in held]


def _named(found: Sequence[Trend]) -> list[Shown]:
    """Return trends whose cards are asked for the site that the duty names."""
    codes: dict[tuple[int, ...], str] = {(one.id,): one.code for one in places.sites()}
    return [shown(one, site=codes.get(one.line.site_ids or (), "")) for one in found]
