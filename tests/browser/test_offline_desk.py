"""The desk on the day the line is cut: a real server that is killed and started again, a real browser that goes on.

One library, one long day, so that the server starts few times. What the library does not see happens in the browser's
own keeping; what it must end in is read from its database afterwards.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from shushan.cli.testing import ensure_browser
from shushan.database.migrated import begin_with_copy
from shushan.ui.tests.browsing import PATIENCE, until

pytestmark = [pytest.mark.browser, pytest.mark.crash]
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SHUSHAN_TEST_DATABASE")}
AXE = Path(__file__).resolve().parents[2] / "src" / "shushan" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "a-long-password-1"
PREPARE = """
import json
from shushan.cli.setting_up import start_django
start_django()
from shushan.circulation.tests.make import make_item, make_loan
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import TESTER, make_reader, make_staff, make_user, without_second_factor
from shushan.places import public as places
without_second_factor()
site = places.open_site(actor=TESTER, at=now(), code="DESK", name="中心馆", name_en="Main")
for name, who in (("desk", "fuwutai"), ("desk-lead", "zhuguan")):
    make_user(make_staff(name, site_id=site, name=name), username=who, password="PASSWORD")
readers = [make_reader(site_id=site, at=now(), name=name) for name in ("李小满", "王五", "赵六")]
people.freeze(actor=TESTER, at=now(), reader_id=readers[2].id, reason="欠费")
items = [make_item(site_id=site, title=f"书{n}", barcode=f"C10000{n}") for n in range(6)]
make_loan(item_id=items[5].id, reader_id=readers[1].id, site_id=site, at=now())
print(json.dumps({"cards": [one.card_number for one in readers], "items": [one.barcode for one in items]}))
""".replace("PASSWORD", PASSWORD)
MEANWHILE = """
from shushan.cli.setting_up import start_django
start_django()
from django.contrib.sessions.models import Session
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import TESTER
reader = people.reader_by_card("CARD")
people.freeze(actor=TESTER, at=now(), reader_id=reader.id, reason="挂失待查")
Session.objects.all().delete()
"""
AFTERWARDS = """
import json
from shushan.cli.setting_up import start_django
start_django()
from shushan.circulation.models import Loan, OfflineAct, Stray
print(json.dumps({
    "acts": list(OfflineAct.objects.order_by("at", "came_at").values_list("way", "barcode", "outcome")),
    "loans": sorted(Loan.objects.values_list("item__barcode", "state")),
    "strays": list(Stray.objects.values_list("barcode", flat=True)),
}))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Library:
    """A home with a server that can be killed and started again at the same address."""

    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, script: str) -> Any:
        command, env = [sys.executable, "-c", script], {**ENVIRONMENT, "SHUSHAN_HOME": str(self.home)}
        told = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr[-2000:]
        return json.loads(told.stdout.splitlines()[-1]) if told.stdout.strip() else None

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "shushan",
            "serve",
            "--small",
            "--home",
            str(self.home),
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 600
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.url}/account/login/", timeout=5):
                    return
            except OSError:
                time.sleep(0.3)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        if self.process is None:
            return
        tree = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        for one in [self.process, *tree]:
            with_pid = psutil.Process(one.pid) if psutil.pid_exists(one.pid) else None
            if with_pid:
                with_pid.kill()
        self.process.wait()
        self.process = None


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "home")
    begin_with_copy(made.home)
    command = [sys.executable, "-m", "shushan", "init", "--home", str(made.home), "--password", "x-y-z-1-2-3"]
    assert subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False).returncode == 0
    yield made
    made.kill()


@pytest.fixture
def play() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


def opened(play: Playwright, folder: Path) -> BrowserContext:
    context = play.chromium.launch_persistent_context(
        str(folder), executable_path=ensure_browser(), args=["--no-sandbox"], viewport={"width": 1100, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    return context


def sign_in(page: Page, who: str) -> None:
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def scan(page: Page, text: str, says: str) -> None:
    page.locator("#scan").fill(text)
    page.locator("#scan").press("Enter")
    expect(page.locator(".desk__result")).to_contain_text(says)


def status(page: Page, how: str) -> None:
    page.locator(f'[data-status="{how}"]').wait_for()


def axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    told = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in told["violations"]]


def test_a_day_with_the_line_cut(library: Library, play: Playwright, tmp_path: Path) -> None:
    made = library.ask(PREPARE)
    (first, second, frozen), items = made["cards"], made["items"]
    library.start()
    context = opened(play, tmp_path / "browser")
    page = context.pages[0]
    blocked: list[str] = []
    context.on("console", lambda m: blocked.append(m.text) if "Content Security Policy" in m.text else None)
    page.goto(f"{library.url}/desk/")
    sign_in(page, "fuwutai")
    page.locator('[data-offline-note][data-state="ready"]').wait_for()
    until(page, "navigator.serviceWorker.controller !== null")
    scan(page, first, "李**")

    library.kill()  # ---------------------------------------------------------------- the server is away
    page.locator("#scan").fill(items[0])
    page.locator("#scan").press("Enter")
    page.wait_for_url("**/desk/offline/")
    status(page, "away")
    expect(page.locator(".desk__result")).to_contain_text(f"借出（离线）：{items[0]}")  # nothing is typed again
    expect(page.locator('[data-part="status"]')).to_contain_text("已保存 1 件")
    scan(page, items[0], "没有重复登记")
    scan(page, items[1], "应还 20")
    scan(page, frozen, "已冻结")
    scan(page, items[2], "流通主管或馆长可以放行")
    scan(page, second, "还可借")
    scan(page, items[1], "刚才借给了另一位读者")
    page.keyboard.press("1")
    expect(page.locator(".desk__result")).to_contain_text(f"还回（离线）：{items[1]}")
    scan(page, items[2], "借出（离线）")
    scan(page, "李小满", "不能按姓名查找")
    expect(page.locator('[data-part="status"]')).to_contain_text("已保存 4 件")
    assert axe(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= 1100

    other = context.new_page()  # a second tab of the same desk
    other.goto(f"{library.url}/desk/")
    expect(other.locator("h1")).to_have_text("离线服务台")
    scan(other, items[5], "还回（离线）")
    scan(other, "ZZ9", "是读者证还是书")
    other.keyboard.press("1")
    expect(other.locator(".desk__result")).to_contain_text("还回（离线）：ZZ9")
    expect(page.locator('[data-part="count"]')).to_contain_text("6 件")
    context.close()  # ------------------------------------------------- the browser is closed and opened again

    context = opened(play, tmp_path / "browser")
    page = context.pages[0]
    page.goto(f"{library.url}/desk/")
    status(page, "away")
    expect(page.locator('[data-part="count"]')).to_contain_text("6 件")
    scan(page, second, "还可借")
    scan(page, items[3], "借出（离线）")
    scan(page, items[4], "借出（离线）")
    page.get_by_role("button", name="撤销上一件").click()
    expect(page.locator(".desk__result")).to_contain_text(f"已撤销：{items[4]}")
    library.ask(MEANWHILE.replace("CARD", second))  # frozen by somebody else; and the sign-in has ended

    library.start()  # -------------------------------------------------------------- the server is back
    status(page, "signed-out")
    expect(page.locator('[data-part="status"]')).to_contain_text("7 件都还保存着")
    page.get_by_role("link", name="登录后上传").click()
    lost = []

    def lose_the_answer(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # the server has it, the desk does not hear so
        route.abort()

    context.route("**/desk/offline/acts/", lose_the_answer)
    sign_in(page, "fuwutai")
    page.wait_for_url("**/desk/offline/")
    status(page, "back")
    expect(page.locator('[data-part="count"]')).to_contain_text("0 件")
    assert lost == [200]
    told = library.ask(AFTERWARDS)
    assert [(way, barcode, outcome) for way, barcode, outcome in told["acts"]] == [
        ("lend", items[0], "done"),
        ("lend", items[1], "done"),
        ("return", items[1], "done"),
        ("lend", items[2], "eased"),  # the card was frozen meanwhile
        ("return", items[5], "done"),
        ("return", "ZZ9", "eased"),
        ("lend", items[3], "eased"),
    ]
    assert told["loans"] == [
        [items[0], "out"], [items[1], "back"], [items[2], "out"], [items[3], "out"], [items[5], "back"],
    ]  # fmt: skip
    assert told["strays"] == ["ZZ9"]
    expect(page.locator('[data-part="status"]')).to_contain_text("有出入 3 件")
    page.get_by_role("link", name="看断线期间的借还").click()
    expect(page.locator("main")).to_contain_text("挂失待查")
    assert blocked == []
    _old_lists_and_signing_out(library, page)
    context.close()


def _old_lists_and_signing_out(library: Library, page: Page) -> None:
    """After a day only returns are taken; whoever signs out leaves no lists behind."""
    page.goto(f"{library.url}/desk/")
    page.locator('[data-offline-note][data-state="ready"]').wait_for()
    page.evaluate(
        _ON_THE_PACKAGE
        % "const p = await ask(kept.get('package')); p.fetched_at -= 25 * 3600e3; kept.put(p, 'package');"
    )
    card = "9" * 12
    library.kill()
    page.goto(f"{library.url}/desk/")
    status(page, "away")
    page.locator("#scan").fill(card)
    page.locator("#scan").press("Enter")
    page.keyboard.press("2")  # it is a reader's card
    scan(page, "C100004", "")
    page.get_by_text("规则和名单超过一天了").or_(page.get_by_text("是读者证还是书")).first.wait_for()
    page.get_by_role("button", name="只还书").click()
    scan(page, "C100000", "还回（离线）：C100000")
    library.start()
    status(page, "back")
    page.goto(f"{library.url}/account/logout/")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    until(page, _ON_THE_PACKAGE % "return (await ask(kept.get('package'))) === undefined;")


_ON_THE_PACKAGE = """async () => {
  const ask = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = no; });
  const db = await ask(indexedDB.open("shushan-desk"));
  const kept = db.transaction("kept", "readwrite").objectStore("kept");
  %s
}"""
