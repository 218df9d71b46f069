"""Attempts are one number over all web processes, by real processes on whichever database the tests run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from shushan.kernel.clock import now
from shushan.people.counters import SharedCounters
from shushan.people.models import Tally
from shushan.people.nightly import _drop_tallies
from shushan.people.tests.make import make_staff, make_user

CHILD = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "shushan.config.settings"
from django.conf import settings
settings.DATABASES["default"].update(json.loads(sys.argv[1]))
import django
django.setup()
from allauth.core.internal.ratelimit import cache_lock
from django.core.cache import cache
done = 0
while done < 15:
    with cache_lock("allauth:rl:test") as locked:
        if locked:
            cache.set("allauth:rl:test", [*cache.get("allauth:rl:test", []), int(sys.argv[2])], 60)
            done += 1
"""


def process(number: int) -> subprocess.Popen[bytes]:
    """Start another process that counts fifteen times in the database of this test."""
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")  # the server may be named in the options
    where = json.dumps({name: connection.settings_dict[name] for name in names}, default=str)
    return subprocess.Popen([sys.executable, "-c", CHILD, where, str(number)], env=os.environ.copy())


@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together_and_lose_nothing() -> None:
    children = [process(1), process(2)]
    assert [child.wait(120) for child in children] == [0, 0]
    history = cache.get("allauth:rl:test")
    assert (history.count(1), history.count(2)) == (15, 15)


@pytest.mark.django_db
def test_wrong_passwords_at_one_process_are_known_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(make_staff(), username="wang")
    client, said = Client(), {"login": "wang", "password": "wrong"}
    for _n in range(5):
        client.post(reverse("account_login"), said)
    other = SharedCounters("another process", {})
    assert [len(row.value) for row in Tally.objects.all() if isinstance(row.value, list) and len(row.value) == 5]
    import allauth.core.internal.ratelimit as limits

    monkeypatch.setattr(limits, "cache", other)
    page = client.post(reverse("account_login"), said).content.decode()
    assert "太多" in page or "过多" in page


@pytest.mark.django_db
def test_a_tally_holds_for_its_time_only_and_keeps_no_address() -> None:
    one, other = SharedCounters("one", {}), SharedCounters("other", {})
    assert one.add("allauth:x:1.2.3.4", [1], 60) and not other.add("allauth:x:1.2.3.4", [2], 60)
    assert other.get("allauth:x:1.2.3.4") == [1] and "1.2.3.4" not in Tally.objects.get().key
    Tally.objects.update(expires_at=now() - timedelta(seconds=1))
    assert other.get("allauth:x:1.2.3.4", "none") == "none" and other.add("allauth:x:1.2.3.4", [3], 60)
    assert one.delete("allauth:x:1.2.3.4") and not one.delete("allauth:x:1.2.3.4")
    one.set("allauth:y", 1, 60)
    _drop_tallies(now())
    assert Tally.objects.count() == 1
    _drop_tallies(now() + timedelta(minutes=2))
    assert Tally.objects.count() == 0


def test_everything_else_stays_in_the_process() -> None:
    one, other = SharedCounters("one", {}), SharedCounters("other", {})
    one.set("page", "drawn")
    assert one.get("page") == "drawn" and other.get("page") is None
    assert not one.add("page", "again") and one.delete("page")
