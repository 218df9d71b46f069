"""A session is known until it ends, its account is switched off or is gone; signing out forgets it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from shushan.kernel.clock import now
from shushan.people.models import User
from shushan.people.tests.make import make_reader, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(centre: int) -> Client:
    client = Client()
    client.force_login(make_user(make_reader(site_id=centre).person_id))
    assert client.get("/my/").status_code == 200
    return client


def test_a_session_is_known_until_its_end(signed_in: Client) -> None:
    Session.objects.update(expire_date=now() + timedelta(minutes=1))
    assert signed_in.get("/my/").status_code == 200
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    assert signed_in.get("/my/").status_code == 302


def test_an_account_that_is_switched_off_is_nobody(signed_in: Client) -> None:
    User.objects.update(is_active=False)
    assert signed_in.get("/my/").status_code == 302


def test_an_account_that_is_gone_is_nobody(signed_in: Client) -> None:
    User.objects.all().delete()
    assert signed_in.get("/my/").status_code == 302


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "' OR 1=1 --", "a" * 400])
def test_a_made_up_key_is_nobody(key: str) -> None:
    client = Client()
    client.cookies["sessionid"] = key
    assert client.get("/my/").status_code == 302


def test_signing_out_forgets_the_session(signed_in: Client) -> None:
    signed_in.logout()
    assert not Session.objects.exists()
    assert signed_in.get("/my/").status_code == 302
