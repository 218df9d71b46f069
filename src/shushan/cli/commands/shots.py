"""Take pictures of every page type: found by following links, phone and desktop, ordinary and 长辈模式, zh and en."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shushan.cli.setting_up import say

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SIZES: Final = {"phone": (360, 740), "desktop": (1440, 900)}
STARTS: Final = {
    "": ["/", "/search/?q=红楼梦", "/search/?q=没有这本书xyz", "/account/login/", "/account/signup/", "/no-such-page/"],
    "duzhe": ["/my/", "/staff/"],
    "guanli": ["/staff/", "/desk/"],
}
KEPT: Final = {"/search/?q=没有这本书xyz", "/no-such-page/"}  # pictured as they are, whatever their type is
AXE: Final = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")


@dataclass
class Seen:
    """What a round of pictures found."""

    taken: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    types: set[str] = field(default_factory=set)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the folder and the address."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="a demonstration that is being served")
    parser.add_argument("--only", default="", help="only pages whose address or type contains this")
    parser.add_argument("--who", default=None, choices=["nobody", *filter(None, STARTS)], help="only as this one")
    parser.add_argument("--face", default=None, help="only this face and this size, such as ordinary,phone")
    parser.add_argument("--axe", action="store_true", help="let axe look at every page as well")


def run(options: argparse.Namespace) -> int:
    """Take the pictures and write a contact sheet; exit code 1 when a page is too wide or axe finds something."""
    import django
    from playwright.sync_api import sync_playwright

    from shushan.cli.testing import ensure_browser

    django.setup()
    options.folder.mkdir(parents=True, exist_ok=True)
    seen = Seen()
    with sync_playwright() as play:
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = play.chromium.launch(executable_path=ensure_browser(), args=arguments)
        for who in STARTS:
            if options.who in (None, who or "nobody"):
                _as(browser, who, options, seen)
        browser.close()
    _sheet(options.folder, seen.taken)
    say(f"{len(seen.taken)} pictures of {len(seen.types)} page types in {options.folder}")
    for line in [*(f"wider than its window: {n}" for n in seen.wide), *seen.faults]:
        say(line)
    if not options.only and options.who is None:
        _say_what_no_link_leads_to(seen)
    return 1 if seen.wide or seen.faults else 0


def _as(browser: Browser, who: str, options: argparse.Namespace, seen: Seen) -> None:
    """Walk the house as one person, then take the pictures of what was found."""
    from shushan.cli.crawling import page_type, walk

    context = browser.new_context()
    page = context.new_page()
    if who:
        _sign_in(page, options.url, who)

    def fetch(path: str) -> tuple[int, str, str]:
        answer = context.request.get(options.url + path, max_redirects=0)
        return answer.status, answer.headers.get("content-type", ""), answer.text() if answer.ok else ""

    found = walk(fetch, STARTS[who])
    state = context.storage_state()
    context.close()
    addresses = [a for kind, a in found.items() if kind not in seen.types or a in STARTS[who]]
    addresses += [a for a in STARTS[who] if a in KEPT and a not in addresses]
    seen.types |= set(found)
    wanted = [a for a in addresses if options.only in a or options.only in (page_type(a) or "")]
    for size, (width, height) in SIZES.items():
        for face in ("ordinary", "elder") if who else ("ordinary", "elder", "children"):
            if options.face and f"{face},{size}" != options.face:
                continue
            context = browser.new_context(
                viewport={"width": width, "height": height}, storage_state=state, bypass_csp=options.axe
            )
            context.add_cookies([{"name": "face", "value": face, "url": options.url}])
            for address in wanted:
                for language in ("zh", "en"):
                    _picture(context, _name(who, address, size, face, language), address, language, options, seen)
            context.close()


def _picture(
    context: BrowserContext, name: str, address: str, language: str, options: argparse.Namespace, seen: Seen
) -> None:
    page = context.new_page()
    page.goto(options.url + ("/en" if language == "en" else "") + address)
    page.wait_for_load_state("networkidle")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        seen.wide.append(name)
    page.screenshot(path=str(options.folder / name), full_page=True)
    seen.taken.append(name)
    if options.axe:
        seen.faults += [f"{name}: {fault}" for fault in _axe(page)]
    page.close()


def _axe(page: Page) -> list[str]:
    from shushan.frontend.build import HERE

    page.evaluate((HERE / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    told = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(AXE)}}})")
    return [f"{v['id']} {v['nodes'][0]['html'][:100]}" for v in told["violations"]]


def _say_what_no_link_leads_to(seen: Seen) -> None:
    """Name the page types that nobody reaches by links: forms that are only posted to, files, or a forgotten page."""
    from shushan.cli.crawling import every_page_type

    left = sorted(every_page_type() - seen.types)
    say(f"{len(left)} addresses that no link led to as a page: {' '.join(left)}")


def _sign_in(page: Page, url: str, who: str) -> None:
    from shushan.demonstration.accounts import PASSWORD

    page.goto(f"{url}/account/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def _name(who: str, address: str, size: str, face: str, language: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in address).strip("-") or "home"
    return f"{who or 'anybody'}-{plain[:80]}-{size}-{face}-{language}.png"


def _sheet(folder: Path, taken: list[str]) -> None:
    figures = "".join(
        f'<figure><img src="{n}" width="300" loading="lazy"><figcaption>{n}</figcaption></figure>' for n in taken
    )
    (folder / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>Pictures</title>{figures}\n")
