"""The measures of this room."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Breakdown, Kind, Measure, declare, subject_page
from shushan.people.terms import PeopleAct
from shushan.people.words import CATEGORIES

_KINDS: dict[str, object] = {"plastic": _("实体证"), "online": _("网上自助注册")}
_CATEGORIES: dict[str, object] = {str(category.value): word for category, word in CATEGORIES.items()}


def _word(key: str, value: str) -> object:
    words = {"kind": _KINDS, "category": _CATEGORIES}
    return words.get(key, {}).get(value, value)


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
        breakdowns=(
            Breakdown("category", _("按读者类别"), ("category",), words=_word, is_personal=True),
            Breakdown("age", _("按年龄段"), ("age_band",), words=_word, is_personal=True),
            Breakdown("kind", _("按证的种类"), ("kind",), words=_word),
        ),
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
        note=_(
            "网上自助注册、尚未核验的证不计；冻结不影响计数。过期在到期次日零点计减，由夜间作业记入。分项按证生效时的类别和年龄段。"
        ),
        breakdowns=(
            Breakdown("category", _("按读者类别"), ("category",), words=_word, is_personal=True),
            Breakdown("age", _("按年龄段"), ("age_band",), words=_word, is_personal=True),
        ),
    )
)

R04 = declare(
    Measure(
        code="R04",
        version=1,
        name=_("读者证覆盖率"),
        unit="%",
        kind=Kind.RATIO,
        numerator="R02",
        denominator="POP",
        factor=100,
        decimals=2,
        definition=_("时段末日的有效读者证数除以常住人口（该日所在年份）。"),
        source=_("ISO 11620 读者占服务人口的百分比"),
        valid_from=date(2020, 1, 1),
        note=_("持证者不都是常住人口。"),
    )
)

subject_page("people.reader", url_name="people:reader", verb=PeopleAct.SEE_READERS)
subject_page("people.card", url_name="people:card", verb=PeopleAct.SEE_READERS)
subject_page("people.merge", url_name="people:merged", verb=PeopleAct.MERGE_READERS)
