"""Trends as charts, alerts as tiles: what every dashboard draws the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shushan.figures.public import Kind
from shushan.indicators import words
from shushan.indicators.dashboards.terms import Alert, AlertKind, Trend
from shushan.ui.charts import Chart, ChartFigure, Series

NAMES: Final[dict[AlertKind, object]] = {
    AlertKind.TO_CHECK: gettext_lazy("等着核对"),
    AlertKind.TO_SIGN: gettext_lazy("等着签认"),
    AlertKind.TO_APPROVE: gettext_lazy("等着批准"),
    AlertKind.UNSIGNED: gettext_lazy("上月还没有签认"),
    AlertKind.LATE: gettext_lazy("迟到的记录"),
    AlertKind.TROUBLE: gettext_lazy("有风险或未达成的目标"),
    AlertKind.LACKING: gettext_lazy("缺负责人或指标"),
    AlertKind.SILENT: gettext_lazy("没有动静的门"),
    AlertKind.STUCK: gettext_lazy("没有处理成的后续"),
    AlertKind.WRONG: gettext_lazy("体检查出的问题"),
}
_PLACES: Final = {
    AlertKind.TO_CHECK: ("indicators:values", "?state=draft"),
    AlertKind.TO_SIGN: ("indicators:values", "?state=checked"),
    AlertKind.TO_APPROVE: ("indicators:values", "?state=signed"),
    AlertKind.UNSIGNED: ("indicators:value-new", ""),
    AlertKind.LATE: ("indicators:late", ""),
    AlertKind.TROUBLE: ("indicators:duties", "?status=trouble"),
    AlertKind.LACKING: ("indicators:duties", "?status=lacking"),
    AlertKind.SILENT: ("visits:gates", ""),
    AlertKind.STUCK: ("jobs:list", ""),
    AlertKind.WRONG: ("jobs:job", ""),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A trend as a page shows it. ``address`` opens the month's card; the charts open each month's."""

    trend: Trend
    address: str
    now: str
    before: str
    chart: ChartFigure | None  # None: there is nothing to draw
    aimed: ChartFigure | None
    said: str


def tiles(alerts: Iterable[Alert]) -> list[tuple[object, str, Alert]]:
    """Return (name, address, alert) of each."""
    return [(NAMES[one.kind], _place(one), one) for one in alerts]


def _place(one: Alert) -> str:
    name, query = _PLACES[one.kind]
    return reverse(name, args=[] if one.about is None else [one.about]) + query


def shown(trend: Trend, *, site: str = "") -> Shown:
    """Return a trend with its charts. ``site``: the code of the site that its cards are asked for."""
    measure, unit = trend.measure, str(trend.measure.unit)
    labels = tuple(f"{day:%Y-%m}" for day in trend.months)
    series = [_series(_("本期"), trend, trend.numbers, "bar", "sea")]
    if any(one is not None for one in trend.before):
        series.append(_series(_("上年同期"), trend, trend.before, "line", "pale"))
    if any(one is not None for one in trend.aims):
        name = _("目标（折合每月）") if measure.kind is Kind.ADDITIVE else _("目标")
        series.append(_series(name, trend, trend.aims, "dashes", "vermilion"))
    has_any = any(number is not None for one in series for number in one.numbers)
    title = _("%(name)s：十三个月，与上年同期比") % {"name": measure.name}
    chart = Chart(title, labels, tuple(series), _("月"), unit)
    addresses = [_card(trend, day, site) for day in trend.months]
    return Shown(
        trend, addresses[-1], _words(trend, trend.now), _words(trend, trend.before[-1]),
        ChartFigure(chart, addresses=addresses) if has_any else None, _aimed(trend), _said(trend),
    )  # fmt: skip


def _aimed(trend: Trend) -> ChartFigure | None:
    if trend.aim is None or not trend.steps:
        return None
    labels = tuple(f"{one.month:%Y-%m}" for one in trend.steps)
    series = (
        _series(_("累计"), trend, [one.actual for one in trend.steps], "bar", "sea"),
        _series(_("目标轨迹"), trend, [one.expected for one in trend.steps], "dashes", "vermilion"),
    )
    title = _("%(name)s：累计与目标轨迹") % {"name": trend.measure.name}
    return ChartFigure(Chart(title, labels, series, _("到月底"), str(trend.measure.unit)))


def _said(trend: Trend) -> str:
    """Say in a sentence how the month, or the run since the target's first day, stands to the target."""
    aim = trend.aim
    if aim is None:
        return ""
    plan = aim.plan
    goal = _("%(how)s %(number)s，%(since)s 至 %(until)s") % {
        "how": words.COMPARISONS[plan.comparison], "number": _words(trend, plan.number),
        "since": plan.since, "until": date.fromordinal(plan.until.toordinal() - 1),
    }  # fmt: skip
    if not trend.steps:
        return goal
    last = trend.steps[-1]
    return _("%(goal)s；到 %(month)s 月底累计 %(actual)s，轨迹是 %(expected)s") % {
        "goal": goal, "month": f"{last.month:%Y-%m}", "actual": _words(trend, last.actual),
        "expected": _words(trend, last.expected),
    }  # fmt: skip


def _series(
    name: str, trend: Trend, numbers: Sequence[Fraction | None], look: str, tone: str
) -> Series:  # fmt: skip
    plain = tuple(None if one is None else float(one) for one in numbers)
    return Series(name, plain, tuple(_words(trend, one) for one in numbers), look, tone)


def _words(trend: Trend, number: Fraction | None) -> str:
    return "—" if number is None else trend.measure.words(number)


def _card(trend: Trend, day: date, site: str) -> str:
    query = f"?period=month&month={day:%Y-%m}" + (f"&site={site}" if site else "")
    return reverse("figures:card", args=[trend.measure.code]) + query
