"""Take pictures of every page type: both faces, phone and desktop, ordinary and 长辈模式, zh and en."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from shushan.cli.setting_up import say

PAGES = {
    "": ["/", "/search/?q=红楼梦", "/search/?q=没有这本书xyz", "/record/1/", "/record/1/marc/", "/sites/", "/sites/C/", "/how-full/",
         "/figures/", "/figures/V01/", "/figures/L01/", "/figures/V01/rows/", "/account/login/", "/account/signup/",
         "/work-report-2020/", "/no-such-page/"],
    "duzhe": ["/my/", "/my/loans/", "/my/card/", "/my/privacy/", "/my/profile/", "/staff/"],
    "guanli": ["/staff/", "/desk/", "/desk/counter/", "/staff/loans/", "/staff/catalogue/", "/staff/catalogue/new/",
               "/staff/catalogue/1/", "/staff/catalogue/imports/", "/staff/items/1/", "/staff/readers/", "/staff/readers/1/",
               "/staff/visits/", "/staff/visits/1/", "/staff/visits/file/", "/staff/sites/", "/staff/sites/C/",
               "/staff/sites/C/hours/", "/staff/sites/C/closures/", "/staff/population/", "/staff/settings/",
               "/staff/settings/circulation.renewal-days/", "/staff/audit/", "/staff/jobs/", "/staff/devices/",
               "/figures/V01/rows/", "/admin/"],
}  # fmt: skip
SIZES = {"phone": (360, 740), "desktop": (1440, 900)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer the folder and the address."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="a demonstration that is being served")
    parser.add_argument("--only", default="", help="only pages whose address contains this")


def run(options: argparse.Namespace) -> int:
    """Take the pictures and write a contact sheet; exit code 1 when a page is wider than the window."""
    from playwright.sync_api import sync_playwright

    from shushan.cli.testing import ensure_browser

    options.folder.mkdir(parents=True, exist_ok=True)
    taken: list[str] = []
    wide: list[str] = []
    with sync_playwright() as play:
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = play.chromium.launch(executable_path=ensure_browser(), args=arguments)
        for who, addresses in PAGES.items():
            for size, (width, height) in SIZES.items():
                for face in ("ordinary", "elder") if who else ("ordinary", "elder", "children"):
                    context = browser.new_context(viewport={"width": width, "height": height})
                    context.add_cookies([{"name": "face", "value": face, "url": options.url}])
                    page = context.new_page()
                    if who:
                        _sign_in(page, options.url, who)
                    for address in addresses:
                        for language in ("zh", "en"):
                            if options.only and options.only not in address:
                                continue
                            name = _name(who, address, size, face, language)
                            prefix = "/en" if language == "en" else ""
                            page.goto(options.url + prefix + address)
                            page.wait_for_load_state("networkidle")
                            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                                wide.append(name)
                            page.screenshot(path=str(options.folder / name), full_page=True)
                            taken.append(name)
                    context.close()
        browser.close()
    _sheet(options.folder, taken)
    say(f"{len(taken)} pictures in {options.folder}; {len(wide)} wider than their window {' '.join(wide)}")
    return 1 if wide else 0


def _sign_in(page: object, url: str, who: str) -> None:
    from shushan.demonstration.accounts import PASSWORD

    page.goto(f"{url}/account/login/")  # type: ignore[attr-defined]
    page.fill("[name=login]", who)  # type: ignore[attr-defined]
    page.fill("[name=password]", PASSWORD)  # type: ignore[attr-defined]
    page.keyboard.press("Enter")  # type: ignore[attr-defined]
    page.wait_for_load_state("networkidle")  # type: ignore[attr-defined]


def _name(who: str, address: str, size: str, face: str, language: str) -> str:
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in address).strip("-") or "home"
    return f"{who or 'anybody'}-{plain}-{size}-{face}-{language}.png"


def _sheet(folder: Path, taken: list[str]) -> None:
    figures = "".join(
        f'<figure><img src="{n}" width="300" loading="lazy"><figcaption>{n}</figcaption></figure>' for n in taken
    )
    (folder / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>Pictures</title>{figures}\n")
