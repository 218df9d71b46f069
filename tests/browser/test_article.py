"""An article from the editor's keyboard to the reader's phone: written, sent for approval, approved, read, opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from shushan.kernel.actor import system
from shushan.newsroom.pages import ensure_home
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.visits import public as visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = datetime(2020, 6, 30, 8, tzinfo=UTC)


def _signed_in(browser: Browser, client: Any, url: str, role: str) -> Page:
    client.force_login(make_user(make_staff(role)))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    return context.new_page()


def _write_day(page: Page, field: str, day: str) -> None:
    """Fill in a day and leave the field; its calendar opens a moment after, even when the field was left before."""
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    page.fill(field, day)
    expect(calendar).to_have_count(1)
    page.press(field, "Tab")
    expect(calendar).to_have_count(0)


def _do(page: Page, action: str) -> None:
    """Choose an action from the editor's footer, once its script has come, and wait for the page after it."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="更多动作").last.click()
    with page.expect_navigation():
        page.locator(f"footer button:has-text('{action}')").first.click()


def test_an_article_is_written_approved_and_read(browser: Browser, live_server: Any, client: Any) -> None:
    without_second_factor()
    home = ensure_home("首页", "书山有路", "A path")
    visits.count_by_hand(actor=system("test"), at=AT, site_id=make_site(), entered=37)

    editor = _signed_in(browser, client, live_server.url, "editor")
    editor.goto(f"{live_server.url}/admin/pages/add/newsroom/articlepage/{home.pk}/")
    editor.wait_for_load_state("networkidle")
    editor.fill("#id_title", "手写的一篇")
    _write_day(editor, "#id_published_on", "2020-07-01")
    editor.locator("[data-contentpath=body]").first.get_by_role("button", name="插入一块内容").first.click()
    editor.get_by_role("option", name="带指标的句子").click()
    editor.fill("textarea[name='body-0-value-sentence']", "到这一天共接待{V01}人次。")
    _write_day(editor, "input[name='body-0-value-last_day']", "2020-06-30")
    _do(editor, "提交给审稿")

    reader = browser.new_page(viewport={"width": 360, "height": 740})
    reader.goto(live_server.url + "/")
    assert reader.get_by_text("手写的一篇").count() == 0, "shown before it was approved"

    director = _signed_in(browser, client, live_server.url, "director")
    director.goto(live_server.url + "/admin/")
    director.get_by_role("link", name="手写的一篇").first.click()
    _do(director, "批准")

    reader.goto(live_server.url + "/")
    reader.get_by_role("link", name="手写的一篇").click()
    assert "到这一天共接待37人次" in "".join(reader.locator("main").inner_text().split())
    reader.get_by_role("link", name="37").first.click()
    assert "/figures/V01/" in reader.url
