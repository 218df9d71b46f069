"""Rules of own definitions: what a plan lacks, and the measure that it makes. Pure but for the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from shushan.figures.public import Kind, Measure, Reach, spoken
from shushan.indicators.own.terms import CountRule, OwnPlan
from shushan.indicators.own.vocabulary import ALWAYS, FactWord, breakdown_of, shared_dims
from shushan.ledger.public import Dim

CODE = re.compile(r"Z[A-Z0-9]{1,9}")
FACTORS, MOST_DECIMALS, MOST_BASE, MOST_FACTS, MOST_VALUES = (1, 100, 1000, 10000), 4, 1_000_000, 20, 50
TEXTS = ("name", "name_en", "unit", "unit_en", "definition", "definition_en", "source")
WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


def measure_of(plan: OwnPlan, version: int, *, retired_on: date | None = None) -> Measure:
    """Return the measure that a plan makes."""
    return Measure(
        code=plan.code, version=version, name=spoken(plan.name, plan.name_en), unit=spoken(plan.unit, plan.unit_en),
        kind=plan.rule.kind, facts=plan.facts, definition=spoken(plan.definition, plan.definition_en),
        source=plan.source, valid_from=plan.valid_from, note=plan.note, present=plan.present, among=_among(plan),
        reach=Reach(plan.whole.value), keys=plan.keys or ("reader",), minus=plan.minus, dim=plan.dim,
        numerator=plan.numerator, denominator=plan.denominator, factor=plan.factor, base=plan.base,
        decimals=plan.decimals, is_personal=plan.is_personal, is_internal=plan.is_internal, retired_on=retired_on,
        breakdowns=tuple(breakdown_of(dim, plan.facts) for dim in plan.breakdowns),
    )  # fmt: skip


def _among(plan: OwnPlan) -> tuple[tuple[str, tuple[Dim, ...]], ...]:
    """Return the filters with the words of a yes or no as what the facts say."""
    dims = shared_dims(plan.facts)
    return tuple(
        (name, tuple(value == "true" for value in some) if name in dims and dims[name].is_yes_no else some)
        for name, some in plan.filters
    )


def faults(
    plan: OwnPlan, known: Mapping[str, FactWord], part: Callable[[str], Measure | None], taken: frozenset[str]
) -> list[tuple[str, str]]:
    """Return (field, what is wrong) of a plan, in the order of the form; empty: it can be proved.

    ``part`` returns the figure behind a code that a ratio names, None where there is none. ``taken``: codes of rooms.
    """
    found = [(name, "empty") for name in TEXTS if not str(getattr(plan, name)).strip()]
    if not CODE.fullmatch(plan.code):
        found.append(("code", "code"))
    if plan.code in taken:
        found.append(("code", "taken"))
    if plan.factor not in FACTORS:
        found.append(("factor", "factor"))
    if not 0 <= plan.decimals <= MOST_DECIMALS or not 1 <= plan.base <= MOST_BASE:
        found.append(("decimals", "range"))
    found += _of_ratio(plan, part) if plan.rule is CountRule.RATIO else _of_facts(plan, known)
    return found


def _of_ratio(plan: OwnPlan, part: Callable[[str], Measure | None]) -> list[tuple[str, str]]:
    found = []
    for field in ("numerator", "denominator"):
        code = str(getattr(plan, field))
        measure = part(code) if code and code != plan.code else None
        if measure is None:
            found.append((field, "part"))
        elif measure.kind is Kind.RATIO:
            found.append((field, "part-ratio"))
        elif measure.is_internal and not plan.is_internal:
            found.append(("is_internal", "inside"))
    if plan.facts or plan.filters or plan.breakdowns or plan.present:
        found.append(("facts", "ratio-facts"))
    return found


def _of_facts(plan: OwnPlan, known: Mapping[str, FactWord]) -> list[tuple[str, str]]:
    chosen = [known[code] for code in plan.facts if code in known]
    if not chosen or len(chosen) < len(plan.facts) or len(set(plan.facts)) < len(plan.facts):
        return [("facts", "facts" if plan.facts else "no-facts")]
    if len(chosen) > MOST_FACTS:
        return [("facts", "many")]
    found = _of_rule(plan, chosen)
    dims = shared_dims(plan.facts)
    for field, asked in (
        ("filters", [name for name, _some in plan.filters]), ("present", plan.present),
        ("breakdowns", [dim for dim in plan.breakdowns if dim != "unit"]), ("dim", [plan.dim] if plan.dim else []),
        ("keys", [key for key in plan.keys if key not in (*ALWAYS, "reader", "subject")]),
    ):  # fmt: skip
        if any(not WORD.fullmatch(name) or name not in dims for name in asked) or len(set(asked)) < len(asked):
            found.append((field, "dim"))
    if any(not some or len(some) > MOST_VALUES or not all(some) for _name, some in plan.filters):
        found.append(("filters", "values"))
    personal = plan.rule is CountRule.DISTINCT and "reader" in (plan.keys or ("reader",))
    if not plan.is_personal and (personal or any(fact.is_sensitive for fact in chosen)):
        found.append(("is_personal", "personal"))
    if not plan.is_internal and any(fact.is_sensitive for fact in chosen):
        found.append(("is_internal", "inside"))
    return found


def _of_rule(plan: OwnPlan, chosen: list[FactWord]) -> list[tuple[str, str]]:
    found = []
    adds = plan.rule in (CountRule.SUM, CountRule.STOCK, CountRule.PEAK)
    if adds and len({fact.unit for fact in chosen}) > 1:
        found.append(("facts", "units"))
    if plan.rule is CountRule.STOCK and not all(fact.is_stock for fact in chosen):
        found.append(("facts", "stock"))
    if plan.rule is CountRule.PEAK and not (set() < set(plan.minus) < set(plan.facts)):
        found.append(("minus", "minus"))
    if plan.rule is CountRule.DISTINCT and not plan.keys:
        found.append(("keys", "keys"))
    if plan.rule is CountRule.MEDIAN:
        numbers = {code for code, dim in shared_dims(plan.facts).items() if dim.is_number}
        if plan.dim not in numbers:
            found.append(("dim", "number"))
    return found
