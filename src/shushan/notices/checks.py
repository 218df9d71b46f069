"""What the doctor asks this room: every message that went has its fact, and none stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from shushan.kernel.checks import Check, Few, Finding, Severity
from shushan.kernel.clock import now
from shushan.ledger import public as ledger
from shushan.notices.models import Message
from shushan.notices.states import TROUBLE, MessageState

SHOWN = 20


def checks() -> list[Check]:
    """Return this room's questions."""
    return [
        Check("notices.facts", _("每条发出的消息都有它的事实，只有一件"), handed_match_facts),
        Check("notices.outbox", _("没有消息停在路上"), nothing_stands_still),
    ]


def handed_match_facts() -> Iterator[Finding]:
    """Compare the messages that are kept and went out with their facts: one each."""
    wrong = Few(SHOWN)
    kept = Message.objects.filter(state=MessageState.HANDED).order_by("pk").values_list("pk", flat=True)
    rows = ((f"notices.message:{pk}", True) for pk in kept.iterator(chunk_size=5000))
    for subject, told, is_kept in ledger.beside(("notices.handed-over",), rows):
        if is_kept and sum(told.values()) != 1:
            wrong.add(subject, "handed over, and not one fact", "restore the last backup and compare")
    yield from wrong.first


def nothing_stands_still() -> Iterator[Finding]:
    """Name how many messages wait for a person, and those that nobody takes in hand."""
    trouble = Message.objects.filter(state__in=TROUBLE).count()
    if trouble:
        what = f"{trouble} messages failed, are uncertain, or their address does not work"
        yield Finding("notices.outbox", what, "look at /staff/notices/?state=trouble", Severity.WARNING)
    late = Message.objects.filter(state=MessageState.WAITING, not_before__lt=now() - timedelta(hours=1)).count()
    if late:
        yield Finding(
            "notices.outbox", f"{late} messages wait for over an hour", "is the worker running?", Severity.WARNING
        )
