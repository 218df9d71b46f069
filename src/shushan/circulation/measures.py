"""The measures of this room."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Kind, Measure, declare

L01 = declare(
    Measure(
        code="L01",
        version=1,
        name=_("借还量"),
        unit=_("册次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.item-lent", "circulation.item-returned"),
        definition=_("时段内借出的册次与还回的册次之和。一册借出再还回计两次；在哪个馆区办，计在哪个馆区。"),
        source=_("工作报告“完成借还量…册次”"),
        valid_from=date(2020, 1, 1),
        note=_("续借不计入；读者还没有还的只计借出。"),
        split_by_fact=True,
    )
)
L06 = declare(
    Measure(
        code="L06",
        version=1,
        name=_("预约满足量"),
        unit=_("次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.hold-filled",),
        definition=_("时段内读者借到所预约的书的次数；计在取书的馆区。书上了取书架还没有来取的不算。"),
        source=_("ISO 11620 预约满足；公式与分项由本馆定义"),
        valid_from=date(2020, 1, 1),
        note=_("每条记录带等待天数：从预约那天到书为读者留下那天。"),
    )
)
L06P = declare(
    Measure(
        code="L06P",
        version=1,
        name=_("预约量"),
        unit=_("次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.hold-placed",),
        definition=_("时段内读者提出的预约次数；计在取书的馆区。后来取消、过期的也算提出过。"),
        source=_("ISO 11620 预约满足；公式与分项由本馆定义"),
        valid_from=date(2020, 1, 1),
    )
)
