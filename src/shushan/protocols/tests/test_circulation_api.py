"""The doors for kiosks: an act under a key is done once, each refusal comes with its rule, no device goes beyond its site."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import TESTER, add_rule, facts_of, make_hold, make_item, make_site
from shushan.people import public as people
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class Kiosk:
    """A device that speaks to the house."""

    def __init__(self, site_id: int, kind: str = "kiosk") -> None:
        made = people.make_device(
            actor=TESTER, at=NOW - timedelta(days=1), name=f"{kind}{uuid4()}", kind=kind, site_id=site_id
        )
        self._token = made.token

    def post(self, path: str, body: object, key: UUID | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} | ({"Idempotency-Key": str(key)} if key else {})
        answer = Client().post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    def get(self, path: str) -> tuple[int, Any]:
        answer = Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self._token}"})
        return answer.status_code, answer.json()


@pytest.fixture
def site() -> int:
    return make_site()


@pytest.fixture
def kiosk(site: int) -> Kiosk:
    return Kiosk(site)


@pytest.fixture
def reader(site: int) -> people.ReaderValue:
    return make_reader(site_id=site, at=NOW - timedelta(days=1))


@pytest.fixture
def book(site: int) -> catalogue.ItemValue:
    return make_item(site_id=site)


def test_a_book_is_lent_renewed_listed_and_taken_back(
    kiosk: Kiosk, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    status, lent = kiosk.post("loans", {"card": reader.card_number, "barcode": book.barcode})
    assert (status, lent["title"], lent["was_done"]) == (201, "围城", False)
    [held] = kiosk.get(f"readers/{reader.card_number}/loans")[1]
    assert (held["loan"], held["barcode"], held["renewals"]) == (lent["loan"], book.barcode, 0)
    status, renewed = kiosk.post(f"loans/{lent['loan']}/renewals", {})
    assert status == 200
    assert renewed["due_at"] > lent["due_at"]
    status, back = kiosk.post("returns", {"barcode": book.barcode})
    assert (status, back["days_late"], back["home_site"], back["is_to_be_sent_home"]) == (200, 0, "C", False)
    assert kiosk.get(f"readers/{reader.card_number}/loans")[1] == []
    assert facts_of(lent["loan"]) == ["item-lent", "loan-renewed", "item-returned"]


def test_a_return_says_where_the_item_goes_now(
    kiosk: Kiosk, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    other = make_site("H", "河口馆区")
    for pickup, send_to in ((book.site_id, ""), (other, "H")):
        kiosk.post("loans", {"card": reader.card_number, "barcode": book.barcode})
        waiting = make_reader(site_id=book.site_id, name="钱二", at=timezone.now() - timedelta(days=9))
        hold_id = make_hold(waiting.id, book, pickup, at=timezone.now())
        _status, back = kiosk.post("returns", {"barcode": book.barcode}, uuid4())
        assert (back["is_kept"], back["send_to"], back["is_to_be_sent_home"]) == (True, send_to, False)
        circulation.cancel_hold(actor=TESTER, at=timezone.now(), hold_id=hold_id)
        if not send_to:
            circulation.take_in(actor=TESTER, at=timezone.now(), item_id=book.id, site_id=book.site_id)


def test_a_repeated_key_gives_the_stored_answer_of_each_act_and_acts_once(
    kiosk: Kiosk, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    lending, renewing, returning = uuid4(), uuid4(), uuid4()
    wish = {"card": reader.card_number, "barcode": book.barcode}
    _status, lent = kiosk.post("loans", wish, lending)
    _status, renewed = kiosk.post(f"loans/{lent['loan']}/renewals", {}, renewing)
    _status, back = kiosk.post("returns", {"barcode": book.barcode}, returning)
    Loan.objects.update(  # long ago, so that only the keys can know that it is the same act
        lent_at=NOW - timedelta(days=3), renewed_at=NOW - timedelta(days=2), back_at=NOW - timedelta(days=1)
    )
    for path, body, key, first in (
        ("loans", wish, lending, lent),
        (f"loans/{lent['loan']}/renewals", {}, renewing, renewed),
        ("returns", {"barcode": book.barcode}, returning, back),
    ):
        status, again = kiosk.post(path, body, key)
        assert (status, again["was_done"]) == (200, True)
        assert {**again, "was_done": False} == first
    assert facts_of(lent["loan"]) == ["item-lent", "loan-renewed", "item-returned"]
    assert kiosk.post("returns", {"barcode": book.barcode}, uuid4())[1]["code"] == "circulation.not-on-loan"


def test_a_key_of_another_act_is_refused(
    kiosk: Kiosk, site: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    key = uuid4()
    _status, lent = kiosk.post("loans", {"card": reader.card_number, "barcode": book.barcode}, key)
    other = make_item(site_id=site)
    for path, body in (
        ("loans", {"card": reader.card_number, "barcode": other.barcode}),
        (
            "loans",
            {
                "card": make_reader(site_id=site, name="钱二", at=NOW - timedelta(days=1)).card_number,
                "barcode": book.barcode,
            },
        ),
        ("returns", {"barcode": book.barcode}),
        (f"loans/{lent['loan']}/renewals", {}),
    ):
        status, refused = kiosk.post(path, body, key)
        assert (status, refused["code"]) == (409, "circulation.key-of-another-act")
    assert facts_of(lent["loan"]) == ["item-lent"]
    assert Loan.objects.count() == 1


def test_a_refusal_is_json_with_code_rule_and_remedy(kiosk: Kiosk, site: int, book: catalogue.ItemValue) -> None:
    frozen = make_reader(site_id=site, name="钱二", at=NOW - timedelta(days=1))
    people.freeze(actor=TESTER, at=NOW, reader_id=frozen.id, reason="遗失未赔")
    status, refused = kiosk.post("loans", {"card": frozen.card_number, "barcode": book.barcode})
    assert (status, refused["code"]) == (409, "circulation.reader-frozen")
    assert "遗失未赔" in refused["message"]
    assert refused["rule"]
    assert refused["remedy"]
    assert refused["override"] == "circulation.override-rule"
    assert kiosk.post("loans", {"card": "X1", "barcode": book.barcode})[0] == 404
    assert kiosk.post("loans", {"card": frozen.card_number, "barcode": "X1"})[0] == 404
    assert kiosk.post("loans", {"card": "", "barcode": "X1"})[0] == 422
    assert kiosk.post("loans/999/renewals", {})[0] == 404
    assert not Loan.objects.exists()


def test_a_device_acts_at_its_own_site_and_a_gate_not_at_all(
    site: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    elsewhere = Kiosk(make_site("H", "河口馆区"))
    wish = {"card": reader.card_number, "barcode": book.barcode}
    status, lent = elsewhere.post("loans", wish)
    assert (status, Loan.objects.get().lent_site_id == site) == (201, False)
    gate = Kiosk(site, "gate")
    for path, body in (("loans", wish), ("returns", wish), (f"loans/{lent['loan']}/renewals", {})):
        assert gate.post(path, body)[0] == 403
    assert gate.get(f"readers/{reader.card_number}/loans")[0] == 403
    assert Client().post("/api/v1/loans", "{}", content_type="application/json").status_code == 401
    assert facts_of(lent["loan"]) == ["item-lent"]


def test_a_kiosk_sets_no_rule_aside(kiosk: Kiosk, site: int, book: catalogue.ItemValue) -> None:
    frozen = make_reader(site_id=site, name="钱二", at=NOW - timedelta(days=1))
    people.freeze(actor=TESTER, at=NOW, reader_id=frozen.id, reason="遗失未赔")
    wish = {"card": frozen.card_number, "barcode": book.barcode, "override_reason": "我说可以"}
    assert kiosk.post("loans", wish)[1]["code"] == "circulation.reader-frozen"


def test_old_keys_are_forgotten_and_young_ones_kept(kiosk: Kiosk, reader: people.ReaderValue, site: int) -> None:
    for _n in range(3):
        kiosk.post("loans", {"card": reader.card_number, "barcode": make_item(site_id=site).barcode}, uuid4())
    later = NOW + timedelta(days=91)
    assert circulation.drop_old_keys(actor=TESTER, at=NOW + timedelta(days=1)) == 0
    assert circulation.drop_old_keys(actor=TESTER, at=later, limit=2) == 2
    assert circulation.drop_old_keys(actor=TESTER, at=later, limit=2) == 1


def test_a_return_of_what_the_catalogue_cannot_explain_is_accepted_once(kiosk: Kiosk, site: int) -> None:
    gone = make_item(site_id=site)
    catalogue.miss_item(gone.id, actor=TESTER, at=NOW)
    for barcode, why in (("X-1", "unknown"), (gone.barcode, "missing")):
        status, told = kiosk.post("returns", {"barcode": barcode}, uuid4())
        assert (status, told["barcode"], told["why"]) == (202, barcode, why)
        assert kiosk.post("returns", {"barcode": barcode})[1]["stray"] == told["stray"]
    there = make_item(site_id=site)
    status, refused = kiosk.post("returns", {"barcode": there.barcode})
    assert (status, refused["code"]) == (409, "circulation.not-on-loan")
    assert len(circulation.strays(site_ids=None)) == 2


def test_a_machine_is_told_what_may_not_leave_the_house(
    kiosk: Kiosk, site: int, reader: people.ReaderValue, book: catalogue.ItemValue
) -> None:
    out = make_item(site_id=site)
    assert kiosk.post("loans", {"card": reader.card_number, "barcode": out.barcode})[1]["may_leave"] is True
    add_rule(scope={"site_id": site}, on_site=True, most_renewals=0)
    assert kiosk.post("loans", {"card": reader.card_number, "barcode": book.barcode})[1]["may_leave"] is False
