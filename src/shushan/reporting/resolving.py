"""From a reference in a template to a signed value with its receipt; where none is signed, the number as known now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from shushan.figures import public as figures
from shushan.indicators import public as indicators
from shushan.indicators.public import Asked, PeriodKind, ValueLine
from shushan.kernel.errors import Refused
from shushan.places import public as places
from shushan.reporting import words
from shushan.reporting.language import OWN, Reference
from shushan.reporting.terms import Receipt
from shushan.units import public as units
from shushan.units.public import UnitValue


@dataclass(frozen=True, slots=True)
class Resolved:
    """A figure found: what is printed and what it rests on. ``line`` None: nobody signed it."""

    asked: Asked
    measure: figures.Measure
    number: Fraction | None
    line: ValueLine | None
    receipt: Receipt


class CannotResolve(Exception):
    """A reference names a figure, a site or a unit that does not exist; says so in words."""


def resolve(
    references: Iterable[Reference], *, as_of: date, at: datetime, unit: UnitValue | None = None
) -> dict[Reference, Resolved | CannotResolve]:
    """Return what each reference stands for, the signed values in a fixed number of queries. ``unit``: the report's own."""
    wanted: dict[Reference, Asked | CannotResolve] = {}
    for one in dict.fromkeys(references):
        try:
            wanted[one] = _asked(one, as_of, unit)
        except CannotResolve as error:
            wanted[one] = error
    signed = indicators.frozen_values([asked for asked in wanted.values() if isinstance(asked, Asked)])
    found: dict[Reference, Resolved | CannotResolve] = {}
    for one, asked in wanted.items():
        if isinstance(asked, CannotResolve):
            found[one] = asked
        else:
            found[one] = _resolved(one, asked, signed.get(asked.key), at)
    return found


def _asked(one: Reference, as_of: date, own: UnitValue | None) -> Asked:
    try:
        figures.measure(one.code)
        site = (places.site_by_code(one.site).id,) if one.site else None
    except Refused as refusal:
        raise CannotResolve(refusal.message) from refusal
    unit = _units(one, as_of, own) if one.unit else None
    period = one.period
    return Asked(one.code, PeriodKind.of(period.since, period.until), period.until, period.since, site, unit)


def _units(one: Reference, as_of: date, own: UnitValue | None) -> tuple[int, ...]:
    if one.unit == OWN:
        if own is None:
            raise CannotResolve(words.no_unit())
        return (own.id,)
    found = tuple(value.id for value in units.tree(on=as_of) if value.code == one.unit)
    if not found:
        raise CannotResolve(_("没有代码为 %(code)s 的单位") % {"code": one.unit})
    return found


def _resolved(one: Reference, asked: Asked, line: ValueLine | None, at: datetime) -> Resolved | CannotResolve:
    if line is not None:
        return Resolved(asked, line.measure, line.number, line, _of_signed(one, asked, line))
    try:
        value = figures.value(asked.code, scope=asked.scope(), at=at)
    except Refused as refusal:
        return CannotResolve(refusal.message)
    receipt = replace(
        _blank(one, asked, value.measure), shown=value.shown, number=_exact(value.number),
        definition_version=value.measure.version, records=value.entries, absence=value.absence, address=_card(one, asked),
    )  # fmt: skip
    return Resolved(asked, value.measure, value.number, None, receipt)


def _card(one: Reference, asked: Asked) -> str:
    """Return the address of a figure's card for the very period and site: what nobody signed opens there."""
    since = one.period.since
    query = {"period": "range", "since": since.isoformat(), "until": one.period.last.isoformat()} if since else {}
    if one.site:
        query["site"] = one.site
    if asked.unit_ids:
        query["unit"] = str(asked.unit_ids[0])
    return reverse("figures:card", args=[one.code]) + (f"?{urlencode(query)}" if query else "")


def _of_signed(one: Reference, asked: Asked, line: ValueLine) -> Receipt:
    receipt = line.receipt
    assert receipt is not None
    old = indicators.values_by_id([line.restates_id]).get(line.restates_id) if line.restates_id else None
    return replace(
        _blank(one, asked, line.measure), shown=line.shown, number=_exact(line.number),
        definition_version=receipt.version, records=receipt.entries, digest=receipt.digest, absence=receipt.absence,
        value_id=line.id, state=line.state.value, signed_by=line.names.get(line.signed_by, line.signed_by),
        is_manual=line.basis is indicators.Basis.MANUAL, is_estimated=line.basis is indicators.Basis.ESTIMATE,
        restated=old.shown if old else "", address=indicators.value_address(line.id),
    )  # fmt: skip


def _blank(one: Reference, asked: Asked, measure: figures.Measure) -> Receipt:
    """Return what a receipt says of the question, without an answer yet."""
    return Receipt(
        label=one.label, code=asked.code, name=str(measure.name), unit=str(measure.unit), shown="—", number="",
        definition=str(measure.definition), definition_version=measure.version,
        since=asked.since.isoformat() if asked.since else "", last=one.period.last.isoformat(), records=0, digest="",
    )  # fmt: skip


def _exact(number: Fraction | None) -> str:
    return "" if number is None else str(number)


def parts(found: Resolved, by: str, *, at: datetime) -> list[tuple[str, figures.Cell]]:
    """Return a figure taken apart by ``site`` or ``month``, of the very records that were known when it was signed."""
    known_at = found.line.receipt.known_at if found.line and found.line.receipt else None
    card = figures.for_public(figures.card(found.asked.code, scope=found.asked.scope(known_at), at=at))
    if by == "site":
        return [(part.site.name, part.cell) for part in card.sites]
    return [(part.month.strftime("%Y-%m"), part.cell) for part in card.months]
