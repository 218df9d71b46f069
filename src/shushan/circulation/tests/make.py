"""Books, readers, desks and loans for tests, made through operations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, Final

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.actor import Actor, system
from shushan.ledger import public as ledger
from shushan.people.tests.make import actor_of, make_staff
from shushan.places import public as places

TESTER: Final = system("test")
AT: Final = datetime(2020, 6, 10, 2, 0, tzinfo=UTC)  # Wednesday, ten in the morning, library time
LONG_AGO: Final = datetime(2019, 1, 2, 1, 0, tzinfo=UTC)
_numbers = count(1)


def make_site(code: str = "C", name: str = "中心馆", *, closed_weekdays: tuple[int, ...] = ()) -> int:
    """Open a site that is open from nine to six, but for the weekdays named (0 = Monday)."""
    site_id = places.open_site(actor=TESTER, at=LONG_AGO, code=code, name=name, name_en=code)
    for weekday in range(7):
        if weekday not in closed_weekdays:
            spans = [places.OpeningSpan(time(9), time(18))]
            places.set_hours(
                actor=TESTER, at=LONG_AGO, site_id=site_id, weekday=weekday, spans=spans, since=LONG_AGO.date()
            )
    return site_id


def make_item(*, site_id: int, title: str = "围城", barcode: str = "", clc: str = "I246.5") -> catalogue.ItemValue:
    """Catalogue a work with one item on the shelf of a site."""
    number = next(_numbers)
    record_id = catalogue.create_record(
        actor=TESTER, at=LONG_AGO, said=catalogue.Description(title=title, author="钱钟书", clc=clc)
    )
    item_id = catalogue.add_item(
        actor=TESTER,
        at=LONG_AGO,
        record_id=record_id,
        barcode=barcode or f"B{number:07d}",
        site_id=site_id,
        call_number=f"I246.5/{number}",
    )
    return catalogue.item(item_id)


def make_desk(*roles: str, site_id: int | None, name: str = "王馆员") -> Actor:
    """Return a colleague at a desk of a site (None: of every site); default role: desk."""
    person_id = make_staff(*(roles or ("desk",)), site_id=site_id, name=name)
    return actor_of(person_id, at=AT)


def make_loan(*, item_id: int, reader_id: int, site_id: int, at: datetime = AT) -> circulation.Lent:
    """Lend an item."""
    return circulation.lend(actor=TESTER, at=at, item_id=item_id, reader_id=reader_id, site_id=site_id)


def set_rule(number: int = 1, *, at: datetime = LONG_AGO, since: datetime | None = None, **terms: Any) -> None:
    """Change what a rule says (1: the rule for everyone) from an instant on."""
    row = next(row for row in reversed(circulation.table().rows) if row.number == number)
    circulation.change_rule(
        actor=TESTER, at=at, number=number, name=row.name, name_en=row.name_en, terms=replace(row.terms, **terms),
        valid_from=since or at, note="试",
    )  # fmt: skip


def add_rule(*, at: datetime = LONG_AGO, name: str = "试行", scope: dict[str, Any], **terms: Any) -> int:
    """Add a rule for a scope and return its number."""
    return circulation.add_rule(
        actor=TESTER, at=at, scope=circulation.Scope(**scope), name=name, terms=circulation.Terms(**terms),
        valid_from=at, note="试",
    )  # fmt: skip


def days(n: int) -> timedelta:
    """Return n days."""
    return timedelta(days=n)


def facts_of(loan_id: int) -> list[str]:
    """Return the names of a loan's facts, oldest first."""
    return [row.fact.partition(".")[2] for row in ledger.rows_of(f"circulation.loan:{loan_id}")]


def make_copy(item: catalogue.ItemValue, *, site_id: int, call_number: str = "") -> catalogue.ItemValue:
    """Add another copy to the work of an item; its volume is its call number."""
    item_id = catalogue.add_item(
        actor=TESTER,
        at=LONG_AGO,
        record_id=item.record_id,
        barcode=f"B{next(_numbers):07d}",
        site_id=site_id,
        call_number=call_number or item.call_number,
    )
    return catalogue.item(item_id)


def make_hold(
    reader_id: int,
    item: catalogue.ItemValue,
    site_id: int,
    *,
    at: datetime = AT,
    volume: str = "",
    item_id: int | None = None,
    needed_until: date | None = None,
) -> int:
    """Place a hold on the work of an item, to be picked up at a site."""
    return circulation.place_hold(
        actor=TESTER,
        at=at,
        reader_id=reader_id,
        record_id=item.record_id,
        pickup_site_id=site_id,
        volume=volume,
        item_id=item_id,
        needed_until=needed_until,
    )


def make_charge(reader_id: int, *, site_id: int, fen: int = 500, kind: str = "other", at: datetime = AT) -> int:
    """Charge a reader by hand."""
    return circulation.charge_reader(
        actor=TESTER, at=at, reader_id=reader_id, site_id=site_id, kind=kind, amount_fen=fen, reason="试验"
    )


def make_payment(reader_id: int, *charge_ids: int, site_id: int, fen: int, at: datetime = AT) -> int:
    """Take a payment in cash and return the receipt's id."""
    return circulation.pay(
        actor=TESTER, at=at, reader_id=reader_id, site_id=site_id, charge_ids=charge_ids, amount_fen=fen, method="cash"
    )
