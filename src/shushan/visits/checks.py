"""What the doctor asks this room: every reading is rebuilt from its facts and compared."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Few, Finding
from shushan.ledger import public as ledger
from shushan.visits.models import Reading

VISITED, LEFT = "visits.visited", "visits.left"
_REMEDY = "restore the last backup and compare, or reverse the fact that has no reading"


def checks() -> list[Check]:
    """Return this room's questions."""
    return [Check("visits.readings", _("每次计数都由它的事实说明，每件事实都有它的计数"), readings_match_facts)]


def readings_match_facts() -> Iterator[Finding]:
    """Compare what every reading says with what its facts add up to; a reversed reading adds up to nothing."""
    differing, strays = Few(), Few()
    found = Reading.objects.order_by("pk").values_list("pk", "entered", "left", "reversed_at").iterator(chunk_size=5000)
    rows = ((f"visits.reading:{pk}", (0, 0) if gone else (entered, left)) for pk, entered, left, gone in found)
    for subject, told, due in ledger.beside((VISITED, LEFT), rows):
        if due is None and any(told.values()):
            strays.add(subject, "facts without a reading", _REMEDY)
        elif due is not None and (told.get(VISITED, 0), told.get(LEFT, 0)) != due:
            differing.add(subject, f"the row says in, out {due}; its facts say {told}", _REMEDY)
    yield from (*differing.first, *strays.first)
    if differing.has_more or strays.has_more:
        what = f"{differing.count} readings differ from their facts, {strays.count} subjects have no reading"
        yield Finding("visits", what)
