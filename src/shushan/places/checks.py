"""What the doctor asks this room: the facts of past days say what the hours, closures and special days say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Finding, Severity
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.places import days

REMEDY = "the night mends it; at once: shushan doctor --mend-days"


def checks() -> list[Check]:
    """Return this room's questions."""
    return [Check("places.days", _("台账里每一天的开放与开放安排一致"), days_match_hours)]


def days_match_hours() -> Iterator[Finding]:
    """Compare each site's facts of days with its calendar, a year at a time; yesterday is still the night's."""
    until = ledger.local_day(now()) - timedelta(days=1)
    for site_id, span in days.spans_until(until):
        facts = days.facts_of(site_id, span)
        wrong = sum(ledger.differing(fact, wanted, span=span) for fact, wanted in facts.items())
        if wrong:
            where = f"places.day:{site_id}, {span.since.year}"
            yield Finding(where, f"{wrong} entries differ from the hours", REMEDY, Severity.WARNING)
