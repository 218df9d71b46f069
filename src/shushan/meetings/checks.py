"""What the doctor asks this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger
from shushan.meetings.models_appraisal import GradeCell, GradedForm
from shushan.meetings.operations.running import FACTS, subject_of
from shushan.meetings.queries.ballots import decided_of
from shushan.meetings.queries.meetings import lines, some
from shushan.meetings.states import MeetingState
from shushan.meetings.terms import MeetingKind

SLICE: Final = 500


def checks() -> list[Check]:
    """Return this room's questions."""
    return [
        Check("meetings.facts", _("召开过的会议与台账一致"), _facts),
        Check("meetings.appraisals", _("民主评议的每份测评表都累计在内，只有一次"), _forms),
    ]


def _forms() -> Iterator[Finding]:
    """Each member has as many grades as others handed in a form at that meeting."""
    cells = GradeCell.objects.values("seat").annotate(n=Sum("papers")).values_list("seat", "seat__meeting", "n")
    handed = dict(GradedForm.objects.values_list("seat", "seat__meeting"))
    forms = Counter(handed.values())
    for seat_id, meeting_id, papers in cells:
        others = forms[meeting_id] - (seat_id in handed)
        if papers != others:
            what = f"seat {seat_id} has {papers} grades, {others} forms were handed in by others"
            yield Finding(f"meetings.meeting:{meeting_id}", what, "restore the last backup and compare")


def _facts() -> Iterator[Finding]:
    for subject, told, record in ledger.beside(FACTS, _expected()):
        sums = {fact: n for fact, n in told.items() if n}
        if sums != (record or {}):
            what = f"the ledger says {sums}, the record {record or {}}"
            yield Finding(subject, what, "compare the meeting's page with its facts")


def _expected() -> Iterator[tuple[str, dict[str, int]]]:
    """Yield every meeting held with what its facts must add up to, by id, some at a time."""
    last = 0
    while held := lines(some(states=[MeetingState.HELD]).filter(pk__gt=last).order_by("pk")[:SLICE]):
        last = held[-1].id
        decided = decided_of([one.id for one in held])
        for one in held:
            counted = one.kind is not MeetingKind.TALK
            turnout = (1, one.turnout.entitled * counted, one.turnout.here * counted, len(decided.get(one.id, ())))
            yield subject_of(one.id), {fact: n for fact, n in zip(FACTS, turnout, strict=True) if n}
