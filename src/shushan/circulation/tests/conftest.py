"""Two sites, a reader, a book and a desk for the room's tests."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from shushan.catalogue.public import ItemValue
from shushan.circulation.tests.make import AT, make_desk, make_item, make_site
from shushan.kernel.actor import Actor
from shushan.people.public import ReaderValue
from shushan.people.tests.make import make_reader


@pytest.fixture
def at() -> datetime:
    """Return ten in the morning of Wednesday, 10 June 2020, library time."""
    return AT


@pytest.fixture
def centre(db: None) -> int:
    """Return the id of a site that never closes for a day."""
    return make_site("C", "中心馆")


@pytest.fixture
def branch(db: None) -> int:
    """Return the id of a site that is closed on Mondays."""
    return make_site("H", "河口馆区", closed_weekdays=(0,))


@pytest.fixture
def book(centre: int) -> ItemValue:
    """Return an item of the centre."""
    return make_item(site_id=centre)


@pytest.fixture
def reader(centre: int) -> ReaderValue:
    """Return an adult with an active card."""
    return make_reader(site_id=centre)


@pytest.fixture
def desk(centre: int) -> Actor:
    """Return a colleague at the centre's desk."""
    return make_desk(site_id=centre)


@pytest.fixture
def lead(centre: int) -> Actor:
    """Return a colleague who may set rules aside at the centre."""
    return make_desk("desk-lead", site_id=centre, name="周主管")


@pytest.fixture(autouse=True)
def _ordinary() -> None:
    """Forget counted attempts and the language of the last page."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
