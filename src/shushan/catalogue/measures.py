"""The measures that the catalogue offers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Kind, Measure, declare

HOLDINGS = declare(
    Measure(
        code="T01",
        version=1,
        name=_("总藏量"),
        unit=_("册"),
        kind=Kind.STOCK,
        facts=("catalogue.item-accessioned", "catalogue.item-withdrawn"),
        definition=_("到时段最后一日为止，入藏册数减去注销册数"),
        source=_("全国公共图书馆统计：总藏量；电子书另计"),
        valid_from=date(2020, 1, 1),
        note=_("时段的起始日对存量没有影响"),
    )
)
ADDITIONS = declare(
    Measure(
        code="T03",
        version=1,
        name=_("新增藏量"),
        unit=_("册"),
        kind=Kind.ADDITIVE,
        facts=("catalogue.item-accessioned",),
        definition=_("时段内入藏的册数，减去其中冲正的"),
        source=_("全国公共图书馆统计：年新增藏量"),
        valid_from=date(2020, 1, 1),
    )
)
T02 = declare(
    Measure(
        code="T02",
        version=1,
        name=_("人均藏书"),
        unit=_("册/人"),
        kind=Kind.RATIO,
        numerator="T01",
        denominator="POP",
        decimals=3,
        definition=_("时段末日的总藏量除以常住人口（该日所在年份）。"),
        source=_("国家公共文化服务体系示范区标准：人均藏书"),
        valid_from=date(2020, 1, 1),
    )
)
T04 = declare(
    Measure(
        code="T04",
        version=1,
        name=_("人均年增新书"),
        unit=_("册/人"),
        kind=Kind.RATIO,
        numerator="T03",
        denominator="POP",
        decimals=4,
        definition=_("时段内的新增藏量除以常住人口（时段末日所在年份）。"),
        source=_("国家公共文化服务体系示范区标准：人均年增新书"),
        valid_from=date(2020, 1, 1),
        note=_("通常按年计算。"),
    )
)
