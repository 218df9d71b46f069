"""An address does not work: remember it, and go on by the next channel."""

from __future__ import annotations

from datetime import datetime

from shushan.notices import reaching
from shushan.notices.models import AccountWish, BadContact, Carried, Message
from shushan.notices.operations.telling import Bundle, Told, in_words, make_messages
from shushan.notices.registry import kind
from shushan.notices.terms import Whom
from shushan.ui.context import library_names


def missed(row: Message, address: str, why: str, *, at: datetime) -> int:
    """Mark an address as one that does not work and make messages by the next channel; return how many.

    Inside the caller's transaction. What goes on are the notices that the message carried, each by a channel by which
    it did not go yet.
    """
    if address:
        _mark(row, reaching.mark(address), why[:300], at)
    notices = [one.notice for one in Carried.objects.filter(message=row.pk).select_related("notice")]
    tried: dict[int, set[str]] = {}
    for notice_id, channel in Carried.objects.filter(notice__in=[n.pk for n in notices]).values_list(
        "notice_id", "channel"
    ):
        tried.setdefault(notice_id, set()).add(channel)
    reached = reaching.Reached({row.whom, *(notice.whom for notice in notices)}, at=at)
    wordings = reaching.wordings({notice.kind for notice in notices})
    bundles: dict[tuple[Whom, str], Bundle] = {}
    for notice in notices:
        known, owner, told = kind(notice.kind), reached.contact(notice.whom), notice.told_whom
        if known is None or owner is None or told is None:
            continue
        said = {"name": owner.name, "library": list(library_names()), "count": "1", **notice.said}
        one = Told(
            notice, known, told, notice.language, wordings[notice.kind, notice.language],
            in_words(known, said, notice.language),
        )  # fmt: skip
        bundles.setdefault((notice.whom, notice.kind), Bundle()).told.append(one)
    gone = set().union(*tried.values()) if tried else set()
    return make_messages(list(bundles.values()), reached, at=at, tried=gone)


def _mark(row: Message, mark: str, why: str, at: datetime) -> None:
    """Remember that an address does not work, by its keyed mark."""
    if row.reader_id is not None:
        said: dict[str, object] = {"mark": mark, "why": why, "since": at}
        BadContact.objects.update_or_create(reader_id=row.reader_id, channel=row.channel, defaults=said)
    else:
        AccountWish.objects.filter(pk=row.person_id).update(bad_mark=mark, bad_why=why)
