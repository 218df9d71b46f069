"""The measures of this room."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Kind, Measure, declare, subject_page
from shushan.people.terms import PeopleAct

R01 = declare(
    Measure(
        code="R01",
        version=1,
        name=_("新增办证"),
        unit=_("个"),
        kind=Kind.ADDITIVE,
        facts=("people.card-issued",),
        definition=_("读者第一次领到读者证，每人一次；网上自助注册的电子证在注册时计入。"),
        source=_("国家统计局公共图书馆年报“借书证数”"),
        valid_from=date(2020, 1, 1),
        note=_("补证、换证、续期不计；被撤销的办证记录以反向记录抵消。"),
    )
)

R02 = declare(
    Measure(
        code="R02",
        version=1,
        name=_("有效读者证"),
        unit=_("个"),
        kind=Kind.STOCK,
        facts=("people.card-validity",),
        definition=_("当天日终有效的读者证：已核验、未挂失、未注销、未过期。按发证馆区计。"),
        source=_("国家统计局公共图书馆年报“有效借书证数”；PLS 503：三年内核验过的持证读者"),
        valid_from=date(2020, 1, 1),
        note=_("网上自助注册、尚未核验的证不计；冻结不影响计数。过期在到期次日零点计减，由夜间作业记入。"),
    )
)

subject_page("people.reader", url_name="people:reader", verb=PeopleAct.SEE_READERS)
subject_page("people.card", url_name="people:card", verb=PeopleAct.SEE_READERS)
subject_page("people.merge", url_name="people:merged", verb=PeopleAct.MERGE_READERS)
