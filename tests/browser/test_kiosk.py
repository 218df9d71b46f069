"""The self-check page in a real browser: a scanner types, fingers touch, nobody is left behind; axe finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from shushan.circulation.models import Loan
from shushan.circulation.tests.make import LONG_AGO, TESTER, make_item, make_site
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import make_reader
from shushan.ui.tests.browsing import come_true

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "src" / "shushan" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    told = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in told["violations"]]


def scanned(page: Page, text: str) -> None:
    """Type as a scanner does: fast, wherever the focus is, with Enter at the end."""
    page.keyboard.type(text, delay=2)
    page.keyboard.press("Enter")


def test_a_turn_at_the_kiosk_with_a_scanner(browser: Browser, live_server: Any) -> None:
    site = make_site("C", "中心馆")
    device = people.make_device(actor=TESTER, at=LONG_AGO, name="大厅", kind="kiosk", site_id=site)
    reader = make_reader(site_id=site, name="李小满", at=now())
    items = [make_item(site_id=site, title=title, barcode=f"C10000{n}") for n, title in enumerate(("围城", "边城"))]
    page = browser.new_context(viewport={"width": 1080, "height": 1500}).new_page()
    blocked: list[str] = []
    page.on("console", lambda m: blocked.append(m.text) if "Content Security Policy" in m.text else None)
    page.goto(f"{live_server.url}/kiosk/")
    assert axe(page) == []
    page.fill("input[name=token]", device.token)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert axe(page) == []
    scanned(page, reader.card_number)
    expect(page.locator("h1")).to_contain_text("李**")
    page.locator("body").click(
        position={"x": 540, "y": 1450}
    )  # a finger touched beside; the scanner types all the same
    held: list[Route] = []
    page.route("**/kiosk/scans/", lambda route: held.append(route))
    scanned(page, items[0].barcode)
    expect(page.locator("#kiosk-body")).to_have_attribute("inert", "")  # nothing else is touched before the answer
    come_true(page, lambda: bool(held), "the scan is sent")
    held[0].continue_()
    page.unroute("**/kiosk/scans/")
    expect(page.locator(".kiosk__result")).to_contain_text("围城")
    expect(page.locator("#kiosk-body")).not_to_have_attribute("inert", "")
    scanned(page, items[1].barcode)
    expect(page.locator(".kiosk__loans")).to_contain_text("边城")
    assert axe(page) == []
    scanned(page, "NOSUCH1")
    expect(page.locator('.kiosk__result[role="alert"]')).to_be_visible()
    assert Loan.objects.filter(reader_id=reader.id, state="out").count() == 2
    page.get_by_role("button", name="结束", exact=True).click()
    expect(page.locator("body")).not_to_contain_text("李**")
    with page.expect_navigation():
        page.get_by_role("link", name="还书").click()
    scanned(page, items[0].barcode)
    expect(page.locator(".kiosk__result")).to_contain_text("围城")
    assert Loan.objects.filter(state="back").count() == 1
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert axe(page) == [] and page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert blocked == []
