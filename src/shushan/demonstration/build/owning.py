"""What comes after a signature, and what a library defines itself: late records, an estimate, an own indicator, an inspector.

An hour of the centre's gate on the evening of 30 April is found to have counted eight people of the morning of 1 May: the
gate's clock was wrong. The total since reopening stays what it was; April is restated, May has a footnote. All invented.
"""

from __future__ import annotations

from datetime import date, datetime

from shushan.demonstration.build import then
from shushan.demonstration.build.signing import DIRECTOR, REPORT_ON
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, CountRule, Decision, OwnPlan, PeriodKind, Typical, ValueFilter
from shushan.kernel.actor import Actor
from shushan.kernel.periods import Period
from shushan.visits import public as visits

FOUND_ON, DECIDED_ON = date(2020, 7, 6), date(2020, 7, 8)
WRONG_HOUR, RIGHT_HOUR, MOVED = (date(2020, 4, 30), 15), (date(2020, 5, 1), 11), 8
QUARTER = Period.quarter(2020, 2)
WEEKS = (date(2020, 4, 13), date(2020, 5, 18), date(2020, 6, 15))
OWN = OwnPlan(
    code="Z01", name="少儿借阅册次", name_en="Loans to children", unit="册次", unit_en="items",
    definition="少儿读者借出的册次；续借不计，归还不计。", source="本馆年度计划（演示，假定）",
    definition_en="Items lent to readers of the category child; renewals and returns do not count.",
    rule=CountRule.SUM, valid_from=date(2020, 1, 1), facts=("circulation.item-lent",),
    filters=(("category", ("child",)),), breakdowns=("age_band", "clc"), is_internal=False,
)  # fmt: skip


def build_after(staff: dict[str, int], sites: dict[str, int], now: datetime) -> str:
    """Bring late records, an estimate and an own indicator; return the token of a link for an inspector."""
    maker, checker, signer, director = people_of(staff)
    _late(maker, checker, signer, director, sites)
    _estimate(maker, checker, signer, sites)
    _own(maker, checker, signer, director)
    _id, token = indicators.make_link(
        actor=director, at=now, label="区文化和旅游局督查组（演示）", since=date(2020, 1, 1), until=date(2020, 7, 1),
        days=30, with_rows=True,
    )  # fmt: skip
    return token


def people_of(staff: dict[str, int]) -> tuple[Actor, Actor, Actor, Actor]:
    """Return who drafts, checks, signs and approves."""
    return (
        then.acting(staff["bianmu"], "叶雅琴", "indicators.*"), then.acting(staff["liutong"], "顾文博", "indicators.*"),
        then.acting(staff["shuji"], "温如玉", "indicators.*"), then.acting(staff["guanzhang"], DIRECTOR, "indicators.*"),
    )  # fmt: skip


def _late(maker: Actor, checker: Actor, signer: Actor, director: Actor, sites: dict[str, int]) -> None:
    desk = then.acting(checker.id, checker.name, "visits.*")
    for (day, hour), more in ((WRONG_HOUR, -MOVED), (RIGHT_HOUR, MOVED)):
        since = then.at(day, hour)
        known = visits.readings(
            visits.ReadingFilter((sites["C"],), since=day, until=date.fromordinal(day.toordinal() + 1))
        )
        [one] = [line for line in known if line.since == since and not line.is_reversed]
        visits.take_hour(
            actor=desk, at=then.at(FOUND_ON, 9), site_id=sites["C"], gate=one.gate, since=since,
            entered=one.entered + more, left=one.left + more,
        )  # fmt: skip
    for line in indicators.values(ValueFilter(code="V01", state="frozen"))[0]:
        indicators.look_again(actor=checker, at=then.at(FOUND_ON, 22), value_id=line.id)
    for late in indicators.late_notices():
        _decided(late, maker, checker, signer, director)


def _decided(late: indicators.LateLine, maker: Actor, checker: Actor, signer: Actor, director: Actor) -> None:
    """Restate April, put a footnote to May, leave the total: nothing of it changed."""
    asked = indicators.value(late.value_id).asked
    said = {
        date(2020, 5, 1): (Decision.RESTATE, "中心馆闸机时钟差了，4 月 30 日傍晚的 8 人其实是 5 月 1 日上午的（演示）"),
        date(2020, 6, 1): (Decision.FOOTNOTE, "闸机对时后，5 月 1 日上午另有 8 人，签认时记在 4 月 30 日（演示）"),
    }
    decision, reason = said.get(asked.until, (Decision.LEAVE, "只是日期挪动，总数没有变（演示）"))
    made = indicators.decide_late(
        actor=maker, at=then.at(DECIDED_ON, 9), late_id=late.id, decision=decision, reason=reason
    )
    if made is not None:
        indicators.check_value(actor=checker, at=then.at(DECIDED_ON, 10), value_id=made)
        indicators.sign_value(actor=signer, at=then.at(DECIDED_ON, 11), value_id=made)
        indicators.approve_value(actor=director, at=then.at(DECIDED_ON, 14), value_id=made)


def _estimate(maker: Actor, checker: Actor, signer: Actor, sites: dict[str, int]) -> None:
    """Estimate a quarter by three typical weeks, to see how far the way of small libraries is from the gate's count."""
    asked = Asked("V01", PeriodKind.QUARTER, QUARTER.until, QUARTER.since, (sites["Y"],))
    made = indicators.estimate_value(
        actor=maker, at=then.at(REPORT_ON, 9), asked=asked, typical=Typical(WEEKS),
        reason="试用典型周估算，与闸机清点的数对照（演示）",
    )  # fmt: skip
    indicators.check_value(actor=checker, at=then.at(REPORT_ON, 10), value_id=made)
    indicators.sign_value(actor=signer, at=then.at(REPORT_ON, 11), value_id=made)


def _own(maker: Actor, checker: Actor, signer: Actor, director: Actor) -> None:
    """Define an indicator, put it in use by another person, sign June by it and publish it; begin a ratio."""
    draft = indicators.draft_definition(actor=maker, at=then.at(REPORT_ON, 8), plan=OWN)
    indicators.use_definition(actor=director, at=then.at(REPORT_ON, 8), draft_id=draft, note="对照记录看过（演示）")
    month = Period.month(2020, 6)
    asked = Asked("Z01", PeriodKind.MONTH, month.until, month.since)
    made = indicators.draft_value(actor=maker, at=then.at(REPORT_ON, 9), asked=asked)
    indicators.check_value(actor=checker, at=then.at(REPORT_ON, 10), value_id=made)
    indicators.sign_value(actor=signer, at=then.at(REPORT_ON, 11), value_id=made)
    indicators.approve_value(actor=director, at=then.at(REPORT_ON, 14), value_id=made)
    indicators.publish_value(actor=director, at=then.at(REPORT_ON, 15), value_id=made, is_public=True)
    share = OwnPlan(
        code="Z02", name="少儿借阅占比", name_en="Share of loans to children", unit="%", unit_en="%",
        definition="少儿借阅册次 ÷ 文献外借册次。", definition_en="Loans to children ÷ loans.", source="本馆年度计划（演示，假定）",
        rule=CountRule.RATIO, valid_from=date(2020, 1, 1), numerator="Z01", denominator="L02", factor=100, decimals=1,
        is_internal=False, is_personal=False,
    )  # fmt: skip
    indicators.draft_definition(actor=maker, at=then.at(DECIDED_ON, 9), plan=share)
