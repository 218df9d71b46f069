"""Read payments with their receipts, and publications."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shushan.dues import policy
from shushan.dues.models import Payment, Publication, PublicationRow, Share
from shushan.dues.terms import PaymentLine, Sheet, SheetRow, Way
from shushan.kernel.errors import NotFound


def payments(
    *, payment_id: int | None = None, member_id: int | None = None, unit_id: int | None = None, limit: int = 200
) -> list[PaymentLine]:
    """Return payments, reversed ones too, the newest first, in two queries."""
    found = Payment.objects.select_related("member__person", "reversal").order_by("-taken_on", "-pk")
    if payment_id is not None:
        found = found.filter(pk=payment_id)
    if member_id is not None:
        found = found.filter(member=member_id)
    if unit_id is not None:
        found = found.filter(unit=unit_id)
    rows = list(found[:limit])
    shares: dict[int, list[tuple[object, int]]] = {}
    for paid, month, fen in (
        Share.objects.filter(payment__in=[row.pk for row in rows])
        .order_by("due__month")
        .values_list("payment", "due__month", "fen")
    ):
        shares.setdefault(paid, []).append((month, fen))
    return [_payment(row, shares.get(row.pk, [])) for row in rows]


def payment(payment_id: int) -> PaymentLine:
    """Return one payment.

    :raises NotFound:
    """
    found = payments(payment_id=payment_id)
    if not found:
        raise NotFound(_("没有这张收据"))
    return found[0]


def sheets(*, unit_ids: Iterable[int] | None = None, year: int | None = None) -> list[Sheet]:
    """Return publications without their rows, the newest first, in one query."""
    found = Publication.objects.order_by("-year", "-revision", "unit")
    if unit_ids is not None:
        found = found.filter(unit__in=list(unit_ids))
    if year is not None:
        found = found.filter(year=year)
    return [_sheet(row, ()) for row in found]


def sheet(publication_id: int) -> Sheet:
    """Return one publication with its rows as they were published, in two queries.

    :raises NotFound:
    """
    row = Publication.objects.filter(pk=publication_id).first()
    if row is None:
        raise NotFound(_("没有这份公布"))
    return _sheet(row, PublicationRow.objects.filter(publication=row).order_by("name", "pk"))


def _payment(row: Payment, shares: list[tuple[object, int]]) -> PaymentLine:
    back = getattr(row, "reversal", None)
    person = row.member.person
    return PaymentLine(
        row.pk, row.unit_id, row.member_id, person.pk, person.name, row.fen, row.taken_on, Way(row.way), row.note,
        row.taken_by, row.taken_at, tuple(shares),  # type: ignore[arg-type]
        back.at if back else None, back.by if back else "", back.why if back else "",
    )  # fmt: skip


def _sheet(row: Publication, rows: Iterable[PublicationRow]) -> Sheet:
    return Sheet(
        row.pk, row.unit_id, row.year, row.revision, row.through, row.published_on, row.by, row.reason, row.total_fen,
        tuple(SheetRow(one.name, one.marks, *policy.counted(one.marks), one.fen) for one in rows),
    )  # fmt: skip
