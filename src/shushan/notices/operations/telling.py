"""Tell what is due: write it into the inbox, and make the messages that carry it out. One transaction a slice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from shushan.database.public import insert_many, stamp, write
from shushan.kernel.actor import Actor
from shushan.kernel.ids import uuid7
from shushan.ledger import public as ledger
from shushan.notices import policy, reaching
from shushan.notices.events import HandedOver
from shushan.notices.models import Carried, Message, Notice
from shushan.notices.ports import channels
from shushan.notices.registry import kind, values_of
from shushan.notices.states import MessageState, NoticeState
from shushan.notices.terms import DIGEST, INBOX, ChannelCode, Kind, Whom, Wording
from shushan.ui.context import library_names

SLICE: Final = 200
HEADING, BODY = 200, 4000


@dataclass(slots=True)
class Told:
    """One notice as it is told."""

    notice: Notice
    kind: Kind
    told_to: Whom
    language: str
    wording: Wording
    values: dict[str, str]


@dataclass(slots=True)
class Bundle:
    """Notices of one kind that go to one reader or account by one message."""

    told: list[Told] = field(default_factory=list)


@write()
def tell_some(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Tell one slice of what is due and still true; return how many notices were looked at.

    A killed worker leaves nothing half told: inbox, messages and facts commit together. The system's own work.
    """
    due = Notice.objects.filter(state=NoticeState.WAITING, not_before__lte=at)
    if connection.vendor == "postgresql":
        due = due.select_for_update(skip_locked=True)
    rows = list(due.order_by("not_before", "reader_id", "pk")[:limit])
    if not rows:
        return 0
    alive = still_true([(row.pk, row.kind, row.subject, row.step) for row in rows], at=at)
    reached = reaching.Reached({row.whom for row in rows}, at=at)
    wordings = reaching.wordings({row.kind for row in rows})
    told = [one for row in rows if row.pk in alive and (one := _told(row, reached, wordings)) is not None]
    gone = {row.pk for row in rows} - {one.notice.pk for one in told}
    Notice.objects.filter(pk__in=gone).update(state=NoticeState.WITHDRAWN)
    _keep(told, at)
    bundles = _bundles(told)
    make_messages(bundles, reached, at=at)
    ledger.record_many(
        [
            (
                HandedOver(site_id=one.notice.site_id, kind=one.kind.code, channel=INBOX),
                f"notices.notice:{one.notice.pk}",
                at,
            )
            for one in told
        ],
        actor=actor,
    )
    return len(rows)


def still_true(rows: Iterable[tuple[int, str, str, str]], *, at: datetime) -> set[int]:
    """Return which notices (id, kind, subject, step) are still true; kinds that cannot say are taken as true."""
    by_kind: dict[str, list[tuple[int, str, str]]] = {}
    for pk, code, subject, step in rows:
        by_kind.setdefault(code, []).append((pk, subject, step))
    alive: set[int] = set()
    for code, some in by_kind.items():
        known = kind(code)
        if known is None:
            continue
        if known.still is None:
            alive |= {pk for pk, _subject, _step in some}
            continue
        standing = known.still([(subject, step) for _pk, subject, step in some], at)
        alive |= {pk for pk, subject, step in some if (subject, step) in standing}
    return alive


def in_words(known: Kind, said: dict[str, Any], language: str) -> dict[str, str]:
    """Return the values of a notice as they stand in a text of that language."""
    return {one.name: policy.shown(said[one.name], one.form, language) for one in values_of(known) if one.name in said}


def _told(row: Notice, reached: reaching.Reached, wordings: dict[tuple[str, str], Wording]) -> Told | None:
    known, told_to = kind(row.kind), reached.told(row.whom)
    owner = reached.contact(row.whom)
    if known is None or told_to is None or owner is None:
        return None
    if known.is_asked and not reached.wished(row.whom, known):
        return None  # the wish was taken back meanwhile
    language = reached.habit(told_to).language
    said = {"name": owner.name, "library": list(library_names()), "count": "1", **row.said}
    return Told(row, known, told_to, language, wordings[row.kind, language], in_words(known, said, language))


def _keep(told: Sequence[Told], at: datetime) -> None:
    """Write what was told into the notices: one statement, however many."""
    changes = []
    for one in told:
        heading, body = worded(one.wording, one.values)
        one.notice.heading, one.notice.body = heading, body
        changes.append(
            (NoticeState.TOLD.value, stamp(at), one.told_to.reader_id, one.language, heading, body, one.notice.pk)
        )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE notices_notice SET state = %s, told_at = %s, told_to_id = %s, language = %s, heading = %s, body = %s"
            " WHERE id = %s AND state = 'waiting'",
            changes,
        )


def worded(wording: Wording, values: dict[str, str]) -> tuple[str, str]:
    """Return heading (one line) and body of a text with its values."""
    heading = " ".join(policy.filled(wording.heading, values).split())[:HEADING]
    return heading, policy.filled(wording.body, values)[:BODY]


def _bundles(told: Sequence[Told]) -> list[Bundle]:
    found: dict[tuple[Whom, Whom, str], Bundle] = {}
    for one in told:
        found.setdefault((one.told_to, one.notice.whom, one.kind.code), Bundle()).told.append(one)
    return list(found.values())


def make_messages(
    bundles: Sequence[Bundle], reached: reaching.Reached, *, at: datetime, tried: Iterable[str] = ()
) -> int:
    """Make a message for each bundle by the first channel that will do; return how many. None will do: inbox only."""
    way, open_ = reaching.way(at), channels()
    fresh: list[tuple[Message, Bundle]] = []
    for bundle in bundles:
        first = bundle.told[0]
        ready = [
            code
            for code in reached.reachable(first.told_to)
            if not open_[code].needs_template
            or reaching.template_of(first.wording, code)
            or (code == ChannelCode.WECHAT and reached.has_agreed(first.told_to, first.kind.code))
        ]
        wished = reached.wished(first.notice.whom if first.kind.is_asked else first.told_to, first.kind)
        channel = policy.next_channel(way.order, wished=wished, reachable=ready, tried=tried)
        if channel:
            fresh.append((_message(bundle, channel, reached, way, at), bundle))
    plain = [(one, bundle) for one, bundle in fresh if not one.is_digest]
    Message.objects.bulk_create([one for one, _bundle in plain])
    carried = plain + [(_joined(one, at), bundle) for one, bundle in fresh if one.is_digest]
    insert_many(
        [
            Carried(notice_id=one.notice.pk, channel=message.channel, message_id=message.pk)
            for message, bundle in carried
            for one in bundle.told
        ]
    )
    return len(fresh)


def _message(bundle: Bundle, channel: str, reached: reaching.Reached, way: reaching.Way, at: datetime) -> Message:
    first, zone = bundle.told[0], ledger.zone()
    habit = reached.habit(first.told_to)
    is_digest = habit.is_digest and channel == ChannelCode.EMAIL and not first.kind.is_urgent
    since, until = (habit.quiet_from, habit.quiet_until)
    if since is None or until is None:
        since, until = way.quiet_from, way.quiet_until
    when = policy.next_hour(at, way.digest_hour, zone) if is_digest else at
    heading, body, values = _together(bundle)
    return Message(
        key=uuid7(), reader_id=first.told_to.reader_id, person_id=first.told_to.person_id, site_id=first.notice.site_id,
        channel=channel,
        kind=DIGEST if is_digest else first.kind.code, is_digest=is_digest, language=first.language, heading=heading,
        body=body, said=values, state=MessageState.WAITING.value, attempts=0, made_at=at,
        not_before=policy.after_quiet(when, since, until, zone),
    )  # fmt: skip


def _together(bundle: Bundle) -> tuple[str, str, dict[str, str]]:
    """Return heading, body and values of one message about several things of a kind."""
    first = bundle.told[0]
    if len(bundle.told) == 1:
        return first.notice.heading, first.notice.body, first.values
    values = first.values | {"count": str(len(bundle.told))}
    if "title" in values:
        more = " and %d more" if first.language == "en" else "等 %d 册"
        n = len(bundle.told) - 1 if first.language == "en" else len(bundle.told)
        values["title"] += more % n
    heading, _body = worded(first.wording, values)
    return heading, "\n\n".join(one.notice.body for one in bundle.told)[:BODY], values


def _joined(fresh: Message, at: datetime) -> Message:
    """Return the digest of a reader that still waits, or begin one; its text is put together when it goes."""
    standing = Message.objects.filter(
        reader=fresh.reader_id or 0, channel=fresh.channel, is_digest=True, state=MessageState.WAITING
    ).first()
    if standing is not None:
        return standing
    fresh.save(force_insert=True)
    return fresh
