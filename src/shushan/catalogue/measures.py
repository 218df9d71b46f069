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
