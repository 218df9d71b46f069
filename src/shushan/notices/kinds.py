"""What the notices tell about readers and cards themselves: facts of people, which lies below this room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.ledger.public import local_day
from shushan.notices.operations.planning import plan
from shushan.notices.registry import declare
from shushan.notices.terms import CHINESE, ENGLISH, Kind, Planned, Text, Value
from shushan.options.public import Option
from shushan.options.public import declare as declare_option
from shushan.options.public import get as get_option
from shushan.people import public as people


def _days(value: int) -> bool:
    return 0 <= value <= 90


CARD_DAYS: Final = declare_option(
    Option(
        code="notices.card-ending-days",
        default=30,
        label=_("读者证到期前提醒"),
        help=_("提前这些天告诉读者一次；0 表示不提醒。"),
        unit=_("天"),
        check=_days,
    )
)


def _cards_still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep cards that are active and still run out on the day told."""
    last = people.last_days(_numbers(asked))
    today = local_day(at)
    return {
        (s, step) for s, step in asked if (day := last.get(_number(s))) and day.isoformat() == step and day >= today
    }


def _frozen_still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    since = people.frozen_since(_numbers(asked))
    return {(s, step) for s, step in asked if _number(s) in since}


def _free_still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    since = people.frozen_since(_numbers(asked))
    return {(s, step) for s, step in asked if _number(s) not in since}


def _number(subject: str) -> int:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _numbers(asked: Sequence[tuple[str, str]]) -> set[int]:
    return {_number(subject) for subject, _step in asked}


CARD_ENDING: Final = declare(
    Kind(
        code="people.card-ending",
        title=_("读者证快到期"),
        values=(
            Value("card", _("读者证号"), "200000000018"),
            Value("day", _("最后有效日"), "2026-12-31", "day"),
        ),
        texts={
            CHINESE: Text(
                "您的读者证快到期了",
                "{name}：您的读者证 {card} 有效期到 {day}。请在“我的读者证”里续期，或带证件到任一服务台办理。\n{library}",
            ),
            ENGLISH: Text(
                "Your library card is about to run out",
                "{name}: your card {card} is valid until {day}. Please renew it under “My card”, or at any desk with"
                " an identity document.\n{library}",
            ),
        },
        still=_cards_still,
        page="people:my-card",
    )
)
FROZEN: Final = declare(
    Kind(
        code="people.frozen",
        title=_("暂停借书"),
        values=(Value("reason", _("原因"), "有书逾期未还"),),
        texts={
            CHINESE: Text(
                "您的借书暂停了",
                "{name}：您的读者证从现在起暂停借书和续借。原因：{reason}。在借的书照常归还。有疑问请到任一服务台。\n{library}",
            ),
            ENGLISH: Text(
                "Your borrowing is suspended",
                "{name}: from now on your card cannot borrow or renew. Reason: {reason}. Please return what you have as"
                " usual, and ask at any desk if in doubt.\n{library}",
            ),
        },
        is_urgent=True,
        still=_frozen_still,
        page="people:my",
    )
)
UNFROZEN: Final = declare(
    Kind(
        code="people.unfrozen",
        title=_("恢复借书"),
        values=(),
        texts={
            CHINESE: Text("您可以借书了", "{name}：您的读者证已恢复借书。欢迎再来。\n{library}"),
            ENGLISH: Text("You may borrow again", "{name}: your card may borrow again. Welcome back.\n{library}"),
        },
        still=_free_still,
        page="people:my",
    )
)


def plan_card_endings(*, at: datetime) -> int:
    """Plan the notices about cards that run out soon; return how many are new. Nightly."""
    days = get_option(CARD_DAYS, at=at)
    if not days:
        return 0
    today, above, fresh = local_day(at), 0, 0
    while some := people.cards_ending(today, today + timedelta(days=days), above=above):
        above = some[-1].card_id
        fresh += plan(
            [_ending(one.card_id, one.reader_id, one.number, one.expires_on, one.site_id) for one in some], at=at
        )
    return fresh


def _ending(card_id: int, reader_id: int, number: str, day: date, site_id: int) -> Planned:
    said = day.isoformat()
    return Planned(
        CARD_ENDING.code, f"people.card:{card_id}", reader_id, {"card": number, "day": said}, site_id, step=said
    )
