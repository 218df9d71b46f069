"""Whether a version of a rule can be judged at all. Pure: what is wrong, by field."""

from __future__ import annotations

from shushan.regulations.conditions import BadCondition, names, parse
from shushan.regulations.gates import BadLength, read_length
from shushan.regulations.terms import Measuring, Modality, PeriodKind, Rule

AFTER = frozenset(
    {
        Measuring.DEADLINE,
        Measuring.EARLIEST,
        Measuring.WINDOW,
        Measuring.WORKDAYS,
        Measuring.RECURRING,
        Measuring.MANUAL,
    }
)
NEED_LENGTH = AFTER - {Measuring.MANUAL}
CONDITIONS = ("applies_if", "where", "from_where", "until_where")


def faults(rule: Rule) -> list[tuple[str, str]]:
    """Return (field, what is wrong) of a version.

    What is wrong is ``condition``, ``length``, ``once``, ``not-once``, ``record-type``, ``where``, ``threshold``, ``days``,
    ``figure``.
    """
    wrong = [(name, "condition") for name in CONDITIONS if not _reads(str(getattr(rule, name)))]
    wrong += [(name, "length") for name in ("offset", "offset_max") if not _is_length(str(getattr(rule, name)))]
    if rule.valid_until is not None and rule.valid_until <= rule.valid_from:
        wrong.append(("valid_until", "days"))
    if rule.threshold_max is not None and rule.threshold_max < rule.threshold:
        wrong.append(("threshold_max", "threshold"))
    if rule.measure is Measuring.NOT_MEASURED or rule.modality is Modality.MAY:
        return wrong
    return wrong + _of_measure(rule)


def _of_measure(rule: Rule) -> list[tuple[str, str]]:
    wrong: list[tuple[str, str]] = []
    if rule.measure in AFTER and rule.period is not PeriodKind.ONCE:
        wrong.append(("period", "once"))
    if rule.measure in (Measuring.STATE, Measuring.EVERY) and rule.period is PeriodKind.ONCE:
        wrong.append(("period", "not-once"))
    if rule.measure is not Measuring.STATE and not rule.record_type:
        wrong.append(("record_type", "record-type"))
    if rule.measure in (Measuring.STATE, Measuring.EVERY) and not rule.where:
        wrong.append(("where", "where"))
    if rule.period is PeriodKind.ONCE and not (rule.from_where or rule.from_type):
        wrong.append(("from_where", "where"))
    if rule.measure in NEED_LENGTH and not rule.offset:
        wrong.append(("offset", "length"))
    return wrong


def unknown_names(rule: Rule, facts: frozenset[str], dims: frozenset[str]) -> list[tuple[str, str]]:
    """Return (field, name) of what conditions ask and nobody says; nothing known = nothing is held against."""
    asked = [("applies_if", facts), ("where", facts if rule.measure is Measuring.STATE else dims)]
    asked += [("from_where", dims), ("until_where", dims)]
    return [(field, name) for field, known in asked if known for name in sorted(names(getattr(rule, field)) - known)]


def _reads(text: str) -> bool:
    try:
        parse(text)
    except BadCondition:
        return False
    return True


def _is_length(text: str) -> bool:
    if not text:
        return True
    try:
        number, _unit = read_length(text)
    except BadLength:
        return False
    return number > 0
