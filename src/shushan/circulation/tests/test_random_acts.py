"""Random acts of several readers over months, against a small model of its own that shares no code with the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shushan.circulation import public as circulation
from shushan.circulation.checks import items_match_facts, loans_match_facts
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import AT, TESTER, make_item, make_site, set_rule
from shushan.kernel.errors import Refused
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db

READERS, ITEMS, LIMIT = 2, 5, 2
_sites = count()
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["lend", "lend", "return", "renew"]),
        st.integers(0, READERS - 1),
        st.integers(0, ITEMS - 1),
        st.integers(1, 8 * 24),  # hours since the act before
    ),
    min_size=15,
    max_size=40,
)


@dataclass
class Shelf:
    """The model: who holds which item until which day, counted in whole days since the beginning."""

    held: dict[int, list[int]] = field(default_factory=dict)  # item → [reader, last day, renewals]

    def lend(self, reader: int, item: int, day: int) -> bool:
        """Lend for thirty days, at most two, nothing overdue."""
        own = [until for who, until, _times in self.held.values() if who == reader]
        if item in self.held or len(own) >= LIMIT or any(until < day for until in own):
            return False
        self.held[item] = [reader, day + 30, 0]
        return True

    def give_back(self, _reader: int, item: int, _day: int) -> bool:
        """Take back whatever is out."""
        return self.held.pop(item, None) is not None

    def renew(self, _reader: int, item: int, day: int) -> bool:
        """Renew once, in time, by thirty days from the old end."""
        loan = self.held.get(item)
        if loan is None or loan[1] < day or loan[2] >= 1:
            return False
        loan[1], loan[2] = loan[1] + 30, loan[2] + 1
        return True


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_the_house_and_a_small_model_agree_on_every_act(db: None, acts: list[tuple[str, int, int, int]]) -> None:
    set_rule(most_items=LIMIT)
    site = make_site(f"M{next(_sites)}")
    readers = [make_reader(site_id=site, name=f"读者{n}", at=AT).id for n in range(READERS)]
    items = [make_item(site_id=site).id for _n in range(ITEMS)]
    shelf, at = Shelf(), AT
    for kind, who, what, hours in acts:
        at += timedelta(hours=hours)
        day = (at + timedelta(hours=8)).toordinal() - (AT + timedelta(hours=8)).toordinal()
        expected = {"lend": shelf.lend, "return": shelf.give_back, "renew": shelf.renew}[kind](who, what, day)
        assert _done(kind, readers[who], items[what], site, at) == expected, (kind, who, what, day)
        out = dict(Loan.objects.filter(item_id__in=items, state="out").values_list("item_id", "reader_id"))
        assert out == {items[n]: readers[loan[0]] for n, loan in shelf.held.items()}
    assert list(loans_match_facts()) == []
    assert list(items_match_facts()) == []


def _done(kind: str, reader_id: int, item_id: int, site_id: int, at: datetime) -> bool:
    """Do one act and say whether it was done."""
    try:
        if kind == "lend":
            circulation.lend(actor=TESTER, at=at, item_id=item_id, reader_id=reader_id, site_id=site_id)
        elif kind == "return":
            circulation.return_item(actor=TESTER, at=at, item_id=item_id, site_id=site_id)
        else:
            loan = circulation.loan_out(item_id)
            if loan is None:
                return False
            circulation.renew(actor=TESTER, at=at, loan_id=loan.id)
    except Refused:
        return False
    return True
