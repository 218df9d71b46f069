"""Random acts of several readers, sites and days, each compared with a small library that shares no code with the house.

After every act the whole state is compared: loans, holds, ways, places of items, charges, tills, deposits. At the end of
every run the doctor's questions are asked and the facts are counted against the small library's own counts.

More runs: ``SHUSHAN_EXAMPLES=200``; longer ones: ``SHUSHAN_STEPS=200``. A failing run prints what reproduces it.
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    rule,
    run_state_machine_as_test,
)

from shushan.circulation import public as circulation
from shushan.circulation.closures import operations as closures
from shushan.circulation.holds.models import Transit
from shushan.circulation.holds.options import ELSEWHERE
from shushan.circulation.tests import small_library as small
from shushan.circulation.tests import small_things
from shushan.circulation.tests.comparing import FACTS, Compared
from shushan.circulation.tests.make import AT, LONG_AGO, TESTER, make_copy, make_item, make_site, set_rule
from shushan.kernel.errors import Refused
from shushan.ledger.models import Entry
from shushan.options import public as options
from shushan.people import public as people
from shushan.people.tests.make import make_reader
from shushan.places import public as places

pytestmark = pytest.mark.django_db
SITES, READERS = 3, 3
TITLES = (0, 0, 0, 1, 2)  # of which title each item is
ITEMS = len(TITLES)
HOMES = (0, 1, 0, 1, 2)  # at which site each item belongs
EXAMPLES = int(os.environ.get("SHUSHAN_EXAMPLES", "12"))
STEPS = int(os.environ.get("SHUSHAN_STEPS", "50"))
_codes = count()
ANY = st.integers(0, 9999)
SLIPS = (0, 0, 0, 1, 7)  # so many fen more than what would be right
WEIGHTS = {
    "pass_time": 6, "set_the_clock_back": 1, "lend": 2, "lend_what_is_in": 6, "fetch": 3, "renew": 2, "give_back": 1,
    "give_back_what_is_out": 5, "lose": 2, "claim": 1, "give_up_claim": 1, "recall": 1, "damage": 1, "freeze": 1,
    "unfreeze": 2, "place": 5, "change_hold": 3, "the_night": 1, "take_in": 1, "receive": 3, "send": 1,
    "give_up_way": 1, "charge": 1, "pay": 3, "waive": 1, "refund": 1, "reverse": 1, "deposit": 1, "deposit_back": 1,
    "close": 1, "reopen": 1,
}  # fmt: skip
ACTS = [name for name, weight in WEIGHTS.items() for _n in range(weight)]


class House(Compared):
    """The house and the small library, side by side."""

    sends_home = False
    seen: Counter[str]

    @initialize()
    def open(self) -> None:
        """Open three sites (the second is closed on Mondays) with three readers and five copies of three titles."""
        n = next(_codes)
        self.at, self.number = AT, 0
        self.sites = [make_site(f"{n}-{k}", closed_weekdays=(0,) if k == 1 else ()) for k in range(SITES)]
        self.readers = [make_reader(site_id=self.sites[0], name=f"读者{k}", at=AT).id for k in range(READERS)]
        first = make_item(site_id=self.sites[0])
        copies = [first, make_copy(first, site_id=self.sites[1]), make_copy(first, site_id=self.sites[0])]
        copies += [make_item(site_id=self.sites[k], title=f"另一种{k}") for k in (1, 2)]
        self.items, self.records = [one.id for one in copies], [first.record_id, *(c.record_id for c in copies[3:])]
        self.values = copies
        rows = [small.Item(title, home, home) for title, home in zip(TITLES, HOMES, strict=True)]
        self.model = small.Library(rows, READERS, {0: set(), 1: {0}, 2: set()}, sends_home=self.sends_home)
        self.loan_ids: list[int] = []
        self.hold_ids: list[int] = []
        self.charge_ids: list[int] = []
        self.receipt_ids: list[int] = []
        self.closure_ids: dict[int, int] = {}
        self.begun_with = Entry.objects.count()

    def both(self, expected: bool, act: Callable[..., Any], **columns: Any) -> Any:
        """Do in the house what the small library did; both must have done it, or both refused. Return the answer."""
        try:
            answer, refusal = act(actor=TESTER, at=self.at, **columns), None
        except Refused as error:
            answer, refusal = None, error
        assert expected == (refusal is None), f"the house answered {answer!r}, refused {refusal!r}"
        return answer

    # time
    def pass_time(self, a: int, _b: int, _c: int) -> None:
        self.at += timedelta(minutes=1 + a % (15 * 24 * 60))

    def set_the_clock_back(self, a: int, _b: int, _c: int) -> None:
        self.at = max(AT, self.at - timedelta(minutes=1 + a % (5 * 60)))

    # loans
    def lend(self, a: int, b: int, c: int) -> None:
        self._lend(a % READERS, b % ITEMS, c % SITES, override=c % 4 == 3)

    def _lend(self, who: int, what: int, where: int, *, override: bool) -> None:
        before = len(self.model.loans)
        done = self.model.lend(self.at, who, what, where, override=override)
        said = self.both(
            done, circulation.lend, item_id=self.items[what], reader_id=self.readers[who], site_id=self.sites[where],
            override_reason="试验放行" if override else "",
        )  # fmt: skip
        if len(self.model.loans) > before:
            self.loan_ids.append(said.loan_id)

    def lend_what_is_in(self, a: int, b: int, _c: int) -> None:
        found = [n for n, x in enumerate(self.model.items) if not self.model.is_out(n) and not x.is_missing]
        if found:
            what = found[b % len(found)]
            self._lend(a % READERS, what, self.model.items[what].site, override=False)

    def fetch(self, a: int, _b: int, _c: int) -> None:
        """Lend what lies on the pick-up shelf to whom it lies for."""
        if ready := [x for x in self.model.holds if x.state == "ready"]:
            hold = ready[a % len(ready)]
            assert hold.copy is not None
            self._lend(hold.reader, hold.copy, hold.pickup, override=bool(a % 2))

    def renew(self, a: int, _b: int, _c: int) -> None:
        if self.loan_ids:
            n = a % len(self.loan_ids)
            self.both(self.model.renew(self.at, self.model.loans[n]), circulation.renew, loan_id=self.loan_ids[n])

    def give_back(self, a: int, b: int, c: int) -> None:
        """Take anything back, or say that it fell into the book drop up to a week ago."""
        self._give_back(a % ITEMS, b % SITES, came=self.at - timedelta(hours=c % (7 * 24)) if c % 2 else None)

    def give_back_what_is_out(self, a: int, b: int, c: int) -> None:
        if out := [x.item for x in self.model.loans if x.state != "back"]:
            came = self.at - timedelta(hours=c % (7 * 24)) if c % 3 == 0 else None
            self._give_back(out[a % len(out)], b % SITES, came=came)

    def _give_back(self, what: int, where: int, *, came: datetime | None) -> None:
        self.both(
            self.model.give_back(self.at, what, where, came), circulation.return_item, item_id=self.items[what],
            site_id=self.sites[where], came_at=came,
        )  # fmt: skip

    # troubles
    def lose(self, a: int, _b: int, _c: int) -> None:
        if n := self._some_loan(a):
            done = self.model.lose(self.at, self.model.loans[n - 1])
            self.both(done, circulation.declare_lost, loan_id=self.loan_ids[n - 1], reason="试验遗失")

    def claim(self, a: int, _b: int, _c: int) -> None:
        if n := self._some_loan(a):
            done = self.model.claim(self.at, self.model.loans[n - 1])
            loan_id = self.loan_ids[n - 1]
            self.both(done, circulation.claim_returned, loan_id=loan_id, site_id=self.sites[0], note="说还过了")

    def give_up_claim(self, a: int, _b: int, _c: int) -> None:
        if claimed := [n for n, x in enumerate(self.model.loans) if x.claimed]:
            n = claimed[a % len(claimed)]
            self.model.loans[n].claimed = None
            claim_id = circulation.of_loan(self.loan_ids[n]).claim_id
            self.both(True, circulation.give_up_claim, claim_id=claim_id)

    def recall(self, a: int, _b: int, _c: int) -> None:
        if n := self._some_loan(a):
            done = self.model.recall(self.at, self.model.loans[n - 1])
            self.both(done, circulation.recall_loan, loan_id=self.loan_ids[n - 1], reason="有人急用")

    def damage(self, a: int, _b: int, _c: int) -> None:
        if n := self._some_loan(a):
            self.model.charge(self.model.loans[n - 1].reader, "damage", 300)
            loan_id, site = self.loan_ids[n - 1], self.sites[0]
            self.both(True, circulation.note_damage, loan_id=loan_id, site_id=site, note="有水渍", amount_fen=300)

    def _some_loan(self, a: int) -> int:
        """Return the place of a loan, counted from one, an open one two times out of three; 0 for none."""
        out = [n for n, x in enumerate(self.model.loans, start=1) if x.state == "out"]
        if out and a % 3:
            return out[a % len(out)]
        return 1 + a % len(self.loan_ids) if self.loan_ids else 0

    def freeze(self, a: int, _b: int, _c: int) -> None:
        who = a % READERS
        if not self.model.frozen[who]:
            self.model.frozen[who] = True
            self.both(True, people.freeze, reader_id=self.readers[who], reason="试验冻结")

    def unfreeze(self, _a: int, _b: int, _c: int) -> None:
        if True in self.model.frozen:
            who = self.model.frozen.index(True)
            self.model.frozen[who] = False
            self.both(True, people.unfreeze, reader_id=self.readers[who])

    # holds
    def place(self, a: int, b: int, c: int) -> None:
        """Place a hold on a title, or on one copy of it."""
        who, what, where, is_of_item = a % READERS, b % ITEMS, c % SITES, c % 4 == 3
        done = self.model.place(self.at, who, TITLES[what], where, what if is_of_item else None)
        said = self.both(
            done, circulation.place_hold, reader_id=self.readers[who], record_id=self.values[what].record_id,
            pickup_site_id=self.sites[where], item_id=self.items[what] if is_of_item else None,
        )  # fmt: skip
        self.hold_ids += [said] if done else []

    def change_hold(self, a: int, b: int, _c: int) -> None:
        """Cancel, suspend, thaw or put to the front."""
        if not self.hold_ids:
            return
        n = a % len(self.hold_ids)
        row, hold_id = self.model.holds[n], self.hold_ids[n]
        if b % 4 == 0:
            self.both(self.model.cancel(row), circulation.cancel_hold, hold_id=hold_id)
        elif b % 4 == 1:
            done = self.model.change(row, ("waiting",), state="suspended")
            self.both(done, circulation.suspend_hold, hold_id=hold_id)
        elif b % 4 == 2:
            done = self.model.change(row, ("suspended",), state="waiting")
            self.both(done, circulation.thaw_hold, hold_id=hold_id)
        else:
            done = self.model.change(row, small_things.QUEUED, priority=9)
            self.both(done, circulation.prioritise_hold, hold_id=hold_id, priority=9, reason="试验次序")

    def the_night(self, _a: int, _b: int, _c: int) -> None:
        """End what was not fetched in time."""
        self.model.expire(self.at)
        while circulation.expire_holds(actor=TESTER, at=self.at):
            pass

    # ways
    def take_in(self, a: int, b: int, _c: int) -> None:
        self._take_in(a % ITEMS, b % SITES)

    def receive(self, a: int, _b: int, _c: int) -> None:
        """Take a copy in where it was sent to."""
        if ways := sorted(self.model.transits):
            what = ways[a % len(ways)]
            self._take_in(what, self.model.transits[what][1])

    def _take_in(self, what: int, where: int) -> None:
        done = self.model.take_in(self.at, what, where)
        self.both(done, circulation.take_in, item_id=self.items[what], site_id=self.sites[where])

    def send(self, a: int, b: int, _c: int) -> None:
        done = self.model.send_by_hand(a % ITEMS, b % SITES)
        self.both(done, circulation.send_item, item_id=self.items[a % ITEMS], to_site_id=self.sites[b % SITES])

    def give_up_way(self, a: int, _b: int, _c: int) -> None:
        if ways := sorted(self.model.transits):
            what = ways[a % len(ways)]
            row = Transit.objects.get(item_id=self.items[what], state="sent")
            self.both(self.model.give_up(what), circulation.give_up_transit, transit_id=row.pk, reason="找遍了")

    # money; amounts are now and then a little more than what would be right
    def charge(self, a: int, b: int, _c: int) -> None:
        fen = 1 + b % 2500
        self.model.charge(a % READERS, "other", fen)
        self.both(
            True, circulation.charge_reader, reader_id=self.readers[a % READERS], site_id=self.sites[0], kind="other",
            amount_fen=fen, reason="试验收费",
        )  # fmt: skip

    def pay(self, a: int, b: int, c: int) -> None:
        if not self.charge_ids:
            return
        owing = [n for n, x in enumerate(self.model.charges) if x.left] or [0]
        n = owing[a % len(owing)]
        one, where = self.model.charges[n], c % SITES
        amount = max(1, one.left // (1 + b % 3)) + SLIPS[c % len(SLIPS)]
        said = self.both(
            self.model.pay(n, amount, where), circulation.pay, reader_id=self.readers[one.reader],
            site_id=self.sites[where], charge_ids=[self.charge_ids[n]], amount_fen=amount, method="cash",
        )  # fmt: skip
        self.receipt_ids += [said] if said else []

    def waive(self, a: int, b: int, c: int) -> None:
        if self.charge_ids:
            n = a % len(self.charge_ids)
            amount = max(1, self.model.charges[n].left // (1 + b % 4)) + SLIPS[c % len(SLIPS)]
            done = self.model.waive(n, amount)
            self.both(done, circulation.waive, charge_id=self.charge_ids[n], amount_fen=amount, reason="试验减免")

    def refund(self, a: int, b: int, c: int) -> None:
        if not (paid := [n for n, x in enumerate(self.model.charges) if x.paid]):
            return
        n, where = paid[a % len(paid)], c % SITES
        amount = max(1, self.model.charges[n].paid // (1 + b % 2)) + SLIPS[c % len(SLIPS)]
        self.both(
            self.model.refund(n, amount, where), circulation.refund, charge_id=self.charge_ids[n],
            site_id=self.sites[where], amount_fen=amount, method="cash", reason="试验退款",
        )  # fmt: skip

    def reverse(self, a: int, _b: int, _c: int) -> None:
        if self.receipt_ids:
            n = a % len(self.receipt_ids)
            done = self.model.reverse(n)
            self.both(done, circulation.reverse_payment, receipt_id=self.receipt_ids[n], reason="收错了")

    def deposit(self, a: int, b: int, _c: int) -> None:
        done = self.model.deposit(a % READERS, 5000, b % SITES)
        self.both(done, circulation.take_deposit, amount_fen=5000, **self._of(a, b))

    def deposit_back(self, a: int, b: int, _c: int) -> None:
        self.both(self.model.deposit_back(a % READERS, b % SITES), circulation.return_deposit, **self._of(a, b))

    def _of(self, a: int, b: int) -> dict[str, Any]:
        return {"reader_id": self.readers[a % READERS], "site_id": self.sites[b % SITES], "method": "cash"}

    # closures, one at a time
    def close(self, a: int, b: int, c: int) -> None:
        if self.closure_ids:
            return
        where, since = a % SITES, small.day_of(self.at) + timedelta(days=b % 41)
        until = since + timedelta(days=1 + c % 9)
        self.number += 1
        closure = places.close_site(
            actor=TESTER, at=self.at, site_id=self.sites[where], since=since, until=until, reason="台风"
        )
        self.closure_ids[self.number] = closure
        self._settle(closure, where)
        self.model.close(self.number, where, since, until)

    def reopen(self, _a: int, _b: int, _c: int) -> None:
        if self.closure_ids:
            number, closure = self.closure_ids.popitem()
            where = self.model.closures[number][0]
            places.withdraw_closure(actor=TESTER, at=self.at, closure_id=closure, why="台风转向")
            self._settle(closure, where)
            self.model.reopen(number)

    def _settle(self, closure: int, where: int) -> None:
        one = closures.settling(closure, self.sites[where])
        for step in (closures.settle_shifts, closures.move_loans, closures.move_holds):
            assert step(one, actor=TESTER, at=self.at, after=0)[0] == 0

    @rule(kind=st.sampled_from(ACTS), a=ANY, b=ANY, c=ANY)
    def act(self, kind: str, a: int, b: int, c: int) -> None:
        """Do one act; which reader, item and site it is about is said by three numbers."""
        getattr(self, kind)(a, b, c)

    # what must be the same


ASKED_FOR_MORE = "SHUSHAN_EXAMPLES" in os.environ
PHASES = (
    Phase.explicit,
    Phase.generate,
    *((Phase.shrink,) if ASKED_FOR_MORE else ()),
)  # a failing run is shrunk for minutes
RUNS = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=PHASES, print_blob=True,
    derandomize=not ASKED_FOR_MORE, suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.parametrize("sends_home", [False, True], ids=["what comes back floats", "what comes back goes home"])
def test_the_house_does_what_the_small_library_does(db: None, sends_home: bool) -> None:
    set_rule(most_items=small_things.MOST_ITEMS, fine_fen=small_things.FINE, most_holds=small_things.MOST_HOLDS)
    options.set_option(
        actor=TESTER, at=LONG_AGO, code=ELSEWHERE.code, value="home" if sends_home else "float",
        valid_from=LONG_AGO, note="试",
    )  # fmt: skip

    class Run(House):
        pass

    Run.sends_home, Run.seen = sends_home, Counter()
    run_state_machine_as_test(Run, settings=RUNS)
    assert all(Run.seen[name] for name in FACTS.values()), f"some acts were never done: {Run.seen}"


def test_the_small_library_shares_no_code_with_the_house() -> None:
    names = set()
    for module in (small, small_things):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        names |= {one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        names |= {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
    assert names == {"__future__", "dataclasses", "datetime", small_things.__name__, "shushan.circulation.tests"}
