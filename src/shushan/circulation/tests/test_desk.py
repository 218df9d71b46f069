"""The desk as one uses it: scan, look, scan. Without JavaScript, then with HTMX."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shushan.catalogue.public import ItemValue
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import make_hold, make_item
from shushan.kernel.clock import now
from shushan.people import public as people
from shushan.people.tests.make import TESTER, actor_of, make_reader, make_staff, make_user, without_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(centre: int, client: Client) -> Client:
    """Return a browser at the centre's desk, signed in as a colleague of that desk."""
    without_second_factor()
    person_id = make_staff("desk", site_id=centre)
    client.force_login(make_user(person_id))
    client.get(reverse("circulation:desk"))
    return client


@pytest.fixture
def card(centre: int) -> people.ReaderValue:
    """Return a reader whose card is good today."""
    return make_reader(site_id=centre, at=now(), name="李小满")


def scan(client: Client, text: str, **more: str) -> str:
    """Scan without JavaScript and return the page that is shown in the end."""
    answer = client.post(reverse("circulation:scan"), {"scan": text, **more}, follow=True)
    return answer.content.decode()


def tone(page: str) -> str:
    """Return the colour of the result."""
    found = re.search(r"desk__result desk__result--(\w+)", page)
    return found.group(1) if found else ""


def test_a_card_then_a_book_lends_and_the_book_alone_returns(
    at_desk: Client, card: people.ReaderValue, book: ItemValue
) -> None:
    page = scan(at_desk, card.card_number)
    assert tone(page) == "reader"
    assert "李**" in page
    assert card.name not in page
    page = scan(at_desk, book.barcode)
    assert tone(page) == "lent"
    assert 'data-sound="good"' in page
    assert Loan.objects.get().state == "out"
    at_desk.post(reverse("circulation:end-session"))
    page = scan(at_desk, book.barcode)
    assert tone(page) == "returned"
    assert Loan.objects.get().state == "back"


def test_what_a_chinese_input_method_makes_of_a_scan_is_understood(
    at_desk: Client, card: people.ReaderValue, book: ItemValue
) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in card.card_number)
    assert tone(scan(at_desk, f"　{wide}\n")) == "reader"
    assert tone(scan(at_desk, f"{book.barcode.lower()[:3]}'{book.barcode[3:]}。\r\n")) == "lent"


def test_a_double_scan_is_told_and_not_doubled(at_desk: Client, card: people.ReaderValue, book: ItemValue) -> None:
    scan(at_desk, card.card_number)
    scan(at_desk, book.barcode)
    page = scan(at_desk, book.barcode)
    assert tone(page) == "same"
    assert "没有重复登记" in page
    assert Loan.objects.count() == 1


def test_a_book_that_is_out_to_this_reader_offers_renewal_and_return(
    at_desk: Client, card: people.ReaderValue, book: ItemValue
) -> None:
    scan(at_desk, card.card_number)
    scan(at_desk, book.barcode)
    _an_hour_ago()
    page = scan(at_desk, book.barcode)
    assert tone(page) == "choice"
    assert 'data-choice="1"' in page and 'data-choice="2"' in page
    assert tone(scan(at_desk, book.barcode, do="renew")) == "renewed"
    assert tone(scan(at_desk, book.barcode, do="return")) == "returned"


def test_a_form_that_is_sent_again_much_later_renews_once(
    at_desk: Client, card: people.ReaderValue, book: ItemValue
) -> None:
    scan(at_desk, card.card_number)
    page = scan(at_desk, book.barcode)
    [form] = set(re.findall(r'name="form" value="([0-9a-f-]{36})"', page))
    assert tone(scan(at_desk, book.barcode, do="renew", form=form)) == "renewed"
    Loan.objects.update(renewed_at=F("renewed_at") - timedelta(hours=1))
    assert tone(scan(at_desk, book.barcode, do="renew", form=form)) == "same"
    assert Loan.objects.get().renewals == 1
    assert tone(scan(at_desk, book.barcode, do="return", form=form)) == "returned"


def test_a_renewal_of_a_book_that_came_back_meanwhile_lends_nothing(
    at_desk: Client, card: people.ReaderValue, book: ItemValue
) -> None:
    scan(at_desk, card.card_number)
    page = scan(at_desk, book.barcode, do="renew")
    assert tone(page) == "refused"
    assert not Loan.objects.exists()


def test_a_book_in_other_hands_offers_its_return_without_naming_them(
    at_desk: Client, centre: int, card: people.ReaderValue, book: ItemValue
) -> None:
    scan(at_desk, card.card_number)
    scan(at_desk, book.barcode)
    _an_hour_ago()
    from shushan.kernel.clock import now

    other = make_reader(site_id=centre, at=now(), name="赵大年")
    scan(at_desk, other.card_number)
    page = scan(at_desk, book.barcode)
    assert tone(page) == "choice"
    assert "李" not in page
    assert tone(scan(at_desk, book.barcode, do="return")) == "returned"
    assert tone(scan(at_desk, book.barcode)) == "lent"


def test_a_book_on_the_shelf_without_a_reader_is_refused_with_what_to_do(at_desk: Client, book: ItemValue) -> None:
    answer = at_desk.post(reverse("circulation:scan"), {"scan": book.barcode})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert tone(page) == "refused"
    assert "请先扫读者证" in page


def test_an_unknown_number_is_refused_and_the_reader_stays_in_hand(at_desk: Client, card: people.ReaderValue) -> None:
    scan(at_desk, card.card_number)
    page = scan(at_desk, "99999999")
    assert tone(page) == "refused"
    assert "李**" in page


def test_a_name_offers_choices_under_number_keys(at_desk: Client, centre: int, card: people.ReaderValue) -> None:
    from shushan.kernel.clock import now

    make_reader(site_id=centre, at=now(), name="李小明")
    page = scan(at_desk, "李小")
    assert tone(page) == "choice"
    assert page.count("data-choice=") == 2
    assert tone(scan(at_desk, "", reader=str(card.id))) == "reader"


def test_return_only_takes_books_and_no_cards(at_desk: Client, card: people.ReaderValue, book: ItemValue) -> None:
    scan(at_desk, card.card_number)
    scan(at_desk, book.barcode)
    at_desk.post(reverse("circulation:end-session"), {"returns_only": "1"})
    assert tone(scan(at_desk, card.card_number)) == "refused"
    assert tone(scan(at_desk, book.barcode)) == "returned"
    at_desk.post(reverse("circulation:end-session"), {"returns_only": "0"})
    assert tone(scan(at_desk, card.card_number)) == "reader"


def test_an_override_is_offered_only_to_whoever_may(
    client: Client, at_desk: Client, centre: int, card: people.ReaderValue, book: ItemValue
) -> None:
    from shushan.kernel.clock import now

    people.freeze(actor=TESTER, at=now(), reader_id=card.id, reason="待核")
    scan(at_desk, card.card_number)
    page = scan(at_desk, book.barcode)
    assert "override_reason" not in page
    assert "可以放行" in page
    lead = make_staff("desk-lead", site_id=centre, name="周主管")
    client.force_login(make_user(lead))
    client.get(reverse("circulation:desk"))
    scan(client, card.card_number)
    page = scan(client, book.barcode)
    assert "override_reason" in page
    assert tone(scan(client, book.barcode, override_reason="主管同意")) == "lent"


def test_with_htmx_only_the_desk_comes_back(at_desk: Client, card: people.ReaderValue, book: ItemValue) -> None:
    headers = {"HX-Request": "true"}
    answer = at_desk.post(reverse("circulation:scan"), {"scan": card.card_number}, headers=headers)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    answer = at_desk.post(reverse("circulation:scan"), {"scan": book.barcode}, headers=headers)
    assert tone(answer.content.decode()) == "lent"
    answer = at_desk.get(reverse("circulation:slip"))
    assert book.title in answer.content.decode()


def test_another_colleague_in_the_same_browser_gets_no_reader_in_hand(
    at_desk: Client, centre: int, card: people.ReaderValue
) -> None:
    scan(at_desk, card.card_number)
    at_desk.force_login(make_user(make_staff("desk", site_id=centre, name="钱馆员")))
    page = at_desk.get(reverse("circulation:desk")).content.decode()
    assert "李**" not in page


def test_the_site_is_chosen_once_among_those_one_may_lend_at(client: Client, centre: int, branch: int) -> None:
    without_second_factor()
    person_id = make_staff("desk", site_id=None)
    client.force_login(make_user(person_id))
    page = client.get(reverse("circulation:desk")).content.decode()
    assert "中心馆" in page and "河口馆区" in page
    client.post(reverse("circulation:choose-site"), {"site": str(branch)})
    assert "河口馆区" in client.get(reverse("circulation:desk")).content.decode()


def test_a_site_where_one_may_not_lend_is_refused(at_desk: Client, branch: int) -> None:
    assert at_desk.post(reverse("circulation:choose-site"), {"site": str(branch)}).status_code == 403


def test_readers_and_strangers_do_not_come_to_the_desk(client: Client, card: people.ReaderValue) -> None:
    assert client.get(reverse("circulation:desk")).status_code == 302
    client.force_login(make_user(card.person_id))
    assert client.get(reverse("circulation:desk")).status_code == 403
    assert client.post(reverse("circulation:scan"), {"scan": "1"}).status_code == 403


def test_a_lending_over_http_asks_a_fixed_number_of_queries(
    at_desk: Client, centre: int, card: people.ReaderValue
) -> None:
    scan(at_desk, card.card_number)
    counts = []
    for _n in range(4):
        item = make_item(site_id=centre)
        with CaptureQueriesContext(connection) as asked:
            answer = at_desk.post(reverse("circulation:scan"), {"scan": item.barcode}, headers={"HX-Request": "true"})
        assert tone(answer.content.decode()) == "lent"
        counts.append(len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]))
    assert counts[1] == counts[2] == counts[3]
    assert counts[3] <= 26, counts  # one of them asks what the reader owes, one what waits on the shelf


def _an_hour_ago() -> None:
    from datetime import timedelta

    from django.db.models import F

    Loan.objects.update(lent_at=F("lent_at") - timedelta(hours=1))


@pytest.fixture
def roaming(centre: int, branch: int, client: Client) -> Client:
    """Return a browser of a colleague who may stand at any site and has not said where."""
    without_second_factor()
    client.force_login(make_user(make_staff("desk-lead")))
    return client


def test_scans_before_the_site_was_chosen_are_done_in_order_once_it_is(
    roaming: Client, branch: int, card: people.ReaderValue, book: ItemValue
) -> None:
    page = scan(roaming, card.card_number)
    assert f'name="kept" value="{card.card_number}"' in page
    asked = roaming.post(reverse("circulation:choose-site"), {"kept": [card.card_number], "scan": book.barcode})
    assert f'value="{book.barcode}"' in asked.content.decode()
    assert not Loan.objects.exists()
    kept = {"kept": [card.card_number, book.barcode], "scan": "", "site": str(branch)}
    page = roaming.post(reverse("circulation:choose-site"), kept, follow=True).content.decode()
    assert tone(page) == "lent"
    assert Loan.objects.get().lent_site_id == branch


def test_a_kept_scan_that_is_refused_stops_the_rest_and_says_so(roaming: Client, branch: int, book: ItemValue) -> None:
    kept = {"kept": ["NO-SUCH-1", book.barcode], "site": str(branch)}
    answer = roaming.post(reverse("circulation:choose-site"), kept)
    assert tone(answer.content.decode()) == "refused"
    assert book.barcode in answer.content.decode()
    assert not Loan.objects.exists()


def test_a_reader_chosen_before_the_site_is_in_hand_once_it_is(
    roaming: Client, card: people.ReaderValue, centre: int
) -> None:
    page = roaming.post(reverse("circulation:scan"), {"reader": card.id}).content.decode()
    assert card.card_number in page
    sent = {"site": centre, "kept": card.card_number}
    assert "李**" in roaming.post(reverse("circulation:choose-site"), sent, follow=True).content.decode()


def test_with_htmx_the_question_for_the_site_replaces_the_desk(roaming: Client, card: people.ReaderValue) -> None:
    answer = roaming.post(reverse("circulation:scan"), {"scan": card.card_number}, headers={"hx-request": "true"})
    assert "<html" not in answer.content.decode()
    assert card.card_number in answer.content.decode()


def test_all_loans_of_the_reader_in_hand_are_renewed_at_once(
    at_desk: Client, card: people.ReaderValue, book: ItemValue, centre: int
) -> None:
    scan(at_desk, card.card_number)
    page = scan(at_desk, book.barcode)
    assert 'value="renew-all"' not in page
    late = make_item(site_id=centre, title="边城")
    assert 'value="renew-all"' in scan(at_desk, late.barcode)
    Loan.objects.update(lent_at=F("lent_at") - timedelta(days=3))
    Loan.objects.filter(item_id=late.id).update(renewals=1, renewed_at=F("lent_at"))
    page = scan(at_desk, "", do="renew-all")
    assert tone(page) == "held" and "续借了 1 册，1 册没有续成" in page and "边城：已经续借过 1 次" in page
    assert page.count('data-used-up="circulation.renewal-limit-reached"') == 2 and 'value="renew"' not in page
    assert 'value="renew-all"' not in page  # nothing is left to be renewed
    assert Loan.objects.get(item_id=book.id).renewals == 1
    at_desk.post(reverse("circulation:end-session"))
    assert tone(scan(at_desk, "", do="renew-all")) == "refused"  # nobody in hand


def test_what_is_ready_is_said_with_the_card_and_who_may_fetch_it_takes_it_along(
    at_desk: Client, card: people.ReaderValue, book: ItemValue, centre: int
) -> None:
    mother = make_reader(site_id=centre, at=now(), name="李母亲")
    make_hold(card.id, book, centre, at=now())
    assert "取书架上有" not in scan(at_desk, card.card_number)
    at_desk.post(reverse("circulation:end-session"))
    scan(at_desk, book.barcode)
    page = scan(at_desk, card.card_number)
    assert "取书架上有 1 册等这位读者" in page and "围城" in page
    scan(at_desk, mother.card_number)
    page = scan(at_desk, book.barcode)
    assert tone(page) == "refused" and 'data-refusal="circulation.item-kept"' in page
    assert tone(scan(at_desk, book.barcode, do="fetch")) == "refused" and not Loan.objects.exists()
    people.name_proxy(actor=actor_of(card.person_id, at=now()), at=now(), proxy_id=mother.id)
    page = scan(at_desk, book.barcode)
    assert tone(page) == "choice" and "代取：记在李**名下" in page
    page = scan(at_desk, book.barcode, do="fetch")
    assert tone(page) == "lent" and "记在李**名下" in page
    assert Loan.objects.get().reader_id == card.id


def test_more_of_a_name_than_there_are_digits_is_said(at_desk: Client, centre: int) -> None:
    for n in range(9):
        make_reader(site_id=centre, at=now(), name=f"柳{'甲乙丙丁戊己庚辛壬'[n]}")
    assert "找到 9 位读者" in scan(at_desk, "柳")
    make_reader(site_id=centre, at=now(), name="柳癸")
    page = scan(at_desk, "柳")
    assert "不止 9 位" in page and "请输入全名" in page and 'data-choice="10"' not in page


def test_the_readers_page_leads_to_the_desk_with_the_reader_in_hand(
    at_desk: Client, card: people.ReaderValue, book: ItemValue
) -> None:
    address = reverse("people:reader", args=[card.id])
    assert "在借 0 册" in at_desk.get(address).content.decode()
    scan(at_desk, card.card_number)
    scan(at_desk, book.barcode)
    at_desk.post(reverse("circulation:end-session"))
    Loan.objects.update(lent_at=F("lent_at") - timedelta(days=90), due_at=F("due_at") - timedelta(days=60))
    page = at_desk.get(address).content.decode()
    assert "在借 1 册" in page and "逾期 1 册" in page and f'name="reader" value="{card.id}"' in page
    assert "李**" in at_desk.post(reverse("circulation:scan"), {"reader": card.id}, follow=True).content.decode()
    at_desk.post(reverse("circulation:end-session"))
    page = scan(at_desk, book.barcode)
    assert reverse("circulation:loan", args=[Loan.objects.get().pk]) in page  # where damage is put on record
