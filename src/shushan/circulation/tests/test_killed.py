"""A desk's process is killed (-9) in the middle of lending: no act is half done, none that was answered is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from random import Random

import pytest
from django.db import connections

from shushan.circulation.checks import items_match_facts, loans_match_facts
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import AT, make_item, make_loan, make_site, set_rule
from shushan.people.tests.make import make_reader

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


def _lend_until_killed(items: list[int], reader_id: int, site: int, answered: int) -> None:
    """Lend one item after the other, writing the id of each loan that was answered into a pipe."""
    for item_id in items:
        done = make_loan(item_id=item_id, reader_id=reader_id, site_id=site, at=AT)
        os.write(answered, f"{done.loan_id}\n".encode())


def _killed_after(seconds: float, items: list[int], reader_id: int, site: int) -> list[int]:
    """Fork a desk, kill it after a while, and return the loans that it had answered."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with contextlib.suppress(BaseException):
            _lend_until_killed(items, reader_id, site, writing)
        os._exit(0)
    os.close(writing)
    first = os.read(reading, 1 << 16)  # wait for the first answer: then the storm is on
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as rest:
        return [int(line) for line in (first + rest.read()).split()]


def test_a_killed_desk_leaves_nothing_half_done() -> None:
    site = make_site()
    set_rule(most_items=200)
    chance = Random(7)
    for _round in range(5):
        reader = make_reader(site_id=site)
        items = [make_item(site_id=site).id for _n in range(40)]
        answered = _killed_after(chance.uniform(0.005, 0.12), items, reader.id, site)
        standing = set(Loan.objects.filter(reader_id=reader.id).values_list("pk", flat=True))
        assert set(answered) <= standing
        assert len(standing) - len(answered) <= 1  # committed, killed before it could be answered
        assert list(loans_match_facts()) == []
        assert list(items_match_facts()) == []
        left = make_item(site_id=site)
        make_loan(item_id=left.id, reader_id=reader.id, site_id=site, at=AT)  # the queue of writers is free again
