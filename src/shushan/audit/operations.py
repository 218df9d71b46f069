"""Record a look."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from shushan.audit.models import Look
from shushan.database.public import write
from shushan.kernel.actor import Actor

GENESIS = "0" * 64


@write()
def looked(*, actor: Actor, act: str, subject: str, at: datetime, note: str = "") -> None:
    """Write that an actor looked at a subject (``room.noun:id``) or overrode a rule there; ``note`` is the reason."""
    last = Look.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
    look = Look(at=at, actor=actor.label, name=actor.name[:80], act=str(act), subject=subject, note=note.strip()[:200])
    look.hash = chained(last, look)
    look.save(force_insert=True)


def chained(last: str, look: Look) -> str:
    """Return the hash of a look over the one before it."""
    at = look.at.astimezone(UTC).isoformat(timespec="microseconds")
    content = json.dumps([last, at, look.actor, look.name, look.act, look.subject, look.note], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
