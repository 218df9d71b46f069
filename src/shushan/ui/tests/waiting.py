"""Waiting for what a page's own script brings about."""

from __future__ import annotations

import time

from playwright.sync_api import Page

PATIENCE = 60  # seconds


def until(page: Page, expression: str) -> None:
    """Return once the JavaScript ``expression`` is true in the page.

    ``Page.wait_for_function`` asks again by an ``eval`` inside the page, which the house's own Content Security Policy
    refuses whenever the first look came too early; each look here comes from outside the page.

    :raises AssertionError: it did not become true within ``PATIENCE``
    """
    last = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < last, f"never true: {expression}"
        page.wait_for_timeout(50)
