"""What a record said before: every edit keeps the state before and after it, and any state can come back."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shushan.catalogue import queries
from shushan.catalogue.exchange.marc import marc_of
from shushan.catalogue.marc import iso2709, lines
from shushan.catalogue.marc.record import Marc
from shushan.catalogue.models import RecordVersion
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A state of a record: its number from 1, when and by whom it came, why (``found``, ``edit``, ``restore``)."""

    number: int
    made_at: datetime
    made_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a comparison: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


def keep(record_id: int, *, actor: Actor, at: datetime, why: str) -> None:
    """Keep the state of a record as it is now, unless it is the last that was kept (inside the caller's write)."""
    found = queries.record(record_id)
    state = iso2709.serialise(marc_of(found))
    last = RecordVersion.objects.filter(record_id=record_id).order_by("-number").first()
    if last is not None and bytes(last.marc) == state:
        return
    is_found = why == "found"
    RecordVersion.objects.create(
        record_id=record_id, number=last.number + 1 if last else 1, made_at=found.changed_at if is_found else at,
        made_by="" if is_found else actor.label, why=why, marc=state,
    )  # fmt: skip


def of(record_id: int) -> list[VersionLine]:
    """Return the states of a record, newest first, in one query."""
    found = RecordVersion.objects.filter(record_id=record_id).order_by("-number")
    return [VersionLine(*row) for row in found.values_list("number", "made_at", "made_by", "why")[:200]]


def state(record_id: int, number: int) -> Marc:
    """Return a state of a record.

    :raises NotFound:
    """
    found = RecordVersion.objects.filter(record_id=record_id, number=number).first()
    if found is None:
        raise NotFound(_("没有这个版本"))
    return iso2709.parse(bytes(found.marc))


def compare(before: Marc, after: Marc) -> list[Change]:
    """Return two states line by line: what is the same, what is gone, what is new."""
    kinds = {"  ": "same", "- ": "gone", "+ ": "new"}
    rows = difflib.ndiff(lines.write(before).splitlines(), lines.write(after).splitlines())
    return [Change(kinds[row[:2]], row[2:]) for row in rows if row[:2] in kinds]
