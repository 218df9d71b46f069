"""Read tills and their closings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shushan.circulation.money import book
from shushan.circulation.money.errors import NoSuchClosing
from shushan.circulation.money.models import BookEntry, Closing, Till
from shushan.circulation.money.operations.closing import of_period, opening
from shushan.circulation.money.terms import Account


@dataclass(frozen=True, slots=True)
class TillValue:
    """A till as it is now. ``by_method``: what came in and went out in this period, ``(in, out)`` in fen."""

    site_id: int
    period: int
    opening_fen: int
    change_fen: int
    cash_fen: int
    by_method: dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class ClosingValue:
    """A closing. ``coins``: pieces by denomination in fen, largest first."""

    id: int
    site_id: int
    period: int
    at: datetime
    opening_fen: int
    expected_fen: int
    counted_fen: int
    carried_fen: int
    coins: tuple[tuple[int, int], ...]
    by_method: dict[str, list[int]]
    reason: str
    actor_name: str

    @property
    def difference_fen(self) -> int:
        """What was found too much (more than zero) or missing."""
        return self.counted_fen - self.expected_fen

    @property
    def handed_in_fen(self) -> int:
        """What went to the safe."""
        return self.counted_fen - self.carried_fen


def till(site_id: int) -> TillValue:
    """Return the till of a site as it is now, in a fixed number of queries."""
    period = Till.objects.filter(pk=site_id).values_list("period", flat=True).first() or 1
    put = BookEntry.objects.filter(site_id=site_id, period=period, credit=Account.SAFE).values_list(
        "amount_fen", flat=True
    )
    return TillValue(
        site_id, period, opening(site_id, period), sum(put), book.in_till(site_id), of_period(site_id, period)
    )


def closing(closing_id: int) -> ClosingValue:
    """Return one closing.

    :raises NoSuchClosing:
    """
    found = Closing.objects.filter(pk=closing_id).first()
    if found is None:
        raise NoSuchClosing(_("没有这次日结"))
    return _value(found)


def closings(site_ids: tuple[int, ...] | None, *, limit: int = 50) -> list[ClosingValue]:
    """Return closings of sites (None: all), latest first, in one query."""
    found = Closing.objects.all() if site_ids is None else Closing.objects.filter(site_id__in=site_ids)
    return [_value(row) for row in found.order_by("-at", "-pk")[:limit]]


def _value(row: Closing) -> ClosingValue:
    coins = tuple(sorted(((int(fen), int(n)) for fen, n in row.coins.items()), reverse=True))
    return ClosingValue(
        row.pk, row.site_id, row.period, row.at, row.opening_fen, row.expected_fen, row.counted_fen, row.carried_fen,
        coins, row.by_method, row.reason, row.actor_name,
    )  # fmt: skip
