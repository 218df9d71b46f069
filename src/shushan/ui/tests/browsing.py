"""A real Chromium for a test, as patient as a busy machine needs, and waiting for what a page's own script brings."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from shushan.cli.testing import ensure_browser

PATIENCE = 120_000  # ms: a page that comes late on a busy machine is no fault
Opened = TypeVar("Opened", BrowserContext, Page)
expect.set_options(timeout=PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a browser; Django may be asked for rows while Playwright's loop runs in this thread."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as play:
            made = play.chromium.launch(executable_path=ensure_browser(), args=["--no-sandbox"])
            made.new_context = _patient(made.new_context)  # type: ignore[method-assign]
            made.new_page = _patient(made.new_page)  # type: ignore[method-assign]
            yield made
            made.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


def _patient(opening: Callable[..., Opened]) -> Callable[..., Opened]:
    def opened(**options: Any) -> Opened:
        made = opening(**options)
        made.set_default_timeout(PATIENCE)
        return made

    return opened


def until(page: Page, expression: str) -> None:
    """Return once the JavaScript ``expression`` is true in the page.

    ``Page.wait_for_function`` asks again by an ``eval`` inside the page, which the house's own Content Security Policy
    refuses whenever the first look came too early; each look here comes from outside the page.

    :raises AssertionError: it did not become true within ``PATIENCE``
    """
    come_true(page, lambda: bool(page.evaluate(expression)), expression)


def come_true(page: Page, is_so: Callable[[], bool], what: str) -> None:
    """Return once ``is_so`` says yes, while the page goes on.

    :raises AssertionError: it did not within ``PATIENCE``
    """
    last = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < last, f"never true: {what}"
        page.wait_for_timeout(50)


class Traffic:
    """What a page has asked for and is still waiting for; made before its first address is opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: set[Request] = set()
        page.on("request", lambda asked: self._waiting.add(asked))
        page.on("requestfinished", lambda asked: self._waiting.discard(asked))
        page.on("requestfailed", lambda asked: self._waiting.discard(asked))

    def rest(self) -> None:
        """Return once nothing has been under way for an eighth of a second ("networkidle" takes half a one).

        :raises AssertionError: something was still under way after ``PATIENCE``
        """
        last, still = time.monotonic() + PATIENCE / 1000, 0
        while still < 3:
            assert time.monotonic() < last, [one.url for one in self._waiting]
            self._page.wait_for_timeout(40)
            still = 0 if self._waiting else still + 1
