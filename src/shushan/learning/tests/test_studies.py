"""Study elsewhere: files taken once, nothing overwritten, nothing converted without a rule."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from shushan.files import public as files
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.kernel.periods import Period
from shushan.learning import ports
from shushan.learning import public as learning
from shushan.learning.models import StudyRecord
from shushan.learning.terms import StudyUnit
from shushan.learning.tests.make import AT, NOBODY, ORGANISER, Roster, make_course, person
from shushan.learning.words import study_reason
from shushan.people.tests.make import counted

pytestmark = pytest.mark.django_db
HEAD = "姓名,日期,内容,积分\n"


@pytest.fixture
def roster() -> Roster:
    before = list(ports._rosters)
    made = Roster()
    made.add(person("甲"))
    made.add(person("乙"), leads=True)
    ports.use(made)
    yield made
    ports._rosters[:] = before


@pytest.fixture
def channel() -> int:
    return learning.save_channel(actor=ORGANISER, code="xuexi", name="学习强国")


def bring(channel_id: int, raw: bytes, name: str = "表.csv") -> int:
    kept = files.keep([raw], name=name, kind="learning.study", actor=ORGANISER, at=AT)
    return learning.import_study(actor=ORGANISER, at=AT, channel_id=channel_id, file_id=kept.id)


def test_a_file_is_taken_once_with_its_digest_and_its_lines_are_marked(roster: Roster, channel: int) -> None:
    raw = (HEAD + "甲,2020-05-01,文章,6\n乙,2020/5/2,视频,8\n").encode("gb18030")
    made = bring(channel, raw)
    [kept] = learning.imports(import_id=made)
    assert kept.sha256 == hashlib.sha256(raw).hexdigest() and (kept.taken, kept.refused) == (2, 0)
    assert all(one.import_id == made for one in learning.studies(channel_id=channel))
    assert counted("learning.study-recorded") == 2
    with pytest.raises(learning.FileKnown, match="组织者"):
        bring(channel, raw, name="别的名字.csv")
    assert StudyRecord.objects.count() == 2


def test_an_altered_file_adds_what_is_new_and_says_what_differs(roster: Roster, channel: int) -> None:
    bring(channel, (HEAD + "甲,2020-05-01,文章,6\n").encode())
    made = bring(channel, (HEAD + "甲,2020-05-01,文章,60\n甲,2020-05-02,文章,6\n").encode())
    [kept] = learning.imports(import_id=made)
    assert (kept.taken, kept.known, kept.differing) == (1, 0, 1) and "（6 积分），保留原来的" in kept.lines[0][1]
    with override("en"):
        assert "6 points" in learning.imports(import_id=made)[0].lines[0][1]
        assert "已有记录" not in study_reason("已有记录，内容不同（6 积分），保留原来的"), (
            "kept before there were codes"
        )
    assert sorted(StudyRecord.objects.values_list("quantity", flat=True)) == [600, 600]
    again = bring(channel, (HEAD + "甲,2020-05-01,文章,6\n甲,2020-05-02,文章,6\n").encode())
    assert learning.imports(import_id=again)[0].known == 2


def test_lines_that_cannot_be_are_refused_one_by_one_with_their_reason(roster: Roster, channel: int) -> None:
    roster.add(person("甲"), unit=2)
    lines = [
        "丙,2020-05-01,文章,6", "乙,昨天,文章,6", "乙,2020-02-30,文章,6", "乙,2020-05-01,,6", "乙,2020-05-01,文章,无",
        "乙,2020-05-01,文章,-1", "乙,2020-05-01,文章,1e9", "乙,2020-05-01,文章,NaN", "甲,2020-05-01,文章,6",
        "乙,2020-05-01,文章,6",
    ]  # fmt: skip
    made = bring(channel, (HEAD + "\n".join(lines)).encode())
    [kept] = learning.imports(import_id=made)
    assert (kept.taken, kept.refused) == (1, 9)
    assert any("同名" in why for _n, why, _what in kept.lines)
    with override("en"):  # kept as codes, told in the viewer's language
        told = [why for _n, why, _what in learning.imports(import_id=made)[0].lines]
    assert len(told) == 9 and not any(
        "\u4e00" <= letter <= "\u9fff" for why in told for letter in why.replace("支部", "")
    ), told


def test_a_branch_tells_two_of_one_name_apart_also_in_a_spreadsheet(roster: Roster, channel: int) -> None:
    other = roster.add(person("甲"), unit=2)
    book = Workbook()
    book.active.append(["姓名", "支部", "日期", "内容", "学时"])
    book.active.append(["甲", "第2支部", date(2020, 5, 1), "培训", 3.5])
    out = io.BytesIO()
    book.save(out)
    bring(channel, out.getvalue(), "表.xlsx")
    [study] = learning.studies(channel_id=channel)
    assert study.person_id == other.id and study.hours == 350 and study.day == date(2020, 5, 1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x01\x02",
        "姓名,日期\n甲,2020-05-01\n".encode(),
        "姓名,日期,内容,积分,学时\n".encode(),
        b"PK\x03\x04 broken",
    ],
)
def test_what_is_no_table_of_studies_is_refused_whole(roster: Roster, channel: int, raw: bytes) -> None:
    with pytest.raises(Invalid):
        bring(channel, raw)
    assert learning.imports() == []


def test_who_may_not_import_is_refused(channel: int) -> None:
    kept = files.keep([b"x"], name="x.csv", kind="learning.study", actor=ORGANISER, at=AT)
    with pytest.raises(NotAllowed):
        learning.import_study(actor=NOBODY, at=AT, channel_id=channel, file_id=kept.id)
    with pytest.raises(NotAllowed):
        learning.set_conversion(
            actor=NOBODY, at=AT, unit=StudyUnit.FULL_DAY, hundredths=800, since=date(2020, 1, 1), basis="x"
        )


def test_hours_follow_the_rule_of_their_day_and_points_have_none(roster: Roster, channel: int) -> None:
    one = roster.lines[0][0].person_id
    for day, unit, quantity in (
        (date(2019, 12, 31), StudyUnit.FULL_DAY, 100), (date(2020, 1, 1), StudyUnit.FULL_DAY, 100),
        (date(2020, 7, 1), StudyUnit.FULL_DAY, 100), (date(2020, 5, 1), StudyUnit.POINTS, 6400),
        (date(2020, 5, 2), StudyUnit.CLASS_HOUR, 250),
    ):  # fmt: skip
        learning.record_study(
            actor=ORGANISER, at=AT + timedelta(days=90), channel_id=channel, person_id=one, day=day, title="培训",
            quantity=quantity, unit=unit,
        )  # fmt: skip

    def hours() -> learning.HoursLine:
        return learning.hours(roster.roster(None, on=date(2020, 12, 31)), year=2020)[0]

    assert (hours().total, hours().unconverted) == (250, 3)
    rule = {"actor": ORGANISER, "at": AT, "unit": StudyUnit.FULL_DAY, "basis": "本地办法"}
    learning.set_conversion(**rule, hundredths=800, since=date(2020, 1, 1))
    learning.set_conversion(**rule, hundredths=600, since=date(2020, 7, 1))
    assert (hours().total, hours().unconverted, hours().needed) == (250 + 800 + 600, 1, 3200)
    with pytest.raises(learning.RuleOverlaps):
        learning.set_conversion(**rule, hundredths=100, since=date(2020, 3, 1))
    with pytest.raises(Invalid):
        learning.set_conversion(**(rule | {"unit": StudyUnit.CLASS_HOUR}), hundredths=100, since=date(2020, 3, 1))
    assert learning.hours(roster.roster(None, on=date(2020, 12, 31)), year=2020)[1].needed == 5600


def test_coverage_and_gaps_name_who_and_when(roster: Roster, channel: int) -> None:
    course = make_course("text")
    first, second = roster.roster(None, on=date(2020, 6, 1))

    from shushan.kernel.actor import Actor, ActorKind

    me = Actor(ActorKind.STAFF, first.person_id, first.name, ())
    learning.begin(actor=me, at=AT, lesson_id=course.lessons[0].id)
    learning.finish_reading(actor=me, at=AT + timedelta(seconds=120), lesson_id=course.lessons[0].id)
    lines = learning.covered([course], [first, second])
    assert [(one.done, one.of, one.completed_at is not None) for one in lines] == [(1, 1, True), (0, 1, False)]
    assert learning.covered([course], [first], until=date(2020, 5, 9))[0].completed_at is None
    assert learning.covered([], [first])[0].completed_at is None
    period = Period(date(2020, 5, 1), date(2020, 6, 1))
    assert learning.longest_gap(learning.study_days([first.person_id], period=period), period=period) == (
        21, date(2020, 5, 11),
    )  # fmt: skip
    assert learning.longest_gap(set(), period=period) == (31, date(2020, 5, 1))
    assert learning.reached([first, second], period=period) == {first.person_id}


def test_a_branch_is_called_in_the_language_of_the_page_where_it_has_an_english_name() -> None:
    from django.utils import translation

    from shushan.learning.ports import RosterLine

    both, only = RosterLine(1, "甲", 1, "一支部", None, unit_en="Branch 1"), RosterLine(1, "甲", 1, "一支部", None)
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = (both.unit_called, only.unit_called)
    assert said == {"en": ("Branch 1", "一支部"), "zh-hans": ("一支部", "一支部")}
