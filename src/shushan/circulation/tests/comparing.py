"""What is compared between the house and the small library: after every act the state, at the end facts and doctor."""

from __future__ import annotations

from collections import Counter

from hypothesis.stateful import RuleBasedStateMachine, invariant

from shushan.catalogue import public as catalogue
from shushan.circulation.holds.models import Hold, Transit
from shushan.circulation.models import Loan
from shushan.circulation.money import book
from shushan.circulation.money.models import Charge, Deposit
from shushan.circulation.tests.small_library import Library
from shushan.config.jobs import every_check
from shushan.ledger import public as ledger

FACTS = {
    "circulation.item-lent": "lent",
    "circulation.item-returned": "returned",
    "circulation.loan-renewed": "renewed",
    "circulation.item-lost": "lost",
    "circulation.item-found": "found",
    "circulation.hold-placed": "placed",
    "circulation.hold-filled": "filled",
    "circulation.item-sent": "sent",
}


class Compared(RuleBasedStateMachine):
    """A machine whose subclass keeps ``model`` beside the house's ids, in the same order."""

    model: Library
    seen: Counter[str]
    items: list[int]
    readers: list[int]
    sites: list[int]
    loan_ids: list[int]
    hold_ids: list[int]
    charge_ids: list[int]

    @invariant()
    def loans_are_the_same(self) -> None:
        if not hasattr(self, "model"):
            return
        rows = Loan.objects.filter(item_id__in=self.items).order_by("pk")
        seen = [(x.pk, x.item_id, x.reader_id, x.state, x.due_at, x.back_at, x.renewals, x.lent_site_id) for x in rows]
        assert seen == [
            (pk, self.items[x.item], self.readers[x.reader], x.state, x.due, x.ended, int(x.renewed is not None),
             self.sites[x.site])
            for pk, x in zip(self.loan_ids, self.model.loans, strict=True)
        ]  # fmt: skip

    @invariant()
    def holds_and_ways_are_the_same(self) -> None:
        if not hasattr(self, "model"):
            return
        rows = Hold.objects.filter(reader_id__in=self.readers).order_by("pk")
        assert [(x.pk, x.state, x.copy_id, x.on_shelf, x.keep_until if x.state == "ready" else None) for x in rows] == [
            (pk, x.state, None if x.copy is None else self.items[x.copy], x.is_on_shelf,
             x.keep if x.state == "ready" else None)
            for pk, x in zip(self.hold_ids, self.model.holds, strict=True)
        ]  # fmt: skip
        ways = Transit.objects.filter(item_id__in=self.items, state="sent")
        assert {(x.item_id, x.from_site_id, x.to_site_id) for x in ways} == {
            (self.items[n], self.sites[x[0]], self.sites[x[1]]) for n, x in self.model.transits.items()
        }
        known = catalogue.items(self.items)
        lie = [(known[pk].site_id, known[pk].state is catalogue.ItemState.MISSING) for pk in self.items]
        assert lie == [(self.sites[x.site], x.is_missing) for x in self.model.items]

    @invariant()
    def money_is_the_same(self) -> None:
        if not hasattr(self, "model"):
            return
        rows = list(Charge.objects.filter(reader_id__in=self.readers).order_by("pk"))
        self.charge_ids = [x.pk for x in rows]
        assert [(x.reader_id, x.kind, x.amount_fen, x.left_fen, x.credit_fen) for x in rows] == [
            (self.readers[x.reader], x.kind, x.amount, x.left, x.credit) for x in self.model.charges
        ]
        assert [book.paid_net(x.pk) for x in rows] == [x.paid for x in self.model.charges]
        assert [book.in_till(site) for site in self.sites] == list(self.model.cash.values())
        held = Deposit.objects.filter(reader_id__in=self.readers, returned_at=None)
        assert sum(x.amount_fen for x in held) == sum(self.model.deposits)

    @invariant()
    def what_must_never_be(self) -> None:
        """No copy is in two hands, none serves two, none that is out is kept, lies on a shelf or travels."""
        if not hasattr(self, "model"):
            return
        out = list(Loan.objects.filter(item_id__in=self.items, state="out").values_list("item_id", flat=True))
        kept = list(
            Hold.objects.filter(reader_id__in=self.readers, state__in=["travelling", "ready"]).values_list(
                "copy_id", flat=True
            )
        )
        shelf = Hold.objects.filter(reader_id__in=self.readers, on_shelf=True).values_list("copy_id", flat=True)
        ways = list(Transit.objects.filter(item_id__in=self.items, state="sent").values_list("item_id", flat=True))
        for one in (out, kept, ways):
            assert len(one) == len(set(one))
        assert not set(out) & {*kept, *shelf, *ways}
        assert not set(ways) & set(shelf)

    def teardown(self) -> None:
        """Count the facts, and ask the doctor."""
        if not hasattr(self, "model"):
            return
        facts = dict(ledger.each_sum(tuple(FACTS)))
        own = {f"circulation.loan:{pk}" for pk in self.loan_ids} | {f"circulation.hold:{pk}" for pk in self.hold_ids}
        ways = Transit.objects.filter(item_id__in=self.items).values_list("pk", flat=True)
        own |= {f"circulation.transit:{pk}" for pk in ways}
        told = dict.fromkeys(self.model.count, 0)
        for subject in own:
            for fact, n in facts.get(subject, {}).items():
                told[FACTS[fact]] += n
        assert told == self.model.count
        self.seen.update(told)
        found = [
            f"{c.code}: {f.where} {f.what}" for c in every_check() if c.code.startswith("circulation") for f in c.run()
        ]
        assert found == []
