"""The measures of this room: duties that applied and were met, over the facts of their judging."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from shushan.figures.public import Breakdown, Kind, Measure, declare, subject_page
from shushan.regulations.terms import Outcome, RegulationAct
from shushan.regulations.words import OUTCOMES

FACT = "regulations.duty-judged"
FROM = date(2018, 10, 28)


def _outcome(_key: str, value: str) -> object:
    return OUTCOMES[Outcome(value)] if value in {str(one) for one in Outcome} else value


def _branch(_key: str, value: str) -> object:
    from shushan.kernel.errors import NotFound
    from shushan.ui.templatetags.look import called
    from shushan.units import public as units

    try:
        return called(units.history(int(value))[0]) if value.isdecimal() else value
    except NotFound:
        return value


RULE = Breakdown("rule", _("按规则"), ("rule",))
BRANCH = Breakdown("branch", _("按支部"), ("branch",), words=_branch)
OUTCOME = Breakdown("outcome", _("按结果"), ("outcome",), words=_outcome)


def _family(code: str, *, name: object, met: object, due: object, definition: object, source: object) -> None:
    """Declare a ratio with what it divides: met and applicable."""
    common: dict[str, Any] = {"version": 1, "valid_from": FROM, "source": source}
    declare(
        Measure(
            code=f"{code}M", name=met, unit=_("项"), kind=Kind.ADDITIVE, facts=(FACT,),
            dims=(("figure", code), ("outcome", "met")), definition=_("时段内到期并达到的项数。"),
            breakdowns=(RULE, BRANCH), **common,
        )
    )  # fmt: skip
    declare(
        Measure(
            code=f"{code}D", name=due, unit=_("项"), kind=Kind.ADDITIVE, facts=(FACT,), dims=(("figure", code),),
            definition=_("时段内到期且适用的项数：达到、未达到和已说明理由的都算；不适用和未到期的不算。"),
            breakdowns=(RULE, BRANCH, OUTCOME), **common,
        )
    )  # fmt: skip
    declare(
        Measure(
            code=code, name=name, unit="%", kind=Kind.RATIO, numerator=f"{code}M", denominator=f"{code}D", factor=100,
            decimals=1, definition=definition, breakdowns=(RULE, BRANCH),
            note=_("达标率是达到除以适用，不是除以全部；说明了理由的仍算未达到。"), **common,
        )
    )  # fmt: skip


_family(
    "G01",
    name=_("组织生活达标率"),
    met=_("组织生活达到项数"),
    due=_("组织生活适用项数"),
    definition=_("MTG-01、03、05、07、09、10 六条规则中，达到的项数除以适用的项数。"),
    source=_("支部工作条例（试行）抄件，第十一至十八条"),
)
_family(
    "G06",
    name=_("发展党员时限合规率"),
    met=_("发展党员按时项数"),
    due=_("发展党员到期项数"),
    definition=_("发展党员各个时限中，按时做到的除以已经到期的。"),
    source=_("发展党员工作细则抄件（2014 年和 2026 年文本）"),
)
subject_page("regulations.duty", url_name="regulations:duty", verb=RegulationAct.SEE_RESULTS)
