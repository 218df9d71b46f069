"""The measures that the visits offer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Kind, Measure, declare

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
    )
)
