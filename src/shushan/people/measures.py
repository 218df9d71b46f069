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

subject_page("people.reader", url_name="people:reader", verb=PeopleAct.SEE_READERS)
subject_page("people.card", url_name="people:card", verb=PeopleAct.SEE_READERS)
subject_page("people.merge", url_name="people:merged", verb=PeopleAct.MERGE_READERS)
