"""Packages of course ware in a real browser: played to the end, left and gone on with, cut off from the house around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from shushan.learning import public as learning
from shushan.learning.models import Attendance, Run, Sitting, Statement
from shushan.learning.tests import ware
from shushan.learning.tests.test_packages import make_lesson
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.ui.tests.browsing import come_true, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "src" / "shushan" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def learner(browser: Browser, live_server: Any, client: Client) -> tuple[int, BrowserContext, list[str]]:
    without_second_factor()
    person_id = make_staff(name="林学员")
    client.force_login(make_user(person_id))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    blocked: list[str] = []
    context.on("console", lambda m: blocked.append(m.text) if "Content Security Policy" in m.text else None)
    return person_id, context, blocked


def opened(context: BrowserContext, url: str) -> tuple[Page, Any]:
    page = context.new_page()
    page.goto(url)
    page.keyboard.press("Tab")
    page.locator("[data-start]").focus()
    page.keyboard.press("Enter")  # the keyboard alone
    return page, page.frame_locator("[data-stage] iframe")


def test_a_unit_of_scorm_12_is_played_left_gone_on_with_and_finished(
    learner: tuple[int, BrowserContext, list[str]], live_server: Any
) -> None:
    person_id, context, blocked = learner
    lesson = make_lesson(ware.scorm12(), seconds=600, percent=1)
    url = f"{live_server.url}/my/learning/lessons/{lesson.id}/"
    page, frame = opened(context, url)
    expect(frame.locator("#p")).to_have_text("第 1 页，共 3 页")
    expect(frame.locator("#i")).to_have_text("true ab-initio 学员")
    expect(frame.locator("#c")).to_have_text("no cookies")
    expect(frame.locator("#t")).to_have_text("cut off")
    told = frame.locator("body").evaluate(
        """async () => { const said = [];
        try { await fetch('/my/', {credentials: 'include'}); said.push('reached'); } catch { said.push('refused'); }
        try { localStorage.setItem('a', 'b'); said.push('stored'); } catch { said.push('no store'); }
        try { window.top.location = 'about:blank'; said.push('moved'); } catch { said.push('stays'); }
        return said; }"""
    )
    assert told == ["refused", "no store", "stays"]
    blocked.clear()  # those three were meant to be
    frame.locator("#n").click()
    expect(frame.locator("#p")).to_have_text("第 2 页，共 3 页")
    until(page, "performance.getEntriesByType('resource').filter(e => e.name.includes('/runs/')).length >= 2")
    page.close()
    assert Run.objects.get().cmi["cmi.suspend_data"] == "seen=2"

    page, frame = opened(context, url)
    expect(frame.locator("#p")).to_have_text("第 2 页，共 3 页")
    expect(frame.locator("#i")).to_have_text("true resume 学员")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if answer.url.endswith("/runs/") else None)
    frame.locator("#n").click()
    frame.locator("#n").click()
    expect(frame.locator("#p")).to_have_text("结束")
    come_true(page, lambda: any(answer.json()["is_done"] for answer in answers), "the run is done")
    mine = learning.progress(person_id)[lesson.id]
    assert mine.best_percent == 90 and mine.reported_at is not None and mine.watched < 60  # nine hours were claimed
    page.wait_for_timeout(6000)  # six seconds in sight are the one percent that this lesson asks for
    with page.expect_response("**/heartbeats/"):
        page.evaluate(
            "Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange'))"
        )
    expect(page.locator("[data-progress]")).to_contain_text("学完了")
    assert learning.progress(person_id)[lesson.id].completed_at is not None
    page.goto(url)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")["violations"]
    assert wrong == [] and blocked == []


def test_a_unit_of_2004_that_looks_above_itself_finds_the_run_time_and_goes_on(
    learner: tuple[int, BrowserContext, list[str]], live_server: Any
) -> None:
    _person, context, blocked = learner
    lesson = make_lesson(ware.scorm2004())
    url = f"{live_server.url}/my/learning/lessons/{lesson.id}/"
    page, frame = opened(context, url)
    expect(frame.locator("#i")).to_have_text("ab-initio||lang=zh|0.6")
    until(page, "performance.getEntriesByType('resource').some(e => e.name.includes('/runs/'))")
    page.close()
    page, frame = opened(context, url)
    expect(frame.locator("#i")).to_have_text("resume|half|lang=zh|0.6")
    frame.locator("#e").click()
    expect(page.locator("[data-progress]")).to_contain_text("课件说学完了")
    attendance = Attendance.objects.get()
    assert attendance.best_percent == 80 and attendance.reported_at and attendance.completed_at is None
    assert blocked == [] and Sitting.objects.filter(ended_at=None).count() == 1


def test_a_package_of_xapi_states_what_was_done(
    learner: tuple[int, BrowserContext, list[str]], live_server: Any
) -> None:
    person_id, context, blocked = learner
    lesson = make_lesson(ware.tincan())
    _page, frame = opened(context, f"{live_server.url}/my/learning/lessons/{lesson.id}/")
    expect(frame.locator("#i")).to_have_text("initialized 200")
    frame.locator("#e").click()
    expect(frame.locator("#i")).to_have_text("passed 200")
    assert Statement.objects.count() == 2 and learning.progress(person_id)[lesson.id].best_percent == 70
    assert blocked == []
