"""Read charges, receipts, balances. Values out; a fixed number of queries whatever the length of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from shushan.circulation.money.errors import NoSuchCharge, NoSuchReceipt
from shushan.circulation.money.models import BookEntry, Charge, Deposit, Receipt
from shushan.circulation.money.options import OWING_ALLOWED
from shushan.circulation.money.terms import (
    Balance,
    BookLine,
    ChargeKind,
    ChargeLine,
    ChargeValue,
    Method,
    ReceiptKind,
    ReceiptValue,
)
from shushan.circulation.policy import Hindrance, Rule
from shushan.database.public import Prepared
from shushan.options import public as options

IS_OPEN: Final = Q(left_fen__gt=0) | Q(credit_fen__gt=0)


@dataclass(frozen=True, slots=True)
class ChargeFilter:
    """What the staff list is asked for. ``state``: ``owed``, ``credit``, ``settled``, empty for all."""

    site_ids: tuple[int, ...] | None = None
    state: str = "owed"
    kind: str = ""
    reader_id: int | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFilter:
    """What the list of receipts is asked for. ``since`` and ``until``: instants, inclusive and exclusive."""

    site_ids: tuple[int, ...] | None = None
    kind: str = ""
    method: str = ""
    since: datetime | None = None
    until: datetime | None = None


def charge(charge_id: int) -> ChargeValue:
    """Return one charge, in one query.

    :raises NoSuchCharge:
    """
    found = Charge.objects.filter(pk=charge_id).first()
    if found is None:
        raise NoSuchCharge(_("没有这笔费用"))
    return _value(found)


def charge_line(charge_id: int) -> ChargeLine:
    """Return one charge with its title, in one query.

    :raises NoSuchCharge:
    """
    found = _lines(Charge.objects.filter(pk=charge_id))
    if not found:
        raise NoSuchCharge(_("没有这笔费用"))
    return found[0]


def charges_of(reader_id: int) -> list[ChargeLine]:
    """Return what a reader owes or gets back, oldest first, in one query."""
    return _lines(Charge.objects.filter(IS_OPEN, reader_id=reader_id).order_by("made_at", "pk"))


def settled_charges_of(reader_id: int, limit: int = 50) -> list[ChargeLine]:
    """Return a reader's settled charges that still bear their name, last settled first, in one query."""
    found = Charge.objects.filter(reader_id=reader_id, settled_at__isnull=False).order_by("-settled_at", "-pk")
    return _lines(found[:limit])


def charges(wanted: ChargeFilter, *, before: int = 0, limit: int = 50) -> list[ChargeLine]:
    """Return charges for the staff list, newest first, below an id, in one query."""
    found = Charge.objects.all()
    if wanted.state == "owed":
        found = found.filter(left_fen__gt=0)
    elif wanted.state == "credit":
        found = found.filter(credit_fen__gt=0)
    elif wanted.state == "settled":
        found = found.filter(settled_at__isnull=False)
    if wanted.site_ids is not None:
        found = found.filter(site_id__in=wanted.site_ids)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.reader_id is not None:
        found = found.filter(reader_id=wanted.reader_id)
    if wanted.item_id is not None:
        found = found.filter(item_id=wanted.item_id)
    if before:
        found = found.filter(pk__lt=before)
    return _lines(found.order_by("-pk")[:limit])


def balance(reader_id: int) -> Balance:
    """Return what a reader owes, gets back and has deposited, in two queries."""
    found = Charge.objects.filter(IS_OPEN, reader_id=reader_id).aggregate(owed=Sum("left_fen"), back=Sum("credit_fen"))
    held = Deposit.objects.filter(reader_id=reader_id, returned_at=None).aggregate(held=Sum("amount_fen"))["held"]
    return Balance(found["owed"] or 0, found["back"] or 0, held or 0)


_OWED = Prepared(
    lambda reader_id: (
        Charge.objects.filter(reader_id=reader_id, left_fen__gt=0).order_by().values("reader_id").annotate(
            owed=Sum("left_fen")
        ).values_list("owed")
    ),
    int,
)  # fmt: skip


def owed(reader_id: int) -> int:
    """Return what a reader owes, in fen, in one query."""
    return sum(int(row[0]) for row in _OWED.rows(reader_id))


def owed_by_each(reader_ids: Iterable[int]) -> dict[int, int]:
    """Return what each of several readers owes, in fen, in one query; who owes nothing is left out."""
    found = Charge.objects.filter(reader_id__in=list(reader_ids), left_fen__gt=0).order_by().values_list("reader_id")
    return {int(reader): int(owed) for reader, owed in found.annotate(owed=Sum("left_fen"))}


def against(reader_id: int, at: datetime) -> tuple[Hindrance, ...]:
    """Return the rule that a reader owes too much, in one query, or in two for whoever owes anything."""
    owes = owed(reader_id)
    if not owes:
        return ()
    allowed = owing_allowed(at=at)
    return (Hindrance(Rule.OWES, allowed, owes),) if owes > allowed else ()


def owing_allowed(*, at: datetime) -> int:
    """Return how many fen a reader may owe and still borrow."""
    return options.get(OWING_ALLOWED, at=at)


def entries_of(charge_ids: Iterable[int]) -> list[BookLine]:
    """Return the book entries of charges, oldest first, in one query."""
    return [book_line(row) for row in BookEntry.objects.filter(charge_id__in=list(charge_ids)).order_by("pk")]


def receipt(receipt_id: int) -> ReceiptValue:
    """Return one receipt, in one query.

    :raises NoSuchReceipt:
    """
    found = _receipts(Receipt.objects.filter(pk=receipt_id))
    if not found:
        raise NoSuchReceipt(_("没有这张收据"))
    return found[0]


def receipts(wanted: ReceiptFilter, *, before: int = 0, limit: int = 50) -> list[ReceiptValue]:
    """Return receipts for the staff list, newest first, below an id, in one query."""
    found = Receipt.objects.all()
    if wanted.site_ids is not None:
        found = found.filter(site_id__in=wanted.site_ids)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.method:
        found = found.filter(method=wanted.method)
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    if before:
        found = found.filter(pk__lt=before)
    return _receipts(found, limit)


def receipts_of(reader_id: int, limit: int = 50) -> list[ReceiptValue]:
    """Return the receipts of a reader whose charges or deposits still bear their name, newest first, in one query."""
    theirs = BookEntry.objects.filter(Q(charge__reader_id=reader_id) | Q(deposit__reader_id=reader_id))
    return _receipts(Receipt.objects.filter(pk__in=theirs.values("receipt_id")), limit)


def receipt_lines(receipt_id: int) -> list[tuple[BookLine, str]]:
    """Return a receipt's book entries with the title each is about, in one query."""
    found = BookEntry.objects.filter(receipt_id=receipt_id).select_related("charge__item__record").order_by("pk")
    return [(book_line(row), _title(row.charge)) for row in found]


def times_printed(receipt_id: int) -> int:
    """Return how often a receipt went to the printer, in one query."""
    found = Receipt.objects.filter(pk=receipt_id).aggregate(n=Count("prints"))
    return int(found["n"])


def book_line(row: BookEntry) -> BookLine:
    """Return a book entry as a value."""
    return BookLine(
        row.pk, row.at, row.site_id, row.debit, row.credit, row.amount_fen, row.charge_id, row.kind, row.note,
        row.corrects_id is not None,
    )  # fmt: skip


def _lines(found: QuerySet[Charge]) -> list[ChargeLine]:
    rows = found.select_related("item__record")
    return [ChargeLine(_value(row), _title(row), row.item.barcode if row.item else "") for row in rows]


def _title(row: Charge | None) -> str:
    return row.item.record.title if row is not None and row.item is not None else ""


def _receipts(found: QuerySet[Receipt], limit: int = 1) -> list[ReceiptValue]:
    rows = found.annotate(
        whose=Max("entries__charge__reader_id"), left_by=Max("entries__deposit__reader_id"), undone=Max("corrected_by")
    ).values_list(
        "pk", "site_id", "site__code", "year", "number", "kind", "method", "total_fen", "at", "actor_name", "whose",
        "left_by", "corrects_id", "undone",
    )  # fmt: skip
    return [
        ReceiptValue(
            pk, site_id, receipt_code(code, year, number), ReceiptKind(kind), Method(method), total, at, name,
            whose or left_by, corrects, undone is not None,
        )
        for pk, site_id, code, year, number, kind, method, total, at, name, whose, left_by, corrects, undone
        in rows.order_by("-pk")[:limit]
    ]  # fmt: skip


def receipt_code(site_code: str, year: int, number: int) -> str:
    """Return a receipt's number as it is printed."""
    return f"{site_code}{year}-{number:06d}"


def _value(row: Charge) -> ChargeValue:
    return ChargeValue(
        row.pk, row.reader_id, ChargeKind(row.kind), row.amount_fen, row.left_fen, row.credit_fen, row.site_id,
        row.loan_id, row.item_id, row.made_at, row.note,
    )  # fmt: skip


def with_open_charge() -> QuerySet[Charge]:
    """Return the charges that keep their loan's reader: something is owed or to be given back."""
    return Charge.objects.filter(IS_OPEN, loan__isnull=False)
