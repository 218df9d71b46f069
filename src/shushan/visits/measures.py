"""The measures that the visits offer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Breakdown, Kind, Measure, declare

_WAYS = {"device": _("设备上报"), "desk": _("手工计数"), "csv": _("门禁文件")}


def _way(_key: str, value: str) -> object:
    return _WAYS.get(value, value)


VISITS = declare(
    Measure(
        code="V01",
        version=1,
        name=_("总流通人次"),
        unit=_("人次"),
        kind=Kind.ADDITIVE,
        facts=("visits.visited",),
        definition=_("进门人次之和，减去冲正；出门不计"),
        source=_("2020年7月1日工作报告：“接待读者”；全国公共图书馆统计：总流通人次"),
        valid_from=date(2020, 1, 1),
        note=_("门禁一小时的计数是一条记录，数量是人次"),
        breakdowns=(
            Breakdown("way", _("按计数方式"), ("way",), words=_way),
            Breakdown("gate", _("按门"), ("gate",)),
        ),
    )
)
PER_RESIDENT = declare(
    Measure(
        code="V02",
        version=1,
        name=_("人均到馆次数"),
        unit=_("次/人"),
        kind=Kind.RATIO,
        numerator="V01",
        denominator="POP",
        decimals=3,
        definition=_("总流通人次除以常住人口（时段末日所在年份）。"),
        source=_("国家公共文化服务体系示范区标准：人均到馆次数；ISO 11620 人均到馆"),
        valid_from=date(2020, 1, 1),
        note=_("通常按年计算；时段短于一年时，是这段时间的人均次数，不折算成全年。"),
    )
)
PER_CARD_HOLDER = declare(
    Measure(
        code="V03",
        version=1,
        name=_("持证读者人均到馆"),
        unit=_("次/人"),
        kind=Kind.RATIO,
        numerator="V01",
        denominator="R02",
        decimals=2,
        definition=_("总流通人次除以时段末日的有效读者证数。"),
        source=_("本馆定义；与按常住人口计算的 V02 分开"),
        valid_from=date(2020, 1, 1),
        note=_("到馆的人不都有读者证；按馆区看时，分母是在该馆区发的证。"),
    )
)
PEAK = declare(
    Measure(
        code="V04",
        version=1,
        name=_("在馆人数峰值"),
        unit=_("人"),
        kind=Kind.PEAK,
        facts=("visits.visited", "visits.left"),
        minus=("visits.left",),
        definition=_(
            "每日从零开始，进门人次减出门人次的累计值，取时段内的最高。选几个馆区时，是几个馆区合在一起的峰值。"
        ),
        source=_("恢复开馆公告的限流要求；本馆定义"),
        valid_from=date(2020, 1, 1),
        note=_("门禁按小时计数，一小时内的进出先相抵，真实的峰值可能略高。各馆区的峰值不在同一时刻，不能相加。"),
    )
)
PER_OPEN_HOUR = declare(
    Measure(
        code="V06",
        version=1,
        name=_("每开放小时到馆"),
        unit=_("人次/时"),
        kind=Kind.RATIO,
        numerator="V01",
        denominator="V05",
        decimals=1,
        definition=_("总流通人次除以开放时长。"),
        source=_("ISO 11620 每开放小时到馆"),
        valid_from=date(2020, 1, 1),
        note=_("当日的到馆已计入、当日的开放时长次日才计入；时段包括今天时略高。"),
    )
)
