"""Every page type in a real browser: axe finds nothing, nothing is wider than a phone, nothing breaks the policy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from shushan.catalogue import bulk
from shushan.catalogue import public as catalogue
from shushan.catalogue.headings.models import Heading
from shushan.catalogue.lists.models import Booklist
from shushan.dues.tests import make as dues_tests
from shushan.kernel.actor import system
from shushan.kernel.clock import now
from shushan.learning.tests import ware
from shushan.learning.tests.test_packages import make_lesson
from shushan.meetings.tests import make as branch_tests
from shushan.meetings.tests.make import Branch, Kind
from shushan.newsroom.pages import ensure_home
from shushan.organisation import public as organisation
from shushan.organisation.tests.make import found, plan
from shushan.people import public as people
from shushan.people.tests.make import make_reader, make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site
from shushan.ui.tests.browsing import Traffic
from shushan.visits import public as visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "src" / "shushan" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PUBLIC = ["/", "/search/", "/search/?q=围城", "/record/{record}/", "/record/{record}/marc/", "/sites/", "/sites/C/",
          "/how-full/", "/figures/", "/figures/V01/", "/figures/V01/rows/", "/account/login/", "/account/signup/", "/no-such/",
          "/style-guide/", "/browse/", "/browse/authors/", "/browse/subjects/?q=无", "/headings/{heading}/",
          "/record/{record}/editions/", "/new/", "/popular/", "/themes/", "/themes/{theme}/", "/classes/", "/shelves/C/",
          "/developers/", "/dashboard/", "/dashboard/C/", "/hall/?still=1", "/hall/?panel=1&still=1"]  # fmt: skip
READER = [
    "/my/",
    "/my/loans/",
    "/my/card/",
    "/my/privacy/",
    "/my/profile/",
    "/my/lists/",
    "/my/lists/{list}/",
    "/my/searches/",
    "/my/applications/",
    "/search/?q=围城",
]
STAFF = ["/staff/", "/staff/cockpit/", "/staff/cockpit/sites/C/",
         "/desk/", "/desk/counter/", "/staff/loans/", "/staff/catalogue/", "/staff/catalogue/new/",
         "/staff/catalogue/{record}/", "/staff/catalogue/imports/", "/staff/readers/", "/staff/visits/",
         "/staff/visits/file/", "/staff/sites/", "/staff/sites/C/hours/", "/staff/settings/", "/staff/audit/",
         "/staff/jobs/", "/figures/V01/rows/", "/staff/units/", "/staff/units/new/", "/staff/sites/C/special-days/",
         "/staff/sites/C/closures/", "/staff/terminals/", "/staff/terminals/new/", "/staff/lending-question/",
         "/staff/applications/", "/staff/applications/new/",
         "/staff/catalogue/exports/", "/staff/items/labels/", "/staff/holdings/",
         "/staff/items/batch/", "/staff/items/register/", "/staff/items/withdrawals/", "/staff/stock/",
         "/staff/catalogue/classes/", "/staff/catalogue/new/fields/", "/staff/copying/", "/staff/copying/targets/", "/staff/headings/",
         "/staff/headings/new/", "/staff/headings/file/", "/staff/headings/{heading}/?find=a", "/staff/themes/",
         "/staff/themes/new/", "/staff/themes/{theme}/", "/staff/catalogue/{record}/cover/",
         "/staff/own-indicators/", "/staff/own-indicators/new/"]  # fmt: skip
ORGANISED = ["/staff/organisation/units/{branch}/", "/staff/organisation/units/{group}/group/",
             "/staff/organisation/members/{member}/", "/staff/regulations/units/{branch}/desk/",
             "/staff/regulations/units/{branch}/?year=2020", "/staff/meetings/{appraisal}/appraisal/",
             "/staff/meetings/books/{branch}/2020/", "/staff/dues/", "/staff/dues/units/{branch}/",
             "/staff/learning/lessons/{lesson}/package/", "/my/learning/lessons/{lesson}/", "/my/organisation/",
             "/my/meetings/{appraisal}/appraisal/", "/my/dues/", "/my/notices/"]  # fmt: skip
FACES = (("ordinary", "", 360), ("elder", "", 360), ("ordinary", "/en", 1280), ("children", "", 360))
EDITOR = ["/admin/", "/admin/pages/", "/admin/pages/{home}/", "/admin/pages/{home}/edit/",
          "/admin/pages/add/newsroom/articlepage/{home}/", "/admin/images/", "/admin/documents/",
          "/admin/pages/search/?q=书山", "/admin/account/"]  # fmt: skip
SYSTEM = system("test")


@pytest.fixture
def library() -> dict[str, Any]:
    without_second_factor()
    site, at = make_site(), now()
    home = ensure_home("首页", "书山有路", "A path").pk
    record = catalogue.create_record(
        actor=SYSTEM, at=at, said=catalogue.Description(title="围城", author="钱锺书", clc="I246.5")
    )
    catalogue.add_item(actor=SYSTEM, at=at, record_id=record, barcode="B1", site_id=site)
    visits.count_by_hand(actor=SYSTEM, at=at, site_id=site, entered=3)
    reader = make_reader(site_id=site, at=at)
    bulk.read_headings(at)
    theme = bulk.put_up_theme(bulk.Theme("读城", since=at.date() - timedelta(days=2)), [record], actor=SYSTEM, at=at)
    me = people.actor_of_person(reader.person_id, at=at)
    bulk.put_on_list("想看", [record], reader_id=reader.id, actor=me, at=at)
    bulk.keep_search("围城", "q=围城", reader_id=reader.id, actor=me, at=at)
    return {
        "heading": Heading.objects.get(name="钱锺书").pk,
        "theme": theme,
        "list": Booklist.objects.get().pk,
        "record": record,
        "home": home,
        "reader": make_user(reader.person_id),
        "staff": make_user(make_staff("system-admin")),
    }


@pytest.fixture
def organised(library: dict[str, Any]) -> dict[str, Any]:
    """A branch with a group, dues, an appraisal that was held, a package: seen by its secretary, who may see everything."""
    dues_tests.turn_on()
    branch = Branch(full=3, probationary=1)
    me = branch.persons[0]
    people.give_role(actor=SYSTEM, at=branch_tests.AT, role="system-admin", person_id=me)
    group = found(plan("found", "G", "group", "A"))["G"]
    branch.group(group, 0, 1)
    appraisal = branch.held(Kind.APPRAISAL)
    return library | {
        "branch": branch.id, "group": group, "member": organisation.member_of_person(me), "appraisal": appraisal,
        "lesson": make_lesson(ware.scorm12()).id, "organised": make_user(me),
    }  # fmt: skip


def _problems(context: BrowserContext, url: str, addresses: list[str], library: dict[str, Any]) -> list[str]:
    found: list[str] = []
    page = context.new_page()
    traffic = Traffic(page)
    page.on("console", lambda m: found.append(f"console: {m.text}") if "Content Security Policy" in m.text else None)
    script = AXE.read_text(encoding="utf-8")
    for address in addresses:
        place = address.format(**library)
        page.goto(url + place)
        traffic.rest()
        page.evaluate(script)
        told = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        found += [f"{place}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in told["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{place}: wider than {context.pages[0].viewport_size}")
    page.close()
    return found


@pytest.mark.parametrize("who", ["nobody", "reader", "staff"])
def test_axe_finds_nothing_in_both_faces_both_languages_and_both_modes(
    browser: Browser, live_server: Any, client: Any, library: dict[str, Any], who: str
) -> None:
    addresses = {"nobody": PUBLIC, "reader": READER, "staff": STAFF}[who]
    cookies = []
    if who != "nobody":
        client.force_login(library[who])
        cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url})
    found: list[str] = []
    for face, prefix, width in FACES if who != "staff" else FACES[:3]:
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        context.add_cookies([*cookies, {"name": "face", "value": face, "url": live_server.url}])
        found += [f"{face}{prefix} {p}" for p in _problems(context, live_server.url + prefix, addresses, library)]
        context.close()
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_organisation_work(
    browser: Browser, live_server: Any, client: Any, organised: dict[str, Any]
) -> None:
    client.force_login(organised["organised"])
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    problems: list[str] = []
    for face, prefix, width in FACES[1:3]:  # the large type on a phone, English on a desk
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        context.add_cookies([session, {"name": "face", "value": face, "url": live_server.url}])
        problems += [f"{face}{prefix} {p}" for p in _problems(context, live_server.url + prefix, ORGANISED, organised)]
        context.close()
    assert not problems, "\n".join(problems)


def test_axe_finds_nothing_in_the_page_editor(
    browser: Browser, live_server: Any, client: Any, library: dict[str, Any]
) -> None:
    client.force_login(library["staff"])
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    found = _problems(context, live_server.url, EDITOR, library)
    assert not found, "\n".join(found)
