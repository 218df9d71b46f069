"""A real Chromium for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from shushan.ui.tests.browsing import chromium


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made
