"""A year of organisation life, 2019-07-01 to 2020-07-01: assumed, but for the work report and the theme day to come.

The report's: a work-report meeting at which the secretary and director speaks, theme days with watching on line and
discussion, a theme day of speeches that is planned and not held. Everything else is assumed (docs/demo.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shushan.demonstration.build import then
from shushan.demonstration.build.branches import LEADERS
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.meetings import bulk
from shushan.meetings import public as meetings
from shushan.organisation import public as organisation
from shushan.units import public as units

Kind, Presence, Way = meetings.MeetingKind, meetings.Presence, meetings.BallotWay
FIRST_DAY, AS_OF = date(2019, 7, 1), date(2020, 7, 1)
APART = (date(2020, 1, 25), date(2020, 4, 1))  # met on line only
ON_LINE = "视频会议室 306"
SECRETARIES = {"DZ": "沈清荷", "DZ1": "罗静姝", "DZ2": "崔明月", "DZ3": "卢文渊"}
IN_GROUPS = ("学习本月文件，讨论岗位任务", "交流读书体会", "梳理服务承诺落实情况")  # April to June 2020
SINCE = {"DZ": FIRST_DAY, "DZ1": FIRST_DAY, "DZ2": FIRST_DAY, "DZ3": date(2020, 4, 1)}
THEMES = (
    "重温入党誓词", "送书进军营", "读书交流", "国庆志愿服务", "学习四中全会精神", "我为读者办实事", "新春走访老党员",
    "线上学习：防控知识", "恢复开馆志愿准备", "在线观看微党课", "在线观看与讨论：书香里的初心", "党员示范岗经验交流",
)  # fmt: skip
REMARKS = ("看完以后，最受触动的是普通党员的坚持。", "把讲的道理用到服务台，从一句问候做起。", "建议下次请老党员来讲。")
TALKS = (
    ("DZ1", ("罗静姝", "祝晓峰")), ("DZ1", ("罗静姝", "梅若兰")), ("DZ1", ("梅若兰", "丁远帆")),
    ("DZ2", ("崔明月", "方向东")), ("DZ2", ("方向东", "邵海生")), ("DZ2", ("邵海生", "施小禾")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Year:
    """What the builders need: units by code, persons by name."""

    units: dict[str, int]
    persons: dict[str, int]


def build_meetings(now: datetime) -> int:
    """Write down the year and return how many meetings were held; then what is to come, and what can be tried now."""
    year = Year(
        {one.code: one.id for one in units.tree(on=AS_OF)},
        {one.name: one.person_id for one in organisation.roster(on=FIRST_DAY)},
    )
    secretary = then.acting(year.persons["温如玉"], "温如玉", "meetings.*")
    held = bulk.take_over(actor=secretary, at=then.at(AS_OF, 9), meetings=list(_year(year)))
    _appraisals(secretary)
    _voting(secretary, year)
    meetings.plan_meeting(
        actor=secretary, at=then.at(date(2020, 6, 28), 9), unit_id=year.units["DZ"], kind=Kind.THEME_DAY,
        day=date(2020, 7, 15), title="海图力量主题演讲",
    )  # fmt: skip
    _now(secretary, year, now)
    return len(held) + 1


def _year(year: Year) -> Iterator[bulk.PastMeeting]:
    for n in range(12):
        month = date(2019 + (n + 6) // 12, (n + 6) % 12 + 1, 1)
        for code in ("DZ", "DZ1", "DZ2"):
            points: tuple[meetings.Point, ...] = (meetings.Point("本月工作安排"), meetings.Point("党员学习情况"))
            if month.month in (9, 12, 3, 6):
                points = (*points, meetings.Point("下半年工作安排" if month.month == 6 else "季度工作安排", True))
            yield _one(year, code, Kind.COMMITTEE, month.replace(day=4), n, points=points)
        for code in ("DZ1", "DZ2", "DZ3"):
            yield from _theme_day(year, code, month.replace(day=15), n)
            if month.month in (9, 12, 3) and code != "DZ3":
                points = (meetings.Point("季度工作报告"), meetings.Point("季度工作安排", True))
                yield _one(year, code, Kind.MEMBERS, month.replace(day=24), n, points=points)
    yield from _in_groups(year)
    yield from _once(year)


def _in_groups(year: Year) -> Iterator[bulk.PastMeeting]:
    """The groups that were formed in March 2020 meet once a month from April on, their leader in the chair."""
    for n, title in enumerate(IN_GROUPS):
        for code, leader in LEADERS.items():
            day = date(2020, 4 + n, 8)
            yield _one(year, code, Kind.GROUP, day, n, title=title, chair=leader, points=(meetings.Point(title),))


def _theme_day(year: Year, code: str, day: date, n: int) -> Iterator[bulk.PastMeeting]:
    if day < SINCE[code]:
        return
    is_watching = THEMES[n].startswith("在线观看")
    lessons = meetings.lessons()[:1] if is_watching else []
    said = (
        [(year.persons[name], text) for name, text in zip(_names(code), REMARKS, strict=False)] if is_watching else []
    )
    yield _one(
        year, code, Kind.THEME_DAY, day, n, title=THEMES[n], remarks=said, lessons=lessons,
        follow_up="各党员写了体会，存入学习档案。", on_line=is_watching,
    )  # fmt: skip


def _once(year: Year) -> Iterator[bulk.PastMeeting]:
    for code in ("DZ1", "DZ2"):
        yield _one(year, code, Kind.LECTURE, date(2019, 7, 1), 1, title="守初心、担使命", speaker=SECRETARIES[code])
        yield _one(year, code, Kind.LIFE, date(2019, 12, 26), 5, with_appraisal=True)
    yield _one(year, "DZ", Kind.MEMBERS, date(2019, 12, 30), 6, points=(meetings.Point("年度工作总结"),))
    for code in ("DZ1", "DZ2", "DZ3"):
        yield _one(year, code, Kind.LECTURE, date(2020, 5, 22), 3, title="从战疫看担当", speaker=SECRETARIES[code])
    for code in ("DZ2", "DZ3"):
        points = (meetings.Point("半年工作报告"), meetings.Point("下半年工作安排", code == "DZ2"))
        yield _one(year, code, Kind.MEMBERS, date(2020, 6, 19), 2, points=points)
    for code, (first, second) in TALKS:
        for day in (date(2019, 10, 22), date(2020, 4, 21)):
            yield _one(year, code, Kind.TALK, day, 0, chosen=(first, second))
    yield _one(
        year, "DZ", Kind.REPORT, date(2020, 6, 30), 4, title="以党建创新理念助推公共文化服务", speaker="沈清荷",
        chair="温如玉", basis="书记作报告，6月29日委托副书记主持", points=(meetings.Point("书记、馆长作工作报告"),),
    )  # fmt: skip


def _appraisals(secretary: Actor) -> None:
    """Write down what the organisation-life meetings of December appraised; the committees of January concluded."""
    best, good = meetings.Grade.EXCELLENT, meetings.Grade.QUALIFIED
    for life in meetings.held(since=date(2019, 12, 26), until=date(2019, 12, 27)):
        there = [seat.person_id for seat in meetings.seats(life.id) if seat.is_here]
        counted = [seat.person_id for seat in meetings.seats(life.id)]
        forms = [
            {
                who: best if (n + k) % 3 == 0 else good
                for n, who in enumerate(counted) if who != voter
            }
            for k, voter in enumerate(there)
        ]  # fmt: skip
        concluded = {
            who: (best, "（演示，假定）全年带头") if n % 5 == 0 else (good, "") for n, who in enumerate(counted)
        }
        committees = meetings.held(since=date(2020, 1, 1), until=date(2020, 2, 1), unit_ids=[life.unit_id])
        found = next((one.id for one in committees if one.kind is Kind.COMMITTEE), None)
        bulk.take_over_appraisal(
            actor=secretary, at=then.at(date(2020, 1, 6), 9), meeting_id=life.id, forms=forms, handed_in=there,
            selves=dict.fromkeys(counted, "（演示，假定）完成了岗位任务，学习还要更经常，明年多到基层服务点。"),
            concluded=concluded, committee_id=found,
        )  # fmt: skip


def _one(
    year: Year, code: str, kind: meetings.MeetingKind, day: date, n: int, *, title: str = "", speaker: str = "",
    chair: str = "", basis: str = "", points: tuple[meetings.Point, ...] = (), chosen: tuple[str, ...] = (),
    with_appraisal: bool = False, remarks: list[tuple[int, str]] | None = None, lessons: list[meetings.Lesson] | None = None,
    follow_up: str = "", on_line: bool = False,
) -> bulk.PastMeeting:  # fmt: skip
    persons, begins = year.persons, then.at(day, 15)
    on_line = on_line or APART[0] <= day < APART[1]
    chair_id = None if kind is Kind.TALK else persons[chair or SECRETARIES[code]]
    never = {chair_id, persons.get(speaker), *(persons[name] for name in chosen), *(who for who, _t in remarks or ())}
    said = meetings.Convening(
        year.units[code], kind, begins, title=title, place="" if on_line else "党员活动室",
        online_address=ON_LINE if on_line else "", chair_id=chair_id, chair_basis=basis,
        speaker_id=persons[speaker] if speaker else None, with_appraisal=with_appraisal, points=points,
        chosen=tuple(persons[name] for name in chosen),
    )  # fmt: skip
    return bulk.PastMeeting(
        said, topic_on=day - timedelta(days=10), ended_at=begins + timedelta(minutes=40 if kind is Kind.TALK else 90),
        missing=_missing(persons, n + day.day, never, on_line=on_line),
        minutes="（演示，假定）按议程进行，与会人员发言讨论，形成一致意见。", follow_up=follow_up,
        followed_up_at=begins + timedelta(days=6) if follow_up else None, remarks=remarks or [], lessons=lessons or [],
    )  # fmt: skip


def _missing(
    persons: dict[str, int], turn: int, never: set[int | None], *, on_line: bool
) -> dict[int, meetings.Presence]:
    """Return who was on line, on leave or absent, always the same ones for the same turn."""
    found = {}
    for n, who in enumerate(sorted(persons.values())):
        if on_line:
            found[who] = Presence.ONLINE
        if who not in never and (n * 5 + turn * 3) % 13 == 0:
            found[who] = Presence.LEAVE
        elif who not in never and (n * 7 + turn * 5) % 31 == 0:
            found[who] = Presence.ABSENT
    return found


def _voting(secretary: Actor, year: Year) -> None:
    """Hold the members' meeting of June 2020 through the ordinary operations, with an open and a secret vote."""
    day = date(2020, 6, 19)
    begins, unit_id = then.at(day, 15), year.units["DZ1"]
    points = (meetings.Point("半年工作报告"), meetings.Point("下半年工作安排", True))
    said = meetings.Convening(
        unit_id, Kind.MEMBERS, begins, place="党员活动室", chair_id=year.persons["罗静姝"], points=points
    )
    meeting_id = meetings.convene(actor=secretary, at=then.at(date(2020, 6, 12), 9), said=said)
    meetings.start(actor=secretary, at=begins, meeting_id=meeting_id)
    meetings.mark_all(actor=secretary, at=begins, meeting_id=meeting_id)
    voters = [seat for seat in meetings.seats(meeting_id) if seat.may_vote]
    plan = meetings.BallotPlan("通过下半年工作安排", meetings.VoteKind.RESOLUTION, Way.OPEN)
    opened = meetings.prepare_ballot(actor=secretary, at=begins, meeting_id=meeting_id, plan=plan)
    meetings.open_ballot(actor=secretary, at=begins, ballot_id=opened)
    hands = {seat.id: meetings.Choice.YES if n else meetings.Choice.ABSTAIN for n, seat in enumerate(voters)}
    meetings.enter_hands(actor=secretary, at=begins, ballot_id=opened, hands=hands)
    meetings.close_ballot(actor=secretary, at=begins, ballot_id=opened)
    meetings.decide_ballot(actor=secretary, at=begins, ballot_id=opened)
    _in_secret(secretary, meeting_id, begins, voters)
    minutes = "（演示，假定）听取半年工作报告；举手通过下半年工作安排；无记名推荐优秀党员人选。"
    meetings.write_minutes(actor=secretary, at=begins, meeting_id=meeting_id, text=minutes)
    meetings.set_task(
        actor=secretary, at=begins, meeting_id=meeting_id, text="把下半年工作安排发到各岗位",
        person_id=year.persons["罗静姝"], due_on=date(2020, 6, 30),
    )  # fmt: skip
    ends = begins + timedelta(minutes=90)
    meetings.close(actor=secretary, at=ends, meeting_id=meeting_id)


def _in_secret(secretary: Actor, meeting_id: int, at: datetime, voters: list[meetings.SeatLine]) -> None:
    tellers = (voters[0].person_id, voters[1].person_id)
    plan = meetings.BallotPlan("推荐优秀党员人选", meetings.VoteKind.RESOLUTION, Way.PAPER, tellers=tellers)
    ballot_id = meetings.prepare_ballot(actor=secretary, at=at, meeting_id=meeting_id, plan=plan)
    meetings.open_ballot(actor=secretary, at=at, ballot_id=ballot_id)
    meetings.close_ballot(actor=secretary, at=at, ballot_id=ballot_id, given=len(voters))
    [option] = meetings.ballot(ballot_id).options
    tally = meetings.Tally(len(voters) - 2, 1, 1)
    for seat in voters[:2]:
        meetings.count_ballot(
            actor=then.acting(seat.person_id, seat.name, "meetings.*"), at=at, ballot_id=ballot_id, teller_id=seat.person_id,
            tallies={option.id: tally},
        )  # fmt: skip
    meetings.decide_ballot(actor=secretary, at=at, ballot_id=ballot_id)


def _now(secretary: Actor, year: Year, now: datetime) -> None:
    """Convene a meeting for tomorrow, so that leave, signing in and voting can be tried."""
    tomorrow = ledger.local_day(now) + timedelta(days=1)
    said = meetings.Convening(
        year.units["DZ1"], Kind.MEMBERS, then.at(tomorrow, 15), place="党员活动室", online_address=ON_LINE,
        chair_id=year.persons["罗静姝"], points=(meetings.Point("试一试：签到、请假、表决"),),
    )  # fmt: skip
    meetings.convene(actor=secretary, at=now, said=said)


def _names(code: str) -> tuple[str, ...]:
    return {"DZ1": ("罗静姝", "梅若兰", "丁远帆"), "DZ2": ("崔明月", "方向东"), "DZ3": ("卢文渊", "汪春晖")}[code]
