"""Handed over: later again, never, to the next channel; and what nobody knows is not sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.notices import public as notices
from shushan.notices.models import BadContact, Message
from shushan.notices.operations.handing_over import LEASE, move
from shushan.notices.policy import MOST_ATTEMPTS
from shushan.notices.states import MOVES, MessageMove, MessageState, after
from shushan.notices.terms import Answer, Outcome
from shushan.notices.tests.conftest import Recorder
from shushan.notices.tests.make import WORKER, failed, make_message, planned, send, states, tell
from shushan.people import public as people
from shushan.people.models import Person
from shushan.people.tests.make import counted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_later_is_later_and_at_last_a_visible_row(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    make_message(reader.id, centre)
    email.answers = [Answer(Outcome.LATER, "421 busy")] * MOST_ATTEMPTS
    assert send(at) == 1
    assert states() == ["waiting"]
    assert send(at + timedelta(seconds=5)) == 0  # not before its time
    later = at
    for _attempt in range(MOST_ATTEMPTS - 1):
        later += timedelta(hours=7)
        send(later)
    assert states() == ["failed"]
    assert Message.objects.get().error == "421 busy"
    assert len(email.letters) == MOST_ATTEMPTS
    assert len({letter.key for letter in email.letters}) == 1
    assert counted("notices.handed-over") == 1  # the inbox


def test_a_provider_that_says_how_long_is_not_asked_before(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    make_message(reader.id, centre)
    email.answers = [Answer(Outcome.LATER, "limit", wait_seconds=3600)]
    send(at)
    assert send(at + 59 * MINUTE) == 0
    assert send(at + 61 * MINUTE) == 1
    assert states() == ["handed"]


def test_a_bad_address_is_remembered_and_the_next_channel_goes_on(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, sms: Recorder
) -> None:
    make_message(reader.id, centre)
    email.answers = [Answer(Outcome.BAD_ADDRESS, "550 5.1.1 no such user")]
    send(at)
    assert states() == ["unreached", "handed"]
    assert [letter.to for letter in sms.letters] == ["13812345678"]
    make_message(reader.id, centre, number=2)
    send(at)
    assert (len(email.letters), len(sms.letters)) == (1, 2)
    Person.objects.filter(pk=reader.person_id).update(email="new@example.org")  # another address is good again
    make_message(reader.id, centre, number=3)
    send(at)
    assert email.letters[-1].to == "new@example.org"


def test_refused_stays_for_a_person_and_does_not_go_elsewhere(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, sms: Recorder
) -> None:
    make_message(reader.id, centre)
    email.answers = [Answer(Outcome.REFUSED, "template not approved")]
    send(at)
    assert states() == ["failed"]
    assert sms.letters == []


@pytest.mark.parametrize("knows_keys", [False, True])
def test_a_worker_that_died_in_the_middle(
    knows_keys: bool, reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    email.knows_keys = knows_keys
    message = make_message(reader.id, centre)
    Message.objects.filter(pk=message.pk).update(state="sending", lease=uuid4(), lease_until=at + LEASE, attempts=1)
    assert send(at + 9 * MINUTE) == 0  # it may still be at it
    send(at + 11 * MINUTE)
    if knows_keys:
        assert states() == ["handed"]
        assert [letter.key for letter in email.letters] == [message.key]
    else:
        assert states() == ["unsure"]
        assert email.letters == []


def test_a_channel_that_stumbles_leaves_it_unsure(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    make_message(reader.id, centre)
    email.dies = True
    send(at)
    assert states() == ["unsure"]
    send(at + timedelta(days=2))
    assert len(email.letters) == 1


def test_who_lost_the_lease_writes_nothing_down(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    message = make_message(reader.id, centre)
    Message.objects.filter(pk=message.pk).update(state="sending", lease=uuid4(), lease_until=at + LEASE)
    assert not move(message, MessageMove.HAND, lease=uuid4(), handed_at=at)
    assert states() == ["sending"]


def test_try_again_and_give_up(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, lead: Actor
) -> None:
    message = failed(reader.id, centre)
    notices.retry(actor=lead, at=at, message_id=message.pk)
    send(at)
    assert states() == ["handed"]
    with pytest.raises(notices.MessageMoved):
        notices.retry(actor=lead, at=at, message_id=message.pk)
    with pytest.raises(notices.MessageMoved):
        notices.give_up(actor=lead, at=at, message_id=message.pk)
    other = make_message(reader.id, centre, number=2)
    notices.give_up(actor=lead, at=at, message_id=other.pk)
    send(at)
    assert states() == ["handed", "dropped"]


def test_the_desk_may_not_try_again(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, desk: Actor
) -> None:
    message = failed(reader.id, centre)
    with pytest.raises(NotAllowed):
        notices.retry(actor=desk, at=at, message_id=message.pk)
    with pytest.raises(notices.NoSuchMessage):
        notices.retry(actor=WORKER, at=at, message_id=message.pk + 999)
    assert states() == ["failed"]


def test_try_again_trusts_the_address_again(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, lead: Actor
) -> None:
    message = make_message(reader.id, centre)
    email.answers = [Answer(Outcome.BAD_ADDRESS, "550")]
    send(at)
    assert BadContact.objects.count() == 1
    notices.retry(actor=lead, at=at, message_id=message.pk)
    send(at)
    assert (states(), BadContact.objects.count()) == (["handed"], 0)


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("step", MessageMove)
def test_every_move_of_the_table_and_no_other(
    state: MessageState, step: MessageMove, reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    message = make_message(reader.id, centre)
    lease = uuid4() if state is MessageState.SENDING else None
    Message.objects.filter(pk=message.pk).update(
        state=state, lease=lease, lease_until=at if lease else None, handed_at=at if state == "handed" else None
    )
    message.refresh_from_db()
    extra = {"handed_at": at} if step is MessageMove.HAND else {}
    if step is MessageMove.LEASE:
        assert ((state, step) in MOVES) == (after(state, step) is not None)
        return
    assert move(message, step, lease=lease, **extra) == ((state, step) in MOVES)
    message.refresh_from_db()
    assert message.state == MOVES.get((state, step), state)


def test_in_batches_each_once(reader: people.ReaderValue, centre: int, at: datetime, email: Recorder) -> None:
    notices.plan([planned(reader.id, centre, number=n, kind=k) for n in range(30) for k in ("people.unfrozen",)], at=at)
    tell()
    assert send(at) == 1  # one message about thirty things
    for n in range(30, 60):
        make_message(reader.id, centre, number=n)
    assert send(at) == 30
    assert len({letter.key for letter in email.letters}) == 31
    assert counted("notices.handed-over") == 60 + 31
