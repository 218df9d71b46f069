"""What those entitled are told: that a meeting was convened, moved or called off. By the notices, to whoever has a card.

Members without a reader's card find the same on their own page; the meeting's page says how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from shushan.ledger import public as ledger
from shushan.meetings.models import Meeting
from shushan.meetings.states import MeetingState
from shushan.meetings.terms import MeetingKind, MeetingLine, SeatLine
from shushan.meetings.words import KIND_WORDS
from shushan.notices import public as notices
from shushan.people import public as people
from shushan.places import public as places

_VALUES = (
    notices.Value("title", _("会议"), "主题党日"),
    notices.Value("when", _("时间"), "2026-12-31 15:00"),
    notices.Value("where", _("地点"), "中心馆 三楼会议室"),
)


def _still_convened(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep what is still true: the meeting is convened for the time that was told."""
    numbers = {_number(subject) for subject, _step in asked}
    found = Meeting.objects.filter(pk__in=numbers, state=MeetingState.CONVENED).values_list("pk", "begins_at")
    begins = {pk: begins_at.isoformat() for pk, begins_at in found if begins_at is not None}
    return {(s, step) for s, step in asked if begins.get(_number(s)) == step}


CONVENED: Final = notices.declare(
    notices.Kind(
        code="meetings.convened",
        title=_("会议通知"),
        values=_VALUES,
        texts={
            notices.CHINESE: notices.Text(
                "会议通知：{title}",
                "{name}：请您参加{title}。时间：{when}，地点：{where}。不能到会请在“我的会议”里请假。\n{library}",
            ),
            notices.ENGLISH: notices.Text(
                "Meeting: {title}",
                "{name}: you are asked to {title}, on {when}, at {where}. If you cannot come, please ask for leave under"
                " “My meetings”.\n{library}",
            ),
        },
        is_urgent=True,
        still=_still_convened,
        page="meetings:my",
    )
)
CALLED_OFF: Final = notices.declare(
    notices.Kind(
        code="meetings.called-off",
        title=_("会议取消"),
        values=(*_VALUES, notices.Value("reason", _("原因"), "闭馆")),
        texts={
            notices.CHINESE: notices.Text(
                "会议取消：{title}", "{name}：原定 {when} 的{title}取消。原因：{reason}。\n{library}"
            ),
            notices.ENGLISH: notices.Text(
                "Meeting called off: {title}", "{name}: {title} on {when} was called off. Reason: {reason}.\n{library}"
            ),
        },
        is_urgent=True,
        page="meetings:my",
    )
)
OLD: Final = timedelta(days=1)


def tell_convened(found: MeetingLine, seats: Iterable[SeatLine], *, at: datetime) -> int:
    """Plan the notice of a convened meeting; return how many are new. A meeting entered after its day is told to nobody."""
    if found.begins_at is None or found.begins_at < at - OLD or found.kind is MeetingKind.TALK:
        return 0
    step = found.begins_at.isoformat()
    return _plan(CONVENED.code, found, seats, {}, step=step, at=at)


def tell_called_off(found: MeetingLine, seats: Iterable[SeatLine], *, reason: str, at: datetime) -> int:
    """Plan the notice that a meeting was called off, and take back what was not told yet; return how many are new."""
    no_longer_tell(found)
    if found.begins_at is None or found.begins_at < at - OLD:
        return 0
    return _plan(CALLED_OFF.code, found, seats, {"reason": reason}, step=str(found.begins_at.date()), at=at)


def no_longer_tell(found: MeetingLine) -> None:
    """Take back notices of a meeting that nobody was told yet."""
    notices.withdraw(kind=CONVENED.code, subjects=[f"meetings.meeting:{found.id}"])


def _plan(
    code: str, found: MeetingLine, seats: Iterable[SeatLine], more: dict[str, str], *, step: str, at: datetime
) -> int:  # fmt: skip
    readers = people.reader_ids_of_persons([seat.person_id for seat in seats])
    if not readers:
        return 0
    assert found.begins_at is not None
    site = places.site(found.site_id).name if found.site_id else ""
    said = {
        "title": found.title or str(KIND_WORDS[found.kind]),
        "when": date_format(found.begins_at.astimezone(ledger.zone()), "Y-m-d H:i"),
        "where": " ".join(part for part in (site, found.place or found.online_address) if part),
    }
    subject = f"meetings.meeting:{found.id}"
    plans = [
        notices.Planned(code, subject, reader_id, said | more, found.site_id, step=step)
        for reader_id in sorted(readers.values())
    ]
    return notices.plan(plans, at=at)


def _number(subject: str) -> int:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0
