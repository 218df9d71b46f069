"""Notices follow two readers into one and back, go with an erased reader, and are dropped when they are old."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.notices import public as notices
from shushan.notices.models import Choice, HabitRow, Message, Notice, WechatBinding
from shushan.notices.operations.forgetting import drop_old
from shushan.notices.options import KEEP_DAYS
from shushan.notices.tests.conftest import Recorder
from shushan.notices.tests.make import make_message, planned, send, tell
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import TESTER, make_reader

pytestmark = pytest.mark.django_db
KIND = "people.unfrozen"


@pytest.fixture
def double(centre: int) -> people.ReaderValue:
    """Return the same person, registered twice."""
    return make_reader(site_id=centre, name="李小满")


def _wish(desk: Actor, reader_id: int, at: datetime, *channels: str, hour: int | None = None) -> None:
    habit = notices.Habit(quiet_from=hour, quiet_until=hour and hour + 1)
    notices.choose(actor=desk, at=at, reader_id=reader_id, channels={KIND: channels}, habit=habit)


def test_a_merge_takes_notices_messages_and_wishes_over_and_its_undoing_gives_them_back(
    reader: people.ReaderValue, double: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    message = make_message(reader.id, centre)
    send()
    _wish(desk, reader.id, at, "sms", hour=20)
    merge = people.merge_readers(actor=TESTER, at=at, kept_id=double.id, gone_id=reader.id)
    assert [line.heading for line in notices.inbox(double.id)] == ["您可以借书了"]
    message.refresh_from_db()
    assert message.reader_id == double.id
    assert Choice.objects.get().reader_id == HabitRow.objects.get().pk == double.id
    people.undo_merge(actor=TESTER, at=at, merge_id=merge)
    assert notices.inbox(double.id) == []
    assert len(notices.inbox(reader.id)) == 1
    message.refresh_from_db()
    assert message.reader_id == reader.id
    assert Choice.objects.get().reader_id == HabitRow.objects.get().pk == reader.id


def test_what_both_have_stays_as_the_one_who_stays_has_it(
    reader: people.ReaderValue, double: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    for one in (reader, double):
        notices.plan([planned(one.id, centre)], at=at)
    tell()
    _wish(desk, reader.id, at, "sms", hour=20)
    _wish(desk, double.id, at, "email", hour=22)
    people.merge_readers(actor=TESTER, at=at, kept_id=double.id, gone_id=reader.id)
    assert Notice.objects.get().reader_id == double.id
    assert Choice.objects.get().channels == "email"
    assert HabitRow.objects.get().quiet_from == 22


def test_an_erased_reader_leaves_nothing_here(
    reader: people.ReaderValue, double: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    make_message(reader.id, centre)
    notices.plan([planned(double.id, centre, number=2)], at=at)
    tell()
    _wish(desk, reader.id, at, "sms", hour=20)
    notices.bind_wechat(actor=desk, at=at, reader_id=reader.id, openid="oWx-0123456789abcdef")
    people.erase_person(actor=TESTER, at=at, person_id=reader.person_id)
    while ledger.deliver_some(at=at):
        pass
    assert not Notice.objects.filter(reader=reader.id).exists()
    assert not Message.objects.filter(reader=reader.id).exists()
    assert not Choice.objects.exists() and not HabitRow.objects.exists() and not WechatBinding.objects.exists()
    assert Notice.objects.filter(reader=double.id).count() == 1  # nobody else's are touched


def test_old_notices_are_dropped_and_what_waits_or_is_young_stays(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    make_message(reader.id, centre)
    send()
    keep = options.get(KEEP_DAYS, at=at)
    notices.plan([planned(reader.id, centre, number=2)], at=at)  # waits: nobody told it yet
    late = at + timedelta(days=keep + 1)
    make_message(reader.id, centre, number=3, at=late)
    waiting = Notice.objects.filter(state="waiting").count()
    assert drop_old(actor=TESTER, at=late) >= 2
    assert drop_old(actor=TESTER, at=late) == 0
    assert not Notice.objects.filter(subject="people.reader:1").exists()
    assert Notice.objects.filter(subject="people.reader:3").exists()
    assert Notice.objects.filter(state="waiting").count() == waiting
    assert Message.objects.filter(made_at=at, state="handed").count() == 0
