"""What the demonstration's members and readers study: courses, study elsewhere, the reading month of 2020.

The report's: the series, the course, two of the channels, the days of the reading month, that everyone did it. Assumed:
on which days, how long, every essay (written for this demonstration), and the sound that stands for the films.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from shushan.catalogue import public as catalogue
from shushan.demonstration.build import then
from shushan.demonstration.build.courseware import course_ware
from shushan.files import public as files
from shushan.kernel.actor import Actor, ActorKind
from shushan.learning import public as learning
from shushan.ledger import public as ledger
from shushan.organisation import public as organisation
from shushan.people import public as people
from shushan.units import public as units

SECONDS: Final = 48  # of a lesson's sound
NAMED, SERIES = "疫情防控中的中国制度优势", "看理论"
SINCE, LAST = date(2020, 4, 23), date(2020, 5, 23)
FIRST_WEEK, LAST_WEEK = date(2020, 1, 24), date(2020, 6, 26)
THEORY: Final = ("实践论", "矛盾论", "论持久战", "论共产党员的修养", "大众哲学")
NOVELS: Final = ("边城", "呐喊", "骆驼祥子")
ESSAYS: Final = (
    "先到现场再下结论，是这本书给我最深的提醒。闭馆期间我们改预约规则，是问了三十位老读者之后才定的。",
    "认识要回到做事里去检验。上次改书架标识，纸面上很好看，读者却找不到，这就是没有回到实践。",
    "抓住主要的问题，其余的才会松动。读者抱怨很多，排在第一位的始终是等书太久，我们就从调拨改起。",
    "持久二字说的是耐心。线上服务不是一时之举，要准备做很长的时间，人手和经费都要这样安排。",
    "书里谈修养，落到我身上就是接电话的口气。读者第三次问同一件事，也要像第一次那样回答。",
    "把哲学讲给普通人听，是很难的本领。我们写借阅规则，也该让没来过图书馆的人一遍就看懂。",
    "调查不是开一次座谈会。我跟车去了两趟流动书吧，才知道老人要的是大字，不是新书。",
    "同一个办法，两个馆区用起来不一样，因为一个靠学校，一个靠菜场。具体情况要具体对待。",
    "困难的时候更看得出章程的用处：谁决定、谁去办、办完谁来看，写清楚了，心就不慌。",
    "我在盘点时常常嫌慢，读到积累两个字有些惭愧。几万册书，也是一册一册上架的。",
    "批评自己比批评别人难。这个月我把写错的三条通知找出来，重新登了更正。",
    "读原著和读摘要，差别在于中间那些走不通的地方。作者怎样绕过去，正是我想学的。",
    "群众路线说得很多，在服务台就是多听半分钟。有位读者的真正问题，是在第二句话里说出来的。",
    "理论不会替我们做事，却能让做事的人少走弯路。恢复开馆的方案，我们就是边读边改出来的。",
    "我把书中讲矛盾转化的一节读了三遍：限流本来是麻烦，后来倒成了预约入馆的开头。",
    "年轻时读它，只记得口号；现在再读，看到的是怎样一步步安排人和时间。",
    "纪律不是绳子，是大家约好的走法。闭馆那几十天，各点报平安没有断过一次。",
    "写心得不该抄书。我只写一件小事：把捐来的书逐本消毒，手粗了，可是心里踏实。",
    "把难懂的道理画成图给孩子看，是我这次读完之后想试的办法，已经排进了六一的活动。",
    "我负责设备，向来只看数据。读完才想到，数据后面是排队的人，闸机快一秒，队伍就短一截。",
    "作为预备党员，我把入党申请书又看了一遍，对照书里讲的要求，列出三条今年要改的毛病。",
)


def build_study(actor: Actor, staff: dict[str, int], items: Sequence[int], reader_id: int, now: datetime) -> None:
    """Write courses, channels, the reading month, and what readers may study now."""
    codes = {value.code: value.id for value in units.tree(on=LAST)}
    members = organisation.roster(on=LAST)
    secretary = then.acting(staff["shuji"], "温如玉", "learning.*")
    director = then.acting(staff["guanzhang"], "沈清荷", "learning.*")
    lessons = _courses(secretary, codes["DZ"])
    for number, member in enumerate(members):
        _watch(member, lessons, number)
    _elsewhere(secretary, director, members)
    works = _works(items)
    _reading_month(secretary, director, members, codes["DZ"], works)
    learning.judge_what_is_due(actor=actor, at=then.at(date(2020, 7, 1), 1))
    _for_readers(secretary, reader_id, works, now)


def _courses(secretary: Actor, unit_id: int) -> list[int]:
    """Make the series with two courses and the plan of 2020; return the lessons."""
    at = then.at(date(2020, 2, 3), 9)
    sound = files.keep([_sound()], name="演示.wav", kind="learning.lesson", actor=secretary, at=at)
    series = learning.save_series(
        actor=secretary, name=SERIES, name_en="Look at Theory", about="系列微视频（演示：以一段生成的声音代替画面）"
    )
    lessons, courses = [], []
    for name, name_en in (
        (NAMED, "Institutional strengths in epidemic prevention"),
        ("看理论：从制度到治理（演示）", "From institutions to governance (demonstration)"),
    ):
        course = learning.save_course(
            actor=secretary, at=at, name=name, name_en=name_en, audience=learning.Audience.COLLEAGUES, series_id=series,
            has_certificate=True,
        )  # fmt: skip
        said = learning.LessonPlan(
            "第一集", learning.LessonKind.VIDEO, name_en="First part", file_id=sound.id,
            media_type=files.media_type(sound.id), seconds=SECONDS,
        )  # fmt: skip
        lessons.append(learning.save_lesson(actor=secretary, course_id=course, said=said))
        learning.open_course(actor=secretary, at=at, course_id=course)
        courses.append(course)
    plan = learning.save_plan(actor=secretary, year=2020, name="2020 年党员学习计划", unit_id=unit_id)
    learning.plan_study(actor=secretary, plan_id=plan, course_id=courses[0], due_on=date(2020, 3, 31))
    learning.plan_study(actor=secretary, plan_id=plan, series_id=series, due_on=date(2020, 6, 30))
    return lessons


def _watch(member: organisation.MemberLine, lessons: Sequence[int], number: int) -> None:
    """Let a member watch each lesson to its end, by a heartbeat, on one of twenty days."""
    me = Actor(ActorKind.STAFF, member.person_id, member.name)
    for n, lesson in enumerate(lessons):
        at = then.at(date(2020, 2, 10) + timedelta(days=number % 20 + 25 * n), 20) + timedelta(minutes=3 * number)
        sitting = learning.begin(actor=me, at=at, lesson_id=lesson)
        told = learning.Told(sitting.token, 1, ((0, SECONDS),), (), SECONDS)
        learning.beat(told, at=at + timedelta(seconds=SECONDS))


def _elsewhere(secretary: Actor, director: Actor, members: Sequence[organisation.MemberLine]) -> None:
    """Import three channels: two hours a week in the groups, points by month, two days of training for those who lead."""
    at = then.at(date(2020, 6, 30), 10)
    for unit, hundredths in (("full-day", 800), ("half-day", 400), ("clock-hour", 100)):
        learning.set_conversion(
            actor=director, at=at, unit=learning.StudyUnit(unit), hundredths=hundredths, since=date(2019, 1, 1),
            basis="本馆学时折算办法（演示，假定）",
        )  # fmt: skip
    leading = {post.person_id for post in organisation.posts(on=LAST) if post.kind in organisation.COMMITTEE}
    weeks = range((LAST_WEEK - FIRST_WEEK).days // 7 + 1)
    groups = [
        (m.name, FIRST_WEEK + timedelta(days=7 * w), f"第 {w + 1} 周线上学习", "2") for m in members for w in weeks
    ]
    points = [
        (m.name, date(2020, n, 28), f"{n} 月积分", str(600 + 37 * i))
        for i, m in enumerate(members)
        for n in range(1, 7)
    ]
    training = [
        (m.name, day, "集中培训", "1") for m in members if m.person_id in leading
        for day in (date(2020, 4, 14), date(2020, 6, 9))
    ]  # fmt: skip
    for code, name, name_en, unit, rows in (
        ("wechat", "微信群", "WeChat groups", "小时", groups),
        ("xuexi", "学习强国", "Xuexi Qiangguo", "积分", points),
        ("school", "区委党校", "District Party school", "全天", training),
    ):
        channel = learning.save_channel(actor=secretary, code=code, name=name, name_en=name_en)
        lines = [f"姓名,日期,内容,{unit}", *(f"{who},{day},{what},{much}" for who, day, what, much in rows)]
        kept = files.keep(
            ["\n".join(lines).encode()], name=f"{name}.csv", kind="learning.study", actor=secretary, at=at
        )
        learning.import_study(actor=secretary, at=at, channel_id=channel, file_id=kept.id)


def _reading_month(
    secretary: Actor, director: Actor, members: Sequence[organisation.MemberLine], unit_id: int, works: dict[str, int]
) -> None:
    """Run the reading month: everyone reads a theoretical work and writes an essay; somebody else accepts it."""
    said = learning.CampaignPlan(
        "读书月", SINCE, LAST, unit_id, name_en="Reading month", about="每名党员至少研读一本理论原著，撰写一篇读书心得体会。",
        category=learning.Category.THEORY, least_letters=30,
    )  # fmt: skip
    at = then.at(date(2020, 4, 20), 9)
    campaign = learning.save_campaign(actor=secretary, at=at, said=said)
    listed = [
        learning.list_work(
            actor=secretary, campaign_id=campaign, record_id=works[title], category=learning.Category.THEORY
        )
        for title in THEORY
        if title in works
    ]
    for number, member in enumerate(members):
        me = Actor(ActorKind.STAFF, member.person_id, member.name)
        day, work = SINCE + timedelta(days=8 + number), listed[number % len(listed)]
        learning.say_read(actor=me, at=then.at(day, 19), work_id=work, read_on=day)
        paper = learning.Paper("读书心得", ESSAYS[number % len(ESSAYS)], work_id=work, is_shown=number % 3 == 0)
        written = then.at(min(LAST, day + timedelta(days=2)), 20)
        essay = learning.write_essay(actor=me, at=written, campaign_id=campaign, said=paper)
        learning.submit_essay(actor=me, at=written, essay_id=essay)
        reads = director if member.person_id == secretary.id else secretary
        learning.accept_essay(actor=reads, at=then.at(date(2020, 5, 25), 10), essay_id=essay)


def _for_readers(secretary: Actor, reader_id: int, works: dict[str, int], now: datetime) -> None:
    """Offer a course and a campaign to readers; the demonstration's reader takes part and has begun the course."""
    made = now - timedelta(days=20)
    course = learning.save_course(
        actor=secretary, at=made, name="怎样用好图书馆", name_en="How to use the library", has_certificate=True,
        about="检索、预约、通借通还，十分钟学会。", audience=learning.Audience.EVERYONE,
    )  # fmt: skip
    text = (
        "在首页的检索框里输入书名、作者或拼音首字母，都能找到书。在馆的书可以直接来借，借出的书可以预约，到书后会通知您。"
        "\n\n任何一个馆区都可以还书。"
    )
    quiz = "借出的书可以怎样\n* 预约\n- 只能等\n\n在哪里还书\n- 只能在借出的馆区\n* 任何一个馆区"
    kinds = learning.LessonKind
    for said in (
        learning.LessonPlan("找书与预约", kinds.TEXT, name_en="Finding and holding", body=text),
        learning.LessonPlan("小测验", kinds.QUIZ, name_en="A small test", questions=quiz, percent=100),
    ):
        learning.save_lesson(actor=secretary, course_id=course, said=said)
    package = learning.bring_package(actor=secretary, at=made, stream=course_ware(), name="阅览室消防常识.zip")
    ware = learning.save_lesson(
        actor=secretary, course_id=course,
        said=learning.LessonPlan(
            "阅览室消防常识", kinds.PACKAGE, name_en="Fire safety in the reading room", seconds=180, percent=20,
            package_id=package, body="一个 SCORM 1.2 课件包：三页内容，三道小题。",
        ),
    )  # fmt: skip
    learning.open_course(actor=secretary, at=made, course_id=course)
    today = ledger.local_day(now)
    campaign = learning.save_campaign(
        actor=secretary, at=made,
        said=learning.CampaignPlan(
            "共读一本书", today - timedelta(days=15), today + timedelta(days=45), None, name_en="Read one book together",
            about="选一种，读完，写几句。", least_letters=20,
        ),
    )  # fmt: skip
    listed = [
        learning.list_work(
            actor=secretary, campaign_id=campaign, record_id=works[title], category=learning.Category.LITERATURE
        )
        for title in NOVELS
        if title in works
    ]
    me = people.actor_of_person(people.reader(reader_id).person_id, at=now)
    learning.sign_up(actor=me, at=now - timedelta(days=9), campaign_id=campaign)
    if listed:
        learning.say_read(actor=me, at=now - timedelta(days=1), work_id=listed[0], read_on=today - timedelta(days=2))
    first = learning.course(course).lessons[0]
    began = now - timedelta(days=3)
    learning.begin(actor=me, at=began, lesson_id=first.id)
    learning.finish_reading(actor=me, at=began + timedelta(seconds=first.seconds + 5), lesson_id=first.id)
    opened = learning.launch(actor=me, at=began + timedelta(minutes=10), lesson_id=ware)
    kept = {
        "cmi.core.lesson_location": "1",
        "cmi.core.lesson_status": "incomplete",
        "cmi.core.session_time": "00:00:40",
    }
    left = began + timedelta(minutes=10, seconds=40)
    learning.keep_run(token=opened.sitting.token, at=left, item_id=opened.item, number=1, cmi=kept)
    learning.beat(learning.Told(opened.sitting.token, 1, ((0, 30),), (), 30), at=left)
    learning.take_note(actor=me, at=began, lesson_id=first.id, text="可以用拼音首字母找书")
    learning.say(actor=me, at=began, lesson_id=first.id, text="原来别的馆区也能还，方便。")


def _works(items: Sequence[int]) -> dict[str, int]:
    """Return records by title, of those that have copies."""
    ids = {one.record_id for one in catalogue.items(items[::20]).values()}
    return {line.title: number for number, line in catalogue.record_lines(ids).items()}


def _sound() -> bytes:
    """Return a quiet tone of the lesson's length: 8,000 samples a second of one byte."""
    out = io.BytesIO()
    wave_of = bytes(128 + (12 * (1 if n % 40 < 20 else -1)) for n in range(8000))
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(wave_of * SECONDS)
    return out.getvalue()
