"""A real Chromium for the tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from shushan.cli.testing import ensure_browser

expect.set_options(timeout=60_000)  # ms: a page that comes late on a busy machine is no fault


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser; Django may be asked for rows while Playwright's loop runs."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=ensure_browser(), args=["--no-sandbox"])
        yield made
        made.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
