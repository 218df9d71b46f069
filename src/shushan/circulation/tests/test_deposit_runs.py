"""Deposits given back in one run: what is shown before, each one once, what is left and why, and who may."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from shushan.circulation import public as circulation
from shushan.circulation.money import checks, deposit_runs
from shushan.circulation.money.deposit_runs import RunAsked
from shushan.circulation.money.errors import RunGoesOn
from shushan.circulation.money.models import BookEntry, DepositRun, Receipt, RetiredDeposit
from shushan.circulation.money.operations import retiring
from shushan.circulation.tests.make import (
    AT,
    TESTER,
    add_rule,
    days,
    make_charge,
    make_desk,
    make_item,
    make_loan,
    make_payment,
)
from shushan.circulation.tests.test_hold_pages import _client
from shushan.jobs.public import JobState, job
from shushan.jobs.worker import do_one_job
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.people import public as people
from shushan.people.tests.make import make_reader, make_staff, without_second_factor

pytestmark = pytest.mark.django_db
EVERYONE = RunAsked()


def _deposit(reader_id: int, site_id: int, fen: int = 10_000) -> int:
    return circulation.take_deposit(
        actor=TESTER, at=AT, reader_id=reader_id, site_id=site_id, amount_fen=fen, method="cash"
    )


def _start(asked: RunAsked, *, actor: Actor = TESTER) -> int:
    seen = deposit_runs.preview(asked)
    return retiring.start_run(actor=actor, at=AT, asked=asked, reason="免押金", seen=(seen.readers, seen.amount_fen))


def _work(run_id: int) -> None:
    while do_one_job("test"):
        pass
    number = deposit_runs.run(run_id).job_id
    assert number is not None
    done = job(number)
    assert done.state is JobState.DONE, done.error


@pytest.fixture
def three(centre: int, branch: int) -> list[people.ReaderValue]:
    """Return three readers with deposits: one plain (at two sites), one with a book out, one who owes."""
    readers = [make_reader(site_id=centre, name=name) for name in ("赵一", "钱二", "孙三")]
    for reader in readers:
        _deposit(reader.id, centre)
    _deposit(readers[0].id, branch, 5_000)
    make_loan(item_id=make_item(site_id=centre).id, reader_id=readers[1].id, site_id=centre)
    make_charge(readers[2].id, site_id=centre, fen=300)
    return readers


def test_what_would_go_back_is_said_before(centre: int, branch: int, three: list[people.ReaderValue]) -> None:
    found = deposit_runs.preview(EVERYONE)
    assert (found.readers, found.amount_fen, found.owing, found.with_loans) == (2, 25_000, 1, 0)
    found = deposit_runs.preview(RunAsked(with_loans=False))
    assert (found.readers, found.amount_fen, found.owing, found.with_loans) == (1, 15_000, 1, 1)
    assert deposit_runs.preview(RunAsked(site_id=branch)).amount_fen == 5_000
    assert deposit_runs.preview(RunAsked(category="child")).readers == 0
    assert deposit_runs.still_asked("adult", at=AT) == []
    number = add_rule(scope={"category": "adult"}, deposit=circulation.DepositBy.FIXED, deposit_fen=10_000)
    assert [row.number for row in deposit_runs.still_asked("adult", at=AT)] == [number]
    assert deposit_runs.still_asked("child", at=AT) == []


def test_each_goes_back_once_under_a_receipt_and_what_is_left_says_why(
    centre: int, branch: int, three: list[people.ReaderValue]
) -> None:
    run_id = _start(EVERYONE)
    _work(run_id)
    plain, _borrowing, owing = three
    assert [circulation.balance(one.id).deposit_fen for one in three] == [0, 0, 10_000]
    found = deposit_runs.run(run_id)
    assert (found.done, found.done_fen, found.left, found.ended_at is not None) == (3, 25_000, 1, True)
    [left] = deposit_runs.lines(run_id, outcome="left")
    assert left.reader_id == owing.id and "还欠 3.00 元" in left.why
    assert {x.site_id for x in deposit_runs.lines(run_id, outcome="back") if x.reader_id == plain.id} == {
        centre,
        branch,
    }
    backs = Receipt.objects.filter(kind="deposit-back")
    assert sorted(backs.values_list("total_fen", "method")) == [
        (5_000, "transfer"), (10_000, "transfer"), (10_000, "transfer"),
    ]  # fmt: skip
    entries = BookEntry.objects.filter(credit="transfer")
    assert entries.count() == 3 and set(entries.values_list("period", flat=True)) == {None}
    assert circulation.till(centre).cash_fen == 30_000  # no till moved
    assert retiring.retire_some(actor=TESTER, at=AT, run_id=run_id, after=0) == (0, 1)  # only what is still held
    assert backs.count() == 3
    make_payment(owing.id, circulation.charges_of(owing.id)[0].charge.id, site_id=centre, fen=300)
    _deposit(plain.id, centre, 700)  # left here after the run gave the first back: it stays
    retiring.try_again(actor=TESTER, at=AT, run_id=run_id)
    _work(run_id)
    assert [circulation.balance(one.id).deposit_fen for one in three] == [700, 0, 0]
    assert deposit_runs.run(run_id).left == 0 and RetiredDeposit.objects.count() == 4
    assert [list(check.run()) for check in checks.checks()] == [[], [], [], []]


def test_a_run_is_refused_where_it_must_not_be(centre: int, three: list[people.ReaderValue]) -> None:
    with pytest.raises(NotAllowed):
        _start(EVERYONE, actor=make_desk("desk-lead", site_id=centre))
    with pytest.raises(circulation.ReasonNeeded):
        retiring.start_run(actor=TESTER, at=AT, asked=EVERYONE, reason=" ", seen=(2, 25_000))
    with pytest.raises(circulation.OwingChanged, match="2 位读者"):
        retiring.start_run(actor=TESTER, at=AT, asked=EVERYONE, reason="免押金", seen=(2, 24_999))
    with pytest.raises(circulation.NoDeposit):
        retiring.start_run(actor=TESTER, at=AT, asked=RunAsked("child"), reason="免押金", seen=(0, 0))
    assert not DepositRun.objects.exists()
    run_id = _start(EVERYONE)
    with pytest.raises(RunGoesOn):
        _start(EVERYONE)
    with pytest.raises(RunGoesOn):
        retiring.try_again(actor=TESTER, at=AT, run_id=run_id)
    row = DepositRun.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DepositRun.objects.create(**row | {"id": row["id"] + 1})
    _work(run_id)
    with pytest.raises(circulation.NoDeposit):
        _start(EVERYONE)


def test_names_leave_a_run_with_the_deposits(centre: int, three: list[people.ReaderValue]) -> None:
    run_id = _start(EVERYONE)
    _work(run_id)
    later = AT + days(366 * 20)
    while circulation.anonymise_charges(actor=TESTER, at=later):
        pass
    assert {line.reader_id for line in deposit_runs.lines(run_id)} == {None}
    assert deposit_runs.run(run_id).done_fen == 25_000


def test_the_pages_from_the_list_to_what_was_left(centre: int, three: list[people.ReaderValue]) -> None:
    without_second_factor()
    chief, desk = _client(make_staff("director", site_id=None)), _client(make_staff("desk", site_id=centre))
    lying, new = reverse("circulation:deposits"), reverse("circulation:new-deposit-run")
    assert new in chief.get(lying).content.decode() and new not in desk.get(lying).content.decode()
    assert desk.get(new).status_code == 403
    add_rule(scope={"category": "adult"}, deposit=circulation.DepositBy.FIXED, deposit_fen=10_000)
    page = chief.post(new, {"category": "", "with_loans": "1"}).content.decode()
    assert "250.00" in page and "现在还要押金" in page and not DepositRun.objects.exists()
    said = {"start": "1", "category": "", "with_loans": "1", "readers": "2", "fen": "25000", "reason": "免押金"}
    assert chief.post(new, said | {"fen": "1"}).status_code == 409
    assert chief.post(new, said | {"reason": ""}).status_code == 422
    answer = chief.post(new, said)
    [run] = DepositRun.objects.all()
    address = reverse("circulation:deposit-run", args=[run.pk])
    assert answer.status_code == 302 and answer["Location"] == address
    assert "还没有退完" in chief.get(address).content.decode()
    asked = {"progress": "1"}
    going = chief.get(address, asked, headers={"HX-Request": "true"})
    assert "every 2s" in going.content.decode() and "HX-Refresh" not in going and "<table" not in going.content.decode()
    assert desk.get(address, asked, headers={"HX-Request": "true"}).status_code == 403
    _work(run.pk)
    over = chief.get(address, asked, headers={"HX-Request": "true"})
    assert over["HX-Refresh"] == "true" and "every 2s" not in over.content.decode()
    shown = chief.get(address).content.decode()
    assert "再试没有退成的" in shown and "还欠 3.00 元" in shown
    only = chief.get(address, {"outcome": "left"}).content.decode()
    assert only.count('chip--warn">没有退成') == 1
    exported = b"".join(chief.get(address, {"format": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert three[0].card_number in exported and "赵" not in exported
    assert chief.post(reverse("circulation:deposit-run-repeats", args=[run.pk])).status_code == 302
    assert "免押金" in chief.get(lying).content.decode()


@pytest.mark.parametrize("name", ["deposits", "deposit-run"])
def test_a_list_asks_as_much_for_three_rows_as_for_one(
    centre: int, name: str, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    without_second_factor()
    chief: Client = _client(make_staff("director", site_id=None))
    counts = []
    for more in (1, 2):
        for number in range(more):
            _deposit(make_reader(site_id=centre, name=f"读{more}{number}").id, centre)
        args = []
        if name == "deposit-run":
            args = [_start(EVERYONE)]
            _work(args[0])
            _deposit(make_reader(site_id=centre, name=f"又{more}").id, centre)
        address = reverse(f"circulation:{name}", args=args)
        chief.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert chief.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
