"""A worker is killed (-9) while it tells and hands over: nothing goes twice, and what is uncertain is a visible row."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connections

from shushan.circulation.tests.make import AT, make_site
from shushan.notices import ports
from shushan.notices import public as notices
from shushan.notices.checks import handed_match_facts
from shushan.notices.models import Carried, Message, Notice
from shushan.notices.operations.handing_over import BATCH, LEASE
from shushan.notices.terms import Answer, ChannelCode, Letter, Outcome
from shushan.notices.tests.make import WORKER, planned, send, tell
from shushan.people.models import Person
from shushan.people.tests.make import counted, make_reader

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
READERS = 60


class Provider:
    """A recorded fake outside the process: it keeps each letter it takes in a file.

    One that knows keys takes the same key once; the other takes whatever comes, as often as it comes.
    """

    code = ChannelCode.EMAIL
    needs_template = False

    def __init__(self, path: Path, *, knows_keys: bool) -> None:
        self.path, self.knows_keys = path, knows_keys

    def hand_over(self, letters: Sequence[Letter]) -> list[Answer]:
        return [self._take(letter) for letter in letters]

    def _take(self, letter: Letter) -> Answer:
        if not (self.knows_keys and str(letter.key) in self.taken()):
            with self.path.open("ab", buffering=0) as kept:
                kept.write(f"{letter.key}\n".encode())
        time.sleep(0.001)
        return Answer(Outcome.HANDED)

    def taken(self) -> Counter[str]:
        """Return how often each key was taken."""
        return Counter(self.path.read_text().split() if self.path.exists() else [])


@pytest.fixture(params=[False, True], ids=["knows no keys", "knows keys"])
def provider(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Provider]:
    """Return the only channel."""
    before = ports.channels()
    for code in before:
        ports.close_channel(code)
    made = Provider(tmp_path / "taken", knows_keys=request.param)
    ports.use_channel(made)
    yield made
    for channel in before.values():
        ports.use_channel(channel)


def _work(at: object) -> None:
    while True:
        notices.tell_some(actor=WORKER, at=at, limit=20)  # type: ignore[arg-type]
        notices.hand_over_some(actor=WORKER, at=at)  # type: ignore[arg-type]


def _killed_after(seconds: float, at: object) -> None:
    """Fork a worker, and kill it after a while, wherever it is."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            _work(at)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_killed_worker_sends_nothing_twice(provider: Provider) -> None:
    site = make_site()
    chance, at, kills = Random(11), AT, 0
    for n in range(READERS):
        reader = make_reader(site_id=site, name=f"读者{n}")
        Person.objects.filter(pk=reader.person_id).update(email=f"r{n}@example.org")
        notices.plan([planned(reader.id, site, number=n)], at=at)
    while Notice.objects.filter(state="waiting").exists() or Message.objects.filter(state="waiting").exists():
        _killed_after(chance.uniform(0.02, 0.25), at)
        kills += 1
        at += LEASE + timedelta(seconds=1)  # the lease of the dead one runs out
        assert kills < 200
    send(at)
    tell(at)
    taken, unsure = provider.taken(), Message.objects.filter(state="unsure").count()
    assert kills > 1
    assert set(taken.values()) == {1}, "something was taken twice"
    assert Message.objects.count() == Carried.objects.count() == Notice.objects.filter(state="told").count() == READERS
    handed = {str(key) for key in Message.objects.filter(state="handed").values_list("key", flat=True)}
    assert handed <= set(taken)
    assert list(handed_match_facts()) == []
    assert counted("notices.handed-over") == READERS + len(handed)
    if provider.knows_keys:
        assert (unsure, len(taken)) == (0, READERS)  # each once, exactly
    else:
        assert unsure <= kills * BATCH
        assert len(handed) + unsure == READERS  # none is lost from sight
