"""Placing holds and the queue: who may, how many, in which order, and what each refusal says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from shushan.audit.models import Look
from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.options import MOST_HOLDS
from shushan.circulation.money.options import OWING_STOPS_HOLDS
from shushan.circulation.tests.make import (
    AT,
    LONG_AGO,
    TESTER,
    days,
    make_charge,
    make_copy,
    make_hold,
    make_item,
    make_loan,
    make_payment,
    set_rule,
)
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotAllowed
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import actor_of, make_reader
from shushan.places import public as places

pytestmark = pytest.mark.django_db
NAMES = ("赵一", "钱二", "孙三", "李四")


def _facts(hold_id: int) -> list[str]:
    return [row.fact.partition(".")[2] for row in ledger.rows_of(f"circulation.hold:{hold_id}")]


def test_a_reader_places_a_hold_and_it_is_a_fact(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    me = actor_of(reader.person_id, at=AT)
    hold_id = circulation.place_hold(
        actor=me, at=AT, reader_id=reader.id, record_id=book.record_id, pickup_site_id=centre
    )
    [line] = circulation.holds_of(reader.id)
    assert (line.hold.id, line.position, line.title) == (hold_id, 1, "围城")
    [row] = ledger.rows_of(f"circulation.hold:{hold_id}")
    assert (row.fact, row.site_id, row.actor) == ("circulation.hold-placed", centre, "reader")
    assert row.dims["target"] == "title"


def test_one_open_hold_per_reader_and_target(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    first = make_hold(reader.id, book, centre)
    with pytest.raises(circulation.HeldAlready), transaction.atomic():
        make_hold(reader.id, book, centre)
    with pytest.raises(circulation.HeldAlready), transaction.atomic():
        make_hold(reader.id, book, centre, item_id=book.id)  # the same copy would serve both
    circulation.cancel_hold(actor=TESTER, at=AT, hold_id=first)
    second = make_copy(book, site_id=centre, call_number="I246.5/1:2")
    of_item = make_hold(reader.id, book, centre, item_id=book.id)
    for volume in ("", book.call_number):
        with pytest.raises(circulation.HeldAlready), transaction.atomic():
            make_hold(reader.id, book, centre, volume=volume)
    of_other = make_hold(reader.id, book, centre, volume=second.call_number)  # two volumes may be waited for
    assert [line.hold.id for line in circulation.holds_of(reader.id)] == [of_item, of_other]
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=first).update(state="waiting", ended_at=None, volume=second.call_number)


def test_one_refusal_tells_every_reason_against_a_hold(centre: int, branch: int, reader: people.ReaderValue) -> None:
    options.set_option(
        actor=TESTER, at=LONG_AGO, code=OWING_STOPS_HOLDS.code, value=True, valid_from=LONG_AGO, note="试"
    )
    set_rule(most_holds=0)
    people.freeze(actor=TESTER, at=AT, reader_id=reader.id, reason="污损")
    make_charge(reader.id, site_id=centre, fen=9999)
    shut = places.close_site(actor=TESTER, at=AT, site_id=branch, since=AT.date(), until=None, reason="停水")
    with pytest.raises(circulation.ReaderFrozen) as refused:
        make_hold(reader.id, make_item(site_id=centre), branch)
    for said in ("已冻结", "99.99", "这类读者不能预约", "河口馆区 停馆"):
        assert said in refused.value.message
    assert "基本规则" in refused.value.rule and "请换一个馆区取书" in refused.value.remedy
    places.end_closure(actor=TESTER, at=AT, closure_id=shut, until=AT.date() + days(3))
    with pytest.raises(circulation.ReaderFrozen) as refused:
        make_hold(reader.id, make_item(site_id=centre), branch)
    assert "停馆" not in refused.value.message


def test_a_suspended_hold_waits_again_by_itself_on_its_day(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, desk: Actor
) -> None:
    hold_id, today = make_hold(reader.id, book, centre), AT.date()
    with pytest.raises(Invalid):
        circulation.suspend_hold(actor=desk, at=AT, hold_id=hold_id, until=today)
    circulation.suspend_hold(actor=desk, at=AT, hold_id=hold_id, until=today + days(2))
    assert circulation.hold(hold_id).thaw_on == today + days(2)
    with pytest.raises(NotAllowed):
        circulation.thaw_due_holds(actor=desk, at=AT + days(2))
    assert circulation.thaw_due_holds(actor=TESTER, at=AT + days(1)) == 0
    assert circulation.thaw_due_holds(actor=TESTER, at=AT + days(2)) == 1
    found = circulation.hold(hold_id)
    assert (found.state, found.thaw_on) == ("waiting", None)
    circulation.suspend_hold(actor=desk, at=AT + days(2), hold_id=hold_id)
    assert circulation.thaw_due_holds(actor=TESTER, at=AT + days(99)) == 0  # without a day its reader says when


def test_the_limit_is_a_setting_and_nought_closes_holds(centre: int, reader: people.ReaderValue) -> None:
    code = MOST_HOLDS.code
    options.set_option(actor=TESTER, at=LONG_AGO, code=code, value=2, valid_from=LONG_AGO, note="两种")
    for title in ("甲", "乙"):
        make_hold(reader.id, make_item(site_id=centre, title=title), centre)
    with pytest.raises(circulation.HoldLimitReached) as refused:
        make_hold(reader.id, make_item(site_id=centre, title="丙"), centre)
    assert "2" in refused.value.rule
    assert circulation.count_holds(reader.id) == 2


def test_a_hold_needs_a_good_card_a_copy_and_that_one_has_it_not_at_home(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    bare = make_reader(site_id=centre, name="无证", with_card=False)
    with pytest.raises(circulation.CardNotGood):
        make_hold(bare.id, book, centre)
    empty = catalogue.create_record(actor=TESTER, at=AT, said=catalogue.Description(title="只有书目"))
    with pytest.raises(circulation.NothingToHold):
        circulation.place_hold(actor=TESTER, at=AT, reader_id=reader.id, record_id=empty, pickup_site_id=centre)
    with pytest.raises(circulation.NothingToHold):
        make_hold(reader.id, book, centre, volume="没有这个索书号")
    make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    with pytest.raises(circulation.HasItAlready):
        make_hold(reader.id, book, centre)
    with pytest.raises(Invalid):
        make_hold(make_reader(site_id=centre).id, book, centre, needed_until=date(2020, 6, 9))
    assert Hold.objects.count() == 0


def test_who_may(centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue, desk: Actor) -> None:
    other = actor_of(make_reader(site_id=centre, name="旁人").person_id, at=AT)
    hold_id = circulation.place_hold(
        actor=desk, at=AT, reader_id=reader.id, record_id=book.record_id, pickup_site_id=centre
    )
    with pytest.raises(circulation.NoSuchHold):
        circulation.cancel_hold(actor=other, at=AT, hold_id=hold_id)
    with pytest.raises(circulation.NoSuchHold):
        circulation.place_hold(actor=other, at=AT, reader_id=reader.id, record_id=book.record_id, pickup_site_id=centre)
    with pytest.raises(NotAllowed):
        circulation.place_hold(
            actor=desk, at=AT, reader_id=reader.id, record_id=make_item(site_id=centre).record_id, pickup_site_id=branch
        )
    with pytest.raises(NotAllowed):
        circulation.prioritise_hold(actor=desk, at=AT, hold_id=hold_id, priority=9, reason="急用")
    circulation.cancel_hold(actor=actor_of(reader.person_id, at=AT), at=AT, hold_id=hold_id)
    row = ledger.rows_of(f"circulation.hold:{hold_id}")[-1]
    assert (row.fact, row.dims["by"]) == ("circulation.hold-cancelled", "reader")
    with pytest.raises(circulation.NoSuchHold):
        circulation.cancel_hold(actor=desk, at=AT, hold_id=hold_id)
    assert _facts(hold_id) == ["hold-placed", "hold-cancelled"]


def test_the_place_in_the_queue_is_priority_then_time(centre: int, book: catalogue.ItemValue, lead: Actor) -> None:
    readers = [make_reader(site_id=centre, name=name) for name in NAMES]
    holds = [make_hold(one.id, book, centre, at=AT + timedelta(minutes=n)) for n, one in enumerate(readers)]

    def places() -> list[int]:
        return [circulation.holds_of(one.id)[0].position for one in readers]

    assert places() == [1, 2, 3, 4]
    circulation.prioritise_hold(actor=lead, at=AT, hold_id=holds[2], priority=8, reason="课堂要用")
    assert places() == [2, 3, 1, 4]
    assert Look.objects.filter(subject=f"circulation.hold:{holds[2]}", note__contains="课堂").count() == 1
    circulation.suspend_hold(actor=lead, at=AT, hold_id=holds[0])
    assert places() == [2, 3, 1, 4]  # a suspended hold keeps its place
    circulation.cancel_hold(actor=lead, at=AT, hold_id=holds[2])
    assert [circulation.holds_of(r.id)[0].position for r in (readers[0], readers[1], readers[3])] == [1, 2, 3]
    queue, total = circulation.queue_of(book.record_id)
    assert ([line.hold.id for line in queue], total) == ([holds[0], holds[1], holds[3]], 3)
    assert [line.position for line in circulation.queue_of(book.record_id, first=1, limit=1)[0]] == [2]


def test_a_priority_needs_a_reason_and_lies_between_0_and_9(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, lead: Actor
) -> None:
    hold_id = make_hold(reader.id, book, centre)
    with pytest.raises(circulation.ReasonNeeded):
        circulation.prioritise_hold(actor=lead, at=AT, hold_id=hold_id, priority=9, reason=" ")
    with pytest.raises(Invalid):
        circulation.prioritise_hold(actor=lead, at=AT, hold_id=hold_id, priority=10, reason="急用")


def test_volumes_of_one_title_have_queues_of_their_own(centre: int) -> None:
    first = make_item(site_id=centre, title="平凡的世界")
    second = make_copy(first, site_id=centre, call_number="I247.5/2:2")
    readers = [make_reader(site_id=centre, name=name) for name in NAMES]
    make_hold(readers[0].id, first, centre, volume=first.call_number)
    make_hold(readers[1].id, first, centre, volume=second.call_number, at=AT + days(1))
    make_hold(readers[2].id, first, centre, at=AT + days(2))
    make_hold(readers[3].id, first, centre, item_id=second.id, at=AT + days(3))
    assert [circulation.holds_of(one.id)[0].position for one in readers] == [1, 1, 3, 3]


def test_suspended_and_thawed(centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, desk: Actor) -> None:
    hold_id = make_hold(reader.id, book, centre)
    me = actor_of(reader.person_id, at=AT)
    with pytest.raises(circulation.HoldChanged):
        circulation.thaw_hold(actor=me, at=AT, hold_id=hold_id)
    circulation.suspend_hold(actor=me, at=AT, hold_id=hold_id)
    with pytest.raises(circulation.HoldChanged):
        circulation.suspend_hold(actor=desk, at=AT, hold_id=hold_id)
    assert circulation.hold(hold_id).state == "suspended"
    circulation.thaw_hold(actor=me, at=AT, hold_id=hold_id)
    assert circulation.hold(hold_id).state == "waiting"


def test_what_is_not_needed_any_more_expires(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, centre, needed_until=date(2020, 6, 20))
    other = make_hold(make_reader(site_id=centre).id, book, centre)
    assert circulation.expire_holds(actor=TESTER, at=AT + days(10)) == 0
    assert circulation.expire_holds(actor=TESTER, at=AT + days(11)) == 1
    assert (circulation.hold(hold_id).state, circulation.hold(other).state) == ("expired", "waiting")
    row = ledger.rows_of(f"circulation.hold:{hold_id}")[-1]
    assert (row.fact, row.dims["why"]) == ("circulation.hold-expired", "not-needed")


def test_owing_too_much_stops_holds_until_it_is_paid_or_the_setting_says_otherwise(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    other = make_item(site_id=centre, title="边城")
    before = make_hold(reader.id, other, centre)
    charge_id = make_charge(reader.id, site_id=centre, fen=2001)
    with pytest.raises(circulation.OwesTooMuch, match=r"欠费 20\.01 元") as refused:
        make_hold(reader.id, book, centre)
    assert "不能预约" in refused.value.rule and "付费" in refused.value.remedy
    assert circulation.hold(before).state is circulation.HoldState.WAITING
    options.set_option(
        actor=TESTER, at=AT, code=OWING_STOPS_HOLDS.code, value=False, valid_from=AT + days(1), note="试"
    )
    circulation.cancel_hold(actor=TESTER, at=AT, hold_id=make_hold(reader.id, book, centre, at=AT + days(2)))
    with pytest.raises(circulation.OwesTooMuch):
        make_hold(reader.id, book, centre)
    make_payment(reader.id, charge_id, site_id=centre, fen=1)
    assert make_hold(reader.id, book, centre)
