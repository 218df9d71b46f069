"""An application of the spring of 2020, and a branch that was recommended: invented, assumed."""

from __future__ import annotations

from datetime import date

from shushan.demonstration.build import then
from shushan.demonstration.build.branches import BODY
from shushan.development import public as development
from shushan.honours import public as honours
from shushan.kernel.actor import Actor
from shushan.kernel.periods import Period
from shushan.people import public as people
from shushan.regulations import public as regulations
from shushan.units import public as units

APPLICANT = "程立冬"  # stands for 〔干部乙〕
APPLIED_ON, TALKED_ON = date(2020, 3, 2), date(2020, 3, 20)
CRITERIA_FROM, RECOMMENDED_ON = date(2019, 1, 1), date(2020, 6, 30)
REPORTED_ON = date(2020, 7, 1)
THE_YEAR = Period(date(2019, 7, 1), REPORTED_ON)  # whose duties are judged and counted
ITEMS = (
    honours.Criterion("支部班子好", ("ORG-06", "ORG-06b", "ORG-08")),
    honours.Criterion("党员管理好", ("ORG-01", "ORG-02")),
    honours.Criterion("组织生活好", ("MTG-01", "MTG-03", "MTG-07", "MTG-09")),
    honours.Criterion("制度落实好", ("MTG-06", "ORG-16")),
    honours.Criterion("作用发挥好"),
)


def build_membership(actor: Actor, sites: dict[str, int], staff: dict[str, int]) -> None:
    """Record the application and the talk, the criteria and the recommendation with its evidence; judge the year."""
    codes = {value.code: value.id for value in units.tree(on=RECOMMENDED_ON)}
    appointed = people.appoint_staff(
        actor=actor, at=then.at(date(2018, 9, 3)), since=date(2018, 9, 3), said=people.Particulars(name=APPLICANT),
        site_id=sites["C"], position="馆员",
    )  # fmt: skip
    case = development.open_case(
        actor=actor, at=then.at(APPLIED_ON), today=APPLIED_ON, person_id=people.staff_member(appointed).person_id,
        unit_id=codes["DZ1"], applied_on=APPLIED_ON, note="在隔离点递交（演示，假定）",
    )  # fmt: skip
    development.record_step(
        actor=actor, at=then.at(TALKED_ON), today=TALKED_ON, case_id=case, step="talk", on=TALKED_ON,
        said=development.Said(who_id=staff["shuji"]), note="演示，假定",
    )  # fmt: skip
    criteria = honours.write_criteria(
        actor=actor, at=then.at(CRITERIA_FROM), issuer="区文化和旅游局", title="五好党支部", source="评选通知（演示，假定）",
        since=CRITERIA_FROM, items=ITEMS,
    )  # fmt: skip
    honours.recommend(
        actor=actor, at=then.at(RECOMMENDED_ON), today=RECOMMENDED_ON, unit_id=codes["DZ2"], criteria_id=criteria, body=BODY,
        recommended_on=RECOMMENDED_ON, words="常年扎实细致的基础工作（演示，假定）",
    )  # fmt: skip
    regulations.rebuild(actor=actor, at=then.at(REPORTED_ON), window=THE_YEAR, today=REPORTED_ON)
