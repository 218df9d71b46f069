"""The measures of the numbers themselves: Q01 to Q04, and of the duties: G08 and what is lacking."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Breakdown, Kind, Measure, Reach, declare
from shushan.ledger.public import Dim

SINCE = date(2020, 1, 1)
SIGNED = "indicators.value-signed"
OWN = _("本馆定义：数字质量本身的指标")
BASES = {"records": _("由记录清点"), "estimate": _("典型周估算"), "manual": _("人工录入")}


def _basis(_key: str, value: str) -> object:
    return BASES.get(value, value)


def _counted(code: str, name: object, definition: object, fact: str, *dims: tuple[str, Dim]) -> Measure:
    by = (Breakdown("basis", _("按来源"), ("basis",), _basis),) if fact == SIGNED else ()
    return declare(
        Measure(
            code=code, version=1, name=name, unit=_("个"), kind=Kind.ADDITIVE, reach=Reach.LIBRARY, facts=(fact,),
            dims=dims, definition=definition, source=OWN, valid_from=SINCE, breakdowns=by,
        )
    )  # fmt: skip


def _share(code: str, name: object, definition: object, above: str, below: str, note: object = "") -> Measure:
    return declare(
        Measure(
            code=code, version=1, name=name, unit="%", kind=Kind.RATIO, reach=Reach.LIBRARY, numerator=above,
            denominator=below, factor=100, decimals=1, definition=definition, source=OWN, valid_from=SINCE, note=note,
        )
    )  # fmt: skip


def _standing(code: str, name: object, definition: object, fact: str) -> Measure:
    return declare(
        Measure(
            code=code, version=1, name=name, unit=_("项"), kind=Kind.STOCK, reach=Reach.LIBRARY, facts=(fact,),
            definition=definition, source=_("工作报告：层层压实主体责任，由“软任务”到“硬指标”"), valid_from=SINCE,
        )
    )  # fmt: skip


SIGNED_VALUES = _counted("Q01D", _("签认的数值"), _("时段内签认的数值个数，重述也算。"), SIGNED)
FROM_RECORDS = _counted("Q01N", _("签认的数值：由记录清点"), _("其中由记录清点的个数。"), SIGNED, ("basis", "records"))
ESTIMATED = _counted("Q02N", _("签认的数值：估算"), _("其中标为估算（ES）的个数。"), SIGNED, ("method", "ES"))
RECORDS_SHARE = _share(
    "Q01", _("由记录得出的占比"), _("由记录清点的签认数值 ÷ 签认数值，百分数。"), "Q01N", "Q01D",
    _("其余是估算或人工录入。"),
)  # fmt: skip
ESTIMATED_SHARE = _share("Q02", _("估算值占比"), _("标为估算（ES）的签认数值 ÷ 签认数值，百分数。"), "Q02N", "Q01D")
LATE_RECORDS = declare(
    Measure(
        code="Q03", version=1, name=_("签认之后才到的记录"), unit=_("条"), kind=Kind.ADDITIVE, reach=Reach.LIBRARY,
        facts=("indicators.records-came-late",),
        definition=_("时段内发现的、在签认之后才记入已签认时段的记录条数；冲正也算。"), source=OWN, valid_from=SINCE,
    )
)  # fmt: skip
RESTATEMENTS = _counted("Q04", _("重述"), _("时段内以新值公开替换已签认数值的次数。"), "indicators.value-restated")
DUTIES = _standing("G08D", _("在册责任"), _("时段末日在册的责任项数。"), "indicators.duty-standing")
COVERED = _standing(
    "G08N", _("有责任人和指标的责任"), _("其中恰有一名负责人、并挂有至少一个指标的项数。"), "indicators.duty-covered"
)
UNOWNED = _standing(
    "G08A",
    _("负责人不是恰好一名的责任"),
    _("在册责任中没有负责人的项数；数据库不许有两名。"),
    "indicators.duty-unowned",
)
UNMEASURED = _standing("G08B", _("没有指标的责任"), _("在册责任中没有挂任何指标的项数。"), "indicators.duty-unmeasured")
COVERAGE = _share(
    "G08", _("责任指标覆盖率"), _("有负责人和指标的责任 ÷ 在册责任，百分数；按时段末日。"), "G08N", "G08D"
)
