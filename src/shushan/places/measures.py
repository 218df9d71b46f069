"""The measures that the places offer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Breakdown, Kind, Measure, Reach, declare

_WHY = {"closure": _("闭馆"), "holiday": _("节假日"), "special": _("特别安排")}


def _why(_key: str, value: str) -> object:
    return _WHY.get(value, value)


POPULATION = declare(
    Measure(
        code="POP",
        version=1,
        name=_("常住人口"),
        unit=_("人"),
        kind=Kind.ADDITIVE,
        reach=Reach.YEAR,
        facts=("places.population-stated",),
        dims=(("kind", "resident"),),
        definition=_("时段末日所在年份登记的常住人口；登记了几个地区就相加。"),
        source=_("统计公报或人口普查，出处记在每一条人口数上"),
        valid_from=date(2020, 1, 1),
        note=_("人口按全区登记，不分馆区；选了馆区也是全区人口。"),
        breakdowns=(Breakdown("area", _("按地区"), ("area",)),),
    )
)
OPEN_HOURS = declare(
    Measure(
        code="V05",
        version=1,
        name=_("开放时长"),
        unit=_("小时"),
        kind=Kind.ADDITIVE,
        base=60,
        decimals=1,
        facts=("places.site-kept-open",),
        definition=_("时段内各馆区实际开放的时间之和：按当日有效的开放时间，扣除闭馆、节假日和特别安排。"),
        source=_("《公共图书馆服务规范》GB/T 28220 开放时间；PLS 500"),
        valid_from=date(2020, 1, 1),
        note=_("每个过去的日子夜间记一次，以分钟计；当日要到次日才计入。安排改动后，原来的记录冲正重记。"),
    )
)
CLOSED_DAYS = declare(
    Measure(
        code="V07",
        version=1,
        name=_("闭馆天数"),
        unit=_("天"),
        kind=Kind.ADDITIVE,
        facts=("places.day-closed",),
        definition=_("按每周开放时间本应开放、因闭馆、节假日或特别安排全天没有开放的天数，各馆区相加。"),
        source=_("本馆定义"),
        valid_from=date(2020, 1, 1),
        note=_("每周固定的休息日不计。"),
        breakdowns=(
            Breakdown("why", _("按种类"), ("why",), words=_why),
            Breakdown("reason", _("按原因"), ("reason",)),
        ),
    )
)
