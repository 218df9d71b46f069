"""Fixtures of the catalogue's tests."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from shushan.people.tests.make import make_staff, make_user, without_second_factor
from shushan.places.tests.make import make_site


@pytest.fixture
def centre(db: None) -> int:
    """Return the id of a site."""
    return make_site()


@pytest.fixture
def estuary(db: None) -> int:
    """Return the id of a second site."""
    return make_site("H", "河口馆区")


@pytest.fixture(autouse=True)
def _chinese() -> None:
    """Forget the language of the last page."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def clerk(centre: int, transactional_db: None) -> Client:
    """Return the browser of a cataloguer."""
    without_second_factor()
    client = Client()
    client.force_login(make_user(make_staff("cataloguer")))
    return client
