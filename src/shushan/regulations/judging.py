"""Judge: rules, subjects and records go in, results come out. Pure; nothing is read and nothing is kept here.

A rule of a period falls on whoever stood, and fitted ``applies_if``, on the first and on the last day of the period
(``at-end``: on its last day); a change within a period begins with the next one. The version of the period's last day
judges, one that stood since its first day; an occurrence is judged by the version of the day on which it began, and what
may not be done before some day by the version of the day on which it is done.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from shushan.kernel.periods import Period
from shushan.regulations import occurring
from shushan.regulations.conditions import parse
from shushan.regulations.gates import Workdays, periods_within
from shushan.regulations.terms import (
    APPLICABLE,
    Compliance,
    Fact,
    Measuring,
    Modality,
    Outcome,
    PeriodKind,
    Reason,
    Record,
    Result,
    Rule,
    Standing,
    Subject,
    SubjectKind,
)

Records: TypeAlias = Mapping[tuple[str, SubjectKind], Mapping[int, Sequence[Record]]]
"""By record type and kind of subject, then by subject; each list in the order of its days."""
ReasonKey: TypeAlias = tuple[str, SubjectKind, int, date, str]
"""Rule's code, kind and id of the subject, the period's first day, the record that began the occurrence (or empty)."""


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that judging needs. ``today`` is the day from which one looks: what is due later is not due."""

    subjects: Mapping[SubjectKind, Sequence[Subject]]
    records: Records
    today: date
    reasons: Mapping[ReasonKey, Reason] = field(default_factory=dict)
    calendar: Workdays = field(default_factory=Workdays)


def judge(rules: Iterable[Rule], given: Given, *, window: Period) -> Iterator[Result]:
    """Yield what every rule comes to for every subject, in every period that touches the window.

    Rules that are not measured yield nothing; a subject that never stood in a period yields nothing for it.
    Occurrences (``once``) are yielded where they begin before the window ends and their day lies in it or is open.
    """
    for versions in _by_code(rules).values():
        shapes = {(one.subject, one.period) for one in versions if one.measure is not Measuring.NOT_MEASURED}
        for subject_kind, period_kind in shapes:
            fitting = [one for one in versions if (one.subject, one.period) == (subject_kind, period_kind)]
            if period_kind is PeriodKind.ONCE:
                found = _occurrences(fitting, given, window)
            else:
                found = _periods(fitting, versions, given, window)
            for result in found:
                yield _with_reason(result, given)


def compliance(results: Iterable[Result]) -> Compliance:
    """Return met ÷ applicable; what is excused applies and is not met, so a reason never raises the number."""
    met = applicable = excused = 0
    for result in results:
        if result.outcome in APPLICABLE:
            applicable += 1
            met += result.outcome is Outcome.MET
            excused += result.outcome is Outcome.EXCUSED
    return Compliance(met, applicable, excused)


def _by_code(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.code, []).append(rule)
    return found


def _periods(fitting: Sequence[Rule], versions: Sequence[Rule], given: Given, window: Period) -> Iterator[Result]:
    kind, subject_kind = fitting[0].period, fitting[0].subject
    for period in periods_within(kind, window):
        rule = next((one for one in fitting if one.holds_on(period.last)), None)
        if rule is None:
            continue
        is_new = rule.standing is Standing.THROUGHOUT and not any(one.holds_on(period.since) for one in versions)
        records = given.records.get((rule.record_type, subject_kind), {})
        begun = given.records.get((rule.from_type, subject_kind), {}) if rule.from_type else records
        for subject in given.subjects.get(subject_kind, ()):
            found = _one(
                rule, subject, period, given.today, records.get(subject.id, ()), begun.get(subject.id, ()), is_new
            )
            if found is not None:
                yield found


def _one(
    rule: Rule, subject: Subject, period: Period, today: date, records: Sequence[Record], begun: Sequence[Record],
    is_new: bool,
) -> Result | None:  # fmt: skip
    day = min(period.last, max(today, period.since))
    facts = subject.facts_on(day)
    first = subject.facts_on(period.since)
    if facts is None and first is None:
        return None
    unit_id = _unit(rule.subject, subject, facts or first or {})
    base = Result(
        rule, rule.subject, subject.id, unit_id, period, period.last, Outcome.NOT_APPLICABLE, due_on=period.last
    )
    why = _why_not(rule, facts, first, is_new)
    if why:
        return replace(base, note=why)
    if rule.measure is Measuring.STATE:
        return _state(base, facts or {}, today)
    inside = _inside(begun if rule.measure is Measuring.EVERY else records, period)
    return _every(base, inside, today) if rule.measure is Measuring.EVERY else _counted(base, inside, today)


def _why_not(rule: Rule, facts: Mapping[str, Fact] | None, first: Mapping[str, Fact] | None, is_new: bool) -> str:
    if is_new:
        return "new-rule"
    if facts is None or (first is None and rule.standing is Standing.THROUGHOUT):
        return "absent"
    parts = parse(rule.applies_if)
    asked = (facts,) if rule.standing is Standing.AT_END or first is None else (facts, first)
    return "" if all(part.holds(one) for one in asked for part in parts) else "condition"


def _state(base: Result, facts: Mapping[str, Fact], today: date) -> Result:
    fits = all(part.holds(facts) for part in parse(base.rule.where))
    outcome = Outcome.MET if fits else Outcome.NOT_MET
    if fits and today < base.period.last:
        outcome = Outcome.NOT_DUE
    return replace(base, outcome=outcome, found=int(fits))


def _every(base: Result, inside: Sequence[Record], today: date) -> Result:
    triggers, parts = parse(base.rule.from_where), parse(base.rule.where)
    asked = [one for one in inside if all(part.holds(one.dims) for part in triggers)]
    waiting = [one for one in asked if any(one.dims.get(part.name, False) is None for part in parts)]
    bad = [one for one in asked if one not in waiting and not all(part.holds(one.dims) for part in parts)]
    if bad:
        return replace(base, outcome=Outcome.NOT_MET, record_ids=_ids(bad), found=len(asked) - len(bad))
    if not asked and today > base.period.last:
        return replace(base, note="nothing")
    outcome = Outcome.MET if asked and today > base.period.last and not waiting else Outcome.NOT_DUE
    return replace(base, outcome=outcome, record_ids=_ids(asked), found=len(asked) - len(waiting))


def _counted(base: Result, inside: Sequence[Record], today: date) -> Result:
    parts = parse(base.rule.where)
    answering = [one for one in inside if all(part.holds(one.dims) for part in parts)] if parts else inside
    found = occurring.amount(base.rule.measure, answering)
    return replace(
        base,
        outcome=_reached(base.rule, found, is_over=today > base.period.last),
        record_ids=_ids(answering),
        found=found,
    )


def _reached(rule: Rule, found: int, *, is_over: bool) -> Outcome:
    if rule.threshold_max is not None and found > rule.threshold_max:
        return Outcome.NOT_MET
    if found < rule.threshold:
        return Outcome.NOT_MET if is_over else Outcome.NOT_DUE
    return Outcome.MET if is_over or rule.threshold_max is None else Outcome.NOT_DUE


def _occurrences(fitting: Sequence[Rule], given: Given, window: Period) -> Iterator[Result]:
    for rule in fitting:
        answers = given.records.get((rule.record_type, rule.subject), {})
        begun = given.records.get((rule.from_type or rule.record_type, rule.subject), {})
        parts = parse(rule.from_where)
        for subject in given.subjects.get(rule.subject, ()):
            for trigger in begun.get(subject.id, ()):
                if trigger.on >= window.until or not all(part.holds(trigger.dims) for part in parts):
                    continue
                facts = subject.facts_on(trigger.on) or {}
                found = occurring.judge(
                    rule, trigger, answers.get(subject.id, ()), facts, given.today, given.calendar,
                    unit_id=_unit(rule.subject, subject, facts), subject_id=subject.id,
                )  # fmt: skip
                yield from (one for one in found if _is_of(rule, one, trigger, given.today) and _lies_in(one, window))


def _is_of(rule: Rule, result: Result, trigger: Record, today: date) -> bool:
    """Say whether this version judges: that of the beginning, but what may not be done before a day is judged by the
    version of the day on which it is done."""
    if rule.measure not in (Measuring.EARLIEST, Measuring.WORKDAYS):
        return rule.holds_on(trigger.on)
    return rule.holds_on(result.counts_on if result.record_ids else max(today, trigger.on))


def _lies_in(result: Result, window: Period) -> bool:
    if result.counts_on in window:
        return True
    return result.outcome is Outcome.NOT_DUE and result.period.since < window.until and result.counts_on >= window.since


def _with_reason(result: Result, given: Given) -> Result:
    if result.outcome is not Outcome.NOT_MET or result.rule.modality is not Modality.NORMALLY:
        return result
    reason = given.reasons.get(key_of(result))
    return result if reason is None else replace(result, outcome=Outcome.EXCUSED, reason=reason)


def key_of(result: Result) -> ReasonKey:
    """Return what a reason for a result is kept by."""
    return (result.rule.code, result.subject_kind, result.subject_id, result.period.since, result.begun_by)


def path_of(key: ReasonKey) -> str:
    """Return a duty's key as it stands in an address and in the ledger."""
    code, kind, subject_id, since, begun_by = key
    return f"{code}.{kind}.{subject_id}.{since}" + (f".{begun_by}" if begun_by else "")


def key_from(path: str) -> ReasonKey | None:
    """Return the key that an address says, or None."""
    parts = path.split(".", 4)
    try:
        code, kind, subject_id, since = parts[:4]
        number = int(subject_id) if subject_id.isascii() and subject_id.isdecimal() and len(subject_id) < 19 else None
        day = date.fromisoformat(since)
        return None if number is None else (code, SubjectKind(kind), number, day, parts[4] if len(parts) > 4 else "")
    except ValueError:
        return None


def _unit(kind: SubjectKind, subject: Subject, facts: Mapping[str, Fact]) -> int | None:
    if kind is SubjectKind.UNIT:
        return subject.id
    found = facts.get("unit_id")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _inside(records: Sequence[Record], period: Period) -> Sequence[Record]:
    first = bisect_left(records, period.since, key=_day)
    return records[first : bisect_left(records, period.until, lo=first, key=_day)]


def _day(record: Record) -> date:
    return record.on


def _ids(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(record.id for record in records)
