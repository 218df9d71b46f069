"""Read deposits and the runs that give them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from shushan.circulation.models import Loan
from shushan.circulation.money.errors import NoSuchRun
from shushan.circulation.money.models import Charge, Deposit, DepositRun, RetiredDeposit
from shushan.circulation.rules.policy import DepositBy, Row
from shushan.circulation.rules.queries import table
from shushan.circulation.states import LoanState


@dataclass(frozen=True, slots=True)
class RunAsked:
    """Whose deposits are meant. ``category`` empty: every reader's; ``site_id``: where they were taken, None: all."""

    category: str = ""
    site_id: int | None = None
    with_loans: bool = True


@dataclass(frozen=True, slots=True)
class RunPreview:
    """What a run would do now: readers and fen that would go back, and readers who would be left, by why."""

    readers: int
    amount_fen: int
    owing: int
    with_loans: int


@dataclass(frozen=True, slots=True)
class RunValue:
    """A run, with what came of it so far."""

    id: int
    asked: RunAsked
    reason: str
    readers: int
    amount_fen: int
    made_at: datetime
    ended_at: datetime | None
    job_id: int | None
    actor_name: str
    done: int
    done_fen: int
    left: int


@dataclass(frozen=True, slots=True)
class RetiredLine:
    """What a run did for one reader at one site. ``why`` is empty when the deposit went back."""

    id: int
    reader_id: int | None
    site_id: int
    amount_fen: int
    receipt_id: int | None
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A deposit that lies here, or lay here."""

    id: int
    reader_id: int | None
    category: str
    amount_fen: int
    site_id: int
    taken_at: datetime
    returned_at: datetime | None


def held(asked: RunAsked) -> QuerySet[Deposit]:
    """Return the deposits that a run would look at."""
    found = Deposit.objects.filter(returned_at=None)
    if asked.category:
        found = found.filter(reader__category=asked.category)
    return found if asked.site_id is None else found.filter(site_id=asked.site_id)


def preview(asked: RunAsked) -> RunPreview:
    """Return what a run would do now, in one query."""
    owes = Exists(Charge.objects.filter(reader_id=OuterRef("reader_id"), left_fen__gt=0))
    out = Exists(Loan.objects.filter(reader_id=OuterRef("reader_id"), state=LoanState.OUT))
    left = Q(owes=True) if asked.with_loans else Q(owes=True) | Q(out=True)
    sums = held(asked).annotate(owes=owes, out=out).aggregate(
        readers=Count("reader_id", distinct=True, filter=~left), fen=Sum("amount_fen", filter=~left),
        owing=Count("reader_id", distinct=True, filter=Q(owes=True)),
        borrowing=Count("reader_id", distinct=True, filter=Q(out=True, owes=False)),
    )  # fmt: skip
    return RunPreview(sums["readers"], sums["fen"] or 0, sums["owing"], 0 if asked.with_loans else sums["borrowing"])


def still_asked(category: str, *, at: datetime) -> list[Row]:
    """Return the rows of the table of rules that ask such readers for a deposit now."""
    rows = table().at(at)
    return [
        row for row in rows
        if row.terms.deposit is not DepositBy.NONE and (not category or row.scope.category in ("", category))
    ]  # fmt: skip


def run(run_id: int) -> RunValue:
    """Return one run. :raises NoSuchRun:"""
    found = _runs(DepositRun.objects.filter(pk=run_id))
    if not found:
        raise NoSuchRun(_("没有这次批量退押金"))
    return found[0]


def runs(limit: int = 30) -> list[RunValue]:
    """Return runs, latest first, in one query."""
    return _runs(DepositRun.objects.order_by("-pk")[:limit])


def lines(run_id: int, *, outcome: str = "", before: int = 0, limit: int = 50) -> list[RetiredLine]:
    """Return what a run did, below an id, in one query. ``outcome``: ``back``, ``left``, empty for both."""
    found = RetiredDeposit.objects.filter(run_id=run_id)
    if outcome:
        found = found.filter(receipt__isnull=outcome == "left")
    if before:
        found = found.filter(pk__lt=before)
    rows = found.order_by("-pk").values_list("pk", "reader_id", "site_id", "amount_fen", "receipt_id", "why", "at")
    return [RetiredLine(*row) for row in rows[:limit]]


def deposits(
    *,
    site_ids: tuple[int, ...] | None,
    state: str = "held",
    category: str = "",
    reader_id: int | None = None,
    before: int = 0,
    limit: int = 50,
) -> list[DepositLine]:
    """Return deposits for the list, newest first, below an id, in one query. ``state``: ``held``, ``back``, empty."""
    found = Deposit.objects.all()
    if site_ids is not None:
        found = found.filter(site_id__in=site_ids)
    if state:
        found = found.filter(returned_at__isnull=state == "held")
    if category:
        found = found.filter(reader__category=category)
    if reader_id is not None:
        found = found.filter(reader_id=reader_id)
    if before:
        found = found.filter(pk__lt=before)
    names = ("pk", "reader_id", "reader__category", "amount_fen", "site_id", "taken_at", "returned_at")
    rows = found.order_by("-pk").values_list(*names)[:limit]
    return [
        DepositLine(pk, reader, category or "", fen, site, taken, back)
        for pk, reader, category, fen, site, taken, back in rows
    ]


def _runs(found: QuerySet[DepositRun]) -> list[RunValue]:
    rows = found.annotate(
        done=Count("lines", filter=Q(lines__receipt__isnull=False)),
        done_fen=Sum("lines__amount_fen", filter=Q(lines__receipt__isnull=False)),
        left=Count("lines", filter=Q(lines__receipt__isnull=True)),
    )
    return [
        RunValue(
            row.pk, RunAsked(row.category, row.only_site_id, row.with_loans), row.reason, row.readers, row.amount_fen,
            row.made_at, row.ended_at, row.job_id, row.actor_name, row.done, row.done_fen or 0, row.left,
        )
        for row in rows
    ]  # fmt: skip
