"""A member of staff makes a passkey in a real browser, signs out, and comes in again with nothing but that."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from shushan.people import public as people
from shushan.people.tests.make import TESTER, make_staff, without_second_factor
from shushan.places.tests.make import make_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-password-1"
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def _press(page: Page, selector: str) -> None:
    page.click(selector)
    page.wait_for_load_state("networkidle")


def test_a_passkey_is_made_and_opens_the_house(browser: Browser, live_server: Any) -> None:
    from shushan.kernel.clock import now

    make_site()
    without_second_factor()
    person = make_staff("cataloguer", name="叶雅琴")
    people.make_account(
        actor=TESTER, at=now(), person_id=person, username="bianmu", password=PASSWORD, email="b@example.org"
    )
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{live_server.url}/account/login/")
    page.fill("input[name=login]", "bianmu")
    page.fill("input[name=password]", PASSWORD)
    _press(page, "main button[type=submit]")
    page.goto(f"{live_server.url}/account/2fa/webauthn/add/")
    if page.query_selector("main input[name=password]"):  # one proves again who one is
        page.fill("main input[name=password]", PASSWORD)
        _press(page, "main button[type=submit]")
    page.fill("#id_name", "办公室电脑")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.goto(f"{live_server.url}/account/logout/")
    _press(page, "main button[type=submit]")
    page.goto(f"{live_server.url}/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/staff/**")
    assert "叶雅琴" in page.inner_text("main")
    assert refused == []
