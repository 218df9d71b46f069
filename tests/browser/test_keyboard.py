"""By keyboard alone: Tab reaches whatever can be pressed or filled in, its focus is seen, and it is left again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.newsroom.pages import ensure_home
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.visits import public as visits
from shushan.visits.tests.make import make_gate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
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


def _walked(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for _stop in range(page.evaluate(COUNT)):
        page.keyboard.press("Tab")
    return [f"{address}: {told}" for told in page.evaluate(MISSED)]


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
    for address in STAFF if who == "staff" else EVERYBODY:
        found += _walked(page, live_server.url + address)
    context.close()
    assert not found, "\n".join(found)
