"""Read the looks."""

from __future__ import annotations

from shushan.audit.models import Look
from shushan.audit.operations import GENESIS, chained
from shushan.audit.terms import LookLine


def looks(*, subject: str = "", actor: str = "", before: int = 0, limit: int = 100) -> list[LookLine]:
    """Return looks, newest first, below an id; filtered by subject and actor where given."""
    found = Look.objects.order_by("-pk")
    if subject:
        found = found.filter(subject=subject)
    if actor:
        found = found.filter(actor=actor)
    if before:
        found = found.filter(pk__lt=before)
    return [LookLine(k.pk, k.at, k.actor, k.name, k.act, k.subject, k.note) for k in found[:limit]]


def first_broken() -> int | None:
    """Return the id of the first look whose hash does not fit, or None."""
    last = GENESIS
    for look in Look.objects.order_by("pk").iterator():
        if chained(last, look) != look.hash:
            return int(look.pk)
        last = look.hash
    return None
