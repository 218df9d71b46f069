"""The pages and doors of packages: bringing one, opening it, its members, what it stores and states."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shushan.audit import public as audit
from shushan.kernel.actor import Actor, ActorKind
from shushan.learning import public as learning
from shushan.learning.models import Document, Package, Run, Statement
from shushan.learning.packages import media
from shushan.learning.tests import ware
from shushan.learning.tests.make import make_course
from shushan.learning.tests.test_packages import make_lesson
from shushan.learning.tests.test_pages import client
from shushan.people.tests.make import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> tuple[Client, Actor]:
    person_id = make_staff(name="林学员")
    return client(person_id=person_id), Actor(ActorKind.STAFF, person_id, "林学员", ())


def sent(raw: bytes, name: str = "课件.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, "application/zip")


def test_a_package_is_brought_from_the_page_of_a_course_refused_in_words_and_replaced() -> None:
    editor, course = client("director"), make_course("text")
    assert (
        reverse("learning:staff-package-new", args=[course.id])
        in editor.get(reverse("learning:staff-course", args=[course.id])).content.decode()
    )
    new = reverse("learning:staff-package-new", args=[course.id])
    said = {"minutes": "15", "percent": "50"}
    assert "请选择课件包" in editor.post(new, said).content.decode()
    wrong = editor.post(new, said | {"file": sent(ware.packed({"index.html": "x"}))})
    assert wrong.status_code == 422 and "不是课件包" in wrong.content.decode() and Package.objects.count() == 0
    done = editor.post(new, said | {"file": sent(ware.scorm12())}, follow=True).content.decode()
    assert "课件包已保存" in done and "防火常识" in done
    lesson = learning.course(course.id).lessons[-1]
    assert (lesson.kind, lesson.seconds, lesson.percent) == (learning.LessonKind.PACKAGE, 900, 50)
    edit = reverse("learning:staff-package", args=[lesson.id])
    assert editor.get(reverse("learning:staff-lesson", args=[lesson.id])).headers["Location"] == edit
    page = editor.get(edit).content.decode()
    assert "SCORM 1.2" in page and "课件.zip" in page
    editor.post(edit, said | {"name": "新版", "file": sent(ware.scorm2004())})
    again = learning.course(course.id).lessons[-1]
    assert (again.id, again.name, again.package_id == lesson.package_id) == (lesson.id, "新版", False)
    editor.post(edit, said | {"name": "改名"})
    assert learning.course(course.id).lessons[-1].package_id == again.package_id
    assert client("desk").post(new, said).status_code == 403


def test_members_come_cut_off_from_the_house_and_only_under_a_sign(learner: tuple[Client, Actor]) -> None:
    browser, _me = learner
    lesson = make_lesson(ware.scorm12())
    opened = browser.post(reverse("learning:launch", args=[lesson.id])).json()
    assert "ab-initio" in opened["state"].values() and "林学员" not in json.dumps(opened, ensure_ascii=False)
    stranger = Client()
    page = stranger.get(opened["root"] + "content/index.html?n=1", headers={"sec-fetch-dest": "iframe"})
    policy = page.headers["Content-Security-Policy"]
    root = f"http://testserver{opened['root']}"
    assert policy.startswith("sandbox allow-scripts allow-forms allow-modals;") and "allow-same-origin" not in policy
    assert f"default-src {root} data:" in policy and "'self'" not in policy and f"frame-src {root}" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff" and "X-Frame-Options" not in page.headers
    assert "Set-Cookie" not in page.headers and "ui/scorm12" in page.content.decode()
    assert b"ui/scorm12" not in b"".join(
        stranger.get(opened["root"] + "content/index.html", headers={"sec-fetch-dest": "empty"}).streaming_content  # type: ignore[attr-defined]
    )
    picture = stranger.get(opened["root"] + "CONTENT/图.svg", headers={"range": "bytes=0-3"})
    assert picture.status_code == 206 and b"".join(picture.streaming_content) == b"<svg"  # type: ignore[attr-defined]
    assert (
        picture.headers["Content-Type"] == "image/svg+xml" and "sandbox" in picture.headers["Content-Security-Policy"]
    )
    assert (
        stranger.get(
            opened["root"] + "content/index.html", headers={"range": "bytes=999999-", "sec-fetch-dest": "video"}
        ).status_code
        == 416
    )
    for wrong in ("gone.html", "../../../etc/passwd", "content", "imsmanifest.xml/x"):
        assert stranger.get(opened["root"] + wrong).status_code == 404
    assert stranger.get(opened["root"].replace("/packages/", "/packages/9") + "content/index.html").status_code == 404
    assert stranger.post(opened["root"] + "content/index.html").status_code == 405


def test_pages_get_the_run_time_in_front_whatever_they_look_like() -> None:
    for page in (b"<HTML><HEAD lang='x'><script>", b"<!DOCTYPE html><p>", b"<p>", "<html><head>课".encode("gb18030")):
        assert media.with_script(page, "/r.js").count(b'<script src="/r.js"></script>') == 1
    assert "课".encode() in media.with_script("<html><head>课".encode("utf-16"), "/r.js")
    assert media.with_script("<head>课".encode("gb18030"), "/r").endswith("课".encode("gb18030"))
    assert media.media_type("a/B.HTML") == "text/html" and media.media_type("a/b.swf") == "application/octet-stream"


def test_what_a_unit_stores_is_looked_at_at_the_door(learner: tuple[Client, Actor]) -> None:
    browser, me = learner
    lesson = make_lesson(ware.scorm12())
    opened = browser.post(reverse("learning:launch", args=[lesson.id]), {"item": "I1"}).json()
    door = reverse("learning:run")

    def tell(**more: object) -> Any:
        said = {"token": opened["token"], "item": "I1", "number": 1, "cmi": {"cmi.suspend_data": "a"}}
        return Client(enforce_csrf_checks=True).post(door, json.dumps(said | more), content_type="application/json")

    assert tell().json() == {"is_done": False, "percent": None}
    for wrong in (
        {"number": "2"},
        {"number": 0},
        {"number": True},
        {"item": 1},
        {"cmi": []},
        {"token": 5},
        {"cmi": {"a": "b"}},
    ):
        assert tell(**wrong).status_code == 422
    assert tell(cmi={"cmi.suspend_data": "x" * 1_100_000}).status_code == 422
    assert tell(token="x").status_code == 422 and tell(item="I2").status_code == 404
    assert Client().post(door, b"\xff{", content_type="application/json").status_code == 422
    assert Run.objects.get().cmi == {"cmi.suspend_data": "a"}
    assert "接着学" in browser.get(reverse("learning:lesson", args=[lesson.id])).content.decode()
    text = make_course("text").lessons[0]
    assert browser.post(reverse("learning:launch", args=[text.id])).status_code == 422
    assert Client().post(reverse("learning:launch", args=[lesson.id])).status_code == 302
    assert me.id


def test_the_door_of_statements_answers_as_players_ask(learner: tuple[Client, Actor]) -> None:
    browser, _me = learner
    opened = browser.post(reverse("learning:launch", args=[make_lesson(ware.tincan()).id])).json()
    basic = "Basic " + base64.b64encode(f"shushan:{opened['credential']}".encode()).decode()
    asked = {"Authorization": basic, "X-Experience-API-Version": "1.0.1"}
    package, number = Client(enforce_csrf_checks=True), str(uuid4())
    door, state = "/learning/xapi/statements", "/learning/xapi/activities/state"
    before = package.options(door, headers={"Origin": "null"})
    assert before.status_code == 204 and before.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in before.headers["Access-Control-Allow-Headers"]
    assert package.get("/learning/xapi/about").json() == {"version": ["1.0.3"]}
    said = {
        "actor": opened["actor"],
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": ware.ACTIVITY},
    }

    def call(method: str, address: str, body: object = None, **headers: str) -> Any:
        text = body if isinstance(body, str) else json.dumps(body)
        return package.generic(method, address, text, "application/json", headers=asked | headers)

    assert call("PUT", f"{door}?statementId={number}", said).status_code == 204
    assert call("PUT", f"{door}?statementId={number}", said).status_code == 204
    assert call("PUT", f"{door}?statementId={number}", said | {"result": {"success": False}}).status_code == 409
    assert call("PUT", f"{door}?statementId={uuid4()}", said | {"id": number}).status_code == 400
    assert len(call("POST", door, [said, said]).json()) == 2 and Statement.objects.count() == 3
    found = call("GET", f"{door}?statementId={number}").json()
    assert found["id"] == number and found["stored"] and found["timestamp"]
    assert len(call("GET", door).json()["statements"]) == 3
    assert call("GET", f"{door}?statementId={uuid4()}").status_code == 404
    assert call("POST", door, said | {"actor": {"mbox": "mailto:a@b.c"}}).status_code == 403
    for wrong in ("{", '"x"', "[1]", "\ufeff"):
        assert call("POST", door, wrong).status_code == 400
    assert call("POST", door, said, Authorization="Basic eDp5").status_code == 401
    assert call("POST", door, said, Authorization="Bearer x").status_code == 401
    assert call("POST", door, said, **{"X-Experience-API-Version": "0.95"}).status_code == 400
    assert call("DELETE", door).status_code == 405 and call("GET", "/learning/xapi/agents").status_code == 404

    agent = json.dumps(opened["actor"])
    where = f"{state}?activityId={ware.ACTIVITY}&agent={agent}&stateId=bookmark"
    assert call("GET", where).status_code == 404
    assert call("PUT", where, '{"a": 1}').status_code == 204 and call("POST", where, '{"b": 2}').status_code == 204
    kept = call("GET", where)
    assert (
        kept.json() == {"a": 1, "b": 2}
        and kept.headers["ETag"]
        and "sandbox" in kept.headers["Content-Security-Policy"]
    )
    assert call("GET", where.replace("&stateId=bookmark", "")).json() == ["bookmark"]
    assert call("PUT", where, "x" * 200_001).status_code == 400
    assert call("PUT", where.replace("first-aid", "other"), "x").status_code == 403
    assert call("PUT", where.replace(opened["actor"]["account"]["name"], "other"), "x").status_code == 403
    for n in range(29):
        call("PUT", where + str(n), "x")
    assert call("PUT", where + "one-too-many", "x").status_code == 400 and Document.objects.count() == 30
    assert call("DELETE", where).status_code == 204 and call("GET", where).status_code == 404


def test_who_studied_a_package_is_shown_to_who_may_see_it_and_the_look_is_recorded(
    learner: tuple[Client, Actor],
) -> None:
    browser, _me = learner
    lesson = make_lesson(ware.scorm12())
    address = reverse("learning:staff-package-learners", args=[lesson.id])
    overseer = client("director")
    assert "还没有人打开过" in overseer.get(address).content.decode()
    browser.post(reverse("learning:launch", args=[lesson.id]))
    assert "林学员" in overseer.get(address).content.decode()
    assert any(one.subject == f"learning.lesson:{lesson.id}" for one in audit.looks(limit=10))
    assert client("desk").get(address).status_code == 403
    assert (
        overseer.get(reverse("learning:staff-package-learners", args=[make_course("text").lessons[0].id])).status_code
        == 404
    )
