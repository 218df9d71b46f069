"""The desk in a real browser, by keyboard alone: scan, choose by number, end by Escape, never the mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from shushan.circulation.models import Loan
from shushan.circulation.tests.make import make_item, make_loan, make_site
from shushan.kernel.clock import now
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor
from shushan.ui.tests.browsing import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def page() -> Iterator[Page]:
    """Return a page of a fresh Chromium."""
    with chromium() as browser:
        yield browser.new_page()


def _type(page: Page, text: str, path: str = "/desk/scans/") -> str:
    _mark(page)
    with page.expect_response(lambda answer: path in answer.url):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    return _settled(page)


def _press(page: Page, key: str, path: str) -> str:
    _mark(page)
    with page.expect_response(lambda answer: path in answer.url):
        page.keyboard.press(key)
    return _settled(page)


def _mark(page: Page) -> None:
    """Mark what the page shows now, so that what comes next can be told from it."""
    page.evaluate("document.querySelectorAll('.desk__result').forEach((one) => { one.dataset.seen = '1'; })")


def _settled(page: Page) -> str:
    """Wait until another result stands there, has had its sound (the last thing done to it), and scanning can go on."""
    found = page.locator(".desk__result:not([data-seen]):not([data-sound])")
    found.wait_for()
    page.locator("#scan:focus").wait_for()
    return found.inner_text()


def test_a_day_at_the_desk_without_the_mouse(page: Page, live_server: object, client: object) -> None:
    without_second_factor()
    site = make_site()
    reader = make_reader(site_id=site, at=now(), name="李小满")
    item = make_item(site_id=site, title="围城", barcode="C100001")
    long_out = make_item(site_id=site, title="边城", barcode="C100002")
    make_loan(item_id=long_out.id, reader_id=reader.id, site_id=site, at=now().replace(microsecond=0))
    Loan.objects.update(lent_at=now().replace(year=now().year - 1))
    client.force_login(make_user(make_staff("desk", site_id=site)))  # type: ignore[attr-defined]
    address = live_server.url  # type: ignore[attr-defined]
    cookie = client.cookies["sessionid"].value  # type: ignore[attr-defined]
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    page.goto(f"{address}/desk/")
    page.locator("#scan:focus").wait_for()
    assert "李**" in _type(page, reader.card_number)
    assert "围城" in _type(page, "Ｃ１００００１")
    assert "没有重复登记" in _type(page, "C100001")
    assert "续借" in _type(page, "C100002")
    assert "边城" in _press(page, "1", "/desk/scans/")
    assert Loan.objects.get(item_id=long_out.id).renewals == 1
    _press(page, "Escape", "/desk/session/")
    assert "李**" not in page.inner_text("#desk")
    assert "还回" in _type(page, "C100001")
    assert Loan.objects.get(item_id=item.id).state == "back"
    page.keyboard.type(f"{reader.card_number}\nC100001\n", delay=2)  # faster than the answers come
    page.locator(".desk__result--lent").wait_for()
    assert Loan.objects.filter(item_id=item.id, state="out").count() == 1
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
