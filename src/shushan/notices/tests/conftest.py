"""A site, a reader with an address, and channels that write down what they are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from shushan.circulation.tests.make import AT, make_site
from shushan.kernel.actor import Actor
from shushan.notices import ports
from shushan.notices.terms import Answer, ChannelCode, Letter, Outcome
from shushan.people.public import ReaderValue
from shushan.people.tests.make import actor_of, make_reader, make_staff


@dataclass
class Recorder:
    """A channel that keeps every letter it is given, dedups nothing, and answers as it is told."""

    code: ChannelCode
    knows_keys: bool = False
    needs_template: bool = False
    letters: list[Letter] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)  # the next ones; afterwards everything is handed over
    dies: bool = False

    def hand_over(self, letters: Sequence[Letter]) -> list[Answer]:
        self.letters += letters
        if self.dies:
            raise ConnectionResetError("in the middle")
        return [self.answers.pop(0) if self.answers else Answer(Outcome.HANDED, provider_id="p1") for _one in letters]


@pytest.fixture
def at() -> datetime:
    """Return ten in the morning of Wednesday, 10 June 2020, library time."""
    return AT


@pytest.fixture
def centre(db: None) -> int:
    """Return the id of a site."""
    return make_site("C", "中心馆")


@pytest.fixture
def email() -> Iterator[Recorder]:
    """Return the only channel, e-mail."""
    before = ports.channels()
    for code in before:
        ports.close_channel(code)
    recorder = Recorder(ChannelCode.EMAIL)
    ports.use_channel(recorder)
    yield recorder
    for code in ports.channels():
        ports.close_channel(code)
    for channel in before.values():
        ports.use_channel(channel)


@pytest.fixture
def sms(email: Recorder) -> Recorder:
    """Return a second channel, SMS, which needs no template here."""
    recorder = Recorder(ChannelCode.SMS)
    ports.use_channel(recorder)
    return recorder


@pytest.fixture
def reader(centre: int) -> ReaderValue:
    """Return an adult with a telephone and an e-mail address."""
    from shushan.people.models import Person

    made = make_reader(site_id=centre, phone="13812345678")
    Person.objects.filter(pk=made.person_id).update(email="xiaoman@example.org")
    return made


@pytest.fixture
def me(reader: ReaderValue) -> Actor:
    """Return the reader acting."""
    return actor_of(reader.person_id, at=AT)


@pytest.fixture
def lead(centre: int) -> Actor:
    """Return a colleague who may try again and write texts."""
    return actor_of(make_staff("desk-lead", site_id=None, name="周主管"), at=AT)


@pytest.fixture
def desk(centre: int) -> Actor:
    """Return a colleague at the desk of the centre."""
    return actor_of(make_staff("desk", site_id=centre, name="王馆员"), at=AT)


@pytest.fixture(autouse=True)
def _ordinary() -> None:
    """Forget counted attempts and the language of the last page."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
