"""A guardian sees and renews what a child has borrowed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.tests.make import make_hold, make_item, make_loan
from shushan.kernel.clock import now
from shushan.people.tests.make import make_reader
from shushan.people.tests.test_family import door, make_child

pytestmark = pytest.mark.django_db


def test_a_guardian_sees_and_renews_the_childs_loan_and_a_stranger_does_not(centre: int) -> None:
    before = now() - timedelta(days=5)
    mother, other = make_reader(site_id=centre, at=before), make_reader(site_id=centre, name="钱二", at=before)
    child = make_child(mother.id, centre, at=before)
    loan = make_loan(item_id=make_item(site_id=centre).id, reader_id=child, site_id=centre, at=before)
    address = reverse("circulation:renewals", args=[loan.loan_id])
    client = door(mother.person_id)
    assert address in client.get(reverse("people:my-ward", args=[child])).content.decode()
    assert door(other.person_id).post(address).status_code == 404
    assert circulation.loan(loan.loan_id).renewals == 0
    assert client.post(address).url == reverse("people:my-ward", args=[child])
    assert circulation.loan(loan.loan_id).renewals == 1


def test_a_guardian_waits_for_a_child_and_a_stranger_does_not(centre: int) -> None:
    before = now() - timedelta(days=5)
    mother, other = make_reader(site_id=centre, at=before), make_reader(site_id=centre, name="钱二", at=before)
    child, item = make_child(mother.id, centre, at=before), make_item(site_id=centre)
    record, place = reverse("catalogue:record", args=[item.record_id]), reverse("circulation:place-hold")
    sent = {"record": item.record_id, "site": centre, "reader": child}
    client, stranger = door(mother.person_id), door(other.person_id)
    assert 'name="reader"' not in stranger.get(record).content.decode()
    assert stranger.post(place, sent).status_code == 403
    page = client.get(record).content.decode()
    assert 'name="reader"' in page and ">自己</option>" in page
    make_hold(mother.id, item, centre, at=before)
    page = client.get(record).content.decode()
    assert 'name="reader"' in page and ">自己</option>" not in page  # oneself waits already
    assert "预约，排在第 2 位" in client.post(place, sent, follow=True).content.decode()
    [line] = circulation.holds_of(child)
    cancel = reverse("circulation:hold-cancellations", args=[line.hold.id])
    ward = reverse("people:my-ward", args=[child])
    assert cancel in client.get(ward).content.decode()
    assert stranger.post(cancel).status_code == 404
    assert client.post(cancel, {"back": ward}).url == ward
    assert circulation.hold(line.hold.id).state == "cancelled"


def test_the_guardian_of_a_grown_child_renews_nothing(centre: int) -> None:
    before = now() - timedelta(days=5)
    mother = make_reader(site_id=centre, at=before)
    grown = make_child(mother.id, centre, at=before, years=18)
    loan = make_loan(item_id=make_item(site_id=centre).id, reader_id=grown, site_id=centre, at=before)
    answer = door(mother.person_id).post(reverse("circulation:renewals", args=[loan.loan_id]))
    assert answer.status_code == 404 and circulation.loan(loan.loan_id).renewals == 0


def test_a_guardian_renews_all_of_a_childs_loans_and_a_stranger_none(centre: int) -> None:
    before = now() - timedelta(days=5)
    mother, other = make_reader(site_id=centre, at=before), make_reader(site_id=centre, name="钱二", at=before)
    child = make_child(mother.id, centre, at=before)
    for _n in range(2):
        make_loan(item_id=make_item(site_id=centre).id, reader_id=child, site_id=centre, at=before)
    address, ward = reverse("circulation:my-renewals"), reverse("people:my-ward", args=[child])
    assert door(other.person_id).post(address, {"reader": child}).status_code == 403
    client = door(mother.person_id)
    assert address in client.get(ward).content.decode()
    answer = client.post(address, {"reader": child}, follow=True)
    assert answer.redirect_chain[-1][0] == ward and "续借了 2 册" in answer.content.decode()
    assert [line.loan.renewals for line in circulation.loans_of(child, at=now())] == [1, 1]
