"""My loans and the staff's list, as pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import make_item, make_loan
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.models import Card, Reader
from shushan.people.tests.make import TESTER, make_reader, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(centre: int) -> people.ReaderValue:
    """Return a reader with a card that is good today."""
    return make_reader(site_id=centre, at=now())


@pytest.fixture
def mine(client: Client, me: people.ReaderValue) -> Client:
    """Return a browser in which that reader is signed in."""
    client.force_login(make_user(me.person_id))
    return client


@pytest.fixture
def staff(client: Client, centre: int) -> Client:
    """Return a browser of the centre's desk."""
    without_second_factor()
    client.force_login(make_user(make_staff("desk", site_id=centre)))
    return client


def _loans(me: people.ReaderValue, centre: int, n: int) -> list[int]:
    return [
        make_loan(item_id=make_item(site_id=centre).id, reader_id=me.id, site_id=centre, at=now()).loan_id
        for _n in range(n)
    ]


def test_my_loans_asks_the_same_number_of_queries_for_one_and_for_three(
    mine: Client, me: people.ReaderValue, centre: int
) -> None:
    counts = []
    mine.get(reverse("circulation:my-loans"))
    for n in (1, 2):
        _loans(me, centre, n)
        with CaptureQueriesContext(connection) as asked:
            page = mine.get(reverse("circulation:my-loans")).content.decode()
        counts.append(len(asked))
    assert page.count('class="card"') == 3
    assert counts[0] == counts[1]


def test_one_tap_renews_and_the_second_says_why_not_on_the_card(
    mine: Client, me: people.ReaderValue, centre: int
) -> None:
    [loan_id] = _loans(me, centre, 1)
    address, headers = reverse("circulation:renewals", args=[loan_id]), {"HX-Request": "true"}
    answer = mine.post(address, headers=headers)
    assert answer.status_code == 200
    assert "已续借" in answer.content.decode()
    Loan.objects.update(renewed_at=now() - timedelta(hours=1))
    answer = mine.post(address, headers=headers)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'data-refusal="circulation.renewal-limit-reached"' in page
    assert f'id="loan-{loan_id}"' in page
    shown = mine.post(address, follow=True).content.decode()
    assert "已经续借过 1 次" in shown


def test_somebody_elses_loan_is_not_found(mine: Client, centre: int) -> None:
    other = make_reader(site_id=centre, at=now(), name="赵二")
    [loan_id] = _loans(other, centre, 1)
    assert mine.post(reverse("circulation:renewals", args=[loan_id])).status_code == 404


def test_history_is_off_until_asked_for(mine: Client, me: people.ReaderValue, centre: int) -> None:
    [loan_id] = _loans(me, centre, 1)
    Loan.objects.filter(pk=loan_id).update(state="back", back_at=now(), return_site_id=centre)
    assert "围城" not in mine.get(reverse("circulation:my-loans")).content.decode()
    mine.post(reverse("circulation:history"), {"keep": "1"})
    assert "围城" in mine.get(reverse("circulation:my-loans")).content.decode()
    mine.post(reverse("circulation:history"), {"keep": "0"})
    assert "围城" not in mine.get(reverse("circulation:my-loans")).content.decode()


def test_the_panel_stands_in_my_library_and_on_the_privacy_page(
    mine: Client, me: people.ReaderValue, centre: int
) -> None:
    _loans(me, centre, 1)
    assert "围城" in mine.get(reverse("people:my")).content.decode()
    assert "围城" in mine.get(reverse("people:my-privacy")).content.decode()


def test_the_staff_list_asks_the_same_number_of_queries_for_one_and_for_three(
    staff: Client, me: people.ReaderValue, centre: int
) -> None:
    counts = []
    staff.get(reverse("circulation:loans"))
    for n in (1, 2):
        _loans(me, centre, n)
        with CaptureQueriesContext(connection) as asked:
            page = staff.get(reverse("circulation:loans")).content.decode()
        counts.append(len(asked))
    assert page.count("/staff/loans/") >= 3
    assert counts[0] == counts[1]
    assert me.name not in page


def test_every_filter_stands_in_the_address(staff: Client, me: people.ReaderValue, centre: int) -> None:
    first, second = _loans(me, centre, 2)
    Loan.objects.filter(pk=first).update(lent_at=now() - timedelta(days=50), due_at=now() - timedelta(days=3))
    address = reverse("circulation:loans")

    def ids(query: str) -> set[int]:
        page = staff.get(f"{address}?{query}").content.decode()
        return {n for n in (first, second) if f"/staff/loans/{n}/" in page}

    barcode = Loan.objects.select_related("item").get(pk=second).item.barcode
    assert ids("") == {first, second}
    assert ids("state=overdue") == {first}
    assert ids("state=back") == set()
    assert ids(f"q={barcode}") == {second}
    assert ids(f"q={me.card_number}") == {first, second}
    assert ids("q=nobody") == set()
    assert ids("site=C&state=all") == {first, second}
    assert ids(f"after={second}") == {first}


def test_the_list_goes_out_as_a_file_without_names(staff: Client, me: people.ReaderValue, centre: int) -> None:
    _loans(me, centre, 3)
    answer = staff.get(reverse("circulation:loans") + "?format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 4
    assert "围城" in text
    assert me.name not in text


def test_loans_of_another_site_are_not_shown(staff: Client, me: people.ReaderValue, branch: int) -> None:
    lent = make_loan(item_id=make_item(site_id=branch).id, reader_id=me.id, site_id=branch, at=now())
    assert f"/staff/loans/{lent.loan_id}/" not in staff.get(reverse("circulation:loans")).content.decode()
    assert staff.get(reverse("circulation:loan", args=[lent.loan_id])).status_code == 403


def test_a_loan_shows_its_records(staff: Client, me: people.ReaderValue, centre: int) -> None:
    [loan_id] = _loans(me, centre, 1)
    page = staff.get(reverse("circulation:loan", args=[loan_id])).content.decode()
    assert "circulation.item-lent" in page
    assert me.masked_name in page
    assert staff.get(reverse("circulation:loan", args=[loan_id + 99])).status_code == 404


def test_pages_speak_english_too(staff: Client, me: people.ReaderValue, centre: int) -> None:
    _loans(me, centre, 1)
    page = staff.get("/en/staff/loans/").content.decode()
    assert "Loans" in page
    assert "借阅清单" not in page
    page = staff.get("/en/desk/").content.decode()
    assert "扫" not in page


def test_readers_do_not_see_the_staff_list(mine: Client) -> None:
    assert mine.get(reverse("circulation:loans")).status_code == 403


def test_all_are_renewed_at_once_and_each_that_is_not_says_why(
    mine: Client, me: people.ReaderValue, centre: int
) -> None:
    address, page = reverse("circulation:my-renewals"), reverse("circulation:my-loans")
    first, *_rest = _loans(me, centre, 1)
    assert address not in mine.get(page).content.decode()  # one alone has its own button
    _loans(me, centre, 2)
    assert address in mine.get(page).content.decode()
    Loan.objects.filter(pk=first).update(renewals=1, renewed_at=now() - timedelta(hours=1))
    shown = mine.post(address).content.decode()
    assert "续借了 2 册" in shown and "1 册没有续成" in shown
    assert shown.count('data-refusal="circulation.renewal-limit-reached"') == 1
    assert sorted(Loan.objects.values_list("renewals", flat=True)) == [1, 1, 1]
    again = mine.post(address).content.decode()  # a second tap is the same act
    assert "续借了 2 册" in again and sorted(Loan.objects.values_list("renewals", flat=True)) == [1, 1, 1]
    other = make_reader(site_id=centre, name="钱二", at=now())
    assert mine.post(address, {"reader": str(other.id)}).status_code == 403


def test_what_no_waiting_lets_be_renewed_says_why_in_the_place_of_the_button(
    mine: Client, me: people.ReaderValue, centre: int
) -> None:
    first, second, third = _loans(me, centre, 3)
    Loan.objects.filter(pk=first).update(renewals=1, renewed_at=now())
    Loan.objects.filter(pk=second).update(lent_at=now() - timedelta(days=40), due_at=now() - timedelta(days=2))
    page = mine.get(reverse("circulation:my-loans")).content.decode()
    assert page.count("data-used-up=") == 2
    assert "已经续借过 1 次" in page and "已逾期 2 天，不能续借" in page and "第 1 号规则" in page
    for loan_id, offered in ((first, False), (second, False), (third, True)):
        assert (reverse("circulation:renewals", args=[loan_id]) in page) is offered
    assert reverse("circulation:my-renewals") not in page  # one button is enough for one loan


def test_a_loan_that_is_called_back_says_so_and_offers_no_renewal(
    mine: Client, me: people.ReaderValue, centre: int
) -> None:
    first, second = _loans(me, centre, 2)
    Loan.objects.filter(pk=first).update(lent_at=now() - timedelta(days=20))
    circulation.recall_loan(actor=TESTER, at=now(), loan_id=first, reason="教学急用")
    page = mine.get(reverse("circulation:my-loans")).content.decode()
    assert page.count("馆里请您提前还") == 1
    assert reverse("circulation:renewals", args=[first]) not in page
    assert reverse("circulation:renewals", args=[second]) in page


def test_a_reader_without_a_checked_document_is_told_where_to_go(client: Client, centre: int) -> None:
    new = make_reader(site_id=centre, at=now(), name="陆晓风")
    Reader.objects.filter(pk=new.id).update(verified_at=None)
    Card.objects.filter(reader_id=new.id).update(state="pending")
    client.force_login(make_user(new.person_id))
    item = make_item(site_id=centre)
    sent = {"record": item.record_id, "site": centre}
    page = client.post(reverse("circulation:place-hold"), sent, follow=True).content.decode()
    assert "请带身份证件到服务台" in page
