"""Hand messages over to their channels: lease, give over outside any transaction, write down what became of it.

At most once: where a worker dies between giving over and writing down, nobody knows. A channel that knows keys gets
the same letter with the same key again and delivers it once; for any other the message stays ``unsure`` until a person
decides. Decision 0037.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import F

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.ids import uuid7
from shushan.ledger import public as ledger
from shushan.notices import policy, reaching
from shushan.notices.events import HandedOver
from shushan.notices.models import Carried, Message
from shushan.notices.operations import consenting
from shushan.notices.operations.missing import missed
from shushan.notices.operations.telling import still_true
from shushan.notices.ports import Channel, channels
from shushan.notices.registry import kind
from shushan.notices.states import MessageMove, MessageState, after, before
from shushan.notices.terms import ENGLISH, Answer, ChannelCode, ConsentAsked, Letter, Outcome, Wording

BATCH: Final = 25  # messages whose fate is unknown when a worker is killed, at most
LEASE: Final = timedelta(minutes=10)
STALE: Final = timedelta(minutes=10)  # a message that waited longer is asked once more whether it is still true
log = logging.getLogger("shushan.notices")
_MOVE: Final = {
    Outcome.HANDED: MessageMove.HAND,
    Outcome.LATER: MessageMove.DELAY,
    Outcome.REFUSED: MessageMove.FAIL,
    Outcome.BAD_ADDRESS: MessageMove.MISS,
    Outcome.UNSURE: MessageMove.LOSE,
    Outcome.NO_CONSENT: MessageMove.MISS,
}


def hand_over_some(*, actor: Actor, at: datetime, limit: int = BATCH) -> int:
    """Hand over one batch of each channel that is set up; return how many messages were taken in hand.

    The system's own work; called outside any transaction, because a provider may take its time.
    """
    return sum(_hand_over(channel, actor, at, limit) for channel in channels().values())


def _hand_over(channel: Channel, actor: Actor, at: datetime, limit: int) -> int:
    lease = uuid7()
    taken = _lease(channel, lease, at, limit)
    if not taken:
        return 0
    stale = _no_longer_true(taken, at)
    live = [row for row in taken if row.pk not in stale]
    reached = reaching.Reached({row.whom for row in live}, at=at)
    letters, answers = _letters(live, channel, reached)
    answers |= _given(channel, letters)
    with write():
        for row in taken:
            if row.pk in stale:
                move(row, MessageMove.DROP, lease=lease, error="", body="", said={})
        _write_down(live, answers, reached, lease, actor, at)
    return len(taken)


@write()
def _lease(channel: Channel, lease: UUID, at: datetime, limit: int) -> list[Message]:
    """Take messages in hand; first settle those whose lease ran out."""
    dead = Message.objects.filter(channel=channel.code, state=MessageState.SENDING, lease_until__lt=at)
    if channel.knows_keys:
        dead.update(state=MessageState.WAITING, lease=None, lease_until=None)
    else:
        dead.update(state=MessageState.UNSURE, lease=None, lease_until=None, error=_DIED)
    due = Message.objects.filter(channel=channel.code, state=MessageState.WAITING, not_before__lte=at)
    if connection.vendor == "postgresql":
        due = due.select_for_update(skip_locked=True)
    rows = list(due.order_by("not_before", "pk")[:limit])
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=after(MessageState.WAITING, MessageMove.LEASE), lease=lease, lease_until=at + LEASE,
        attempts=F("attempts") + 1,
    )  # fmt: skip
    for row in rows:
        row.attempts += 1
    return rows


_DIED: Final = "worker-died"


def _no_longer_true(rows: Sequence[Message], at: datetime) -> set[int]:
    """Return the messages that waited (for the morning, for the digest, for the provider) and say nothing true now."""
    waited = {row.pk for row in rows if at - row.made_at > STALE}
    if not waited:
        return set()
    found = Carried.objects.filter(message__in=waited).select_related("notice")
    carried = [(one.message_id, one.notice) for one in found]
    alive = still_true([(n.pk, n.kind, n.subject, n.step) for _pk, n in carried], at=at)
    return waited - {pk for pk, notice in carried if notice.pk in alive}


def _letters(
    rows: Sequence[Message], channel: Channel, reached: reaching.Reached
) -> tuple[dict[int, Letter], dict[int, Answer]]:
    wordings = reaching.wordings({row.kind for row in rows})
    digests = _digests([row for row in rows if row.is_digest])
    letters: dict[int, Letter] = {}
    answers: dict[int, Answer] = {}
    needy = _by_consent(rows, channel, reached, wordings)
    agreed = consenting.reserve(needy.values()) if needy else set()
    for row in rows:
        address = reached.address(row.whom, channel.code)
        if not address:
            answers[row.pk] = Answer(Outcome.BAD_ADDRESS, "no-address")
            continue
        wording = wordings.get((row.kind, row.language))
        if row.pk in needy and row.key not in agreed:
            answers[row.pk] = Answer(Outcome.NO_CONSENT, "no-consent")
            continue
        template = reaching.template_of(wording, channel.code) if wording else ""
        heading, body = digests.get(row.pk, (row.heading, row.body))
        known = kind(row.kind)
        letters[row.pk] = Letter(
            row.key,
            address,
            heading,
            body,
            row.language,
            row.kind,
            template,
            row.said,
            known.page if known else "",
            row.pk in needy,
        )
    return letters, answers


def _by_consent(
    rows: Sequence[Message], channel: Channel, reached: reaching.Reached, wordings: dict[tuple[str, str], Wording]
) -> dict[int, ConsentAsked]:
    """Return the messages that go by WeChat without a template of their kind: each needs a consent of its own."""
    if channel.code != ChannelCode.WECHAT or not channel.needs_template:
        return {}
    return {
        row.pk: ConsentAsked(row.key, address, row.kind)
        for row in rows
        if (address := reached.address(row.whom, channel.code))
        and not ((known := wordings.get((row.kind, row.language))) and reaching.template_of(known, channel.code))
    }


def _digests(rows: Sequence[Message]) -> dict[int, tuple[str, str]]:
    """Return heading and body of digests: everything that they carry, one below the other."""
    if not rows:
        return {}
    parts: dict[int, list[str]] = {}
    for one in Carried.objects.filter(message__in=[row.pk for row in rows]).select_related("notice").order_by("notice"):
        parts.setdefault(one.message_id, []).append(f"■ {one.notice.heading}\n{one.notice.body}")
    return {
        row.pk: (
            f"{len(parts.get(row.pk, []))} notices from the library"
            if row.language == ENGLISH
            else f"图书馆通知（{len(parts.get(row.pk, []))} 条）",
            "\n\n".join(parts.get(row.pk, [])),
        )
        for row in rows
    }


def _given(channel: Channel, letters: dict[int, Letter]) -> dict[int, Answer]:
    """Give letters to a channel; where it stumbles nobody knows what became of them."""
    if not letters:
        return {}
    try:
        answers = channel.hand_over(list(letters.values()))
    except Exception as error:
        log.exception("the channel %s stumbled", channel.code)
        lost = Outcome.LATER if channel.knows_keys else Outcome.UNSURE
        answers = [Answer(lost, type(error).__name__)] * len(letters)
    return dict(zip(letters, answers, strict=True))


def _write_down(
    rows: Sequence[Message],
    answers: dict[int, Answer],
    reached: reaching.Reached,
    lease: UUID,
    actor: Actor,
    at: datetime,
) -> None:
    facts = []
    handed = [row for row in rows if answers[row.pk].outcome is Outcome.HANDED]
    for row in handed:
        answer = answers[row.pk]
        address = policy.masked(reached.address(row.whom, row.channel))
        if move(
            row, MessageMove.HAND, lease=lease, handed_at=at, address=address, error="", body="", said={},
            provider_id=answer.provider_id[:120],
        ):  # fmt: skip
            event = HandedOver(site_id=row.site_id, kind=row.kind, channel=row.channel)
            facts.append((event, f"notices.message:{row.pk}", at))
    ledger.record_many(facts, actor=actor)
    for row in rows:
        answer = answers[row.pk]
        if answer.outcome is not Outcome.HANDED:
            _not_handed(row, answer, reached, lease, at)


def _not_handed(row: Message, answer: Answer, reached: reaching.Reached, lease: UUID, at: datetime) -> None:
    address = reached.address(row.whom, row.channel)
    told = {"error": answer.said[:300], "address": policy.masked(address)}
    if answer.outcome is Outcome.LATER:
        wait = policy.wait_after(row.attempts)
        if wait is None:
            move(row, MessageMove.FAIL, lease=lease, **told)
        else:
            when = at + max(wait, timedelta(seconds=answer.wait_seconds))
            move(row, MessageMove.DELAY, lease=lease, not_before=when, **told)
        return
    if not move(row, _MOVE[answer.outcome], lease=lease, **told):
        return
    if answer.outcome is Outcome.BAD_ADDRESS:
        missed(row, address, answer.said, at=at)
    elif answer.outcome is Outcome.NO_CONSENT:
        consenting.strike([ConsentAsked(row.key, address, row.kind)], at=at)
        missed(row, "", answer.said, at=at)


def move(row: Message, step: MessageMove, *, lease: UUID | None = None, **columns: object) -> bool:
    """Move a message from where the table of moves allows it; say whether this caller did it (compare and swap)."""
    free: dict[str, object] = {"lease": None, "lease_until": None}
    standing = Message.objects.filter(pk=row.pk, state=row.state if lease is None else MessageState.SENDING)
    if lease is not None:
        standing = standing.filter(lease=lease)
    state = after(MessageState(row.state) if lease is None else MessageState.SENDING, step)
    if state is None:
        return False
    return bool(standing.filter(state__in=before(step)).update(state=state, **free, **columns))
