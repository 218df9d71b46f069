"""What is asked of one member this year, for their own page."""

from __future__ import annotations

from datetime import date

from shushan.kernel.periods import Period
from shushan.regulations.drawing import Shown, shown
from shushan.regulations.queries.results import evaluate
from shushan.regulations.terms import Outcome, SubjectKind


def own_duties(member_id: int, *, today: date) -> list[Shown]:
    """Return every duty of the year that applies to a member, what is still to be done first, in a fixed number of queries."""
    window = Period.year(today.year)
    found = evaluate(window=window, today=today, kinds=[SubjectKind.MEMBER], subject_ids=[member_id])
    applying = [one for one in found if one.outcome is not Outcome.NOT_APPLICABLE]
    return [shown(one) for one in sorted(applying, key=lambda one: (one.outcome is Outcome.MET, one.rule.code))]
