"""The measures of this room."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.circulation.words import clc_word, word
from shushan.figures.public import Breakdown, Kind, Measure, declare

CATEGORY = Breakdown("category", _("按读者类别"), ("category",), words=word, is_personal=True)
AGE = Breakdown("age", _("按年龄段"), ("age_band",), words=word, is_personal=True)
CLASS = Breakdown("class", _("按中图法大类"), ("clc",), words=clc_word)

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
        breakdowns=(CATEGORY, AGE, CLASS),
    )
)
L02 = declare(
    Measure(
        code="L02",
        version=1,
        name=_("文献外借册次"),
        unit=_("册次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.item-lent",),
        definition=_("时段内借出的册次；在哪个馆区借，计在哪个馆区。"),
        source=_("国家统计局公共图书馆年报“书刊文献外借册次”；PLS 553"),
        valid_from=date(2020, 1, 1),
        note=_("续借不计入，另见续借册次。"),
        breakdowns=(CATEGORY, AGE, CLASS),
    )
)
L02R = declare(
    Measure(
        code="L02R",
        version=1,
        name=_("续借册次"),
        unit=_("册次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.loan-renewed",),
        definition=_("时段内续借的次数；计在借出的馆区。"),
        source=_("本馆定义；与外借册次分开"),
        valid_from=date(2020, 1, 1),
        breakdowns=(CATEGORY, CLASS),
    )
)
L03 = declare(
    Measure(
        code="L03",
        version=1,
        name=_("外借人次"),
        unit=_("人次"),
        kind=Kind.DISTINCT,
        keys=("reader", "site", "day"),
        is_personal=True,
        facts=("circulation.item-lent",),
        definition=_("同一读者同一天在同一馆区借书，不论几册，计一人次。"),
        source=_("国家统计局公共图书馆年报“书刊文献外借人次”"),
        valid_from=date(2020, 1, 1),
        note=_("读者在台账里是当年的化名；同一天总在同一年，所以可以跨年相加。没有读者的记录不计。"),
        breakdowns=(CATEGORY, AGE),
    )
)
L04 = declare(
    Measure(
        code="L04",
        version=1,
        name=_("平均每册年流通率"),
        unit=_("次/册"),
        kind=Kind.RATIO,
        numerator="L02",
        denominator="T01",
        decimals=2,
        definition=_("时段内的外借册次除以时段末日的总藏量。"),
        source=_("国家公共文化服务体系示范区标准：平均每册年流通率；ISO 11620 馆藏流通率"),
        valid_from=date(2020, 1, 1),
        note=_("通常按年计算；时段短于一年时不折算成全年。按馆区看时，外借计在借出的馆区，藏量计在所属的馆区。"),
        breakdowns=(CLASS,),
    )
)
L05 = declare(
    Measure(
        code="L05",
        version=1,
        name=_("人均外借册次"),
        unit=_("册/人"),
        kind=Kind.RATIO,
        numerator="L02",
        denominator="POP",
        decimals=3,
        definition=_("时段内的外借册次除以常住人口（时段末日所在年份）。"),
        source=_("ISO 11620 人均外借册次"),
        valid_from=date(2020, 1, 1),
        note=_("通常按年计算。"),
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
L06R = declare(
    Measure(
        code="L06R",
        version=1,
        name=_("预约满足率"),
        unit="%",
        kind=Kind.RATIO,
        numerator="L06",
        denominator="L06P",
        factor=100,
        decimals=1,
        definition=_("时段内满足的预约次数除以时段内提出的预约次数。"),
        source=_("ISO 11620 预约满足；公式与分项由本馆定义"),
        valid_from=date(2020, 1, 1),
        note=_("分子、分母各按自己的日子计：上月提出、本月满足的，计入本月分子。所以短时段可以超过百分之百。"),
    )
)
L06M = declare(
    Measure(
        code="L06M",
        version=1,
        name=_("预约等待天数（中位）"),
        unit=_("天"),
        kind=Kind.MEDIAN,
        dim="days_waited",
        decimals=1,
        facts=("circulation.hold-filled",),
        definition=_("时段内满足的预约，从提出到书为读者留下的天数，取中位数。"),
        source=_("ISO 11620 预约满足；公式与分项由本馆定义"),
        valid_from=date(2020, 1, 1),
    )
)
L07 = declare(
    Measure(
        code="L07",
        version=1,
        name=_("跨馆区通还"),
        unit=_("册次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.item-returned",),
        present=("from_site",),
        definition=_("在借出馆区以外的馆区还回的册次；计在还回的馆区。"),
        source=_("本馆定义"),
        valid_from=date(2020, 1, 1),
        breakdowns=(Breakdown("pair", _("按馆区对"), ("site", "from_site")),),
    )
)
L08D = declare(
    Measure(
        code="L08D",
        version=1,
        name=_("到期册次"),
        unit=_("册次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.loans-fell-due",),
        definition=_("应还日在时段内的借阅；应还日以续借和闭馆顺延以后为准，计在借出的馆区。"),
        source=_("本馆定义"),
        valid_from=date(2020, 1, 1),
        note=_("每个过去的日子夜间记一次，每馆区每类读者一条记录，数量是册次。后来续借的，原来那天冲正重记。"),
        breakdowns=(CATEGORY,),
    )
)
L08N = declare(
    Measure(
        code="L08N",
        version=1,
        name=_("逾期册次"),
        unit=_("册次"),
        kind=Kind.ADDITIVE,
        facts=("circulation.loans-ran-late",),
        definition=_("应还日在时段内、到应还日终了还没有还的借阅。"),
        source=_("本馆定义"),
        valid_from=date(2020, 1, 1),
        breakdowns=(CATEGORY,),
    )
)
L08 = declare(
    Measure(
        code="L08",
        version=1,
        name=_("逾期率"),
        unit="%",
        kind=Kind.RATIO,
        numerator="L08N",
        denominator="L08D",
        factor=100,
        decimals=1,
        definition=_("逾期册次除以到期册次；应还日以闭馆顺延以后为准。"),
        source=_("本馆定义"),
        valid_from=date(2020, 1, 1),
        breakdowns=(CATEGORY,),
    )
)
R03 = declare(
    Measure(
        code="R03",
        version=1,
        name=_("活跃借阅者"),
        unit=_("人"),
        kind=Kind.DISTINCT,
        is_personal=True,
        facts=("circulation.item-lent",),
        definition=_("时段内至少借过一次书的不同读者。"),
        source=_("ISO 2789 活跃借阅者"),
        valid_from=date(2020, 1, 1),
        note=_("读者的化名每年更换，跨年的时段没有数值。读者在几个馆区借书，每个馆区各算一次，合计只算一次。"),
        breakdowns=(CATEGORY, AGE),
    )
)
