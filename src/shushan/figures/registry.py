"""The measures of the house. A room declares its own in ``measures.py`` by ``declare``."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

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
    fitting = [m for m in _measures.get(code, {}).values() if on is None or m.valid_from <= on]
    if not fitting:
        raise NoSuchMeasure(_("没有编号为 %(code)s 的指标") % {"code": code})
    return max(fitting, key=lambda m: m.version)


def every_measure() -> list[Measure]:
    """Return the newest version of every measure, by code."""
    return [measure(code) for code in sorted(_measures)]
