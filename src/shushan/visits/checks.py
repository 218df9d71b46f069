"""What the doctor asks this room: every reading is rebuilt from its facts and compared."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Finding
from shushan.ledger import public as ledger
from shushan.visits.models import Reading

VISITED, LEFT = "visits.visited", "visits.left"
SHOWN = 20  # findings; the rest is summed up
_REMEDY = "restore the last backup and compare, or reverse the fact that has no reading"


def checks() -> list[Check]:
    """Return this room's questions."""
    return [Check("visits.readings", _("每次计数都由它的事实说明，每件事实都有它的计数"), readings_match_facts)]


def readings_match_facts() -> Iterator[Finding]:
    """Compare what every reading says with what its facts add up to; a reversed reading adds up to nothing."""
    wrong = 0
    facts = ledger.sums_by_subject((VISITED, LEFT))
    found = Reading.objects.values_list("pk", "entered", "left", "reversed_at")
    for pk, entered, left, reversed_at in found.iterator(chunk_size=5000):
        told = facts.pop(f"visits.reading:{pk}", {})
        due = (0, 0) if reversed_at else (entered, left)
        if (told.get(VISITED, 0), told.get(LEFT, 0)) != due:
            wrong += 1
            if wrong <= SHOWN:
                yield Finding(f"visits.reading:{pk}", f"the row says in, out {due}; its facts say {told}", _REMEDY)
    orphans = [subject for subject, told in facts.items() if any(told.values())]
    for subject in orphans[:SHOWN]:
        yield Finding(subject, "facts without a reading", _REMEDY)
    if wrong > SHOWN or len(orphans) > SHOWN:
        yield Finding("visits", f"{wrong} readings differ from their facts, {len(orphans)} subjects have no reading")
