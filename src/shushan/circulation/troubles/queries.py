"""Read what went wrong with loans. Values out, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shushan.circulation.models import Loan
from shushan.circulation.policy import Hindrance, Rule
from shushan.circulation.troubles.errors import NoSuchClaim
from shushan.circulation.troubles.models import Claim, Damage, Recall, Stray
from shushan.ledger import public as ledger


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with what is looked for. ``reader_id`` is None once the loan parted from its reader."""

    id: int
    loan_id: int
    item_id: int
    reader_id: int | None
    site_id: int
    at: datetime
    note: str
    outcome: str
    title: str
    barcode: str
    call_number: str


@dataclass(frozen=True, slots=True)
class StrayLine:
    """A line of the list for cataloguing."""

    id: int
    barcode: str
    item_id: int | None
    title: str
    site_id: int
    at: datetime
    why: str
    ended_at: datetime | None
    ended_how: str


@dataclass(frozen=True, slots=True)
class Troubles:
    """All that went wrong with one loan. ``damages``: when, what, the photograph's file."""

    claim_id: int | None
    recalled_from: datetime | None
    damages: tuple[tuple[datetime, str, UUID | None], ...]


def against_renewing(loan: Loan) -> tuple[Hindrance, ...]:
    """Return the rule that the loan was recalled, in one query."""
    if not Recall.objects.filter(pk=loan.pk).exists():
        return ()
    return (Hindrance(Rule.RECALLED, on=ledger.local_day(loan.due_at)),)


def excuse(loans: Iterable[Loan], at: datetime) -> None:
    """Let loans that their reader says came back count as due now: they are late no longer, for the rules only.

    The rows in hand are changed and never saved. One query, and only when something is late.
    """
    late = {loan.pk: loan for loan in loans if loan.due_at < at}
    if late:
        for pk in Claim.objects.filter(loan_id__in=late, ended_at=None).values_list("loan_id", flat=True):
            late[pk].due_at = at


def of_loan(loan_id: int) -> Troubles:
    """Return what went wrong with one loan, in three queries."""
    claim = Claim.objects.filter(loan_id=loan_id, ended_at=None).values_list("pk", flat=True).first()
    recall = Recall.objects.filter(pk=loan_id).values_list("old_due_at", flat=True).first()
    damages = Damage.objects.filter(loan_id=loan_id).order_by("pk").values_list("at", "note", "photo")
    return Troubles(claim, recall, tuple(damages))


def claims(
    *, site_ids: tuple[int, ...] | None, is_open: bool = True, before: int = 0, limit: int = 50
) -> list[ClaimLine]:
    """Return claims for the list, newest first, below an id, in one query."""
    found = Claim.objects.filter(ended_at__isnull=is_open)
    if site_ids is not None:
        found = found.filter(site_id__in=site_ids)
    return _claims(found.filter(pk__lt=before) if before else found, limit)


def claim(claim_id: int) -> ClaimLine:
    """Return one claim, in one query.

    :raises NoSuchClaim:
    """
    found = _claims(Claim.objects.filter(pk=claim_id), 1)
    if not found:
        raise NoSuchClaim(_("没有这条声明"))
    return found[0]


def strays(
    *, site_ids: tuple[int, ...] | None, is_open: bool = True, before: int = 0, limit: int = 50
) -> Sequence[StrayLine]:
    """Return the list for cataloguing, newest first, below an id, in one query."""
    found = Stray.objects.filter(ended_at__isnull=is_open)
    if site_ids is not None:
        found = found.filter(site_id__in=site_ids)
    if before:
        found = found.filter(pk__lt=before)
    return [
        StrayLine(pk, barcode, item, title or "", site, at, why, ended_at, how)
        for pk, barcode, item, title, site, at, why, ended_at, how in found.order_by("-pk").values_list(
            "pk", "barcode", "item_id", "item__record__title", "site_id", "at", "why", "ended_at", "ended_how"
        )[:limit]
    ]


def _claims(found: QuerySet[Claim], limit: int) -> list[ClaimLine]:
    rows = found.order_by("-pk").values_list(
        "pk", "loan_id", "loan__item_id", "loan__reader_id", "site_id", "at", "note", "outcome",
        "loan__item__record__title", "loan__item__barcode", "loan__item__call_number",
    )  # fmt: skip
    return [ClaimLine(*row) for row in rows[:limit]]
