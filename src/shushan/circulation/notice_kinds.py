"""What readers are told about loans and holds: the kinds, their texts, and whether one is still true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.circulation.holds.models import Hold
from shushan.circulation.holds.states import HoldState
from shushan.circulation.models import Loan
from shushan.circulation.states import LoanState
from shushan.ledger.public import local_day
from shushan.notices.public import CHINESE, ENGLISH, Kind, Text, Value, declare, steps
from shushan.options.public import Option
from shushan.options.public import declare as declare_option


def _days(value: int) -> bool:
    return 0 <= value <= 30


def _minutes(value: int) -> bool:
    return 0 <= value <= 24 * 60


def _steps(value: str) -> bool:
    try:
        return len(steps(value)) <= 8
    except ValueError:
        return False


DUE_SOON_DAYS: Final = declare_option(
    Option(
        code="circulation.due-soon-days",
        default=3,
        label=_("到期前几天提醒还书"),
        help=_("每册每个到期日提醒一次；0 表示不提醒。"),
        unit=_("天"),
        check=_days,
    )
)
OVERDUE_STEPS: Final = declare_option(
    Option(
        code="circulation.overdue-steps",
        default="1,7,30",
        label=_("逾期几天各催一次"),
        help=_("写天数，用逗号隔开；空着表示不催。"),
        check=_steps,
    )
)
READY_DELAY: Final = declare_option(
    Option(
        code="circulation.hold-ready-delay",
        default=30,
        label=_("预约到书后过多久通知"),
        help=_("留出时间，上错架的可以在柜台改回来，读者不会白跑。"),
        unit=_("分钟"),
        check=_minutes,
    )
)

_TITLE: Final = Value("title", _("题名"), "围城")
_DUE: Final = Value("due", _("应还日期"), "2026-12-01", "day")
_SITE: Final = Value("site", _("馆区"), ("中心馆", "Central Library"))


def _number(subject: str) -> int:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _loans_still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep loans that are out and due on the day that the step ends in: neither returned nor renewed meanwhile."""
    found = Loan.objects.filter(pk__in={_number(subject) for subject, _step in asked}, state=LoanState.OUT)
    due = {pk: local_day(due_at).isoformat() for pk, due_at in found.values_list("pk", "due_at")}
    return {(s, step) for s, step in asked if due.get(_number(s)) == step.rpartition("@")[2]}


def _holds_still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep holds whose copy still lies on the pick-up shelf since the instant told: nothing was undone."""
    found = Hold.objects.filter(pk__in={_number(subject) for subject, _step in asked}, state=HoldState.READY)
    ready = {pk: ready_step(since) for pk, since in found.values_list("pk", "ready_at") if since}
    return {(s, step) for s, step in asked if ready.get(_number(s)) == step}


def _shelf_still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep holds whose copy waits until the day that the step ends in."""
    found = Hold.objects.filter(pk__in={_number(subject) for subject, _step in asked}, state=HoldState.READY)
    until = {pk: local_day(day).isoformat() for pk, day in found.values_list("pk", "keep_until") if day}
    return {(s, step) for s, step in asked if until.get(_number(s)) == step.rpartition("@")[2]}


def ready_step(ready_at: datetime) -> str:
    """Return the step of a hold that became ready at an instant: set aside again, it is told again."""
    return str(int(ready_at.timestamp() * 1000))


DUE_SOON: Final = declare(
    Kind(
        code="circulation.due-soon",
        title=_("快到期"),
        values=(_TITLE, _DUE, _SITE),
        texts={
            CHINESE: Text(
                "《{title}》快到期了",
                "{name}：您借的《{title}》应于 {due} 前归还。没有人预约的可以自己续借。\n{library} {site}",
            ),
            ENGLISH: Text(
                "Due soon: {title}",
                "{name}: “{title}” is due back by {due}. If nobody waits for it you can renew it"
                " yourself.\n{library}, {site}",
            ),
        },
        still=_loans_still,
        page="circulation:my-loans",
    )
)
OVERDUE: Final = declare(
    Kind(
        code="circulation.overdue",
        title=_("逾期催还"),
        values=(_TITLE, _DUE, _SITE, Value("days", _("逾期天数"), "7")),
        texts={
            CHINESE: Text(
                "《{title}》已逾期 {days} 天",
                "{name}：您借的《{title}》应于 {due} 归还，已逾期 {days} 天。请尽快还到任一馆区。\n{library} {site}",
            ),
            ENGLISH: Text(
                "Overdue: {title}",
                "{name}: “{title}” was due on {due} and is {days} day(s) late. Please return it to any of our"
                " sites.\n{library}, {site}",
            ),
        },
        still=_loans_still,
        page="circulation:my-loans",
    )
)
HOLD_READY: Final = declare(
    Kind(
        code="circulation.hold-ready",
        title=_("预约到书"),
        values=(_TITLE, _SITE, Value("until", _("保留到哪一天"), "2026-12-05", "day")),
        texts={
            CHINESE: Text(
                "您预约的《{title}》到了",
                "{name}：您预约的《{title}》已在{site}取书架上，为您留到 {until}。请带读者证来取。\n{library}",
            ),
            ENGLISH: Text(
                "Ready for you: {title}",
                "{name}: “{title}” waits for you on the hold shelf of {site} until {until}. Please bring your"
                " card.\n{library}",
            ),
        },
        is_urgent=True,
        still=_holds_still,
        page="circulation:my-holds",
    )
)
RECALLED: Final = declare(
    Kind(
        code="circulation.recalled",
        title=_("召回"),
        values=(_TITLE, _DUE, _SITE),
        texts={
            CHINESE: Text(
                "请提前归还《{title}》",
                "{name}：您借的《{title}》另有急用，应还日期提前到 {due}，不能再续借。请按时还到任一馆区，谢谢。\n{library} {site}",
            ),
            ENGLISH: Text(
                "Recalled: {title}",
                "{name}: “{title}” is needed elsewhere. It is now due on {due} and cannot be renewed. Please return it"
                " to any of our sites. Thank you.\n{library}, {site}",
            ),
        },
        is_urgent=True,
        still=_loans_still,
        page="circulation:my-loans",
    )
)
DUE_MOVED: Final = declare(
    Kind(
        code="circulation.due-moved",
        title=_("应还日期顺延"),
        values=(_TITLE, _DUE, _SITE),
        texts={
            CHINESE: Text(
                "《{title}》的应还日期改到 {due}",
                "{name}：{site}闭馆安排有变，您借的《{title}》应还日期改为 {due}。不用另外办理。\n{library}",
            ),
            ENGLISH: Text(
                "New due day: {title}",
                "{name}: closing days at {site} have changed. “{title}” is now due on {due}. There is nothing you need to"
                " do.\n{library}",
            ),
        },
        still=_loans_still,
        page="circulation:my-loans",
    )
)
HOME_ONLY: Final = declare(
    Kind(
        code="circulation.home-only",
        title=_("还到了别的馆区"),
        values=(_TITLE, _SITE, Value("home", _("所属馆区"), ("河口馆区", "Hekou Branch"))),
        texts={
            CHINESE: Text(
                "《{title}》已还，先送回{home}",
                "{name}：您在{site}还的《{title}》已经收下，不用再办。这一册要在{home}流通，现在先送回去；"
                "下次请直接还到{home}，别的读者能早些借到。\n{library}",
            ),
            ENGLISH: Text(
                "Returned, on its way to {home}: {title}",
                "{name}: “{title}” that you returned at {site} is taken back; there is nothing you need to do. It belongs"
                " to {home} and travels there first. Next time please return it at {home}, so that others get it"
                " sooner.\n{library}",
            ),
        },
        page="circulation:my-loans",
    )
)
SHELF_MOVED: Final = declare(
    Kind(
        code="circulation.shelf-moved",
        title=_("取书期限顺延"),
        values=(_TITLE, _SITE, Value("until", _("保留到哪一天"), "2026-12-05", "day")),
        texts={
            CHINESE: Text(
                "《{title}》为您留到 {until}",
                "{name}：{site}闭馆安排有变，您预约的《{title}》改为留到 {until}。请在开馆时带读者证来取。\n{library}",
            ),
            ENGLISH: Text(
                "Kept longer: {title}",
                "{name}: closing days at {site} have changed. “{title}” now waits for you until {until}. Please bring your"
                " card during opening hours.\n{library}",
            ),
        },
        still=_shelf_still,
        page="circulation:my-holds",
    )
)
