"""Judge what falls due after a beginning: deadlines, earliest days, windows, working days, recurring, manual. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from shushan.kernel.periods import Period
from shushan.regulations.conditions import parse
from shushan.regulations.gates import Reached, Workdays, after, stretches
from shushan.regulations.terms import Fact, Measuring, Outcome, PeriodKind, Record, Result, Rule

ONE = timedelta(days=1)


def amount(measure: Measuring, records: Sequence[Record]) -> int:
    """Return what a counting measure makes of records: their number, the sum of quantities, or how many different ``who``."""
    if measure is Measuring.SUM:
        return sum(one.quantity for one in records)
    if measure is Measuring.DISTINCT:
        return len({one.who for one in records})
    return len(records)


def judge(
    rule: Rule, trigger: Record, answers: Sequence[Record], facts: Mapping[str, Fact], today: date, calendar: Workdays, *,
    unit_id: int | None, subject_id: int,
) -> Iterator[Result]:  # fmt: skip
    """Yield what a rule comes to for one beginning: one result, or one for each stretch of a recurring rule.

    An answer counts from the day of the beginning to the first record of ``until_where`` after it.
    """
    base = Result(
        rule, rule.subject, subject_id, unit_id, Period.day(trigger.on), trigger.on, Outcome.NOT_APPLICABLE,
        begun_by=trigger.id, note="condition",
    )  # fmt: skip
    if not all(part.holds(facts) for part in parse(rule.applies_if)):
        if trigger.on <= today:
            yield base
        return
    base = replace(base, note="")
    end = _end(rule, trigger, answers)
    parts = parse(rule.where)
    fitting = [
        one
        for one in answers
        if one.on >= trigger.on and (end is None or one.on <= end) and one.id != trigger.id
        and all(part.holds(one.dims) for part in parts)
    ]  # fmt: skip
    if rule.measure is Measuring.RECURRING:
        yield from _recurring(base, trigger, fitting, end, today, calendar)
    elif rule.measure in (Measuring.COUNT, Measuring.SUM, Measuring.DISTINCT):
        yield _counted(base, trigger, fitting, end, today, calendar)
    elif rule.measure is Measuring.MANUAL:
        yield _manual(base, trigger, fitting, end, today)
    elif rule.measure in (Measuring.EARLIEST, Measuring.WORKDAYS):
        yield _not_before(base, trigger, fitting, today, calendar)
    elif rule.measure in (Measuring.DEADLINE, Measuring.WINDOW):
        yield _by(base, trigger, fitting, end, today, calendar)


def _end(rule: Rule, trigger: Record, answers: Sequence[Record]) -> date | None:
    if not rule.until_where:
        return None
    parts = parse(rule.until_where)
    return next((a.on for a in answers if a.on >= trigger.on and all(part.holds(a.dims) for part in parts)), None)


def _by(
    base: Result, trigger: Record, fitting: list[Record], end: date | None, today: date, calendar: Workdays
) -> Result:
    rule = base.rule
    is_window = rule.measure is Measuring.WINDOW
    latest = after(trigger.on, rule.offset_max if is_window and rule.offset_max else rule.offset, calendar)
    earliest = after(trigger.on, rule.offset, calendar) if is_window else None
    note = "provisional" if latest.is_provisional else ""
    said = replace(_spanning(base, trigger.on, latest.day), due_on=latest.day, note=note)
    said = replace(said, counts_on=latest.day, earliest_on=earliest.day if earliest else None)
    if fitting:
        first = fitting[0]
        if earliest is not None and first.on < earliest.day:
            return replace(
                said, outcome=Outcome.NOT_MET, record_ids=(first.id,), note="early", found=1, counts_on=first.on
            )
        if first.on > latest.day:
            return replace(said, outcome=Outcome.NOT_MET, record_ids=(first.id,), note="late", found=1)
        return replace(said, outcome=Outcome.MET, record_ids=(first.id,), found=1, counts_on=first.on)
    if end is not None and end <= today:
        return replace(said, outcome=Outcome.NOT_APPLICABLE, note="nothing", counts_on=end)
    return replace(said, outcome=Outcome.NOT_DUE if today <= latest.day else Outcome.NOT_MET)


def _not_before(base: Result, trigger: Record, fitting: list[Record], today: date, calendar: Workdays) -> Result:
    gate = after(trigger.on, base.rule.offset, calendar)
    first = _first_after(gate, base.rule)
    note = "provisional" if gate.is_provisional else ""
    said = replace(_spanning(base, trigger.on, first), earliest_on=first, note=note)
    if not fitting:
        return replace(said, outcome=Outcome.NOT_DUE, counts_on=max(first, today))
    answer = fitting[0]
    is_met = answer.on >= first
    return replace(
        said, outcome=Outcome.MET if is_met else Outcome.NOT_MET, record_ids=(answer.id,), found=1, counts_on=answer.on,
        note=note if is_met or note else "early",
    )  # fmt: skip


def _first_after(gate: Reached, rule: Rule) -> date:
    """The first day allowed: the anniversary itself, but the day after the last of the working days of publicity."""
    return gate.day + ONE if rule.measure is Measuring.WORKDAYS else gate.day


def _counted(
    base: Result, trigger: Record, fitting: list[Record], end: date | None, today: date, calendar: Workdays
) -> Result:
    rule = base.rule
    due = after(trigger.on, rule.offset, calendar).day if rule.offset else end
    inside = [one for one in fitting if due is None or one.on <= due]
    found = amount(rule.measure, inside)
    is_over = (due is not None and today > due) or (end is not None and end <= today)
    settled = due if due is not None and is_over else inside[-1].on if inside else due or max(today, trigger.on)
    said = _spanning(base, trigger.on, settled)
    said = replace(said, due_on=due, counts_on=settled, record_ids=_ids(inside), found=found)
    if rule.threshold_max is not None and found > rule.threshold_max:
        return replace(said, outcome=Outcome.NOT_MET)
    if found >= rule.threshold:
        return replace(said, outcome=Outcome.MET)
    return replace(said, outcome=Outcome.NOT_MET if is_over else Outcome.NOT_DUE)


def _manual(base: Result, trigger: Record, fitting: list[Record], end: date | None, today: date) -> Result:
    if fitting:
        said = _spanning(base, trigger.on, fitting[0].on)
        return replace(said, outcome=Outcome.MET, record_ids=(fitting[0].id,), found=1, counts_on=fitting[0].on)
    day = end or max(today, trigger.on)
    said = replace(_spanning(base, trigger.on, day), counts_on=day, due_on=end)
    return replace(said, outcome=Outcome.NOT_MET if end is not None and end <= today else Outcome.NOT_DUE)


def _recurring(
    base: Result, trigger: Record, fitting: list[Record], end: date | None, today: date, calendar: Workdays
) -> Iterator[Result]:
    """Yield a result for each whole stretch before the end; one that the end cuts short owes nothing."""
    for stretch in stretches(trigger.on, (end or today) + ONE, base.rule.offset, calendar):
        if end is not None and stretch.until > end:
            return
        inside = [one for one in fitting if stretch.since < one.on <= stretch.until]
        said = replace(
            base,
            period=stretch,
            counts_on=stretch.until,
            due_on=stretch.until,
            record_ids=_ids(inside),
            found=len(inside),
        )
        if len(inside) >= base.rule.threshold:
            yield replace(said, outcome=Outcome.MET)
        else:
            yield replace(said, outcome=Outcome.NOT_DUE if today <= stretch.until else Outcome.NOT_MET)


def _spanning(base: Result, since: date, last: date) -> Result:
    return replace(base, period=Period(since, max(last, since) + ONE))


def _ids(records: Sequence[Record]) -> tuple[str, ...]:
    return tuple(record.id for record in records)


PERIODIC = frozenset(set(PeriodKind) - {PeriodKind.ONCE})
