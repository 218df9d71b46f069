"""What is asked of one member this year, for their own page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shushan.kernel.periods import Period
from shushan.regulations.drawing import Shown, shown
from shushan.regulations.queries.results import evaluate
from shushan.regulations.seam import source
from shushan.regulations.terms import Measuring, Outcome, Result, SubjectKind

_FIRST = (Outcome.NOT_MET, Outcome.NOT_DUE, Outcome.EXCUSED, Outcome.MET)


def own_duties(member_id: int, *, today: date) -> list[Shown]:
    """Return what the year asks of a member, one line a rule, what is to be done first, in a fixed number of queries.

    Of a rule that falls due again and again the line is the first that was missed, else the next that is due, else the
    last that was met. What holds only when something happens, and nothing did, is left out.
    """
    window = Period.year(today.year)
    found = evaluate(window=window, today=today, kinds=[SubjectKind.MEMBER], subject_ids=[member_id])
    of_rule: dict[str, list[Result]] = {}
    for one in found:
        is_idle = one.rule.measure is Measuring.EVERY and not one.record_ids
        if one.outcome is not Outcome.NOT_APPLICABLE and not is_idle:
            of_rule.setdefault(one.rule.code, []).append(one)
    lines = [_one_of(some) for some in of_rule.values()]
    return [_own(one) for one in sorted(lines, key=lambda one: (_FIRST.index(one.outcome), one.rule.code))]


def _own(result: Result) -> Shown:
    """Return a result in words, with what the member can do about it: the act of staff is not theirs."""
    line, found = (
        shown(result),
        source(result.rule.record_type, result.rule.subject) if result.rule.record_type else None,
    )
    if found is None or found.own_act is None or result.outcome not in (Outcome.NOT_MET, Outcome.NOT_DUE):
        return line
    return replace(line, act=str(found.own_act[0]), act_address=found.own_act[1]())


def _one_of(results: list[Result]) -> Result:
    for outcome in _FIRST:
        fitting = sorted((one for one in results if one.outcome is outcome), key=lambda one: one.period.since)
        if fitting:
            return fitting[-1] if outcome is Outcome.MET else fitting[0]
    return results[0]
