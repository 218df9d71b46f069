"""The measures of the house. A room declares its own in ``measures.py`` by ``declare``."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shushan.figures import ports
from shushan.figures.errors import NoSuchMeasure
from shushan.figures.terms import Measure

_measures: dict[str, dict[int, Measure]] = {}


def declare(measure: Measure) -> Measure:
    """Add one version of a measure.

    :raises ValueError: another definition has this code and version.
    """
    versions = _measures.setdefault(measure.code, {})
    known = versions.get(measure.version)
    if known and (known.facts, known.numerator, known.denominator) != (
        measure.facts,
        measure.numerator,
        measure.denominator,
    ):
        raise ValueError(f"{measure.code} version {measure.version} is declared twice")
    versions[measure.version] = measure
    return measure


def measure(code: str, *, on: date | None = None) -> Measure:
    """Return the definition in force on a day (default: the newest).

    :raises NoSuchMeasure: no such code, or none in force yet.
    """
    fitting = [m for m in _versions(code) if on is None or m.valid_from <= on]
    if not fitting:
        raise NoSuchMeasure(_("没有编号为 %(code)s 的指标") % {"code": code})
    return max(fitting, key=lambda m: m.version)


def in_force(code: str, *, on: date) -> Measure:
    """Return the definition in force on a day; before the first one, the first.

    :raises NoSuchMeasure:
    """
    known = _versions(code)
    fitting = [m for m in known if m.valid_from <= on]
    return max(fitting, key=lambda m: m.version) if fitting else min(known, key=lambda m: m.version)


def turns(code: str, *, since: date, until: date) -> tuple[date, ...]:
    """Return the days inside a period (not its first) on which the definition, or that of a ratio's part, changed."""
    known = sorted(_versions(code), key=lambda m: m.version)
    own = {m.valid_from for m in known[1:] if since < m.valid_from < until}
    last = in_force(code, on=until)
    parts = {
        day for part in (last.numerator, last.denominator) if part for day in turns(part, since=since, until=until)
    }
    return tuple(sorted(own | parts))


def _versions(code: str) -> list[Measure]:
    known = list(_measures.get(code, {}).values()) or [m for m in ports.definitions() if m.code == code]
    if not known:
        raise NoSuchMeasure(_("没有编号为 %(code)s 的指标") % {"code": code})
    return known


def declared() -> list[Measure]:
    """Return the newest version of every measure that a room declares, by code; the database is not asked."""
    return [max(versions.values(), key=lambda m: m.version) for _code, versions in sorted(_measures.items())]


def every_measure() -> list[Measure]:
    """Return the newest version of every measure, by code; those that the library defined itself and did not retire too."""
    newest: dict[str, Measure] = {}
    for one in ports.definitions():
        if one.code not in newest or newest[one.code].version < one.version:
            newest[one.code] = one
    every = newest | {code: measure(code) for code in _measures}
    return [one for _code, one in sorted(every.items()) if one.retired_on is None]
