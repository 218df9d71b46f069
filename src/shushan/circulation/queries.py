"""Read loans. Values out; a fixed number of queries whatever the length of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.errors import NoSuchLoan
from shushan.circulation.holds.queries import spoken_for
from shushan.circulation.models import HistoryWish, Loan, Recall
from shushan.circulation.policy import days_left
from shushan.circulation.states import LoanState
from shushan.circulation.terms import LoanLine, LoanValue
from shushan.database.public import OneOf, Prepared
from shushan.ledger import public as ledger


@dataclass(frozen=True, slots=True)
class LoanFilter:
    """What the staff list is asked for. ``state``: ``out``, ``back``, empty for both; ``site_ids`` None: every site."""

    site_ids: tuple[int, ...] | None = None
    state: str = "out"
    is_overdue: bool = False
    reader_id: int | None = None
    item_id: int | None = None


def loan(loan_id: int) -> LoanValue:
    """Return one loan, in one query.

    :raises NoSuchLoan:
    """
    found = Loan.objects.filter(pk=loan_id).first()
    if found is None:
        raise NoSuchLoan(_("没有这笔借阅"))
    return _value(found)


def loan_out(item_id: int) -> LoanValue | None:
    """Return the open loan of an item, or None when it is in, in one query."""
    found = next(iter(_OUT.rows(item_id)), None)
    return _value(Loan.from_db(DEFAULT_DB_ALIAS, COLUMNS, found)) if found else None


def loans_of(reader_id: int, *, at: datetime) -> list[LoanLine]:
    """Return a reader's open loans with titles, most urgent first, in one query."""
    zone = ledger.zone()
    found = []
    for barcode, record_id, title, author, kind, shelf, home, *columns in _HELD.rows(reader_id):
        row = Loan.from_db(DEFAULT_DB_ALIAS, COLUMNS, columns)
        left, is_overdue = days_left(row.due_at, at, zone), row.due_at < at
        found.append(LoanLine(_value(row), barcode, record_id, title, author, is_overdue, left, kind, shelf, home))
    return found


COLUMNS: Final = tuple(column.attname for column in Loan._meta.concrete_fields)
_HELD = Prepared(
    lambda reader_id: (
        Loan.objects.filter(reader_id=reader_id, state=LoanState.OUT)
        .order_by("due_at", "pk")
        .values_list(
            "item__barcode",
            "item__record_id",
            "item__record__title",
            "item__record__author",
            "item__kind",
            "item__shelf",
            "item__home_site_id",
            *COLUMNS,
        )
    ),
    int,
)
_DUE = Prepared(
    lambda ids: Loan.objects.filter(item_id__in=OneOf(ids), state=LoanState.OUT).values_list("item_id", "due_at"), list
)
_OUT = Prepared(
    lambda item_id: Loan.objects.filter(item_id=item_id, state=LoanState.OUT.value).order_by().values_list(*COLUMNS),
    int,
)
_COUNT = Prepared(
    lambda reader_id: (
        Loan.objects.filter(reader_id=reader_id, state=LoanState.OUT)
        .order_by()
        .values("state")
        .annotate(held=Count("pk"))
        .values_list("held")
    ),
    int,
)


def history_of(reader_id: int, *, at: datetime, limit: int = 200) -> list[LoanLine]:
    """Return a reader's returned loans that are still theirs, last returned first, in two queries.

    Empty for whoever did not ask to keep them; ask ``keeps_history`` first.
    """
    found = Loan.objects.filter(reader_id=reader_id, state=LoanState.BACK).order_by("-back_at", "-pk")
    return _lines(found[:limit], at)


def keeps_history(reader_id: int) -> bool:
    """Say whether the reader asked to keep returned loans, in one query."""
    return HistoryWish.objects.filter(reader_id=reader_id).exists()


def loan_lines(loan_ids: Iterable[int], *, at: datetime) -> dict[int, LoanLine]:
    """Return loans with titles by id, in two queries."""
    return {line.loan.id: line for line in _lines(Loan.objects.filter(pk__in=set(loan_ids)), at)}


def loans(wanted: LoanFilter, *, at: datetime, before: int = 0, limit: int = 50) -> list[LoanLine]:
    """Return loans for the staff list, newest first, below an id, in two queries."""
    return _lines(_matching(wanted, at, before).order_by("-pk")[:limit], at)


def availability(item_ids: Sequence[int]) -> dict[int, catalogue.Availability]:
    """Return which items are out (with the due day), on the way or kept for a reader, in two queries (a port)."""
    known = {number: catalogue.Availability(code) for number, code in spoken_for(item_ids).items()}
    return known | {number: catalogue.Availability("out", due) for number, due in _DUE.rows(list(item_ids))}


def count_open(reader_id: int) -> int:
    """Return how many loans a reader has open."""
    return sum(held for (held,) in _COUNT.rows(reader_id))


def count_out(reader_id: int, *, at: datetime) -> tuple[int, int]:
    """Return how many loans a reader has open, and how many of them are overdue, in one query."""
    open_ = Loan.objects.filter(reader_id=reader_id, state=LoanState.OUT)
    found = open_.aggregate(out=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    return found["out"], found["late"]


def _matching(wanted: LoanFilter, at: datetime, before: int) -> QuerySet[Loan]:
    found = Loan.objects.all()
    if wanted.state in set(LoanState):
        found = found.filter(state=wanted.state)
    if wanted.site_ids is not None:
        found = found.filter(lent_site_id__in=wanted.site_ids)
    if wanted.is_overdue:
        found = found.filter(state=LoanState.OUT, due_at__lt=at)
    if wanted.reader_id is not None:
        found = found.filter(reader_id=wanted.reader_id)
    if wanted.item_id is not None:
        found = found.filter(item_id=wanted.item_id)
    return found.filter(pk__lt=before) if before else found


def _lines(found: QuerySet[Loan], at: datetime) -> list[LoanLine]:
    rows = list(found)
    items = catalogue.items({row.item_id for row in rows}) if rows else {}
    zone = ledger.zone()
    lines = []
    for row in rows:
        item, left = items[row.item_id], days_left(row.due_at, at, zone)
        is_overdue = row.state == LoanState.OUT and row.due_at < at
        said = (_value(row), item.barcode, item.record_id, item.title, item.author, is_overdue, left)
        lines.append(LoanLine(*said, str(item.kind), item.shelf, item.home_site_id))
    return lines


def _value(row: Loan) -> LoanValue:
    return LoanValue(
        row.pk, row.item_id, row.reader_id, LoanState(row.state), row.lent_at, row.due_at, row.back_at, row.renewals,
        row.lent_site_id, row.return_site_id, row.rule_id,
    )  # fmt: skip


def lent_since(since: datetime) -> dict[int, int]:
    """Return how many loans began since an instant (inclusive), by record, in one query; renewals do not count."""
    found = Loan.objects.filter(lent_at__gte=since).values_list("item__record_id").annotate(n=Count("pk"))
    return {int(record_id): int(n) for record_id, n in found.order_by()}


def last_lent(before: datetime) -> datetime | None:
    """Return when the last loan before an instant began, in one query; None when there was none."""
    found: datetime | None = Loan.objects.filter(lent_at__lt=before).aggregate(at=Max("lent_at"))["at"]
    return found


_RECALLED = Prepared(lambda ids: Recall.objects.filter(loan__in=OneOf(ids)).order_by().values_list("loan_id"), list)


def recalled_among(loan_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these loans were called back, in one query."""
    return frozenset(loan_id for (loan_id,) in _RECALLED.rows(list(loan_ids)))
