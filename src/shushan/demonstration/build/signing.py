"""Figures that somebody signed, duties before and after, evaluation sets: by invented people, days and targets assumed."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from shushan.demonstration.build import then
from shushan.demonstration.build.branches import FIRST_DAY, RECEIPTS_ON
from shushan.files import public as files
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, Comparison, HolderRole, PeriodKind, TargetPlan
from shushan.kernel.actor import Actor
from shushan.kernel.periods import Period
from shushan.organisation import public as organisation
from shushan.units import public as units

REPORT_ON = date(2020, 7, 1)
HALF = (date(2020, 3, 23), REPORT_ON)
DIRECTOR = "沈清荷"
# Invented duties: code, unit, name, English, accountable, responsible, taken up on, indicators, site, target of the half-year.
DUTIES = (
    ("D1", "DZ", "以党建带动读者服务", "Reader services led by the general branch", DIRECTOR, "温如玉", FIRST_DAY, "V01", "", 160_000),
    ("D1-1", "DZ1", "中心馆接待读者", "Visitors of the Central Library", "罗静姝", "祝晓峰", FIRST_DAY, "V01", "C", 100_000),
    ("D1-2", "DZ2", "河口馆区接待读者", "Visitors of the Hekou site", "崔明月", "方向东", FIRST_DAY, "V01", "H", 40_000),
    ("D1-3", "DZ3", "盐湾馆区接待读者", "Visitors of the Yanwan site", "卢文渊", "汪春晖", RECEIPTS_ON, "V01", "Y", 60_000),
    ("D2", "DZ", "图书借阅", "Lending", "温如玉", "罗静姝", FIRST_DAY, "L01 L03", "", 250_000),
    ("D2-1", "DZ1", "中心馆借还", "Issues and returns of the Central Library", "祝晓峰", "尹书航", FIRST_DAY, "L01", "C", 150_000),
    ("D2-2", "DZ2", "河口馆区借还", "Issues and returns of the Hekou site", "方向东", "韩雪梅", FIRST_DAY, "L01", "H", 60_000),
    ("D2-3", "DZ3", "盐湾馆区借还", "Issues and returns of the Yanwan site", "汪春晖", "贾思齐", RECEIPTS_ON, "L01", "Y", 50_000),
    ("D3", "DZ", "读者发展", "New readers", "钟立夏", "梅若兰", FIRST_DAY, "R01", "", 200),
    ("D3-1", "DZ1", "中心馆办证", "New cards of the Central Library", "丁远帆", "梅若兰", FIRST_DAY, "R01", "C", 100),
)  # fmt: skip
LATE_OWNER = "D3-1"  # nobody answered for it before the spring of 2020
MONTHS = (4, 5, 6)


def build_signed(actor: Actor, sites: dict[str, int], staff: dict[str, int], now: datetime) -> None:
    """Keep the duties of 2019 and 2020, sign the figures of the report, bring the evaluation sets."""
    _duties(actor, sites)
    _values(staff)
    for plan in indicators.SHIPPED:
        indicators.bring_set(actor=actor, at=then.at(date(2020, 1, 2)), plan=plan)


def _duties(actor: Actor, sites: dict[str, int]) -> None:
    """Take duties up as soft tasks; in the spring of 2020 each gets an owner, an indicator and a target."""
    persons = {line.name: line.person_id for line in organisation.roster(on=RECEIPTS_ON)}
    codes = {value.code: value.id for value in units.tree(on=RECEIPTS_ON)}
    ids: dict[str, int] = {}
    for code, unit, name, name_en, owner, helper, since, measures, site, target in DUTIES:
        ids[code] = indicators.take_up_duty(
            actor=actor, at=then.at(since), code=code, name=name, name_en=name_en, unit_id=codes[unit], since=since,
            accountable_id=None if code == LATE_OWNER else persons[owner], responsible_ids=[persons[helper]],
            parent_id=ids.get(code.partition("-")[0]) if "-" in code else None, source="年度责任书（演示，假定）",
        )  # fmt: skip
        if code == LATE_OWNER:
            indicators.give_part(
                actor=actor, at=then.at(RECEIPTS_ON), duty_id=ids[code], person_id=persons[owner],
                role=HolderRole.ACCOUNTABLE, since=RECEIPTS_ON,
            )  # fmt: skip
        where = (sites[site],) if site else None
        for measure in measures.split():
            link = indicators.link_indicator(
                actor=actor, at=then.at(RECEIPTS_ON), duty_id=ids[code], code=measure, since=RECEIPTS_ON, site_ids=where
            )
            plan = TargetPlan(*HALF, Fraction(target), Comparison.AT_LEAST, source="年度责任书（演示，假定）")
            if measure != "L03":
                indicators.set_target(actor=actor, at=then.at(RECEIPTS_ON), link_id=link, plan=plan)


def _values(staff: dict[str, int]) -> None:
    """Sign the figures since reopening and of three months, and one that was typed from the old system's yearbook."""
    maker, checker, signer, director = (
        then.acting(staff[account], name, "indicators.*")
        for account, name in (("bianmu", "叶雅琴"), ("liutong", "顾文博"), ("shuji", "温如玉"), ("guanzhang", DIRECTOR))
    )
    spans = [Period.month(2020, month) for month in MONTHS]
    asked = [Asked(code, PeriodKind.REOPENING, REPORT_ON) for code in ("V01", "L01")]
    asked += [Asked(code, PeriodKind.MONTH, span.until, span.since) for span in spans for code in ("V01", "R01")]
    made = indicators.draft_values(actor=maker, at=then.at(REPORT_ON, 9), asked=asked)
    made.append(_typed(maker))
    for value_id in made:
        indicators.check_value(actor=checker, at=then.at(REPORT_ON, 10), value_id=value_id)
        indicators.sign_value(actor=signer, at=then.at(REPORT_ON, 11), value_id=value_id)
    for value_id in made[:-1]:
        indicators.approve_value(actor=director, at=then.at(REPORT_ON, 14), value_id=value_id)
    for value_id in made[:2]:
        indicators.publish_value(actor=director, at=then.at(REPORT_ON, 15), value_id=value_id, is_public=True)
        indicators.submit_value(actor=maker, at=then.at(REPORT_ON, 16), value_id=value_id, to="区文化和旅游局（演示）")


def _typed(maker: Actor) -> int:
    kept = files.keep(
        ["2019 年馆藏统计表（虚构，仅供演示）\n".encode()], name="馆藏统计 2019.txt", kind="indicators.evidence",
        actor=maker, at=then.at(REPORT_ON, 9),
    )  # fmt: skip
    asked = Asked("T01", PeriodKind.YEAR, date(2020, 1, 1), date(2019, 1, 1))
    manual = indicators.Manual(
        Fraction(412_000), "2019 年的馆藏还在旧系统里，按当年的统计表录入（演示）", kept.id, date(2099, 1, 1)
    )
    return indicators.enter_value(actor=maker, at=then.at(REPORT_ON, 9), asked=asked, manual=manual)
