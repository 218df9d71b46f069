"""Planned, told, handed over: each once, and nothing that is no longer true."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from shushan.circulation import public as circulation
from shushan.circulation.telling import plan_due_soon, plan_overdue
from shushan.circulation.tests.make import TESTER, make_hold, make_item, make_loan
from shushan.kernel.actor import Actor
from shushan.notices import public as notices
from shushan.notices.models import Carried, Message, Notice
from shushan.notices.tests.conftest import Recorder
from shushan.notices.tests.make import HOUR, WORKER, make_message, one_message, planned, send, states, tell
from shushan.people import public as people
from shushan.people.models import Person, Reader
from shushan.people.tests.make import counted, make_reader

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_is_planned_twice_is_told_once(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    one = planned(reader.id, centre)
    assert notices.plan([one, one], at=at) == 1
    assert notices.plan([one], at=at + HOUR) == 0
    assert tell() == 1
    assert tell() == 0
    assert send() == 1
    assert send() == 0
    assert [letter.to for letter in email.letters] == ["xiaoman@example.org"]
    assert "李小满" in email.letters[0].body
    assert counted("notices.handed-over") == 2  # the inbox, and the mail


def test_the_database_refuses_the_same_notice_and_the_same_channel_twice(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    message = make_message(reader.id, centre)
    notice = Notice.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            kind=notice.kind, subject=notice.subject, step=notice.step, reader_id=reader.id, made_at=at, not_before=at
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Carried.objects.create(notice=notice, channel=message.channel, message=message)


def test_an_unknown_kind_is_a_bug_of_the_caller(reader: people.ReaderValue, centre: int, at: datetime) -> None:
    with pytest.raises(ValueError, match="no such kind"):
        notices.plan([planned(reader.id, centre, kind="nothing.like-it")], at=at)


def test_a_reader_without_address_finds_it_in_the_inbox(centre: int, at: datetime, email: Recorder) -> None:
    silent = make_reader(site_id=centre, name="钱二")
    notices.plan([planned(silent.id, centre)], at=at)
    tell()
    assert [line.heading for line in notices.inbox(silent.id)] == ["您可以借书了"]
    assert states() == []


def test_due_soon_is_told_once_for_each_due_day(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    item = make_item(site_id=centre, title="围城")
    lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
    assert plan_due_soon(at=at) == 0
    near = lent.due_at - 2 * DAY
    assert plan_due_soon(at=near) == 1
    assert plan_due_soon(at=near + DAY) == 0
    tell(near)
    [line] = notices.inbox(reader.id)
    assert "围城" in line.heading
    assert line.page == "circulation:my-loans"
    circulation.renew(actor=TESTER, at=near, loan_id=lent.loan_id)
    assert plan_due_soon(at=lent.due_at + 28 * DAY) == 1  # the new due day is told again


def test_what_was_returned_meanwhile_is_told_to_nobody(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    item = make_item(site_id=centre)
    lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
    near = lent.due_at - DAY
    plan_due_soon(at=near)
    circulation.return_item(actor=TESTER, at=near, item_id=item.id, site_id=centre)
    tell(near)
    assert notices.inbox(reader.id) == []
    assert Notice.objects.get().state == "withdrawn"
    assert states() == []


def test_what_became_untrue_while_it_waited_for_the_morning_does_not_go(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    item = make_item(site_id=centre)
    lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
    late = (lent.due_at - 2 * DAY).astimezone(UTC).replace(hour=14)  # ten in the evening, library time
    plan_due_soon(at=late)
    tell(late)
    assert one_message().not_before > late
    assert send(late) == 0
    circulation.return_item(actor=TESTER, at=late, item_id=item.id, site_id=centre)
    assert send(late + 12 * HOUR) == 1
    assert email.letters == []
    assert states() == ["dropped"]


def test_overdue_goes_by_steps_and_old_steps_are_not_made_up_for(
    reader: people.ReaderValue, centre: int, email: Recorder
) -> None:
    item = make_item(site_id=centre)
    lent = make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
    told = {n: plan_overdue(at=lent.due_at + n * DAY) for n in (1, 2, 7, 8, 30, 31, 44, 400)}
    assert told == {1: 1, 2: 0, 7: 1, 8: 0, 30: 1, 31: 0, 44: 0, 400: 0}
    other = make_item(site_id=centre)
    late = make_loan(item_id=other.id, reader_id=reader.id, site_id=centre, at=lent.due_at - 30 * DAY)
    assert plan_overdue(at=late.due_at + 10 * DAY) >= 1  # the worker stood still for three days: the step of 7


def test_a_ready_hold_is_told_after_the_delay_and_a_mistake_can_be_undone(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    item = make_item(site_id=centre, title="边城")
    hold_id = make_hold(reader.id, item, centre, at=at - DAY)
    circulation.take_in(actor=TESTER, at=at, item_id=item.id, site_id=centre)
    assert tell(at + 29 * timedelta(minutes=1)) == 0
    circulation.cancel_hold(actor=TESTER, at=at, hold_id=hold_id)
    assert tell(at + 31 * timedelta(minutes=1)) == 1
    assert notices.inbox(reader.id) == []
    again = make_hold(reader.id, item, centre, at=at + HOUR)
    circulation.take_in(actor=TESTER, at=at + HOUR, item_id=item.id, site_id=centre)
    tell(at + 2 * HOUR)
    [line] = notices.inbox(reader.id)
    assert "边城" in line.heading
    assert "中心馆" in line.body
    assert Notice.objects.filter(subject=f"circulation.hold:{again}", state="told").exists()


def test_several_things_of_a_kind_go_by_one_message(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder
) -> None:
    for title in ("围城", "边城", "家"):
        make_loan(item_id=make_item(site_id=centre, title=title).id, reader_id=reader.id, site_id=centre)
    near = at + 29 * DAY
    assert plan_due_soon(at=near) == 3
    tell(near)
    send(near)
    [letter] = email.letters
    assert "等 3 册" in letter.heading
    assert all(title in letter.body for title in ("围城", "边城", "家"))
    assert len(notices.inbox(reader.id)) == 3


def test_a_child_under_fourteen_is_told_by_the_guardian(
    centre: int, at: datetime, reader: people.ReaderValue, email: Recorder
) -> None:
    child = make_reader(site_id=centre, name="李小小")
    Reader.objects.filter(pk=child.id).update(guardian=reader.id)
    Person.objects.filter(pk=child.person_id).update(birth_on=date(2012, 1, 1))
    notices.plan([planned(child.id, centre)], at=at)
    tell()
    send()
    [line] = notices.inbox(reader.id)
    assert (line.child, notices.inbox(child.id)) == ("李小小", [])
    assert "李小小" in email.letters[0].body


def test_in_the_language_of_the_reader(
    reader: people.ReaderValue, centre: int, at: datetime, me: Actor, email: Recorder
) -> None:
    notices.choose(actor=me, at=at, reader_id=reader.id, channels={}, habit=notices.Habit(language="en"))
    notices.plan([planned(reader.id, centre)], at=at)
    tell()
    assert notices.inbox(reader.id)[0].heading == "You may borrow again"


def test_one_mail_a_day_gathers_what_is_not_urgent(
    reader: people.ReaderValue, centre: int, at: datetime, me: Actor, email: Recorder
) -> None:
    notices.choose(actor=me, at=at, reader_id=reader.id, channels={}, habit=notices.Habit(is_digest=True))
    for number in (1, 2):
        notices.plan([planned(reader.id, centre, number=number)], at=at + number * HOUR)
        tell(at + number * HOUR)
    assert send(at + 3 * HOUR) == 0
    tomorrow = at + 23 * HOUR  # nine in the morning
    assert send(tomorrow) == 1
    [letter] = email.letters
    assert "2" in letter.heading
    assert letter.body.count("您可以借书了") == 2
    notices.plan([planned(reader.id, centre, kind="circulation.hold-ready", subject="circulation.hold:1")], at=tomorrow)
    assert Message.objects.count() == 1


def test_quiet_hours_hold_back_what_leaves_the_house(
    reader: people.ReaderValue, centre: int, at: datetime, me: Actor, email: Recorder
) -> None:
    evening = at.replace(hour=14)  # ten in the evening, library time
    notices.plan([planned(reader.id, centre)], at=evening)
    tell(evening)
    assert len(notices.inbox(reader.id)) == 1
    assert send(evening) == 0
    assert send(evening + 10 * HOUR) == 1
    notices.choose(actor=me, at=at, reader_id=reader.id, channels={}, habit=notices.Habit(quiet_from=0, quiet_until=0))
    notices.plan([planned(reader.id, centre, number=2)], at=evening)
    tell(evening)
    assert send(evening) == 1


def test_a_killed_teller_leaves_nothing_half_told(
    reader: people.ReaderValue, centre: int, at: datetime, email: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shushan.notices.operations import telling

    notices.plan([planned(reader.id, centre)], at=at)

    def die(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(telling.ledger, "record_many", die)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        notices.tell_some(actor=WORKER, at=at)
    assert (Notice.objects.get().state, Message.objects.count()) == ("waiting", 0)
