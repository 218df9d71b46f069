"""Packages of course ware: what is taken in, what is refused, what they store and say, and what that is worth."""

from __future__ import annotations

import io
import stat
import zipfile
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.learning import public as learning
from shushan.learning.models import Attendance, Lesson, Package, Run, Statement
from shushan.learning.packages import archive, runtime
from shushan.learning.packages import statements as rules
from shushan.learning.queries import packages as queries
from shushan.learning.queries.own import kept_of
from shushan.learning.tests import ware
from shushan.learning.tests.make import AT, NOBODY, ORGANISER, beat, person
from shushan.people.tests.make import counted

pytestmark = pytest.mark.django_db


def bring(raw: bytes, *, actor: object = ORGANISER) -> int:
    return learning.bring_package(actor=actor, at=AT, stream=io.BytesIO(raw), name="课件.zip")  # type: ignore[arg-type]


def make_lesson(raw: bytes, *, seconds: int = 600, percent: int = 10) -> learning.LessonValue:
    """A course of one package that must be measured for a minute."""
    course = learning.save_course(
        actor=ORGANISER, at=AT, name=f"课件课程{uuid4()}", audience=learning.Audience.EVERYONE
    )
    said = learning.LessonPlan(
        "课件", learning.LessonKind.PACKAGE, seconds=seconds, percent=percent, package_id=bring(raw)
    )
    learning.save_lesson(actor=ORGANISER, course_id=course, said=said)
    learning.open_course(actor=ORGANISER, at=AT, course_id=course)
    return learning.course(course).lessons[0]


def test_a_package_of_each_kind_is_taken_in_once_and_says_what_it_launches() -> None:
    one, two, three = (queries.package(bring(raw)) for raw in (ware.scorm12(units=2), ware.scorm2004(), ware.tincan()))
    assert one.kind is learning.PackageKind.SCORM12 and one.title == "防火常识"
    assert [(i.id, i.href, i.passing, i.is_sco) for i in one.items] == [
        ("I1", "content/index.html?n=1", "80", True), ("I2", "content/index.html?n=2", "80", True),
    ]  # fmt: skip
    assert (two.items[0].passing, two.items[0].data, two.title) == ("0.6", "lang=zh", "急救入门")
    assert (three.activity, three.items[0].href) == (ware.ACTIVITY, "index.html")
    assert bring(ware.scorm2004()) == two.id and Package.objects.count() == 3
    with pytest.raises(NotAllowed):
        bring(ware.scorm2004(), actor=NOBODY)


def _linked() -> bytes:
    out = io.BytesIO(ware.scorm12())
    with zipfile.ZipFile(out, "a") as made:
        link = zipfile.ZipInfo("content/passwd")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    return out.getvalue()


def _lying() -> bytes:
    """A member that unpacks to more than it says."""
    raw = bytearray(ware.packed({"imsmanifest.xml": ware.manifest12(), "content/index.html": "x" * 100_000}))
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(raw)


BOMB = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><manifest>&b;</manifest>'
FETCH = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>'
PAGE = {"content/index.html": ware.PAGE12}
WRONG = {
    "no zip": (b"hello", "打不开"),
    "cut off": (ware.scorm12()[:-40], "打不开"),
    "no manifest": (ware.packed({"index.html": "x"}), "不是课件包"),
    "in a folder": (ware.packed({"a/imsmanifest.xml": ware.manifest12()}), "不在压缩包的最上层"),
    "cmi5": (ware.packed({"cmi5.xml": "<courseStructure/>"}), "cmi5"),
    "leads outside": (ware.packed({"imsmanifest.xml": ware.manifest12(), "../../etc/cron.d/x": "x"} | PAGE), "不安全的文件名"),
    "absolute": (ware.packed({"imsmanifest.xml": ware.manifest12(), "/etc/x": "x"} | PAGE), "不安全的文件名"),
    "backslashes": (ware.packed({"imsmanifest.xml": ware.manifest12(), "a\\..\\..\\x": "x"} | PAGE), "不安全的文件名"),
    "drive": (ware.packed({"imsmanifest.xml": ware.manifest12(), "C:/x": "x"} | PAGE), "不安全的文件名"),
    "link": (_linked(), "链接"),
    "program": (ware.packed({"imsmanifest.xml": ware.manifest12(), "setup.EXE": "MZ"} | PAGE), "程序"),
    "lies about its size": (_lying(), "打不开"),
    "entity bomb": (ware.packed({"imsmanifest.xml": BOMB}), "看不懂"),
    "entity from a file": (ware.packed({"imsmanifest.xml": FETCH}), "看不懂"),
    "no xml": (ware.packed({"imsmanifest.xml": "<manifest"}), "看不懂"),
    "no version": (ware.packed({"imsmanifest.xml": "<manifest/>"}), "哪一版"),
    "nothing to launch": (ware.packed({"imsmanifest.xml": ware.MANIFEST12 % {"items": "", "resources": ""}}), "SCO"),
    "elsewhere": (ware.packed({"imsmanifest.xml": ware.manifest12(href="https://example.org/x.html")}), "别处"),
    "not there": (ware.packed({"imsmanifest.xml": ware.manifest12(href="gone.html")}), "没有它要打开的"),
    "out of the package": (ware.packed({"imsmanifest.xml": ware.manifest12(href="../../x.html")} | PAGE), "没有它要打开的"),
    "activity without id": (ware.packed({"tincan.xml": ware.TINCAN.replace(ware.ACTIVITY + '"', 'x"'), "index.html": ""}), "网址"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_package_or_unsafe_is_refused_in_words_and_nothing_is_kept(case: str) -> None:
    raw, words = WRONG[case]
    with pytest.raises(learning.UnusablePackage) as refused:
        bring(raw)
    assert words in refused.value.message and Package.objects.count() == 0


def test_a_package_that_is_too_large_unpacked_or_has_too_many_members_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 5_000)
    with pytest.raises(learning.UnusablePackage, match="展开后太大"):
        bring(ware.packed({"imsmanifest.xml": ware.manifest12(), "a.txt": "0" * 100_000} | PAGE))
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    with pytest.raises(learning.UnusablePackage, match="文件太多"):
        bring(ware.scorm12())


def test_names_in_gbk_and_wrong_capitals_are_found() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("imsmanifest.xml", ware.manifest12(href="Content/Index.html"))
        made.writestr("content/index.html", ware.PAGE12)
        made.writestr("XXXX.png", b"png")
    raw = out.getvalue().replace(b"XXXX", "图片".encode("gb18030"))
    package = queries.package(bring(raw))
    assert package.items[0].href == "content/index.html?n=1" and "图片.png" in queries.bundle(package)


def test_a_unit_goes_on_where_it_was_and_is_done_only_with_time_that_was_measured() -> None:
    lesson, me = make_lesson(ware.scorm12()), person()
    first = learning.launch(actor=me, at=AT, lesson_id=lesson.id)
    assert first.state["cmi.core.entry"] == "ab-initio" and first.state["cmi.student_data.mastery_score"] == "80"
    assert me.name not in str(first.state) and str(me.id) != first.state["cmi.core.student_id"]
    stored = {"cmi.core.lesson_location": "2", "cmi.suspend_data": "seen=2", "cmi.core.lesson_status": "incomplete"}
    keep(first, 1, stored | {"cmi.core.session_time": "00:10:00"}, after=5)
    again = learning.launch(actor=me, at=AT + timedelta(hours=1), lesson_id=lesson.id)
    assert again.state["cmi.core.lesson_location"] == "2" and again.state["cmi.core.entry"] == "resume"
    assert (
        again.state["cmi.core.total_time"] == "0000:10:00"
        and again.state["cmi.core.student_id"] == first.state["cmi.core.student_id"]
    )

    said = stored | {
        "cmi.core.lesson_status": "completed",
        "cmi.core.score.raw": "90",
        "cmi.core.session_time": "40:00:00",
    }
    line = keep(again, 1, said, after=3610)
    assert line.is_done and line.percent == 90 and line.claimed == 600 + 40 * 3600
    mine = learning.progress(me.id)[lesson.id]
    assert mine.reported_at and mine.completed_at is None and mine.watched == 0 and mine.best_percent == 90
    assert counted("learning.lesson-completed") == 0
    answer = beat(again.sitting.token, 1, (0, 60), after=3600 + 60)
    assert answer.is_completed and counted("learning.lesson-completed") == 1  # type: ignore[attr-defined]


def test_measured_time_alone_completes_nothing_and_the_claim_afterwards_does() -> None:
    lesson, me = make_lesson(ware.scorm12()), person()
    opened = learning.launch(actor=me, at=AT, lesson_id=lesson.id)
    assert not beat(opened.sitting.token, 1, (0, 100), after=100).is_completed  # type: ignore[attr-defined]
    keep(opened, 1, {"cmi.core.lesson_status": "completed", "cmi.core.score.raw": "79"}, after=101)
    assert learning.progress(me.id)[lesson.id].completed_at is None  # below the score that passes
    keep(opened, 2, {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "80"}, after=102)
    assert learning.progress(me.id)[lesson.id].completed_at is not None
    assert counted("learning.lesson-completed") == 1


def test_every_unit_must_be_done() -> None:
    lesson, me = make_lesson(ware.scorm12(units=2)), person()
    for n, unit in enumerate(("I1", "I2")):
        opened = learning.launch(actor=me, at=AT + timedelta(minutes=10 * n), lesson_id=lesson.id, item_id=unit)
        beat(opened.sitting.token, 1, (0, 90), after=600 * n + 90)
        assert learning.progress(me.id)[lesson.id].completed_at is None
        keep(opened, 1, {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "100"}, after=600 * n + 91)
    assert learning.progress(me.id)[lesson.id].completed_at is not None
    with pytest.raises(NotFound):
        learning.launch(actor=me, at=AT, lesson_id=lesson.id, item_id="I9")


def test_old_numbers_other_sittings_and_forged_tokens_keep_nothing() -> None:
    lesson, me = make_lesson(ware.scorm12()), person()
    opened = learning.launch(actor=me, at=AT, lesson_id=lesson.id)
    keep(opened, 2, {"cmi.suspend_data": "new"}, after=1)
    keep(opened, 1, {"cmi.suspend_data": "old"}, after=2)
    assert Run.objects.get().cmi == {"cmi.suspend_data": "new"}
    other = learning.launch(actor=me, at=AT + timedelta(seconds=5), lesson_id=lesson.id)
    keep(opened, 3, {"cmi.suspend_data": "from the device before"}, after=6)
    assert Run.objects.get().cmi == {"cmi.suspend_data": "new"}
    keep(other, 1, {"cmi.suspend_data": "newer"}, after=7)
    assert Run.objects.get().cmi == {"cmi.suspend_data": "newer"}
    with pytest.raises(learning.SittingOver):
        keep(opened, 4, {}, after=700)
    with pytest.raises(learning.ForgedToken):
        learning.keep_run(token=opened.sitting.token[:-1] + "x", at=AT, item_id="I1", number=9, cmi={})


def test_a_newer_package_begins_anew_and_what_was_done_stays_done() -> None:
    lesson, me = make_lesson(ware.scorm12()), person()
    opened = learning.launch(actor=me, at=AT, lesson_id=lesson.id)
    beat(opened.sitting.token, 1, (0, 90), after=90)
    keep(opened, 1, {"cmi.core.lesson_status": "passed"}, after=91)
    newer = learning.LessonPlan(
        "课件", learning.LessonKind.PACKAGE, seconds=600, percent=10, package_id=bring(ware.scorm12(mastery="50"))
    )
    learning.save_lesson(actor=ORGANISER, course_id=lesson.course_id, said=newer, lesson_id=lesson.id)
    assert (
        learning.launch(actor=me, at=AT + timedelta(hours=1), lesson_id=lesson.id).state["cmi.core.entry"]
        == "ab-initio"
    )
    assert learning.progress(me.id)[lesson.id].completed_at is not None
    with pytest.raises(NotFound):
        learning.keep_run(token=opened.sitting.token, at=AT, item_id="nowhere", number=5, cmi={})


def test_class_hours_of_a_package_are_what_was_measured_not_its_length() -> None:
    from shushan.learning import policy

    assert policy.of_lesson(learning.LessonKind.PACKAGE, 3600, 900, 100) == 25
    assert policy.of_lesson(learning.LessonKind.PACKAGE, 3600, 9000, 100) == 100
    assert policy.of_lesson(learning.LessonKind.VIDEO, 3600, 900, 100) == 100


def test_a_lesson_with_a_package_has_a_length_and_no_other_lesson_has_a_package() -> None:
    lesson = make_lesson(ware.scorm12())
    with pytest.raises(Invalid):
        learning.save_lesson(
            actor=ORGANISER, course_id=lesson.course_id,
            said=learning.LessonPlan("x", learning.LessonKind.PACKAGE, package_id=Package.objects.get().pk),
        )  # fmt: skip
    with pytest.raises(Invalid):
        learning.save_lesson(
            actor=ORGANISER,
            course_id=lesson.course_id,
            said=learning.LessonPlan("x", learning.LessonKind.PACKAGE, seconds=60),
        )
    for wrong in ({"kind": "text"}, {"package": None}, {"seconds": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lesson.objects.filter(pk=lesson.id).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [[], "x", None, {"cmi.x": 1}, {"x": "1"}, {"cmi.core\n": "1"}, {"cmi.a": "x" * 65_001},
     {f"cmi.a{n}": "x" * 60_000 for n in range(5)}, {f"cmi.a{n}": "" for n in range(5_001)}],
)  # fmt: skip
def test_run_time_data_have_their_shape_and_size(wrong: object) -> None:
    with pytest.raises(ValueError):
        runtime.checked(wrong)
    assert runtime.checked({"cmi.suspend_data": "a\x00b\ud800"}) == {"cmi.suspend_data": "ab?"}


def test_what_a_unit_of_2004_says() -> None:
    kind = learning.PackageKind.SCORM2004
    done = {"cmi.completion_status": "completed", "cmi.success_status": "unknown"}
    assert runtime.outcome(kind, done, "").is_done
    assert not runtime.outcome(kind, done | {"cmi.success_status": "failed"}, "").is_done
    assert not runtime.outcome(kind, done | {"cmi.score.scaled": "0.5"}, "0.6").is_done
    told = runtime.outcome(kind, done | {"cmi.score.scaled": "0.61", "cmi.session_time": "PT1H"}, "0.6")
    assert (told.is_done, told.percent, told.claimed) == (True, 61, 3600)
    assert runtime.outcome(kind, {"cmi.score.scaled": "nan", "cmi.score.raw": "1e300"}, "x").percent is None


# -- statements ---------------------------------------------------------------------------------------------------


def statement(opened: object, verb: str, **more: object) -> dict[str, object]:
    actor = rules.actor_of("http://testserver", opened.actor["name"])  # type: ignore[attr-defined]
    return {
        "actor": actor,
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": ware.ACTIVITY},
    } | more


def store(opened: object, *said: object, after: float = 10) -> list[UUID]:
    return learning.store_statements(
        credential=opened.credential,
        at=AT + timedelta(seconds=after),
        said=said,  # type: ignore[attr-defined]
    )


def test_statements_are_kept_once_with_both_times_and_move_the_lesson() -> None:
    lesson, me = make_lesson(ware.tincan()), person()
    opened = learning.launch(actor=me, at=AT, lesson_id=lesson.id)
    number = str(uuid4())
    said = statement(
        opened,
        "passed",
        id=number,
        timestamp="2020-05-10T01:59:00Z",
        result={"score": {"scaled": 0.7}, "duration": "PT5H"},
    )
    assert store(opened, said) == store(opened, said, after=20) == [UUID(number)]
    row = Statement.objects.get()
    assert (row.said_at, row.stored_at) == (AT - timedelta(minutes=1), AT + timedelta(seconds=10))
    mine = learning.progress(me.id)[lesson.id]
    assert mine.best_percent == 70 and mine.reported_at and mine.completed_at is None and mine.watched == 0
    assert beat(opened.sitting.token, 1, (0, 60), after=60).is_completed  # type: ignore[attr-defined]
    with pytest.raises(Conflict):
        store(opened, statement(opened, "failed", id=number))
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.update(verb="x")
    assert any("学习记录原文" in one and "做了什么" in one for one in kept_of(me.id))


def test_only_this_learner_and_this_activity_may_be_spoken_of() -> None:
    lesson, me, other = make_lesson(ware.tincan()), person(), person()
    opened, theirs = (learning.launch(actor=who, at=AT, lesson_id=lesson.id) for who in (me, other))
    part = {"id": ware.ACTIVITY + "/q1"}
    loose = {"id": "urn:question:7"}
    around = {"contextActivities": {"parent": [{"id": ware.ACTIVITY}]}}
    store(
        opened, statement(opened, "answered", object=part), statement(opened, "answered", object=loose, context=around)
    )
    refused = [
        statement(theirs, "passed"), statement(opened, "passed", object=loose),
        statement(opened, "passed", object={"id": ware.ACTIVITY + "2"}), statement(opened, "x", actor={"mbox": "mailto:a@b.c"}),
    ]  # fmt: skip
    for one in refused:
        with pytest.raises(NotAllowed):
            store(opened, statement(opened, "answered"), one)
    assert Statement.objects.count() == 2  # all of a request or none
    invalid = [
        "x", [], statement(opened, "x") | {"verb": {}}, statement(opened, "x", id="7"),
        statement(opened, "x", timestamp="2020-01-01T00:00:00"),
        statement(opened, "x", timestamp=5), statement(opened, "x", attachments=[]), statement(opened, "x", result={"a": "\x00"}),
        statement(opened, "x", result={"a": "\ud800"}), statement(opened, "x", result={"a": "x" * 70_000}),
        statement(opened, "x", object={"objectType": "StatementRef", "id": str(uuid4())}),
    ]  # fmt: skip
    for wrong in invalid:
        with pytest.raises(Invalid):
            store(opened, wrong)
    with pytest.raises(Invalid):
        store(opened, *[statement(opened, "x")] * 101)
    with pytest.raises(learning.ForgedToken):
        learning.store_statements(credential="x", at=AT, said=[])
    row = Attendance.objects.get(person=other.id)
    assert row.reported_at is None


def test_learners_are_listed_in_one_query(django_assert_num_queries: object) -> None:
    lesson = make_lesson(ware.scorm12())
    for rows in (1, 3):
        while Attendance.objects.count() < rows:
            opened = learning.launch(actor=person(), at=AT, lesson_id=lesson.id)
            keep(opened, 1, {"cmi.core.session_time": "00:01:00"}, after=5)
        with django_assert_num_queries(1):  # type: ignore[operator]
            lines = queries.learners(lesson.id, lesson.package_id or 0)
        assert len(lines) == rows and {(one.measured, one.claimed) for one in lines} == {(0, 60)}


def keep(opened: object, number: int, cmi: dict[str, str], *, after: float) -> object:
    return learning.keep_run(
        token=opened.sitting.token,
        at=AT + timedelta(seconds=after),
        item_id=opened.item,
        number=number,
        cmi=cmi,  # type: ignore[attr-defined]
    )
