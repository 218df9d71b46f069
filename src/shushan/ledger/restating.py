"""Facts that a room derives from its own tables (hours kept, loans fallen due): made to agree, by reversal and record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.events import Event, registry
from shushan.ledger.many import record_many
from shushan.ledger.operations import reverse
from shushan.ledger.rows import each_row
from shushan.ledger.terms import EntryRow, SiteSpan, Where

Wanted = tuple[Event, str, datetime]  # what happened, its subject, when


@write()
def restate(
    fact: str,
    wanted: Sequence[Wanted],
    *,
    span: SiteSpan,
    actor: Actor,
    reason: str,
    at: datetime,
) -> int:
    """Let the standing entries of a fact within some days of a site be exactly these; return how many were written.

    What stands and is wanted stays untouched; what stands and is not wanted is reversed with the reason, what lacks is
    recorded now as having happened then. So the same again writes nothing, and every past answer stays answerable.
    """
    gone, lacking = _compared(fact, wanted, span)
    for entry_id in gone:
        reverse(entry_id, actor=actor, reason=reason, at=at)
    return len(gone) + record_many(lacking, actor=actor, recorded_at=at)


def differing(fact: str, wanted: Sequence[Wanted], *, span: SiteSpan) -> int:
    """Return how many entries ``restate`` would write: those that stand and are not wanted, and those that lack."""
    gone, lacking = _compared(fact, wanted, span)
    return len(gone) + len(lacking)


def _compared(fact: str, wanted: Sequence[Wanted], span: SiteSpan) -> tuple[list[int], list[Wanted]]:
    """Return the standing entries that are not wanted, and what is wanted and does not stand."""
    assert fact in registry, fact
    standing = {_of_row(row): row.id for row in _standing(fact, span)}
    asked = {_of_event(event, subject, then): (event, subject, then) for event, subject, then in wanted}
    gone = sorted(standing[key] for key in standing.keys() - asked.keys())
    return gone, [asked[key] for key in asked if key not in standing]


def _standing(fact: str, span: SiteSpan) -> list[EntryRow]:
    rows = each_row(Where((fact,), (span,)))
    return [row for row in rows if row.corrects is None and row.corrected_by is None]


def _of_row(row: EntryRow) -> tuple[object, ...]:
    return (row.subject, row.occurred_at, row.quantity, row.site_id, tuple(sorted(row.dims.items())))


def _of_event(event: Event, subject: str, then: datetime) -> tuple[object, ...]:
    return (subject, then, event.quantity, event.site_id, tuple(sorted(event.dims().items())))


def year_spans(site_id: int | None, since: date, until: date) -> list[SiteSpan]:
    """Return the days ``[since, until)`` of a site in slices of a calendar year at most."""
    found = []
    while since < until:
        end = min(date(since.year + 1, 1, 1), until)
        found.append(SiteSpan(site_id, since, end))
        since = end
    return found
