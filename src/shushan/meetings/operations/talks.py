"""Heart-to-heart talks: written down when they were held, in one act."""

from __future__ import annotations

from datetime import datetime

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.meetings.models import Seat
from shushan.meetings.operations.papers import write_minutes
from shushan.meetings.operations.planning import convene
from shushan.meetings.operations.running import close, start
from shushan.meetings.scoping import require_at
from shushan.meetings.states import Presence
from shushan.meetings.terms import Convening, MeetingAct, MeetingKind


@write()
def record_talk(
    *, actor: Actor, at: datetime, unit_id: int, persons: tuple[int, int], held_at: datetime, site_id: int | None = None,
    gist: str = "",
) -> int:  # fmt: skip
    """Write down a talk of two members that was held, and return its id. Both were there.

    :raises NotAllowed: :raises NobodyEntitled: not two members :raises Invalid: a time to come
    """
    require_at(actor, MeetingAct.RUN, unit_id)
    said = Convening(unit_id, MeetingKind.TALK, held_at, site_id=site_id, chosen=persons)
    meeting_id = convene(actor=actor, at=at, said=said)
    start(actor=actor, at=at, meeting_id=meeting_id, began_at=held_at)
    Seat.objects.filter(meeting=meeting_id).update(presence=Presence.PRESENT, marked_by="chair", marked_at=at)
    if gist.strip():
        write_minutes(actor=actor, at=at, meeting_id=meeting_id, text=gist)
    close(actor=actor, at=at, meeting_id=meeting_id, ended_at=held_at)
    return meeting_id
