"""Read inbox, outbox and wishes. Values out; a fixed number of queries whatever the length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shushan.notices import reaching
from shushan.notices.errors import NoSuchMessage
from shushan.notices.models import (
    AccountWish,
    BadContact,
    Carried,
    Choice,
    HabitRow,
    Message,
    Notice,
    WechatBinding,
    WechatConsent,
    WordingRow,
)
from shushan.notices.registry import every_kind, kind
from shushan.notices.states import TROUBLE, MessageState, NoticeState
from shushan.notices.terms import Habit, MessageLine, NoticeLine, Wish, Wording
from shushan.people import public as people


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """What the outbox is asked for. ``state`` ``trouble``: whatever a person should look at; ``site_ids`` None: all."""

    state: str = ""
    channel: str = ""
    kind: str = ""
    reader_id: int | None = None
    site_ids: tuple[int, ...] | None = None


def inbox(
    reader_id: int | None, *, person_id: int | None = None, shelf: str = "", before: int = 0, limit: int = 20
) -> list[NoticeLine]:
    """Return what was told to a reader, to the account of a person, or to both, newest first, below an id.

    In two queries. ``shelf``: empty for what is not put away, ``unread``, or ``archive``.
    """
    told = Q(pk__in=())
    if reader_id is not None:
        told |= Q(told_to=reader_id)
    if person_id is not None:
        told |= Q(person=person_id)
    found = Notice.objects.filter(told, state=NoticeState.TOLD)
    found = found.filter(put_away_at__isnull=shelf != "archive")
    if shelf == "unread":
        found = found.filter(read_at=None)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[:limit])
    others = {row.reader_id for row in rows if row.reader_id is not None} - {reader_id}
    children = people.readers(others) if others else {}
    return [_line(row, children) for row in rows]


def count_unread(person_id: int) -> int:
    """Return how many notices wait to be read by a person, in one query."""
    unread = Notice.objects.filter(state=NoticeState.TOLD, read_at=None, put_away_at=None).order_by().values("pk")
    return unread.filter(told_to__person=person_id).union(unread.filter(person=person_id), all=True).count()


def wish_of(person_id: int) -> Wish:
    """Return how an account without a reader's card wishes to be told, in two queries."""
    row = AccountWish.objects.filter(pk=person_id).first() or AccountWish(pk=person_id)
    contact = people.account_contacts([person_id]).get(person_id)
    email = contact.email if contact else ""
    is_bad = bool(email and row.bad_mark == reaching.mark(email))
    return Wish(
        row.by_email, row.language, email, row.bad_why if is_bad else "", tuple(row.inbox_only), row.quiet_from,
        row.quiet_until,
    )  # fmt: skip


def is_told_of_work(reader_id: int) -> bool:
    """Say whether a reader was told of what one does here (a meeting, a duty), in one query."""
    of_work = [one.code for one in every_kind() if one.is_for_work]
    return Notice.objects.filter(reader=reader_id, kind__in=of_work).exists()


def notices_about(reader_id: int, *, limit: int = 1000) -> list[NoticeLine]:
    """Return what a reader was told and what was told about them, newest first, in two queries."""
    told = Notice.objects.filter(Q(told_to=reader_id) | Q(reader=reader_id) | Q(person__reader=reader_id))
    rows = list(told.filter(state=NoticeState.TOLD).order_by("-pk")[:limit])
    others = {row.reader_id for row in rows if row.reader_id is not None} - {reader_id}
    return [_line(row, people.readers(others) if others else {}) for row in rows]


def messages(wanted: MessageFilter, *, before: int = 0, limit: int = 50) -> list[MessageLine]:
    """Return messages for the outbox, newest first, below an id, in one query."""
    found = _matching(wanted)
    if before:
        found = found.filter(pk__lt=before)
    return [_message(row) for row in found.annotate(carries=Count("carried")).order_by("-pk")[:limit]]


def message(message_id: int) -> MessageLine:
    """Return one message, in one query.

    :raises NoSuchMessage:
    """
    found = Message.objects.filter(pk=message_id).annotate(carries=Count("carried")).first()
    if found is None:
        raise NoSuchMessage(_("没有这条消息"))
    return _message(found)


def carried_by(message_id: int) -> list[NoticeLine]:
    """Return the notices that a message carries, in one query."""
    rows = Carried.objects.filter(message=message_id).select_related("notice").order_by("notice")
    return [_line(row.notice, {}) for row in rows]


def counts(*, site_ids: tuple[int, ...] | None = None) -> dict[tuple[str, str], int]:
    """Return how many messages there are, by channel and state, in one query."""
    found = _matching(MessageFilter(site_ids=site_ids)).order_by().values_list("channel", "state")
    return {(channel, state): n for channel, state, n in found.annotate(n=Count("pk"))}


def choices_of(reader_id: int) -> dict[str, tuple[str, ...]]:
    """Return what a reader chose, by kind; kinds without a choice are left out. In one query."""
    found = Choice.objects.filter(reader=reader_id).values_list("kind", "channels")
    return {code: tuple(part for part in said.split(",") if part) for code, said in found}


def has_wechat(reader_id: int) -> bool:
    """Say whether a reader bound a WeChat, in one query."""
    return WechatBinding.objects.filter(reader=reader_id).exists()


def consents_left(reader_id: int) -> dict[str, int]:
    """Return how many messages of each kind a reader agreed to inside WeChat that were not sent yet, in one query."""
    found = WechatConsent.objects.filter(binding__reader=reader_id, spent_for=None, void_at=None).order_by()
    return dict(found.values_list("kind").annotate(n=Count("pk")))


def who_asked(codes: Iterable[str]) -> dict[str, set[int]]:
    """Return the readers who asked for kinds that are told only then, by kind, in one query."""
    found: dict[str, set[int]] = {}
    for code, reader_id in (
        Choice.objects.filter(kind__in=list(codes)).exclude(channels="").values_list("kind", "reader")
    ):
        found.setdefault(code, set()).add(reader_id)
    return found


def habit_of(reader_id: int) -> Habit:
    """Return how a reader wishes to be told, in one query."""
    row = HabitRow.objects.filter(pk=reader_id).first()
    return reaching.habit_of(row) if row else Habit()


def bad_contacts_of(reader_id: int) -> dict[str, str]:
    """Return which contacts of a reader do not work, by channel, with the reason, in one query."""
    return dict(BadContact.objects.filter(reader=reader_id).values_list("channel", "why"))


def wording(code: str, language: str) -> Wording:
    """Return the text of a kind in a language as it holds now, in one query."""
    return reaching.wordings([code])[code, language]


def all_wordings() -> dict[tuple[str, str], Wording]:
    """Return the text of every kind in every language as it holds now, in one query."""
    return reaching.wordings([one.code for one in every_kind()])


def versions_of(code: str, language: str) -> list[Wording]:
    """Return what staff wrote for a kind in a language, the latest first, in one query."""
    rows = WordingRow.objects.filter(kind=code, language=language).order_by("-version")
    return [reaching.wording_of(row) for row in rows]


def _matching(wanted: MessageFilter) -> QuerySet[Message]:
    found = Message.objects.all()
    if wanted.state == "trouble":
        found = found.filter(state__in=TROUBLE)
    elif wanted.state in set(MessageState):
        found = found.filter(state=wanted.state)
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.reader_id is not None:
        found = found.filter(reader=wanted.reader_id)
    return found if wanted.site_ids is None else found.filter(site__in=wanted.site_ids)


def _line(row: Notice, children: dict[int, people.ReaderValue]) -> NoticeLine:
    known = kind(row.kind)
    child = children.get(row.reader_id or 0)
    return NoticeLine(
        row.pk, row.kind, row.heading, row.body, known.page if known else "", row.told_at or row.made_at, row.read_at,
        row.put_away_at, child.name if child else "",
    )  # fmt: skip


def _message(row: Message) -> MessageLine:
    return MessageLine(
        row.pk, row.reader_id, row.kind, row.channel, row.state, row.address, row.heading, row.body, row.error,
        row.attempts, row.made_at, row.not_before, row.handed_at, row.provider_id, row.site_id,
        row.carries,  # type: ignore[attr-defined]
        row.person_id,
    )  # fmt: skip
