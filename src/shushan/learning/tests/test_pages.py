"""The pages of learning: as a learner and as those who run it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.audit import public as audit
from shushan.files import public as files
from shushan.jobs.worker import do_one_job
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.clock import now
from shushan.learning import public as learning
from shushan.learning.models import Essay
from shushan.learning.tests.make import AT, ORGANISER, essay, make_campaign, make_course, make_work, sound
from shushan.learning.tests.test_papers import pdf
from shushan.ledger import public as ledger
from shushan.organisation.tests.make import enrol, found, plan
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


def client(*roles: str, person_id: int | None = None) -> Client:
    without_second_factor()
    made = Client()
    made.force_login(make_user(person_id or make_staff(*roles)))
    return made


@pytest.fixture
def learner() -> tuple[Client, Actor]:
    person_id = make_staff(name="林学员")
    return client(person_id=person_id), Actor(ActorKind.STAFF, person_id, "林学员", ())


@pytest.fixture
def secretary() -> Client:
    return client("director")


def test_a_film_is_played_in_ranges_and_its_heartbeats_are_answered(learner: tuple[Client, Actor]) -> None:
    browser, _me = learner
    one = make_course("video").lessons[0]
    page = browser.get(reverse("learning:lesson", args=[one.id])).content.decode()
    media = page.split('src="/files/')[1].split('"')[0]
    whole = browser.get(f"/files/{media}")
    assert whole.status_code == 200 and whole.headers["Content-Type"] == "audio/wav"
    size = len(sound())
    part = browser.get(f"/files/{media}", headers={"range": "bytes=10-19"})
    assert part.status_code == 206 and part.headers["Content-Range"] == f"bytes 10-19/{size}"
    assert b"".join(part.streaming_content) == sound()[10:20]  # type: ignore[attr-defined]
    assert browser.get(f"/files/{media}", headers={"range": "bytes=999999-"}).status_code == 416
    assert browser.get("/files/forged/play/").status_code == 404
    assert b"".join(browser.get(f"/files/{media}", headers={"range": "bytes=-5"}).streaming_content) == sound()[-5:]  # type: ignore[attr-defined]
    token = browser.post(reverse("learning:begin", args=[one.id]), headers={"X-Requested-With": "lesson"}).json()[
        "token"
    ]
    address = reverse("learning:heartbeat")

    def beat(**said: object) -> object:
        return Client().post(address, json.dumps({"token": token} | said), content_type="application/json")

    answer = beat(number=1, seen=[[0, 0]], at=0)
    assert answer.status_code == 200 and answer.json()["acknowledged"] == 1  # type: ignore[attr-defined]
    for wrong in (
        {}, {"number": 0}, {"number": 2, "seen": [[0]]}, {"number": 2, "seen": [["a", "b"]]}, {"number": True},
        {"number": 2, "seen": [[0, 10**9]]}, {"number": 2, "seen": [[0, 1]] * 501}, {"number": 2, "token": 5},
        {"number": 2, "at": 1.5},
    ):  # fmt: skip
        assert beat(**wrong).status_code == 422  # type: ignore[attr-defined]
    assert Client().post(address, b"\xff{", content_type="application/json").status_code == 422
    assert Client().post(address, b"[" * 19_000, content_type="application/json").status_code == 422
    assert beat(number=2, token="x").status_code == 422  # type: ignore[attr-defined]


def test_a_learner_reads_answers_notes_and_talks(learner: tuple[Client, Actor]) -> None:
    browser, me = learner
    text, quiz, link = make_course("text", "quiz", "link", name="入门").lessons
    assert "入门" in browser.get(reverse("learning:my")).content.decode()

    def do(name: str, lesson_id: int, **said: object) -> str:
        return browser.post(reverse(f"learning:{name}", args=[lesson_id]), said, follow=True).content.decode()

    assert "开始计时" in do("begin", text.id)
    assert "还需要再读" in do("end-of-reading", text.id)
    assert "还有题目没有回答" in do("test", quiz.id, q1="1")
    assert "答对 1 题" in do("test", quiz.id, q1="1", q2="1")
    assert "通过了" in do("test", quiz.id, q1="1", q2=["1", "2"])
    assert "要点" in do("note", text.id, note="要点")
    note = learning.notes(me.id, text.id)[0].id
    browser.post(reverse("learning:note-removal", args=[text.id, note]))
    assert learning.notes(me.id, text.id) == []
    assert "说得好" in do("remark", text.id, remark="说得好")
    said = learning.remarks(text.id)[0].id
    assert (
        "说得好"
        not in browser.post(reverse("learning:remark-hiding", args=[text.id, said]), follow=True).content.decode()
    )
    assert "不计时间" in browser.get(reverse("learning:lesson", args=[link.id])).content.decode()


def test_a_certificate_is_ones_own_and_is_a_pdf(learner: tuple[Client, Actor]) -> None:
    browser, _me = learner
    course = make_course("quiz", certificate=True)
    issue = reverse("learning:certificate-issue", args=[course.id])
    assert "没有学完" in browser.post(issue, follow=True).content.decode()
    browser.post(reverse("learning:test", args=[course.lessons[0].id]), {"q1": "1", "q2": ["1", "2"]})
    got = browser.post(issue, follow=True)
    assert got.content.startswith(b"%PDF") and got.headers["Content-Type"] == "application/pdf"
    assert client("desk").get(got.request["PATH_INFO"]).status_code == 404


def test_courses_are_made_on_pages(secretary: Client) -> None:
    made = secretary.post(
        reverse("learning:staff-course-new"), {"name": "看理论（一）", "audience": "everyone"}, follow=True
    )
    course_id = learning.courses()[0].id
    assert "看理论（一）" in made.content.decode()
    again = secretary.post(reverse("learning:staff-course-new"), {"name": "看理论（一）", "audience": "everyone"})
    assert again.status_code == 422 and "已有同名的课程" in again.content.decode()
    opening = reverse("learning:staff-course-opening", args=[course_id])
    assert "还没有可以学的课" in secretary.post(opening, follow=True).content.decode()
    new = reverse("learning:staff-lesson-new", args=[course_id])
    wrong = {
        "name": "一",
        "kind": "audio",
        "percent": "90",
        "seconds": "60",
        "file": SimpleUploadedFile("a.mp3", b"no sound"),
    }
    assert "不是浏览器能播放" in secretary.post(new, wrong).content.decode()
    right = wrong | {"file": SimpleUploadedFile("a.wav", sound())}
    assert secretary.post(new, right).status_code == 302
    quiz = {"name": "测", "kind": "quiz", "percent": "60", "questions": "题\n- 一\n- 二"}
    assert "看不懂" in secretary.post(new, quiz).content.decode()
    assert secretary.post(new, quiz | {"questions": "题\n* 一\n- 二"}).status_code == 302
    first, second = learning.course(course_id).lessons
    assert "* 一" in secretary.get(reverse("learning:staff-lesson", args=[second.id])).content.decode()
    secretary.post(reverse("learning:staff-lesson-up", args=[second.id]))
    assert [one.id for one in learning.course(course_id).lessons] == [second.id, first.id]
    assert "课程已开放" in secretary.post(opening, follow=True).content.decode()
    secretary.post(reverse("learning:staff-series-new"), {"name": "看理论"})
    series = learning.every_series()[0].id
    edit = {"name": "看理论（一）", "audience": "everyone", "series": str(series)}
    secretary.post(reverse("learning:staff-course-edit", args=[course_id]), edit)
    secretary.post(reverse("learning:staff-plan-new"), {"year": "2020", "name": "学习计划"})
    plan_id = learning.plans()[0].id
    page = reverse("learning:staff-plan", args=[plan_id])
    assert secretary.post(page, {"what": f"series-{series}", "due_on": "2020-06-30"}).status_code == 302
    assert "看理论" in secretary.get(page).content.decode()
    assert secretary.post(page, {"what": f"series-{series}"}).status_code == 422
    secretary.post(reverse("learning:staff-lesson-retirement", args=[first.id]))
    assert (
        "已停开"
        in secretary.post(reverse("learning:staff-course-closing", args=[course_id]), follow=True).content.decode()
    )


def test_a_film_tells_by_its_first_bytes_what_it_is() -> None:
    for raw, kind in ((b"\x00\x00\x00\x18ftypisom", "video/mp4"), (b"\x1aE\xdf\xa3....", "video/webm"), (b"ID3....", "audio/mpeg"),
                      (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"), (b"OggS....", "audio/ogg"), (b"<html>", ""), (b"", "")):  # fmt: skip
        kept = files.keep([raw], name="x", kind="test", actor=ORGANISER, at=AT)
        assert files.media_type(kept.id) == kind


def test_coverage_and_hours_are_by_roster_and_each_look_is_on_record(secretary: Client) -> None:
    branches = found(
        plan("found", "Z", "general-branch"), plan("found", "A", parent="Z"), plan("found", "B", parent="Z")
    )
    enrol(branches["A"], name="甲某")
    enrol(branches["B"], name="乙某")
    course = make_course("video")
    address = reverse("learning:staff-coverage")
    before = len(audit.looks())
    page = secretary.get(
        address, {"what": f"course-{course.id}", "unit": branches["Z"], "missing": "1"}
    ).content.decode()
    assert "甲某" in page and "乙某" in page and "2 人中 0 人" in page
    part = secretary.get(address, {"what": f"course-{course.id}", "unit": branches["A"], "format": "csv"})
    assert "甲某" in part.getvalue().decode() and "乙某" not in part.getvalue().decode()
    hours = secretary.get(reverse("learning:staff-hours")).content.decode()
    assert "甲某" in hours and "未达标" in hours
    assert len(audit.looks()) == before + 3
    assert client("desk").get(address).status_code == 403
    assert client("inspector").get(reverse("learning:staff-hours")).status_code == 403


def test_lists_take_a_fixed_number_of_queries(secretary: Client) -> None:
    branches = found(plan("found", "A"))
    campaign = make_campaign(branches["A"])
    addresses = [
        reverse("learning:staff-courses"),
        reverse("learning:staff-hours"),
        reverse("learning:staff-campaign", args=[campaign]),
    ]
    cache.clear()  # what an earlier test remembered for a minute would run out between the two
    seen: dict[str, list[int]] = {}
    for number in (1, 3):
        while len(learning.courses()) < number:
            make_course("text", "quiz")
            enrol(branches["A"])
        for address in addresses:
            secretary.get(address)
            with CaptureQueriesContext(connection) as held:
                secretary.get(address)
            seen.setdefault(address, []).append(len(held))
    assert all(one == three for one, three in seen.values()), seen


def test_a_file_is_looked_at_and_then_imported(secretary: Client) -> None:
    branches = found(plan("found", "A"))
    enrol(branches["A"], name="甲某")
    secretary.post(reverse("learning:staff-channel-new"), {"code": "wechat", "name": "微信群"})
    channel = learning.channels()[0].id
    raw = "姓名,日期,内容,学时\n甲某,2020-05-01,群里学习,2\n无名,2020-05-01,群里学习,2\n".encode("gb18030")
    address = reverse("learning:staff-upload")

    def trial() -> str:
        sent = {"channel": str(channel), "file": SimpleUploadedFile("群.csv", raw)}
        return secretary.post(address, sent).content.decode()

    page = trial()
    assert "名册上没有这个人" in page and "gb18030" in page and learning.imports() == []
    file_id = page.split('name="file" value="')[1].split('"')[0]
    done = secretary.post(
        reverse("learning:staff-importing"), {"file": file_id, "channel": channel}, follow=True
    ).content.decode()
    assert "甲某" in done and learning.imports()[0].sha256 in done
    assert "只导入一次" in trial()
    again = secretary.post(
        reverse("learning:staff-importing"), {"file": file_id, "channel": channel}, follow=True
    ).content.decode()
    assert "只导入一次" in again
    assert secretary.post(reverse("learning:staff-importing"), {"file": "x", "channel": channel}).status_code == 404
    rule = {"unit": "full-day", "hours": "8", "since": "2020-01-01", "basis": "本地办法"}
    rules = reverse("learning:staff-conversions")
    assert secretary.post(rules, rule).status_code == 302
    assert secretary.post(rules, rule).status_code == 422
    assert "本地办法" in secretary.get(rules).content.decode()


def test_a_campaign_from_the_list_of_works_to_the_accepted_essay(
    secretary: Client, learner: tuple[Client, Actor]
) -> None:
    browser, me = learner
    today = ledger.local_day(now())
    branches = found(plan("found", "A"))
    enrol(branches["A"], name="林学员", person_id=me.id)
    form = {
        "name": "读书月", "since": "2020-04-23", "last": date(today.year + 1, 1, 1), "unit": str(branches["A"]),
        "works": "1", "category": "theory", "essays": "1", "is_open": "on",
    }  # fmt: skip
    assert secretary.post(reverse("learning:staff-campaign-new"), form | {"last": "2020-01-01"}).status_code == 422
    assert secretary.post(reverse("learning:staff-campaign-new"), form).status_code == 302
    campaign = learning.campaigns()[0].id
    assert (
        "没有这条书目"
        in secretary.post(
            reverse("learning:staff-work", args=[campaign]), {"record": "99999", "category": "theory"}, follow=True
        ).content.decode()
    )
    work = make_work(campaign, title="理论原著一种")
    page = browser.get(reverse("learning:campaign", args=[campaign])).content.decode()
    assert "理论原著一种" in page and "还差" in page
    assert client("desk").get(reverse("learning:campaign", args=[campaign])).status_code == 404
    read = reverse("learning:reading", args=[campaign])
    assert browser.post(read, {"work": str(work), "read_on": "2999-01-01"}).status_code == 422
    assert browser.post(read, {"work": str(work), "read_on": today.isoformat()}).status_code == 302
    new = reverse("learning:essay-new", args=[campaign])
    wrong = {"title": "心得", "text": "", "file": SimpleUploadedFile("x.pdf", b"%PDF-1.4")}
    assert "读不出来" in browser.post(new, wrong).content.decode()
    sent = {
        "title": "心得",
        "file": SimpleUploadedFile("x.txt", "三点体会".encode("gb18030")),
        "submit": "1",
        "is_shown": "on",
    }
    assert browser.post(new, sent).status_code == 302
    written = learning.essays(campaign_id=campaign)[0]
    assert written.text == "三点体会" and str(written.state) == "submitted"
    assert "林学员" in secretary.get(reverse("learning:staff-essays", args=[campaign])).content.decode()
    decide = reverse("learning:staff-essay-decision", args=[written.id, "return"])
    assert "请写明退回的理由" in secretary.post(decide, {"remark": ""}).content.decode()
    secretary.post(decide, {"remark": "再写写"})
    assert "再写写" in browser.get(reverse("learning:campaign", args=[campaign])).content.decode()
    browser.post(
        reverse("learning:essay-edit", args=[written.id]),
        {"title": "心得", "text": "更好的体会", "is_shown": "on", "submit": "1"},
    )
    secretary.post(reverse("learning:staff-essay-decision", args=[written.id, "acceptance"]), {"remark": ""})
    assert "已完成" in browser.get(reverse("learning:campaign", args=[campaign])).content.decode()
    assert "1</span>" in secretary.get(reverse("learning:staff-campaign", args=[campaign])).content.decode()
    alike = reverse("learning:staff-alike", args=[campaign])
    assert "还没有比对过" in secretary.get(alike).text
    for _twice in range(2):  # asked again while it waits: one job
        page = secretary.post(reverse("learning:staff-comparing", args=[campaign]), follow=True).text
    assert "还没有轮到" in page and "还没有比对过" not in page and "没有哪两篇相似" not in page
    do_one_job("test")
    page = secretary.get(alike).text
    assert "全馆交来的 1 篇心得两两比过" in page and "没有哪两篇相似" in page and "还没有轮到" not in page
    assert not do_one_job("test")
    other = make_staff(name="同支部")
    enrol(branches["A"], name="同支部", person_id=other)
    assert (
        "更好的体会"
        in client(person_id=other).get(reverse("learning:essay-reading", args=[written.id])).content.decode()
    )
    assert client("desk").get(reverse("learning:essay-reading", args=[written.id])).status_code == 404


def test_a_readers_campaign_is_signed_up_for_on_its_page(learner: tuple[Client, Actor]) -> None:
    browser, me = learner
    campaign = make_campaign(category="", last=date(2100, 1, 1))
    work = make_work(campaign, "literature")
    address = reverse("learning:campaign", args=[campaign])
    assert "我要参加" in browser.get(address).content.decode()
    browser.post(reverse("learning:sign-up", args=[campaign]))
    browser.post(reverse("learning:reading", args=[campaign]), {"work": str(work), "read_on": "2020-05-01"})
    held = learning.campaign(campaign)
    reading = learning.standings(held, learning.participants(held, today=date(2020, 5, 2)))[0].reading_ids
    assert len(reading) == 1
    browser.post(reverse("learning:reading-withdrawal", args=[campaign, reading[0]]))
    made = essay(me, campaign)
    browser.post(reverse("learning:essay-withdrawal", args=[made]))
    assert learning.essay(made).handed_in_on is None


def test_an_essay_comes_as_pdf_is_read_in_the_page_and_a_scan_says_what_cannot_be_told(
    learner: tuple[Client, Actor], secretary: Client
) -> None:
    browser, me = learner
    campaign = make_campaign(least_letters=10, last=date(2100, 1, 1))
    learning.sign_up(actor=me, at=AT, campaign_id=campaign)
    new = reverse("learning:essay-new", args=[campaign])
    text = pdf("先到现场再下结论，这是我的提醒。").getvalue()
    for name, raw in (("心得.pdf", text), ("扫描.pdf", pdf().getvalue())):
        sent = SimpleUploadedFile(name, raw, "application/pdf")
        said = {"title": name, "work": "", "text": "", "file": sent, "submit": "1"}
        assert "已提交" in browser.post(new, said, follow=True).content.decode()
    assert "打不开" in browser.post(
        new, {"title": "x", "file": SimpleUploadedFile("x.pdf", pdf("密", encrypt="nobody").getvalue())}
    ).content.decode()  # fmt: skip
    found = {one.title: one for one in learning.essays(campaign_id=campaign)}
    assert "先到现场" in found["心得.pdf"].text and not found["心得.pdf"].is_scan and found["扫描.pdf"].is_scan
    note = "相似程度都算不出来"
    for visitor, address in ((browser, "learning:essay-reading"), (secretary, "learning:staff-essay")):
        for title, is_told in (("心得.pdf", False), ("扫描.pdf", True)):
            page = visitor.get(reverse(address, args=[found[title].id])).content.decode()
            assert (note in page) is is_told and page.count("/view/") == 2
    shown = Client().get("/files/" + page.split('src="/files/')[1].split('"')[0])
    assert shown.headers["Content-Type"] == "application/pdf" and shown.headers["Content-Disposition"].startswith(
        "inline"
    )
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert b"".join(shown.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    other = files.keep([b"<script>"], name="x.pdf", kind="learning.essay", actor=ORGANISER, at=AT)
    assert Client().get(files.viewing_address(other.id)).status_code == 404
    assert Client().get("/files/forged/view/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Essay.objects.filter(pk=found["心得.pdf"].id).update(text="")
