"""Taking stock with a scanner in a real browser: nothing that it types is lost, however slowly the server answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route

from shushan.catalogue import operations, stock_taking
from shushan.catalogue.models import StockScan
from shushan.catalogue.tests.make import LONG_AGO, TESTER, make_record
from shushan.kernel.clock import now
from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.ui.tests.browsing import chromium, come_true

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = """
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) { setTimeout(() => send.call(this, body), 300); };
"""


@pytest.fixture
def page() -> Iterator[Page]:
    """Return a page of a fresh Chromium whose requests leave late."""
    with chromium() as browser:
        opened = browser.new_page()
        opened.add_init_script(SLOW)
        yield opened


def ready(page: Page, live_server: object, client: object, codes: list[str]) -> str:
    """Sign in at a site with these copies; return the address of a stock-take of it."""
    without_second_factor()
    site = make_site()
    for code in codes:
        operations.add_item(
            actor=TESTER, at=LONG_AGO, record_id=make_record(), barcode=code, site_id=site, call_number=f"I2/{code}"
        )
    client.force_login(make_user(make_staff("cataloguer")))  # type: ignore[attr-defined]
    take = stock_taking.begin(actor=TESTER, at=now(), site_id=site)
    address = live_server.url  # type: ignore[attr-defined]
    cookie = client.cookies["sessionid"].value  # type: ignore[attr-defined]
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    return str(address + reverse("catalogue:stock-take", args=[take]))


def scanned() -> list[str]:
    """Return the barcodes that were written, in their order."""
    return list(StockScan.objects.order_by("pk").values_list("barcode", flat=True))


@pytest.mark.parametrize("comes", [True, False])
def test_what_is_typed_before_the_script_comes_is_taken_in_its_turn(
    comes: bool, page: Page, live_server: object, client: object
) -> None:
    """Four scans and half a fifth one are typed while the script is on its way; it comes late, or never does."""
    codes = [f"S{n:05d}" for n in range(5)]
    address = ready(page, live_server, client, codes)
    held: list[Route] = []
    page.route("**/ui/shushan*.js", lambda route: route.abort() if held and not comes else held.append(route))
    page.goto(address, wait_until="commit")
    page.locator("#barcode").wait_for(state="attached")
    page.keyboard.type("".join(f"{code}\n" for code in codes[:2]), delay=2)
    page.locator("#barcode:focus").wait_for()
    page.keyboard.type("".join(f"{code}\n" for code in codes[2:4]) + (codes[4][:3] if comes else ""), delay=2)
    assert scanned() == []
    come_true(page, lambda: bool(held), "the script is asked for")
    held[0].continue_() if comes else held[0].abort()
    latest = page.locator("section", has_text="最近扫的").get_by_role("rowheader")
    latest.get_by_text(codes[3]).wait_for()
    assert scanned() == codes[:4]
    if comes:
        assert page.locator("#barcode").input_value() == codes[4][:3]
        page.keyboard.type(f"{codes[4][3:]}\n")
    else:
        page.keyboard.type(f"{codes[4]}\n")
    latest.get_by_text(codes[4]).wait_for()
    assert scanned() == codes


def test_every_scan_is_taken_while_answers_are_slow(page: Page, live_server: object, client: object) -> None:
    """Four scans come before the first answer does, and half a fifth one stands in the box meanwhile."""
    codes = [f"S{n:05d}" for n in range(5)]
    page.goto(ready(page, live_server, client, codes))
    page.locator("#barcode:focus").wait_for()
    page.keyboard.type("".join(f"{code}\n" for code in codes[:4]) + codes[4][:3], delay=2)
    page.get_by_role("rowheader", name=codes[3]).wait_for()
    assert page.locator("#barcode").input_value() == codes[4][:3]
    page.keyboard.type(f"{codes[4][3:]}\n")
    page.get_by_role("status").get_by_text(codes[4], exact=False).first.wait_for()
    assert scanned() == codes
    assert page.locator("#barcode:focus").count() == 1
    page.keyboard.press("Enter")  # nothing in the box: told, nothing written
    page.get_by_role("alert").wait_for()
    assert StockScan.objects.count() == 5
