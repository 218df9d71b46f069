"""Fixtures of the catalogue's tests."""

from __future__ import annotations

import pytest

from shushan.places.tests.make import make_site


@pytest.fixture
def centre(db: None) -> int:
    """Return the id of a site."""
    return make_site()


@pytest.fixture
def estuary(db: None) -> int:
    """Return the id of a second site."""
    return make_site("H", "河口馆区")
