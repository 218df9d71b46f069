"""A reader's own through an application: the same acts and refusals as on the pages, each once under its key."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from shushan.circulation import public as circulation
from shushan.circulation.models import Loan
from shushan.circulation.tests.make import facts_of, make_charge, make_hold, make_item, make_loan, make_site
from shushan.notices.models import Notice
from shushan.people import public as people
from shushan.people.tests.make import LONG_AGO, TESTER, make_reader
from shushan.protocols.access.models import KeptAnswer
from shushan.protocols.access.scopes import OF_READERS, Scope
from shushan.protocols.tests.callers import Caller, consented, make_application

pytestmark = pytest.mark.django_db
RECENT = timezone.now() - timedelta(days=30)


@pytest.fixture
def site() -> int:
    return make_site()


@pytest.fixture
def reader(site: int) -> people.ReaderValue:
    return make_reader(site_id=site, at=RECENT)


@pytest.fixture
def other(site: int) -> people.ReaderValue:
    return make_reader(site_id=site, name="钱二", at=RECENT)


@pytest.fixture
def mine(reader: people.ReaderValue) -> Caller:
    return Caller(consented(make_application(), reader, OF_READERS).access)


def lent(reader: people.ReaderValue, site: int) -> int:
    return make_loan(
        item_id=make_item(site_id=site).id, reader_id=reader.id, site_id=site, at=timezone.now() - timedelta(days=3)
    ).loan_id


def test_who_i_am_and_my_card(mine: Caller, reader: people.ReaderValue) -> None:
    assert mine.get("me")[1] == {
        "name": reader.name, "category": "adult", "home_site": "C", "may_borrow": True, "reason": ""
    }  # fmt: skip
    card = mine.get("me/card")[1]
    assert (card["number"], card["state"], card["is_good"]) == (reader.card_number, "active", True)
    people.freeze(actor=TESTER, at=timezone.now(), reader_id=reader.id, reason="遗失未赔")
    assert (mine.get("me")[1]["may_borrow"], mine.get("me")[1]["reason"]) == (False, "遗失未赔")


def test_a_loan_is_renewed_once_under_its_key_and_the_same_answer_comes_again(
    mine: Caller, reader: people.ReaderValue, site: int
) -> None:
    loan, key = lent(reader, site), uuid4()
    [line] = mine.get("me/loans")[1]
    assert (line["loan"], line["renewals"]) == (loan, 0)
    status, renewed = mine.post(f"me/loans/{loan}/renewals", key=key)
    assert (status, renewed["was_done"]) == (200, False)
    assert renewed["due_at"] > line["due_at"]
    Loan.objects.filter(pk=loan).update(renewed_at=timezone.now() - timedelta(days=1))
    again = mine.ask("POST", f"me/loans/{loan}/renewals", key=key)
    assert (json.loads(again.content), again.headers["Idempotency-Replayed"]) == (renewed, "true")
    assert facts_of(loan) == ["item-lent", "loan-renewed"]
    status, told = mine.post(f"me/loans/{lent(reader, site)}/renewals", key=key)
    assert (status, told["code"]) == (409, "protocols.key-of-another-request")


def test_a_renewal_is_refused_by_the_rule_of_the_library(mine: Caller, reader: people.ReaderValue, site: int) -> None:
    loan = lent(reader, site)
    key = uuid4()
    assert mine.post(f"me/loans/{loan}/renewals", key=key)[0] == 200
    Loan.objects.filter(pk=loan).update(renewed_at=timezone.now() - timedelta(days=1))
    status, told = mine.post(f"me/loans/{loan}/renewals", key=uuid4())
    assert (status, told["code"]) == (409, circulation.RenewalLimitReached.code)
    assert told["rule"]
    assert told["remedy"]
    assert KeptAnswer.objects.count() == 1, "a refusal keeps nothing: nothing was done"


def test_all_are_renewed_and_each_refusal_is_said(mine: Caller, reader: people.ReaderValue, site: int) -> None:
    first, second = lent(reader, site), lent(reader, site)
    assert mine.post(f"me/loans/{first}/renewals")[0] == 200
    Loan.objects.filter(pk=first).update(renewed_at=timezone.now() - timedelta(days=1))
    status, told = mine.post("me/renewals", key=uuid4())
    assert (status, told["renewed"]) == (200, 1)
    lines = {one["loan"]: one for one in told["loans"]}
    assert lines[second]["was_renewed"]
    assert lines[first]["refusal"]["code"] == circulation.RenewalLimitReached.code


def test_nobody_elses_loan_hold_or_notice_is_seen_or_touched(
    mine: Caller, other: people.ReaderValue, site: int
) -> None:
    loan = lent(other, site)
    hold = make_hold(other.id, make_item(site_id=site), site, at=timezone.now())
    notice = Notice.objects.create(
        kind="people.frozen", subject="x", reader_id=other.id, told_to_id=other.id, site_id=site, state="told",
        made_at=LONG_AGO, not_before=LONG_AGO, told_at=LONG_AGO,
    )  # fmt: skip
    for path in (
        f"me/loans/{loan}/renewals", f"me/holds/{hold}/cancellation", f"me/holds/{hold}/suspension",
        f"me/notices/{notice.pk}/reading",
    ):  # fmt: skip
        assert mine.post(path)[0] == 404, path
    assert mine.ask("DELETE", f"me/holds/{hold}/suspension").status_code == 404
    assert mine.get("me/loans")[1] == mine.get("me/holds")[1] == []
    assert mine.get("me/notices")[1]["notices"] == []
    assert facts_of(loan) == ["item-lent"]


def test_a_hold_is_placed_once_suspended_thawed_and_cancelled(
    mine: Caller, reader: people.ReaderValue, other: people.ReaderValue, site: int
) -> None:
    item, key = make_item(site_id=site), uuid4()
    make_loan(item_id=item.id, reader_id=other.id, site_id=site, at=timezone.now())
    wish = {"record": item.record_id, "pickup_site": "C", "needed_until": str(date.today() + timedelta(days=60))}
    status, placed = mine.post("me/holds", wish, key=key)
    assert (status, placed["position"], placed["state"], placed["pickup_site"]) == (201, 1, "waiting", "C")
    assert mine.post("me/holds", wish, key=key) == (201, placed)
    assert mine.post("me/holds", wish, key=uuid4())[1]["code"] == circulation.HeldAlready.code
    assert [one["hold"] for one in mine.get("me/holds")[1]] == [placed["hold"]]
    assert mine.post(f"me/holds/{placed['hold']}/suspension")[1]["state"] == "suspended"
    assert mine.post(f"me/holds/{placed['hold']}/suspension")[1]["code"] == circulation.HoldChanged.code
    thawed = mine.ask("DELETE", f"me/holds/{placed['hold']}/suspension")
    assert json.loads(thawed.content)["state"] == "waiting"
    assert mine.post(f"me/holds/{placed['hold']}/cancellation")[1] == {"done": True}
    assert mine.post(f"me/holds/{placed['hold']}/cancellation")[0] == 404
    assert mine.get("me/holds")[1] == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"pickup_site": "Z"}, 404, "not-found"), ({"record": 10**9}, 404, "catalogue.no-such-record"),
        ({"record": 2**53}, 422, "invalid"), ({"barcode": "nix"}, 404, "catalogue.no-such-item"),
        ({"volume": "\x00"}, 422, "invalid"), ({"needed_until": "2020-01-01"}, 422, "invalid"),
        ({"pickup_site": ""}, 422, "invalid"), ({"volume": "other"}, 409, "circulation.nothing-to-hold"),
    ],
)  # fmt: skip
def test_a_hold_with_a_wrong_part_is_refused(
    mine: Caller, site: int, change: dict[str, Any], status: int, code: str
) -> None:
    wish = {"record": make_item(site_id=site).record_id, "pickup_site": "C"} | change
    got, told = mine.post("me/holds", wish, key=uuid4())
    assert (got, told["code"]) == (status, code)
    assert mine.get("me/holds")[1] == []


def test_what_i_owe_in_fen(mine: Caller, reader: people.ReaderValue, site: int) -> None:
    make_charge(reader.id, site_id=site, at=LONG_AGO)
    told = mine.get("me/charges")[1]
    assert told["owed_fen"] == told["charges"][0]["left_fen"] > 0
    assert told["charges"][0]["kind_label"]


def test_the_inbox_is_read_and_leaves_out_what_is_about_children(
    mine: Caller, reader: people.ReaderValue, other: people.ReaderValue, site: int
) -> None:
    for n, about in enumerate((reader, other, reader)):
        Notice.objects.create(
            kind="people.frozen", subject=f"x{n}", reader_id=about.id, told_to_id=reader.id, site_id=site, state="told",
            heading=f"第{n}条", made_at=LONG_AGO, not_before=LONG_AGO, told_at=LONG_AGO,
        )  # fmt: skip
    told = mine.get("me/notices?limit=2")[1]
    assert [one["heading"] for one in told["notices"]] == ["第2条"], "the one about the child is left out"
    rest = mine.get(f"me/notices?before={told['next']}")[1]
    assert ([one["heading"] for one in rest["notices"]], rest["next"]) == (["第0条"], None)
    assert mine.post(f"me/notices/{rest['notices'][0]['notice']}/reading") == (200, {"done": True})
    assert [one["heading"] for one in mine.get("me/notices?unread=true")[1]["notices"]] == ["第2条"]


def test_a_token_of_one_scope_holds_no_other_verb(reader: people.ReaderValue, site: int) -> None:
    """Also where a door forgot to ask: the operation itself refuses, because the actor was never granted it."""
    from shushan.kernel.errors import NotAllowed
    from shushan.protocols.access.bearer import caller_of

    loan = lent(reader, site)
    caller, _limit = caller_of(consented(make_application(), reader, [Scope.LOANS]).access, at=timezone.now())
    assert {grant.verb for grant in caller.actor.grants} == {"people.see-own"}
    with pytest.raises(NotAllowed):
        circulation.renew(actor=caller.actor, at=timezone.now(), loan_id=loan)
    with pytest.raises(NotAllowed):
        circulation.place_hold(
            actor=caller.actor, at=timezone.now(), reader_id=reader.id, record_id=make_item(site_id=site).record_id,
            pickup_site_id=site,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_time_acts_once(site: int) -> None:
    reader, other = make_reader(site_id=site, at=RECENT), make_reader(site_id=site, name="钱二", at=RECENT)
    mine, item, key = Caller(consented(make_application(), reader, OF_READERS).access), make_item(site_id=site), uuid4()
    make_loan(item_id=item.id, reader_id=other.id, site_id=site, at=timezone.now())
    got: list[Any] = []

    def one() -> None:
        try:
            got.append(mine.post("me/holds", {"record": item.record_id, "pickup_site": "C"}, key=key))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _told in got] == [201] * 4
    assert len({json.dumps(told, sort_keys=True) for _status, told in got}) == 1
    assert len(mine.get("me/holds")[1]) == 1
