"""Copies find their holds: at return, from the shelf, across sites; the pick-up shelf and what ends there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.holds.options import (
    BLOCKS_RENEWAL,
    ELSEWHERE,
    EXCEPTIONS,
    KINDS_HOME,
    LOCAL_FIRST,
    RENEWS_WHILE_FREE,
)
from shushan.circulation.tests.make import (
    AT,
    LONG_AGO,
    TESTER,
    days,
    facts_of,
    make_copy,
    make_hold,
    make_item,
    make_loan,
    make_site,
)  # fmt: skip
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(centre: int) -> people.ReaderValue:
    """Return another reader."""
    return make_reader(site_id=centre, name="钱二")


def _back(item_id: int, site_id: int, at: datetime) -> circulation.Fate:
    circulation.return_item(actor=TESTER, at=at, item_id=item_id, site_id=site_id)
    return circulation.fate(item_id)


def _set(code: str, value: bool | str) -> None:
    options.set_option(actor=TESTER, at=LONG_AGO, code=code, value=value, valid_from=LONG_AGO, note="试")


def test_a_returned_copy_goes_to_the_first_in_the_queue_and_lending_it_fills_the_hold(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, other: people.ReaderValue
) -> None:
    make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    first = make_hold(other.id, book, centre, at=AT + days(1))
    second = make_hold(make_reader(site_id=centre).id, book, centre, at=AT + days(2))
    fate = _back(book.id, centre, AT + days(5))
    assert fate.hold is not None
    assert (fate.hold.id, fate.hold.state, fate.transit) == (first, "ready", None)
    assert circulation.availability([book.id])[book.id].code == "kept"
    make_loan(item_id=book.id, reader_id=other.id, site_id=centre, at=AT + days(6))
    assert (circulation.hold(first).state, circulation.hold(second).state) == ("filled", "waiting")
    row = ledger.rows_of(f"circulation.hold:{first}")[-1]
    assert (row.fact, row.dims["days_waited"]) == ("circulation.hold-filled", 4)
    assert circulation.holds_of(other.id) == []


def test_an_item_that_waits_is_not_lent_to_another_but_with_a_grant_and_a_reason(
    centre: int,
    book: catalogue.ItemValue,
    reader: people.ReaderValue,
    other: people.ReaderValue,
    lead: Actor,
    desk: Actor,
) -> None:
    hold_id = make_hold(other.id, book, centre)
    circulation.take_in(actor=desk, at=AT, item_id=book.id, site_id=centre)
    with pytest.raises(circulation.ItemKept) as refused:
        circulation.lend(actor=desk, at=AT, item_id=book.id, reader_id=reader.id, site_id=centre)
    assert refused.value.override == "circulation.override-rule"
    with pytest.raises(circulation.ItemKept):
        circulation.lend(
            actor=desk, at=AT, item_id=book.id, reader_id=reader.id, site_id=centre, override_reason="馆长同意"
        )
    assert circulation.hold(hold_id).state == "ready"
    done = circulation.lend(
        actor=lead, at=AT, item_id=book.id, reader_id=reader.id, site_id=centre, override_reason="馆长同意"
    )
    assert facts_of(done.loan_id) == ["item-lent"]
    back = circulation.hold(hold_id)
    assert (back.state, back.copy_id, back.on_shelf) == ("waiting", None, False)
    assert circulation.holds_of(other.id)[0].position == 1


def test_a_copy_from_the_shelf_fills_the_reader_s_own_waiting_hold(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, centre)
    make_loan(item_id=book.id, reader_id=reader.id, site_id=centre, at=AT + days(2))
    assert circulation.hold(hold_id).state == "filled"


@pytest.mark.parametrize("pickup", ["here", "there"])
def test_another_copy_of_what_is_set_aside_fills_the_hold_and_lets_the_first_go(
    pickup: str,
    centre: int,
    branch: int,
    book: catalogue.ItemValue,
    reader: people.ReaderValue,
    other: people.ReaderValue,
) -> None:
    second, site = make_copy(book, site_id=centre), centre if pickup == "here" else branch
    hold_id, following = make_hold(reader.id, book, site), make_hold(other.id, book, site, at=AT + days(1))
    circulation.take_in(actor=TESTER, at=AT + days(1), item_id=book.id, site_id=centre)
    make_loan(item_id=second.id, reader_id=reader.id, site_id=centre, at=AT + days(2))
    assert circulation.hold(hold_id).state == "filled" and circulation.holds_of(reader.id) == []
    assert [line.hold.id for line in circulation.to_clear(None)] == ([hold_id] if site == centre else [])
    fate = circulation.take_in(actor=TESTER, at=AT + days(3), item_id=book.id, site_id=site)
    assert fate.hold is not None and (fate.hold.id, fate.hold.state) == (following, "ready")


def test_suspended_holds_are_passed_over(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, other: people.ReaderValue
) -> None:
    first, second = make_hold(reader.id, book, centre), make_hold(other.id, book, centre, at=AT + days(1))
    circulation.suspend_hold(actor=TESTER, at=AT, hold_id=first)
    fate = circulation.take_in(actor=TESTER, at=AT + days(2), item_id=book.id, site_id=centre)
    assert fate.hold is not None and fate.hold.id == second


def test_the_shelf_counts_open_days_only_and_then_the_hold_expires_and_is_cleared(
    branch: int, centre: int, reader: people.ReaderValue, other: people.ReaderValue
) -> None:
    book = make_item(site_id=branch)
    hold_id, following = make_hold(reader.id, book, branch), make_hold(other.id, book, branch, at=AT + days(1))
    circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=branch)  # a Wednesday; Mondays are closed
    until = circulation.hold(hold_id).keep_until
    assert until is not None and ledger.local_day(until).isoformat() == "2020-06-16"  # Th Fr Sa Su (Mo) Tu
    assert circulation.expire_holds(actor=TESTER, at=AT + days(6)) == 0
    assert circulation.expire_holds(actor=TESTER, at=AT + days(7)) == 1
    assert circulation.expire_holds(actor=TESTER, at=AT + days(7)) == 0
    row = ledger.rows_of(f"circulation.hold:{hold_id}")[-1]
    assert (row.fact, row.dims["why"]) == ("circulation.hold-expired", "not-fetched")
    assert [line.hold.id for line in circulation.to_clear([branch])] == [hold_id]
    assert circulation.to_clear([centre]) == []
    fate = circulation.take_in(actor=TESTER, at=AT + days(7), item_id=book.id, site_id=branch)
    assert fate.was_cleared and fate.hold is not None and fate.hold.id == following
    assert circulation.to_clear(None) == []


def test_a_cancelled_copy_is_cleared_and_goes_back_on_its_shelf(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, centre)
    circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
    circulation.cancel_hold(actor=TESTER, at=AT, hold_id=hold_id)
    assert len(circulation.to_clear([centre])) == 1
    fate = circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
    assert fate.was_cleared and fate.is_plain
    with pytest.raises(circulation.NotOnLoan):
        circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)


def test_a_copy_that_goes_out_from_the_pick_up_shelf_is_not_to_be_cleared_any_more(
    centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    for way in ("lent", "sent"):
        hold_id = make_hold(reader.id, book, centre)
        circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
        circulation.cancel_hold(actor=TESTER, at=AT, hold_id=hold_id)
        assert [line.hold.id for line in circulation.to_clear(None)] == [hold_id]
        if way == "lent":
            other = make_reader(site_id=centre, name="钱二")
            make_loan(item_id=book.id, reader_id=other.id, site_id=centre)
        else:
            circulation.send_item(actor=TESTER, at=AT, item_id=book.id, to_site_id=branch)
        assert circulation.to_clear(None) == []
        assert circulation.hold(hold_id).state == "cancelled"
        if way == "lent":
            circulation.return_item(actor=TESTER, at=AT + days(1), item_id=book.id, site_id=centre)


def test_a_hold_picked_up_elsewhere_travels_and_arrives(
    centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    hold_id = make_hold(reader.id, book, branch)
    fate = circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
    assert fate.transit is not None and fate.transit.to_site_id == branch
    assert circulation.hold(hold_id).state == "travelling"
    assert circulation.availability([book.id])[book.id].code == "transit"
    again = circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)  # scanned twice
    assert again.transit == fate.transit
    arrived = circulation.take_in(actor=TESTER, at=AT + days(1), item_id=book.id, site_id=branch)
    assert arrived.was_received and arrived.hold is not None and arrived.hold.state == "ready"
    assert catalogue.item(book.id).site_id == branch
    names = [row.fact for row in ledger.rows_of(f"circulation.transit:{fate.transit.id}")]
    assert names == ["circulation.item-sent", "circulation.item-received"]


def test_a_travelling_copy_that_turns_up_at_a_third_site_is_sent_on(
    centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue
) -> None:
    third = make_site("T", "第三馆")
    hold_id = make_hold(reader.id, book, branch)
    circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
    fate = circulation.take_in(actor=TESTER, at=AT + days(1), item_id=book.id, site_id=third)
    assert fate.transit is not None
    assert (fate.transit.from_site_id, fate.transit.to_site_id) == (third, branch)
    assert circulation.hold(hold_id).state == "travelling"
    row = ledger.rows_of(f"circulation.transit:{Transit.objects.order_by('pk')[0].pk}")[-1]
    assert (row.site_id, row.dims["to_site"]) == (third, branch)


def test_a_transit_that_is_given_up_gives_the_hold_its_place_back(
    centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue, lead: Actor
) -> None:
    hold_id = make_hold(reader.id, book, branch)
    fate = circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
    assert fate.transit is not None
    with pytest.raises(circulation.ReasonNeeded):
        circulation.give_up_transit(actor=TESTER, at=AT, transit_id=fate.transit.id, reason="")
    circulation.give_up_transit(actor=TESTER, at=AT + days(9), transit_id=fate.transit.id, reason="两头都找过")
    assert circulation.hold(hold_id).state == "waiting"
    assert circulation.transit(fate.transit.id).state == "lost"
    with pytest.raises(circulation.NoSuchTransit):
        circulation.give_up_transit(actor=TESTER, at=AT + days(9), transit_id=fate.transit.id, reason="再一次")


def test_others_waiting_stop_a_renewal_where_the_library_has_it_so(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, other: people.ReaderValue, lead: Actor
) -> None:
    lent = make_loan(item_id=book.id, reader_id=reader.id, site_id=centre)
    hold_id = make_hold(other.id, book, centre)
    with pytest.raises(circulation.OthersWait):
        circulation.renew(actor=TESTER, at=AT + days(1), loan_id=lent.loan_id)
    circulation.suspend_hold(actor=TESTER, at=AT, hold_id=hold_id)
    circulation.renew(actor=TESTER, at=AT + days(1), loan_id=lent.loan_id)
    circulation.thaw_hold(actor=TESTER, at=AT, hold_id=hold_id)
    second = make_loan(item_id=make_item(site_id=centre, title="边城").id, reader_id=reader.id, site_id=centre)
    free = make_copy(catalogue.item(second.item_id), site_id=centre)
    make_hold(other.id, free, centre)
    with pytest.raises(circulation.OthersWait):
        circulation.renew(actor=TESTER, at=AT + days(1), loan_id=second.loan_id)
    _set(RENEWS_WHILE_FREE.code, True)
    circulation.renew(actor=TESTER, at=AT + days(1), loan_id=second.loan_id)  # the one who waits gets the other copy
    make_hold(make_reader(site_id=centre, name="孙三").id, free, centre)
    third = make_loan(
        item_id=make_copy(free, site_id=centre).id,
        reader_id=make_reader(site_id=centre, name="李四").id,
        site_id=centre,
    )
    with pytest.raises(circulation.OthersWait):
        circulation.renew(actor=TESTER, at=AT + days(1), loan_id=third.loan_id)
    another = make_loan(item_id=make_item(site_id=centre).id, reader_id=reader.id, site_id=centre)
    make_hold(other.id, catalogue.item(another.item_id), centre)
    _set(BLOCKS_RENEWAL.code, False)
    circulation.renew(actor=TESTER, at=AT + days(1), loan_id=another.loan_id)


def test_local_first_serves_the_site_where_the_copy_is(
    centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue, other: people.ReaderValue
) -> None:
    _set(LOCAL_FIRST.code, True)
    make_hold(reader.id, book, branch)
    here = make_hold(other.id, book, centre, at=AT + days(1))
    fate = circulation.take_in(actor=TESTER, at=AT + days(2), item_id=book.id, site_id=centre)
    assert fate.hold is not None and (fate.hold.id, fate.transit) == (here, None)


def test_a_copy_that_came_back_elsewhere_floats_or_goes_home_by_setting(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    def back_at_branch(home: int) -> circulation.Fate:
        item = make_item(site_id=home)
        make_loan(item_id=item.id, reader_id=reader.id, site_id=home)
        return _back(item.id, branch, AT + days(1))

    assert back_at_branch(centre).is_plain
    _set(EXCEPTIONS.code, "C")
    assert back_at_branch(centre).transit is not None
    _set(ELSEWHERE.code, "home")
    assert back_at_branch(centre).is_plain
    _set(EXCEPTIONS.code, "")
    fate = back_at_branch(centre)
    assert fate.transit is not None and (fate.transit.to_site_id, fate.transit.why) == (centre, "home")
    still = circulation.take_in(actor=TESTER, at=AT + days(1), item_id=fate.transit.item_id, site_id=branch)
    assert still.transit == fate.transit  # scanned once more before the van came
    home = circulation.take_in(actor=TESTER, at=AT + days(2), item_id=fate.transit.item_id, site_id=centre)
    assert home.was_received and home.is_plain
    assert catalogue.item(fate.transit.item_id).site_id == centre
    again = back_at_branch(centre)
    assert again.transit is not None
    hold_id = make_hold(reader.id, catalogue.item(again.transit.item_id), branch, at=AT + days(1))
    wanted = circulation.take_in(actor=TESTER, at=AT + days(1), item_id=again.transit.item_id, site_id=branch)
    assert wanted.hold is not None and (wanted.hold.id, wanted.transit) == (hold_id, None)  # who waits now comes first


def test_kinds_that_never_float_go_home_whatever_the_sites_say(
    centre: int, branch: int, reader: people.ReaderValue
) -> None:
    def back_at_branch(kind: catalogue.ItemKind) -> circulation.Fate:
        item = make_item(site_id=centre)
        catalogue.edit_item(
            actor=TESTER,
            at=LONG_AGO,
            item_id=item.id,
            call_number=item.call_number,
            shelf="",
            price_fen=None,
            kind=kind,
        )
        make_loan(item_id=item.id, reader_id=reader.id, site_id=centre)
        return _back(item.id, branch, AT + days(1))

    _set(KINDS_HOME.code, "期刊 other")
    for kind in (catalogue.ItemKind.SERIAL, catalogue.ItemKind.OTHER):
        fate = back_at_branch(kind)
        assert fate.transit is not None and (fate.transit.to_site_id, fate.transit.why) == (centre, "home")
    assert back_at_branch(catalogue.ItemKind.BOOK).is_plain
    with pytest.raises(Invalid):
        _set(KINDS_HOME.code, "期刊 飞船")


def test_lending_ends_a_way(centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue) -> None:
    sent = circulation.send_item(actor=TESTER, at=AT, item_id=book.id, to_site_id=branch)
    with pytest.raises(circulation.InTransit):
        circulation.send_item(actor=TESTER, at=AT, item_id=book.id, to_site_id=branch)
    make_loan(item_id=book.id, reader_id=reader.id, site_id=branch, at=AT + days(1))
    assert circulation.transit(sent).state == "received"
    with pytest.raises(circulation.NotToBeSent):
        circulation.send_item(actor=TESTER, at=AT + days(1), item_id=book.id, to_site_id=centre)


def test_what_may_be_sent(centre: int, branch: int, book: catalogue.ItemValue, reader: people.ReaderValue) -> None:
    with pytest.raises(circulation.NotToBeSent):
        circulation.send_item(actor=TESTER, at=AT, item_id=book.id, to_site_id=centre)
    make_hold(reader.id, book, centre)
    circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
    with pytest.raises(circulation.NotToBeSent):
        circulation.send_item(actor=TESTER, at=AT, item_id=book.id, to_site_id=branch)


def test_late_transits_are_those_beyond_the_setting(centre: int, branch: int, book: catalogue.ItemValue) -> None:
    circulation.send_item(actor=TESTER, at=AT, item_id=book.id, to_site_id=branch)
    late = circulation.TransitFilter(is_late=True)
    assert circulation.transits(late, at=AT + days(3)) == []
    [line] = circulation.transits(late, at=AT + days(4))
    assert (line.days, line.is_late, line.barcode) == (4, True, book.barcode)
    assert [one.is_late for one in circulation.transits(circulation.TransitFilter(), at=AT + days(3))] == [False]


def test_the_pick_list_names_each_copy_once_and_prefers_the_pick_up_site(
    centre: int, branch: int, reader: people.ReaderValue, other: people.ReaderValue
) -> None:
    here = make_item(site_id=centre)
    there = make_copy(here, site_id=branch)
    out = make_copy(here, site_id=centre)
    make_loan(item_id=out.id, reader_id=make_reader(site_id=centre).id, site_id=centre)
    first, second = make_hold(reader.id, here, branch), make_hold(other.id, here, centre, at=AT + days(1))
    make_hold(make_reader(site_id=centre).id, here, centre, at=AT + days(2))
    picks = {pick.hold.id: pick.item_id for pick in circulation.pick_list(None, at=AT)}
    assert picks == {first: there.id, second: here.id}
    assert [pick.item_id for pick in circulation.pick_list([centre], at=AT)] == [here.id]
    circulation.take_in(actor=TESTER, at=AT + days(3), item_id=here.id, site_id=centre)
    assert circulation.hold(first).state == "travelling"  # the queue's order holds whatever copy was scanned
    assert [pick.item_id for pick in circulation.pick_list(None, at=AT + days(3))] == [there.id]


def test_a_withdrawn_copy_is_not_targeted(
    centre: int, book: catalogue.ItemValue, reader: people.ReaderValue, other: people.ReaderValue
) -> None:
    copy = make_copy(book, site_id=centre)
    make_hold(reader.id, book, centre)
    catalogue.withdraw_item(item_id=copy.id, actor=TESTER, at=AT, reason="破损")
    assert [pick.item_id for pick in circulation.pick_list(None, at=AT)] == [book.id]
    circulation.take_in(actor=TESTER, at=AT, item_id=book.id, site_id=centre)
    assert circulation.pick_list(None, at=AT) == []
    assert Hold.objects.get().copy_id == book.id


def test_expiry_in_slices_ends_each_once(centre: int) -> None:
    for n in range(3):
        item = make_item(site_id=centre, title=f"书{n}")
        make_hold(make_reader(site_id=centre).id, item, centre)
        circulation.take_in(actor=TESTER, at=AT, item_id=item.id, site_id=centre)
    late = AT + timedelta(days=30)
    assert [circulation.expire_holds(actor=TESTER, at=late, limit=2) for _ in range(3)] == [2, 1, 0]
