"""Compute what a value would be: the number or why there is none, remarks, the prompt, the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from shushan import __version__
from shushan.figures import public as figures
from shushan.figures.public import Kind, Reach
from shushan.indicators import policy
from shushan.indicators.terms import Asked, PeriodKind
from shushan.ledger import public as ledger
from shushan.places import public as places


@dataclass(frozen=True, slots=True)
class Computed:
    """A value as it would be signed: ``number`` None with ``absence``, and what is to be said beside it."""

    found: figures.Value
    number: Fraction | None
    absence: str
    remarks: tuple[str, ...]


def compute(asked: Asked, *, at: datetime, known_at: datetime | None = None) -> Computed:
    """Return what the records say, by the definition in force on the last day of the period.

    :raises NoSuchMeasure: :raises EmptyPeriod: :raises NotReopened:
    """
    found = found_of(asked, at=at, known_at=known_at)
    absence = found.absence or _changed(asked, found) or _shut(asked, found) or _never_recorded(found)
    number = None if absence else found.number
    return Computed(found, number, absence, tuple(_remarks(asked, found)) if number is not None else ())


def found_of(asked: Asked, *, at: datetime, known_at: datetime | None = None) -> figures.Value:
    """Return the figure behind a value; its rows are the value's rows."""
    return figures.value(asked.code, scope=asked.scope(known_at), at=at, on=asked.until - timedelta(days=1))


def first_day(asked: Asked, found: figures.Value) -> date:
    """Return the first day that counts; since reopening that of the first site."""
    days = [span.since for leaf in found.leaves for span in leaf.spans if leaf.measure.kind is not Kind.STOCK]
    return asked.since or min(days, default=asked.until - timedelta(days=1))


def differs_from_records(asked: Asked, *, at: datetime) -> bool:
    """Say whether the roll-up and the records themselves give different numbers."""
    rolled = found_of(asked, at=at)
    counted = found_of(asked, at=at, known_at=ledger.EVERY_ENTRY)
    if (rolled.number, rolled.entries) == (counted.number, counted.entries):
        return False
    again = found_of(asked, at=at)  # something was recorded in between?
    return (again.number, again.entries) != (counted.number, counted.entries)


def receipt_of(computed: Computed, *, at: datetime, known_at: datetime) -> dict[str, Any]:
    """Return the columns of a receipt, the digest of all rows among them (a second for some 200,000)."""
    found = computed.found
    parts = [_part(leaf) for leaf in found.leaves]
    own = parts[0]["digest"] if not found.operands else _joined(found, {p["code"]: p["digest"] for p in parts})
    latest = [day for leaf in found.leaves if (day := ledger.corrections_and_latest(leaf.where)[1])]
    return {
        "number": policy.worded(computed.number), "absence": computed.absence[:500], "version": found.measure.version,
        "parts": parts if found.operands else [], "remarks": list(computed.remarks), "entries": found.entries,
        "latest_recorded_at": max(latest, default=None), "digest": own, "known_at": known_at, "run_at": at,
    } | stamp()  # fmt: skip


def stamp() -> dict[str, Any]:
    """Return what every receipt says of the house itself: the version of the code and the head of the chain."""
    sealed_to, head = ledger.chain_head()
    return {"code_version": __version__, "sealed_to": sealed_to, "chain_head": head}


def prompt(asked: Asked, number: Fraction | None, found: figures.Value, *, at: datetime) -> str:
    """Return the mean of the twelve months before when a month is far above it, as stored; else nothing.

    Only sums have such a mean. It asks a person, and changes nothing.
    """
    measure = found.measure
    if number is None or asked.since is None or asked.period is not PeriodKind.MONTH or not measure.adds_up:
        return ""
    before = _months(asked, policy.months_before(asked.since, policy.SPIKE_MONTHS), at=at)
    mean = policy.spike(number, before)
    return policy.worded(mean)


def week_numbers(asked: Asked, weeks: Sequence[date], *, at: datetime) -> list[Fraction]:
    """Return the number of each typical week that begins on a day."""
    return [
        found_of(replace(asked, since=first, until=first + timedelta(days=7)), at=at).number or Fraction(0)
        for first in weeks
    ]


def _months(asked: Asked, spans: Sequence[tuple[date, date]], *, at: datetime) -> list[Fraction]:
    whole = found_of(replace(asked, since=spans[0][0], until=spans[-1][1]), at=at)
    cells = figures.cells(whole, ("month",))
    found = [cells.get((since,)) for since, _until in spans]
    return [cell.number for cell in found if cell is not None and cell.number is not None]


def _part(leaf: figures.Value) -> dict[str, Any]:
    return {
        "code": leaf.measure.code, "version": leaf.measure.version, "number": policy.worded(leaf.number),
        "entries": leaf.entries, "digest": figures.digest(leaf),
    }  # fmt: skip


def _joined(found: figures.Value, digests: dict[str, str]) -> str:
    """Return the digest of a ratio: over the digests of its two sides, as ``figures.digest`` makes it."""
    if not found.operands:
        return digests[found.measure.code]
    sides = b"".join(bytes.fromhex(_joined(one, digests)) for one in found.operands)
    return hashlib.sha256(sides).hexdigest()


def _changed(asked: Asked, found: figures.Value) -> str:
    days = figures.turns(asked.code, since=first_day(asked, found), until=asked.until)
    if not days:
        return ""
    return _("定义在时段中间（%(day)s）改变，前后两种算法不能合成一个数；请在那一天分成两段") % {"day": days[0]}


def _shut(asked: Asked, found: figures.Value) -> str:
    """Say that every chosen site was shut on every day; stocks and figures of the whole library have a value all the same."""
    if found.measure.kind in (Kind.STOCK, Kind.RATIO) or found.measure.reach is not Reach.SITES or found.entries:
        return ""
    spans = [span for span in found.spans if span.site_id is not None]
    if spans and all(_shut_days(span) == (span.until - span.since).days for span in spans):
        return _("所选馆区在整个时段都闭馆")
    return ""


def _never_recorded(found: figures.Value) -> str:
    """Say that nothing of this kind was ever recorded up to the end: that is no 0, it was not counted."""
    for leaf in found.leaves:
        if leaf.entries or leaf.measure.kind is Kind.STOCK or leaf.measure.reach is Reach.YEAR:
            continue
        before = tuple(replace(span, since=date(1900, 1, 1)) for span in leaf.spans)
        if not ledger.count(replace(leaf.where, spans=before, dims=(), present=(), among=())):
            return _("到时段末日为止，“%(name)s”在所选馆区还没有任何记录，不能当作 0") % {"name": leaf.measure.name}
    return ""


def _remarks(asked: Asked, found: figures.Value) -> list[str]:
    said = []
    sites = {site.id: site.name for site in places.sites()}
    counts_days = found.measure.reach is Reach.SITES and any(
        leaf.measure.kind is not Kind.STOCK for leaf in found.leaves
    )
    spans = {span.site_id: span for leaf in found.leaves for span in leaf.spans if leaf.measure.kind is not Kind.STOCK}
    for site_id, span in sorted(spans.items(), key=lambda pair: pair[0] or 0) if counts_days else ():
        if site_id is not None and (days := _shut_days(span)):
            said.append(_("%(site)s在时段内闭馆 %(n)d 天") % {"site": sites.get(site_id, site_id), "n": days})
    if found.measure.kind is Kind.ADDITIVE and not found.entries:
        said.append(_("时段内没有记录，按 0 计；此前有记录，请核对是否漏记"))
    return said


def _shut_days(span: ledger.SiteSpan) -> int:
    """Return on how many days of a span its site was closed by a closure."""
    if span.site_id is None:
        return 0
    shut: set[date] = set()
    for one in places.closures(span.site_id):
        first, until = max(one.since, span.since), min(one.until or span.until, span.until)
        shut.update(first + timedelta(days=n) for n in range((until - first).days))
    return len(shut)
