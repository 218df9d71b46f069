"""Random acts with holds, sites and days against what must never be, and against the facts."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shushan.catalogue import public as catalogue
from shushan.catalogue.public import ItemValue
from shushan.circulation import public as circulation
from shushan.circulation.checks import holds_match_facts, items_match_facts, loans_match_facts, transits_match_facts
from shushan.circulation.holds import queries
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.models import Loan
from shushan.circulation.operations import filling
from shushan.circulation.tests.make import AT, TESTER, make_copy, make_item, make_site, set_rule
from shushan.kernel.errors import Refused
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db

READERS, SITES = 3, 2
_sites = count()
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["hold", "hold", "lend", "return", "return", "scan", "cancel", "suspend", "thaw", "expire", "send", "lose"]
        ),
        st.integers(0, READERS - 1),
        st.integers(0, 3),
        st.integers(0, SITES - 1),
        st.integers(1, 5 * 24),  # hours since the act before
    ),
    min_size=20,
    max_size=50,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_whatever_is_done_no_hold_is_filled_twice_and_no_copy_waits_for_two(
    db: None, acts: list[tuple[str, int, int, int, int]]
) -> None:
    set_rule(most_items=3)
    number = next(_sites)
    sites = [make_site(f"M{number}"), make_site(f"N{number}", closed_weekdays=(0,))]
    readers = [make_reader(site_id=sites[0], name=f"读者{n}", at=AT).id for n in range(READERS)]
    first, other = make_item(site_id=sites[0]), make_item(site_id=sites[1], title="另一种")
    items = [first, make_copy(first, site_id=sites[1]), make_copy(first, site_id=sites[0]), other]
    at = AT
    for kind, who, what, where, hours in acts:
        at += timedelta(hours=hours)
        with suppress(Refused):
            _do(kind, readers[who], items[what], sites[where], at)
        _look(readers)
        _the_short_way_is_the_whole_way(items, at)
        _one_question_says_what_three_say([items[what]])
    _one_question_says_what_three_say(items)
    assert list(holds_match_facts()) == []
    assert list(transits_match_facts()) == []
    assert list(loans_match_facts()) == []
    assert list(items_match_facts()) == []


def _the_short_way_is_the_whole_way(items: list[ItemValue], at: datetime) -> None:
    """Assert that an item which concerns nobody is routed nowhere, and nothing is written, when all is asked."""
    for known in items:
        item = catalogue.item(known.id)
        is_out = Loan.objects.filter(item_id=item.id, state="out").exists()
        if is_out or item.site_id != item.home_site_id or queries.concerns_somebody(item.id, item.record_id):
            continue
        before = _written()
        assert filling.whole_route(item, item.site_id, actor=TESTER, at=at) == circulation.Fate()
        assert _written() == before


def _one_question_says_what_three_say(items: list[ItemValue]) -> None:
    """Assert that where an item is, asked at once, is what the loan, its fate and the queue say one by one."""
    for item in items:
        loan, fate = circulation.loan_out(item.id), circulation.fate(item.id)
        assert circulation.whereabouts(item.id, item.record_id) == circulation.Whereabouts(
            due_at=loan.due_at if loan else None,
            to_site_id=fate.transit.to_site_id if fate.transit else None,
            is_kept=fate.hold is not None,
            keep_until=fate.hold.keep_until if fate.hold else None,
            waiting=circulation.count_queue(item.record_id),
        )


def _written() -> tuple[list[object], ...]:
    return (
        list(Hold.objects.order_by("pk").values_list()),
        list(Transit.objects.order_by("pk").values_list()),
    )


def _look(readers: list[int]) -> None:
    """Assert what must never be false between two acts."""
    served = list(
        Hold.objects.filter(state__in=["travelling", "ready"], reader__in=readers).values_list("copy_id", flat=True)
    )
    assert len(served) == len(set(served))
    out = set(Loan.objects.filter(state="out").values_list("item_id", flat=True))
    assert not out & set(served), "a copy that is kept for somebody is on loan"
    assert not out & set(Transit.objects.filter(state="sent").values_list("item_id", flat=True))
    for copy_id, state in Hold.objects.filter(state="travelling").values_list("copy_id", "state"):
        assert Transit.objects.filter(item_id=copy_id, state="sent").exists(), state
    for record_id, places in _places().items():
        assert sorted(places) == list(range(1, len(places) + 1)), record_id


def _places() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for line in circulation.hold_lines(circulation.HoldFilter(), limit=1000):
        if line.position:
            found.setdefault(line.hold.record_id, []).append(line.position)
    return found


def _do(kind: str, reader_id: int, item: object, site_id: int, at: datetime) -> None:
    assert isinstance(item, ItemValue)
    own = next((line.hold.id for line in circulation.holds_of(reader_id)), 0)
    if kind == "hold":
        circulation.place_hold(
            actor=TESTER, at=at, reader_id=reader_id, record_id=item.record_id, pickup_site_id=site_id
        )
    elif kind == "lend":
        circulation.lend(actor=TESTER, at=at, item_id=item.id, reader_id=reader_id, site_id=site_id)
    elif kind == "return":
        circulation.return_item(actor=TESTER, at=at, item_id=item.id, site_id=site_id)
    elif kind == "scan":
        circulation.take_in(actor=TESTER, at=at, item_id=item.id, site_id=site_id)
    elif kind == "expire":
        circulation.expire_holds(actor=TESTER, at=at)
    elif kind == "send":
        circulation.send_item(actor=TESTER, at=at, item_id=item.id, to_site_id=site_id)
    elif kind == "lose":
        on_way = circulation.transits(circulation.TransitFilter(item_id=item.id), at=at)
        circulation.give_up_transit(
            actor=TESTER, at=at, transit_id=on_way[0].transit.id if on_way else 0, reason="找不到"
        )
    else:
        act = {"cancel": circulation.cancel_hold, "suspend": circulation.suspend_hold, "thaw": circulation.thaw_hold}
        act[kind](actor=TESTER, at=at, hold_id=own)


def test_the_whole_grid_of_moves() -> None:
    from shushan.circulation.holds.states import MOVES, OPEN, HoldMove, HoldState, after

    for state in HoldState:
        for move in HoldMove:
            assert after(state, move) == MOVES.get((state, move))
            if state not in OPEN:
                assert after(state, move) is None, "what is over moves no more"
    assert Counter(MOVES.values())[HoldState.FILLED] == len(OPEN)
