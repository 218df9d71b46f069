"""Two sites for the room's own tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from shushan.kernel.actor import system
from shushan.people.tests.make import without_second_factor
from shushan.places import public as places

AT = datetime(2020, 6, 30, 2, 0, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    """Return ten in the morning of 30 June 2020, library time."""
    return AT


@pytest.fixture
def centre(db: None) -> int:
    """Return the id of a site."""
    return places.open_site(actor=system("test"), at=AT, code="C", name="中心馆", name_en="Centre")


@pytest.fixture
def branch(db: None) -> int:
    """Return the id of another site."""
    return places.open_site(actor=system("test"), at=AT, code="H", name="河口馆区", name_en="Estuary")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Forget counted attempts, who was asked for a second factor, and the language of the last page."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def one_factor(db: None) -> None:
    """Let a password be enough for every role."""
    without_second_factor()
