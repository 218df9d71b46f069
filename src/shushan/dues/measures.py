"""The measures of the dues: who fell due in a month, and whose month was paid in it (G07)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from shushan.dues.terms import DuesAct
from shushan.figures.public import Breakdown, Kind, Measure, declare, subject_page
from shushan.units import public as units

SINCE = date(2019, 1, 1)
SOURCE = _("党费收缴规定的公开抄件（qizhiwang.org.cn 2021-10-21，待与正式文本核对）")


def _branch(_key: str, value: str) -> object:
    return next((one.name for one in units.tree(on=date.max) if str(one.id) == value), value)


PARTS = (Breakdown("branch", _("按党组织"), ("branch",), words=_branch),)
for _code, _name, _fact, _said in (
    (
        "G07D", _("应交党费的人"), "dues.fell-due",
        _("每月收缴日名册上的党员，加上当月收缴日以后由支部大会接收的预备党员；没有核定数额的不在内"),
    ),
    (
        "G07M", _("当月交清党费的人"), "dues.paid-in-month",
        _("当月最后一天以前（含当天）交清当月党费的人；预交的算，补交以前月份的不算"),
    ),
):  # fmt: skip
    declare(
        Measure(
            code=_code, version=1, name=_name, unit=_("人"), kind=Kind.ADDITIVE, facts=(_fact,), definition=_said,
            source=SOURCE, valid_from=SINCE, is_personal=True, breakdowns=PARTS,
            note=_("收款之后冲正的，同时减去；数额不进台账"),
        )
    )  # fmt: skip
declare(
    Measure(
        code="G07", version=1, name=_("党费按月交纳率"), unit="%", kind=Kind.RATIO, numerator="G07M", denominator="G07D",
        factor=100, decimals=1, definition=_("当月交清党费的人除以当月应交党费的人，百分数"), source=SOURCE, valid_from=SINCE,
        is_personal=True, breakdowns=PARTS, note=_("本月还没有过完时，没有交的也在分母里"),
    )
)  # fmt: skip

subject_page("dues.due", url_name="dues:due", verb=DuesAct.SEE)
subject_page("dues.payment", url_name="dues:receipt", verb=DuesAct.SEE)
subject_page("dues.publication", url_name="dues:sheet", verb=DuesAct.SEE)
