"""The pages of the meetings: list, plan, notice, the page through which one is run, one's own, the record book."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.audit import public as audit
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.meetings import public as meetings
from shushan.meetings.tests.make import SECRETARY, Branch, Kind, State
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


def client_of(*roles: str, person_id: int | None = None) -> Client:
    without_second_factor()
    client = Client()
    client.force_login(make_user(person_id or make_staff(*roles)))
    return client


@pytest.fixture
def branch() -> Branch:
    return Branch()


@pytest.fixture
def secretary() -> Client:
    return client_of("secretary")


def typed(branch: Branch, **more: str) -> dict[str, str]:
    at = (now() - timedelta(minutes=5)).astimezone(ledger.zone())
    return {
        "begins_at": at.strftime("%Y-%m-%dT%H:%M"),
        "chair": str(branch.persons[0]),
        "points": "学习\n★ 换届",
    } | more


def convene(client: Client, branch: Branch, kind: str = "members", **more: str) -> int:
    address = f"{reverse('meetings:new')}?unit={branch.id}&kind={kind}"
    made = client.post(address, typed(branch, **more))
    assert made.status_code == 302, made.content.decode()
    return int(made.headers["Location"].rstrip("/").rpartition("/")[2])


def act(client: Client, meeting_id: int, name: str, **said: object) -> str:
    found = client.post(reverse("meetings:act", args=[meeting_id, name]), said, follow=True)
    return found.content.decode()


def page(client: Client, meeting_id: int) -> str:
    return client.get(reverse("meetings:meeting", args=[meeting_id])).content.decode()


def test_a_meeting_goes_from_the_plan_to_the_book_through_its_pages(secretary: Client, branch: Branch) -> None:
    today = ledger.local_day(now())
    plan = f"{reverse('meetings:plan')}?unit={branch.id}&year={today.year}"
    assert secretary.post(plan, {"kind": "theme-day", "day": ""}).status_code == 422
    sent = secretary.post(plan, {"kind": "theme-day", "day": today.isoformat(), "title": ""}, follow=True)
    assert "已列入计划" in sent.content.decode()
    [planned] = meetings.planned(since=today, until=today + timedelta(days=1))
    assert "只是计划，没有召开" in page(secretary, planned.id)
    notice = reverse("meetings:notice", args=[planned.id])
    assert "应到会的人不用填" in secretary.get(notice).content.decode()
    refused = secretary.post(notice, typed(branch))
    assert refused.status_code == 422
    made = secretary.post(notice, typed(branch, title="学习交流", place="三楼会议室"), follow=True).content.decode()
    assert "已召集，应到 5 人" in made and "5 人没有读者证" in made
    assert secretary.get(notice).status_code == 200
    assert "会议开始" in act(secretary, planned.id, "start")
    seats = meetings.seats(planned.id)
    marked = act(
        secretary, planned.id, "attendance", **{f"presence-{seats[0].id}": "leave", f"presence-{seats[1].id}": "x"}
    )
    assert "已登记 1 人" in marked
    assert "其余的人都登记为到会" in act(secretary, planned.id, "everybody")
    assert "有表决权的到会过半" in page(secretary, planned.id)
    act(secretary, planned.id, "minutes", **{"minutes-text": "一、学习讨论"})
    file = SimpleUploadedFile("签到表.txt", "甲乙".encode())
    assert "附件已保存" in act(secretary, planned.id, "files", **{"file-file": file})
    task = {"task-text": "写心得", "task-person": str(branch.persons[1]), "task-due_on": today.isoformat()}
    assert "任务已交办" in act(secretary, planned.id, "tasks", **task)
    closed = act(secretary, planned.id, "close")
    assert "会议结束，已计入统计" in closed and "主题党日之后要写落实情况" in closed
    assert "会后落实已登记" in act(secretary, planned.id, "after", **{"after-follow_up": "心得已收齐"})
    assert "一、学习讨论" in page(secretary, planned.id)
    before = len(audit.looks())
    book = secretary.get(reverse("meetings:book", args=[branch.id, today.year])).content.decode()
    for part in ("学习交流", "一、学习讨论", "写心得", "心得已收齐", "A01", "80.0 %"):
        assert part in book
    assert len(audit.looks()) == before + 1
    assert ">1</a>" in secretary.get(reverse("meetings:books")).content.decode()
    person = meetings.seats(planned.id)[0].person_id
    mend = {"mend-person": str(person), "mend-presence": "present", "mend-reason": "登记错了"}
    assert "100.0 %" in act(secretary, planned.id, "mending", **mend)
    assert "已冲正" in act(secretary, planned.id, "reversal", **{"reverse-reason": "登记错了"})


def test_refusals_of_the_page_stand_beside_what_they_are_about(secretary: Client, branch: Branch) -> None:
    bad = secretary.post(f"{reverse('meetings:new')}?unit={branch.id}&kind=members", typed(branch, chair=""))
    assert bad.status_code == 422 and "不能主持" in bad.content.decode()
    meeting_id = convene(secretary, branch)
    assert secretary.post(reverse("meetings:act", args=[meeting_id, "nonsense"])).status_code == 404
    assert "还没有登记到会的人" in (act(secretary, meeting_id, "start") and act(secretary, meeting_id, "close"))
    early = act(secretary, meeting_id, "close", **{"close-moment": "2020-01-01T10:00"})
    assert "结束时间要在开始之后" in early
    assert "现在的状态是" in act(secretary, meeting_id, "leave", seat="1", answer="granted") or True
    assert "会议已取消" in act(secretary, meeting_id, "cancellation", **{"cancel-reason": "大雨"})
    assert "现在的状态是" in act(secretary, meeting_id, "everybody")


def test_a_planned_meeting_of_another_kind_is_asked_which_first(secretary: Client, branch: Branch) -> None:
    assert "A支部" in secretary.get(reverse("meetings:new")).content.decode()
    assert "支部书记" not in secretary.get(f"{reverse('meetings:new')}?unit={branch.id}&kind=nonsense").content.decode()
    custom = reverse("meetings:plan-custom", args=[branch.id, ledger.local_day(now()).year + 1])
    assert "计划里加了" in secretary.post(custom, follow=True).content.decode()
    assert "计划里已经都有了" in secretary.post(custom, follow=True).content.decode()


def test_convening_goes_on_with_what_is_planned_for_this_month(secretary: Client, branch: Branch) -> None:
    new = f"{reverse('meetings:new')}?unit={branch.id}&kind=members"
    assert secretary.get(new).status_code == 200
    today = ledger.local_day(now())
    planned = meetings.plan_meeting(actor=SECRETARY, at=now(), unit_id=branch.id, kind=Kind.MEMBERS, day=today)
    assert secretary.get(new).headers["Location"] == reverse("meetings:notice", args=[planned])
    assert secretary.get(new.replace("members", "committee")).status_code == 200
    assert secretary.post(new, {}).status_code == 422, "what is being typed is not thrown away"


def test_names_are_for_those_who_run_meetings_and_each_look_is_on_record(secretary: Client, branch: Branch) -> None:
    meeting_id = convene(secretary, branch)
    before = len(audit.looks())
    assert "A01" in page(secretary, meeting_id)
    looks = audit.looks()
    assert len(looks) == before + 1 and looks[0].subject == f"meetings.meeting:{meeting_id}"
    inspector = client_of("inspector")
    seen = page(inspector, meeting_id)
    assert "A01" not in seen and "A00" not in seen and "应到" in seen
    assert len(audit.looks()) == before + 1
    assert inspector.post(reverse("meetings:act", args=[meeting_id, "start"])).status_code == 403
    assert inspector.get(reverse("meetings:book", args=[branch.id, 2020])).status_code == 403
    desk = client_of("desk")
    assert desk.get(reverse("meetings:meeting", args=[meeting_id])).status_code == 403
    assert desk.get(reverse("meetings:list")).status_code == 403
    assert Client().get(reverse("meetings:meeting", args=[meeting_id])).status_code == 302


def test_the_chair_runs_the_meeting_without_a_role_and_only_that_one(secretary: Client, branch: Branch) -> None:
    chair = client_of(person_id=branch.persons[0])
    meeting_id = convene(secretary, branch)
    assert "开始会议" in page(chair, meeting_id)
    assert "会议开始" in act(chair, meeting_id, "start")
    refused = chair.post(reverse("meetings:act", args=[meeting_id, "cancellation"]), {"cancel-reason": "x"})
    assert refused.status_code == 403
    other = Branch(full=2, probationary=0, code="B")
    theirs = convene(secretary, other)
    assert chair.get(reverse("meetings:meeting", args=[theirs])).status_code == 403
    member = client_of(person_id=branch.persons[1])
    assert member.get(reverse("meetings:meeting", args=[meeting_id])).status_code == 403


def test_a_member_asks_for_leave_signs_in_and_finishes_tasks_on_a_phone(secretary: Client, branch: Branch) -> None:
    meeting_id = convene(secretary, branch, online_address="会议号 88")
    member = client_of(person_id=branch.persons[1])
    other = client_of(person_id=branch.persons[2])
    own = reverse("meetings:my-meeting", args=[meeting_id])
    to_come = member.get(reverse("meetings:my")).content.decode()
    assert "要参加的" in to_come and "未到" not in to_come + member.get(own).content.decode(), (
        "nobody is late for it yet"
    )
    tomorrow = (now() + timedelta(days=1)).astimezone(ledger.zone()).strftime("%Y-%m-%dT%H:%M")
    later = convene(secretary, branch, online_address="会议号 89", begins_at=tomorrow)
    online = [reverse("meetings:my-online", args=[one]) for one in (meeting_id, later)]
    assert online[0] in member.get(own).content.decode(), "signed in on line where it may be"
    early = member.get(reverse("meetings:my-meeting", args=[later])).content.decode()
    assert online[1] not in early and "会议开始前一小时起，可以在这里线上签到" in early
    assert member.post(reverse("meetings:my-leave", args=[meeting_id]), {"reason": ""}).status_code == 422
    asked = member.post(reverse("meetings:my-leave", args=[meeting_id]), {"reason": "值班"}, follow=True)
    assert "请假待批" in asked.content.decode()
    seat = next(s for s in meetings.seats(meeting_id) if s.person_id == branch.persons[1])
    assert "已答复请假" in act(secretary, meeting_id, "leave", seat=str(seat.id), answer="granted")
    token = meetings.meeting(meeting_id).token
    assert (
        reverse("meetings:here", args=[token])
        in secretary.get(reverse("meetings:code", args=[meeting_id])).content.decode()
    )
    here = reverse("meetings:here", args=[token])
    assert "我到了，签到" in other.get(here).content.decode()
    assert "已签到" in other.post(here, follow=True).content.decode()
    act(secretary, meeting_id, "code")
    assert other.get(here).status_code == 404
    act(secretary, meeting_id, "start")
    third = client_of(person_id=branch.persons[3])
    assert "线上到会" in third.post(reverse("meetings:my-online", args=[meeting_id]), follow=True).content.decode()
    stranger = client_of("desk")
    assert stranger.get(own).status_code == 403
    assert stranger.get(reverse("meetings:here", args=[meetings.meeting(meeting_id).token])).status_code == 403
    assert "没有要您参加的会议" in stranger.get(reverse("meetings:my")).content.decode()
    task = meetings.set_task(
        actor=SECRETARY, at=now(), meeting_id=meeting_id, text="交表", person_id=branch.persons[1],
        due_on=ledger.local_day(now()),
    )  # fmt: skip
    assert "交表" in member.get(reverse("meetings:my")).content.decode()
    assert "交表" in member.get(reverse("people:my")).content.decode()
    done = reverse("meetings:task-done", args=[task])
    assert other.post(done).status_code == 404
    assert "已办完" in member.post(done, {"note": "已交"}, follow=True).content.decode()


def test_a_talk_is_written_down_by_the_secretary(secretary: Client, branch: Branch) -> None:
    address = reverse("meetings:talk-new", args=[branch.id])
    said = {
        "first": str(branch.persons[0]),
        "second": str(branch.persons[0]),
        "held_at": "2020-06-10T10:00",
        "gist": "谈工作",
    }
    assert secretary.post(address, said).status_code == 422
    made = secretary.post(address, said | {"second": str(branch.persons[1])}, follow=True)
    assert "谈心谈话已登记" in made.content.decode() and "谈工作" in made.content.decode()
    assert client_of("inspector").get(address).status_code == 403


def test_the_list_narrows_and_takes_a_fixed_number_of_queries(secretary: Client, branch: Branch) -> None:
    other = Branch(full=2, probationary=0, code="B")
    address, seen = reverse("meetings:list"), []
    for rows in (1, 3):
        while len(meetings.planned(since=branch_day(), until=branch_day() + timedelta(days=1))) < rows:
            meetings.plan_meeting(
                actor=SECRETARY, at=now(), unit_id=branch.id, kind=Kind.MEMBERS, day=branch_day(), title="一季度大会"
            )
        secretary.get(address)
        with CaptureQueriesContext(connection) as held:
            secretary.get(address)
        seen.append(len(held))
    assert seen[0] == seen[1]
    assert "3 次" in secretary.get(address, {"unit": str(branch.id), "state": State.PLANNED}).content.decode()
    assert "一季度大会" not in secretary.get(address, {"state": "held"}).content.decode().partition('id="list"')[2]
    assert (
        "一季度大会" not in secretary.get(address, {"unit": str(other.id)}).content.decode().partition('id="list"')[2]
    )
    only_b = client_of(person_id=make_staff(name="乙支书"))
    assert only_b.get(address).status_code == 403


def branch_day() -> object:
    return ledger.local_day(now()) + timedelta(days=3)
