"""Taking stock with a scanner in a real browser: nothing that it types is lost, however slowly the server answers."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from shushan.catalogue import operations, stock_taking
from shushan.catalogue.models import StockScan
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_record
from shushan.kernel.clock import now
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = """
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) { setTimeout(() => send.call(this, body), 300); };
"""


@pytest.fixture
def page() -> Iterator[Page]:
    """Return a page of a fresh Chromium whose requests leave late."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's own loop runs in this thread
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        opened = browser.new_page()
        opened.add_init_script(SLOW)
        yield opened
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


def test_every_scan_is_taken_while_answers_are_slow(page: Page, live_server: object, client: object) -> None:
    """Four scans come before the first answer does, and half a fifth one stands in the box meanwhile."""
    without_second_factor()
    site = make_site()
    codes = [f"S{n:05d}" for n in range(5)]
    for code in codes:
        operations.add_item(
            actor=TESTER,
            at=LONG_AGO,
            record_id=make_record(),
            barcode=code,
            site_id=site,
            call_number=f"I2/{code}",
        )
    client.force_login(make_user(make_staff("cataloguer")))  # type: ignore[attr-defined]
    take = stock_taking.begin(actor=TESTER, at=now(), site_id=site)
    address = live_server.url  # type: ignore[attr-defined]
    cookie = client.cookies["sessionid"].value  # type: ignore[attr-defined]
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    page.goto(address + reverse("catalogue:stock-take", args=[take]))
    page.locator("#barcode:focus").wait_for()
    page.keyboard.type("".join(f"{code}\n" for code in codes[:4]) + codes[4][:3], delay=2)
    page.get_by_role("rowheader", name=codes[3]).wait_for()
    assert page.locator("#barcode").input_value() == codes[4][:3]
    page.keyboard.type(f"{codes[4][3:]}\n")
    page.get_by_role("status").get_by_text(codes[4], exact=False).first.wait_for()
    assert list(StockScan.objects.order_by("pk").values_list("barcode", flat=True)) == codes
    assert page.locator("#barcode:focus").count() == 1
    page.keyboard.press("Enter")  # nothing in the box: told, nothing written
    page.get_by_role("alert").wait_for()
    assert StockScan.objects.count() == 5
