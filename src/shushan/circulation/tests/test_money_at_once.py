"""Two desks at once and a desk that is killed: money is taken once, and nothing is half done."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from functools import partial
from random import Random

import pytest
from django.db import connections

from shushan.circulation import public as circulation
from shushan.circulation.money.models import BookEntry, Charge, Receipt
from shushan.circulation.tests.make import AT, TESTER, make_charge, make_payment, make_site
from shushan.circulation.tests.test_money import findings
from shushan.circulation.tests.test_two_desks import at_once
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db(transaction=True)


def _kinds(answers: list[object]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def test_two_desks_take_one_charge_once() -> None:
    sites = [make_site(), make_site("H", "河口馆区")]
    for n in range(4):
        reader = make_reader(site_id=sites[0])
        charge_id = make_charge(reader.id, site_id=sites[0], fen=500)
        pay = [partial(make_payment, reader.id, charge_id, site_id=site, fen=500) for site in (*sites, *sites)]
        assert _kinds(at_once(pay)) == ["ChargeSettled"] * 3 + ["int"]  # type: ignore[arg-type]
        assert Receipt.objects.count() == n + 1
    assert findings() == []


def test_a_payment_a_waiver_and_a_second_payment_never_take_more_than_is_owed() -> None:
    site = make_site()
    for _round in range(4):
        reader = make_reader(site_id=site)
        charge_id = make_charge(reader.id, site_id=site, fen=500)
        at_once(
            [
                partial(make_payment, reader.id, charge_id, site_id=site, fen=300),
                partial(circulation.waive, actor=TESTER, at=AT, charge_id=charge_id, amount_fen=300, reason="试验"),
                partial(make_payment, reader.id, charge_id, site_id=site, fen=300),
            ]
        )
        assert circulation.charge(charge_id).left_fen == 200
    assert findings() == []


def test_a_receipt_is_reversed_once_and_a_deposit_goes_back_once() -> None:
    site = make_site()
    for _round in range(3):
        reader = make_reader(site_id=site)
        charge_id = make_charge(reader.id, site_id=site, fen=500)
        receipt = make_payment(reader.id, charge_id, site_id=site, fen=500)
        undo = partial(circulation.reverse_payment, actor=TESTER, at=AT, receipt_id=receipt, reason="试验")
        assert _kinds(at_once([undo, undo, undo])) == ["CannotReverse", "CannotReverse", "int"]
        circulation.waive(actor=TESTER, at=AT, charge_id=charge_id, reason="试验")
        circulation.take_deposit(
            actor=TESTER, at=AT, reader_id=reader.id, site_id=site, amount_fen=10000, method="cash"
        )
        back = partial(
            circulation.return_deposit, actor=TESTER, at=AT, reader_id=reader.id, site_id=site, method="cash"
        )
        assert _kinds(at_once([back, back])) == ["NoDeposit", "int"]
    assert findings() == []


def test_a_till_closes_once_and_no_payment_falls_between_two_periods() -> None:
    site = make_site()
    reader = make_reader(site_id=site)
    for _round in range(4):
        charge_id = make_charge(reader.id, site_id=site, fen=500)
        seen = circulation.till(site).cash_fen
        close = partial(
            circulation.close_till, actor=TESTER, at=AT, site_id=site, coins={500: seen // 500}, carried_fen=seen,
            seen_fen=seen,
        )  # fmt: skip
        pay = partial(make_payment, reader.id, charge_id, site_id=site, fen=500)
        answers = at_once([close, pay, close])
        assert isinstance(answers[1], int)
    assert BookEntry.objects.filter(debit="cash", period__isnull=True).count() == 0
    assert findings() == []


@pytest.mark.crash
def test_a_killed_desk_leaves_no_charge_without_its_entry_and_no_receipt_without_its_money() -> None:
    site, chance = make_site(), Random(11)
    reader = make_reader(site_id=site)
    for _round in range(4):
        connections.close_all()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with contextlib.suppress(BaseException):
                for _n in range(200):
                    made = make_charge(reader.id, site_id=site, fen=500)
                    os.write(writing, f"{make_payment(reader.id, made, site_id=site, fen=500)}\n".encode())
            os._exit(0)
        os.close(writing)
        first = os.read(reading, 1 << 16)
        time.sleep(chance.uniform(0.005, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as rest:
            answered = {int(line) for line in (first + rest.read()).split()}
        assert answered <= set(Receipt.objects.values_list("pk", flat=True))
        assert Charge.objects.filter(left_fen__gt=0).count() <= _round + 1
        assert findings() == []
    make_payment(reader.id, make_charge(reader.id, site_id=site), site_id=site, fen=500)  # the queue is free again
    assert findings() == []
