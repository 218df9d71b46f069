"""Withdrawal with four eyes: nobody approves their own, all items leave together with their facts, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from shushan.catalogue import ports, withdrawals
from shushan.catalogue.checks import STOCK, checks
from shushan.catalogue.models import Item, WithdrawalProposal
from shushan.catalogue.terms import Availability
from shushan.catalogue.tests.make import TESTER, make_item
from shushan.kernel.actor import ANONYMOUS, system
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from shushan.ledger import public as ledger
from shushan.people.tests.make import make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db
AT = datetime(2020, 6, 10, 2, 0, tzinfo=UTC)
OTHER = system("other")


class Lent:
    """A shelf of which everything is out."""

    def availability(self, item_ids: Sequence[int]) -> dict[int, Availability]:
        """Everything is out."""
        return {number: Availability("out", AT) for number in item_ids}


@pytest.fixture
def all_lent() -> Iterator[None]:
    """Have every item be out."""
    before = list(ports._shelf)
    ports.use(Lent())
    yield
    ports._shelf[:] = before


@pytest.fixture
def proposed(centre: int) -> int:
    """Return a proposal of two items, made by the tester."""
    for code in ("A1", "A2", "A3"):
        make_item(site_id=centre, barcode=code)
    return withdrawals.propose(actor=TESTER, at=AT, codes=["A1", "A2"], reason="破损")


def test_another_person_approves_and_the_stock_falls(proposed: int, centre: int) -> None:
    assert ledger.stock(STOCK, site_id=centre, on=ledger.FAR) == 3
    with pytest.raises(NotAllowed):
        withdrawals.approve(actor=TESTER, at=AT, proposal_id=proposed)
    assert withdrawals.approve(actor=OTHER, at=AT, proposal_id=proposed) == 2
    assert ledger.stock(STOCK, site_id=centre, on=ledger.FAR) == 1
    assert withdrawals.proposal(proposed)[0].state is withdrawals.ProposalState.APPROVED
    for act in (
        lambda: withdrawals.approve(actor=OTHER, at=AT, proposal_id=proposed),
        lambda: withdrawals.reject(actor=OTHER, at=AT, proposal_id=proposed, note="x"),
    ):
        with pytest.raises(Conflict):
            act()
    assert not [found for check in checks() for found in check.run()]


def test_a_rejected_proposal_changes_nothing_and_may_be_made_again(proposed: int, centre: int) -> None:
    with pytest.raises(Invalid):
        withdrawals.reject(actor=OTHER, at=AT, proposal_id=proposed, note=" ")
    withdrawals.reject(actor=OTHER, at=AT, proposal_id=proposed, note="还能修")
    assert not Item.objects.filter(state="withdrawn").exists()
    assert withdrawals.propose(actor=TESTER, at=AT, codes=["A1"], reason="破损")


def test_a_lent_item_holds_the_whole_proposal_back(proposed: int, all_lent: None) -> None:
    with pytest.raises(Conflict):
        withdrawals.approve(actor=OTHER, at=AT, proposal_id=proposed)
    assert withdrawals.proposal(proposed)[0].state is withdrawals.ProposalState.PROPOSED
    assert not Item.objects.filter(state="withdrawn").exists()


def test_what_cannot_be_proposed_is_refused(proposed: int) -> None:
    for actor, codes, reason, error in [
        (TESTER, ["A3"], " ", Invalid),
        (TESTER, ["A3", "X"], "破损", Invalid),
        (TESTER, ["A2", "A3"], "破损", Conflict),
        (ANONYMOUS, ["A3"], "破损", NotAllowed),
    ]:
        with pytest.raises(error):
            withdrawals.propose(actor=actor, at=AT, codes=codes, reason=reason)
    with pytest.raises(NotFound):
        withdrawals.approve(actor=OTHER, at=AT, proposal_id=99)
    with pytest.raises(NotAllowed):
        withdrawals.approve(actor=ANONYMOUS, at=AT, proposal_id=proposed)


def test_the_database_refuses_two_eyes(proposed: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawalProposal.objects.update(state="approved", decided_at=AT, decided_by=TESTER.label)


def test_two_cataloguers_do_it_by_pages(centre: int) -> None:
    make_item(site_id=centre, barcode="A1")
    without_second_factor()
    one, two = Client(), Client()
    one.force_login(make_user(make_staff("cataloguer")))
    two.force_login(make_user(make_staff("cataloguer", name="乙")))
    made = one.post(reverse("catalogue:withdrawals"), {"barcodes": "A1", "reason": "破损"})
    assert made.status_code == 302
    assert one.post(reverse("catalogue:withdrawals"), {"barcodes": "A1", "reason": "破损"}).status_code == 422
    own = one.get(made["Location"]).content.decode()
    assert "要由别人批" in own
    assert one.post(made["Location"], {"act": "approve"}).status_code == 409
    assert two.post(made["Location"], {"act": "reject", "note": ""}).status_code == 409
    assert two.post(made["Location"], {"act": "approve"}).status_code == 302
    assert Item.objects.get().state == "withdrawn"
    page = two.get(made["Location"]).content.decode()
    assert "乙 ·" in page and "staff:" not in page, "people are named, not numbered"
    assert "已批准" in two.get(reverse("catalogue:withdrawals")).content.decode()
