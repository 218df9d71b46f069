"""By keyboard alone: Tab reaches whatever can be pressed or filled in, its focus is seen, and it is left again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from shushan.catalogue.tests.make import make_record
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.newsroom.pages import ensure_home
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.search.public import rebuild
from shushan.ui.tests.browsing import Traffic
from shushan.visits import public as visits
from shushan.visits.tests.make import make_gate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "src" / "shushan" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
EVERYBODY = ["/", "/search/", "/account/signup/", "/figures/V01/", "/how-full/"]
STAFF = ["/desk/", "/staff/", "/staff/readers/", "/staff/readers/new/", "/staff/readers/doubles/", "/staff/items/",
         "/staff/charges/", "/staff/receipts/", "/staff/cash-book/", "/staff/claims/", "/staff/strays/", "/staff/rules/",
         "/staff/rules/new/", "/staff/lending-question/", "/staff/holds/", "/staff/holds/shelf/", "/staff/notices/",
         "/staff/notices/texts/", "/staff/visits/", "/staff/visits/gates/", "/staff/visits/gates/new/",
         "/staff/visits/file/", "/staff/units/", "/staff/units/changes/", "/staff/reports/", "/staff/own-indicators/",
         "/staff/own-indicators/new/"]  # fmt: skip
# Every visible thing that can be pressed or filled in gets a number; of a group of radio buttons Tab stops at one.
COUNT = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(e =>
    !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}));
  const groups = new Set();
  const stops = all.filter(e => e.type !== 'radio' || !groups.has(e.name) && groups.add(e.name));
  stops.forEach((e, n) => { e.dataset.stop = n; });
  window.met = {}; window.unseen = [];
  document.addEventListener('focusin', ({target}) => {
    const stop = target.type === 'radio' ? document.querySelector(`[name="${target.name}"][data-stop]`) : target;
    window.met[stop.dataset.stop] = true;
    const look = getComputedStyle(target), box = target.getBoundingClientRect();
    const isRinged = (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none';
    if (!isRinged || !box.width || !box.height) window.unseen.push(target.outerHTML.slice(0, 120));
  });
  const parts = stops.filter(e => ['date', 'time', 'datetime-local'].includes(e.type)).length * 6;
  if (document.activeElement !== document.body) window.met[document.activeElement.dataset.stop] = true;
  return stops.length + parts + 12;
}"""
MISSED = """() => [...document.querySelectorAll('[data-stop]')].filter(e => !window.met[e.dataset.stop])
  .map(e => 'not reached: ' + e.outerHTML.slice(0, 120)).concat(window.unseen.map(e => 'no ring: ' + e))"""


def _walked(page: Page, traffic: Traffic, address: str) -> list[str]:
    page.goto(address)
    traffic.rest()
    for _stop in range(page.evaluate(COUNT)):
        page.keyboard.press("Tab")
    return [f"{address}: {told}" for told in page.evaluate(MISSED)]


def _takes_what_is_offered(page: Page, url: str) -> None:
    """Type a beginning, move among the titles that are offered with the arrows, leave them by Escape, take one by Enter."""
    page.goto(f"{url}/search/")
    box, refused = page.locator("#q"), list[str]()
    offers = page.locator("#suggestions").get_by_role("option")
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("gaosuo")
    expect(offers).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    for key, n in [("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 2), ("ArrowDown", 0)]:
        box.press(key)
        expect(offers.nth(n)).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", f"suggestions-{n}")
        expect(box).to_be_focused()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run(document)")["violations"] == []
    box.press("Escape")
    expect(offers).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("gaosuo")
    box.press("ArrowDown")
    expect(offers.nth(0)).to_have_attribute("aria-selected", "true")
    title = offers.nth(0).inner_text()
    box.press("Enter")
    page.wait_for_url("**/record/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto(f"{url}/search/")
    box.press_sequentially("gaosuo")
    box.press("Enter")  # nothing chosen: the question is asked as it is typed
    page.wait_for_url("**/search/?q=gaosuo")
    box.fill("高")
    expect(offers).to_have_count(3)
    box.press("Tab")
    page.keyboard.press("Tab")
    expect(offers.nth(0)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    offers.nth(1).click()
    page.wait_for_url("**/record/*/")
    assert not refused


@pytest.mark.parametrize("who", ["nobody", "staff"])
def test_tab_reaches_everything_and_shows_where_it_is(
    browser: Browser, live_server: Any, client: Any, who: str
) -> None:
    without_second_factor()
    site = make_site()
    ensure_home("首页", "书山有路", "A path")
    make_reader(site_id=site)
    make_gate(site)
    visits.count_by_hand(actor=system("test"), at=now(), site_id=site, entered=3)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    if who == "staff":
        client.force_login(make_user(make_staff("system-admin")))
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page, found = context.new_page(), []
    traffic = Traffic(page)
    for address in STAFF if who == "staff" else EVERYBODY:
        found += _walked(page, traffic, live_server.url + address)
    if who == "nobody":
        for n in range(3):
            make_record(f"高所之{n}")
        rebuild()
        _takes_what_is_offered(page, live_server.url)
    context.close()
    assert not found, "\n".join(found)
