"""Every guard against two desks at once, in real processes: it holds alone, and without it the harm is done and seen.

Each case is run with all guards, then with each guard alone, then with none. In the last run the desks must do harm, or
the case would prove nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import F

from shushan.circulation import locks
from shushan.circulation import public as circulation
from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.options import MOST_HOLDS
from shushan.circulation.holds.states import after as hold_after
from shushan.circulation.models import Loan
from shushan.circulation.money import book
from shushan.circulation.money.models import BookEntry, Charge, Deposit, Receipt, ReceiptNumber
from shushan.circulation.money.operations import deposits, paying
from shushan.circulation.operations import filling, holds, renewing, weighing
from shushan.circulation.tests.make import (
    AT,
    LONG_AGO,
    TESTER,
    days,
    make_charge,
    make_copy,
    make_hold,
    make_item,
    make_loan,
    make_payment,
    make_site,
    set_rule,
)  # fmt: skip
from shushan.circulation.tests.processes import Meeting, in_processes
from shushan.database import writing
from shushan.database.testing import without_triggers
from shushan.database.triggers import standing_triggers
from shushan.options import public as options
from shushan.people.tests.make import make_reader

pytestmark = pytest.mark.django_db(transaction=True)
Off = Callable[[pytest.MonkeyPatch], Any]


@dataclass(frozen=True)
class Prepared:
    """What two desks are about to do, and how to tell how often it was done; once is right."""

    acts: Sequence[Callable[[], Any]]
    times: Callable[[], int]


@dataclass(frozen=True)
class Case:
    """Where the desks meet (module, function, before or after it) and what stands against the harm."""

    prepare: Callable[[int], Prepared]
    places: Sequence[tuple[Any, str, str]]
    guards: Sequence[str]


# the guards, and how each is switched off


def _no_turns(patch: pytest.MonkeyPatch) -> None:
    """Let everybody in at once: no locks on PostgreSQL; on SQLite neither gate nor transaction."""
    if connection.vendor == "postgresql":
        patch.setattr(locks, "_wait", lambda *_keys: None)
        return
    patch.setattr(
        writing, "_gate", lambda _name: SimpleNamespace(enter=lambda patience=0: nullcontext(), is_wanted=lambda: False)
    )
    patch.setattr(writing, "transaction", SimpleNamespace(atomic=lambda using: nullcontext()))


def _renew_blindly(patch: pytest.MonkeyPatch) -> None:
    def blind(loan: Loan, _how: object, **columns: Any) -> bool:
        Loan.objects.filter(pk=loan.pk).update(**columns | {"renewals": F("renewals") + 1})  # so that each is seen
        return True

    patch.setattr(renewing, "move", blind)


def _serve_blindly(patch: pytest.MonkeyPatch) -> None:
    def blind(row: Hold, how: Any, **columns: Any) -> bool:
        new = hold_after(row.state, how)  # type: ignore[arg-type]
        Hold.objects.filter(pk=row.pk).update(state=str(new), **columns)
        row.state = str(new)
        return True

    patch.setattr(holds, "move", blind)


def _lower_blindly(patch: pytest.MonkeyPatch) -> None:
    def blind(charge: Charge, part: int, at: Any) -> None:
        left = Charge.objects.get(pk=charge.pk).left_fen - part
        Charge.objects.filter(pk=charge.pk).update(left_fen=left, settled_at=None if left else at)

    patch.setattr(paying, "lower", blind)


def _return_blindly(patch: pytest.MonkeyPatch) -> None:
    def blind(deposit: Deposit, at: Any) -> bool:
        Deposit.objects.filter(pk=deposit.pk).update(returned_at=at)
        return True

    patch.setattr(deposits, "mark_returned", blind)


def _number_blindly(patch: pytest.MonkeyPatch) -> None:
    def blind(last: ReceiptNumber) -> int:
        ReceiptNumber.objects.filter(pk=last.pk).update(last=last.last + 1)
        return last.last + 1

    patch.setattr(book, "next_number", blind)


@contextmanager
def _without(model: type[Any], name: str, mend: Callable[[], Any]) -> Iterator[None]:
    """Take a constraint out of the database, and put it back after what broke it was mended."""
    kept = model._meta.constraints
    [constraint] = [one for one in kept if one.name == name]
    model._meta.constraints = [one for one in kept if one is not constraint]  # SQLite makes the table anew by these
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        mend()
        model._meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@contextmanager
def _lend_twice() -> Iterator[None]:
    with _without(Loan, "loan_one_open_per_item", lambda: Loan.objects.all().delete()):
        yield


@contextmanager
def _number_twice() -> Iterator[None]:
    """Receipts are kept for good by triggers, which SQLite loses where a table is made anew: lifted and put back."""

    def forget() -> None:
        BookEntry.objects.all().delete()
        Receipt.objects.all().delete()

    without = _without(Receipt, "receipt_numbered_once", forget)
    with without_triggers(connection):
        without.__enter__()
    try:
        yield
    finally:
        with without_triggers(connection):
            without.__exit__(None, None, None)
        assert not standing_triggers(connection)[1]


@contextmanager
def _owe_less_than_nothing() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with _without(Charge, "charge_left_within", lambda: Charge.objects.update(left_fen=0, settled_at=AT)):
            yield
        return

    def ignore(connection: Any, **_more: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = 1")

    connection_created.connect(ignore)  # SQLite would make the table anew; so every new connection looks away
    try:
        yield
    finally:
        connection_created.disconnect(ignore)
        connection.close()


BY_CODE: dict[str, Off] = {
    "turns": _no_turns,
    "renewal swaps": _renew_blindly,
    "hold swaps": _serve_blindly,
    "charge swaps": _lower_blindly,
    "deposit swaps": _return_blindly,
    "number swaps": _number_blindly,
}
IN_DATABASE: dict[str, Callable[[], Any]] = {
    "one loan an item": _lend_twice,
    "nothing below zero": _owe_less_than_nothing,
    "numbered once": _number_twice,
}


# the cases


def _last_permitted_loan(site: int) -> Prepared:
    set_rule(most_items=1)
    reader = make_reader(site_id=site)
    items = [make_item(site_id=site) for _n in range(2)]
    acts = [partial(make_loan, item_id=item.id, reader_id=reader.id, site_id=site) for item in items]
    return Prepared(acts, lambda: Loan.objects.filter(reader_id=reader.id, state="out").count())


def _one_item(site: int) -> Prepared:
    item = make_item(site_id=site)
    readers = [make_reader(site_id=site, name=name) for name in ("赵一", "钱二")]
    acts = [partial(make_loan, item_id=item.id, reader_id=reader.id, site_id=site) for reader in readers]
    return Prepared(acts, lambda: Loan.objects.filter(item_id=item.id, state="out").count())


def _one_renewal(site: int) -> Prepared:
    lent = make_loan(item_id=make_item(site_id=site).id, reader_id=make_reader(site_id=site).id, site_id=site)
    acts = [
        partial(circulation.renew, actor=TESTER, at=AT + days(1 + n), loan_id=lent.loan_id)  # not the same act
        for n in range(2)
    ]
    return Prepared(acts, lambda: Loan.objects.get(pk=lent.loan_id).renewals)


def _one_hold(site: int) -> Prepared:
    """Two copies come in at once and one reader waits: only one of them may be told to be for that reader."""
    item = make_item(site_id=site)
    copies = [item, make_copy(item, site_id=site)]
    make_hold(make_reader(site_id=site).id, item, site)
    told = circulation.take_in
    acts = [partial(told, actor=TESTER, at=AT, item_id=copy.id, site_id=site) for copy in copies]
    return Prepared(acts, lambda: 0)  # what counts are the answers


def _last_copy(site: int) -> Prepared:
    """One desk keeps the last copy for who waits, another lends it: never both."""
    item = make_item(site_id=site)
    hold_id = make_hold(make_reader(site_id=site, name="钱二").id, item, site)
    taker = make_reader(site_id=site, name="赵一")
    acts = [
        partial(circulation.take_in, actor=TESTER, at=AT, item_id=item.id, site_id=site),
        partial(make_loan, item_id=item.id, reader_id=taker.id, site_id=site),
    ]

    def times() -> int:
        is_kept = circulation.hold(hold_id).state == "ready"
        return is_kept + Loan.objects.filter(item_id=item.id, state="out").count()

    return Prepared(acts, times)


def _last_permitted_hold(site: int) -> Prepared:
    options.set_option(
        actor=TESTER, at=LONG_AGO, code=MOST_HOLDS.code, value=1, valid_from=LONG_AGO, note="一种"
    )  # fmt: skip
    reader = make_reader(site_id=site)
    acts = [partial(make_hold, reader.id, make_item(site_id=site), site) for _n in range(2)]
    return Prepared(acts, lambda: circulation.count_holds(reader.id))


def _one_payment(site: int) -> Prepared:
    reader = make_reader(site_id=site)
    charge_id = make_charge(reader.id, site_id=site, fen=500)
    acts = [partial(make_payment, reader.id, charge_id, site_id=site, fen=500)] * 2
    return Prepared(acts, lambda: BookEntry.objects.filter(charge_id=charge_id, debit="cash").count())


def _one_deposit(site: int) -> Prepared:
    readers = [make_reader(site_id=site, name=name) for name in ("赵一", "钱二")]
    for reader in readers:  # the other's money lies in the till too
        circulation.take_deposit(actor=TESTER, at=AT, reader_id=reader.id, site_id=site, amount_fen=5000, method="cash")
    back = partial(
        circulation.return_deposit, actor=TESTER, at=AT, reader_id=readers[0].id, site_id=site, method="cash"
    )
    return Prepared([back] * 2, lambda: BookEntry.objects.filter(credit="cash").count())


def _one_receipt_number(site: int) -> Prepared:
    """Two readers pay at one site in the year's course: no number is given twice."""
    readers = [make_reader(site_id=site, name=name) for name in ("赵一", "钱二", "孙三")]
    acts = [
        partial(make_payment, reader.id, make_charge(reader.id, site_id=site, fen=500), site_id=site, fen=500)
        for reader in readers
    ]
    acts.pop()()  # so that the row of the year stands
    return Prepared(acts, lambda: max(Counter(Receipt.objects.values_list("number", flat=True)).values()))


_WEIGHED = (weighing, "lending", "after")
CASES = {
    "the last permitted loan": Case(_last_permitted_loan, [_WEIGHED], ["turns"]),
    "one item at two desks": Case(_one_item, [_WEIGHED], ["turns", "one loan an item"]),
    "the last renewal": Case(_one_renewal, [(weighing, "renewing", "after")], ["turns", "renewal swaps"]),
    "one hold and two copies": Case(_one_hold, [(filling, "_next", "after")], ["turns", "hold swaps"]),
    "the last copy": Case(_last_copy, [_WEIGHED, (filling, "route", "before")], ["turns"]),
    "the last permitted hold": Case(_last_permitted_hold, [(holds, "_within_rules", "after")], ["turns"]),
    "one payment": Case(_one_payment, [(paying, "share", "after")], ["turns", "charge swaps", "nothing below zero"]),
    "one receipt number": Case(
        _one_receipt_number, [(book, "last_number", "after")], ["turns", "number swaps", "numbered once"]
    ),
    "one deposit": Case(_one_deposit, [(book, "open_period", "before")], ["turns", "deposit swaps"]),
}
# On PostgreSQL copies and renewals have no turns of their own: what is written is compared with what was read.
NO_TURNS_ON_POSTGRES = ("the last renewal", "one hold and two copies")


def _run(name: str, off: Sequence[str], patch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """Let two desks meet with some guards switched off; return how often it was done, and what each was told."""
    case = CASES[name]
    ready = case.prepare(make_site())
    meeting = Meeting(len(ready.acts))
    for module, function, when in case.places:
        wrap = meeting.after if when == "after" else meeting.before
        patch.setattr(module, function, wrap(getattr(module, function)))
    for code in off:
        if code in BY_CODE:
            BY_CODE[code](patch)
    with ExitStack() as missing:
        for code in off:
            if code in IN_DATABASE:
                missing.enter_context(IN_DATABASE[code]())
        answers = in_processes(ready.acts, meeting)
        patch.undo()
        if name == "one hold and two copies":
            return answers.count("Fate"), answers
        return ready.times(), answers


@pytest.mark.parametrize("name", CASES)
def test_with_every_guard_it_is_done_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    times, answers = _run(name, [], monkeypatch)
    assert times == 1, answers
    assert "IntegrityError" not in answers and "OperationalError" not in answers, "refused in words, not by an error"


@pytest.mark.parametrize(("name", "guard"), [(name, guard) for name, case in CASES.items() for guard in case.guards])
def test_each_guard_holds_alone(name: str, guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if guard == "turns" and name in NO_TURNS_ON_POSTGRES and connection.vendor == "postgresql":
        guard = CASES[name].guards[1]
    times, answers = _run(name, [one for one in CASES[name].guards if one != guard], monkeypatch)
    assert times == 1, answers


@pytest.mark.parametrize("name", CASES)
def test_without_any_guard_the_harm_is_done_and_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    times, answers = _run(name, CASES[name].guards, monkeypatch)
    assert times == 2, answers
