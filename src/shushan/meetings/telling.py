"""What those entitled are told: a meeting was convened, moved or called off, they have leave or not, a task is theirs.

By the notices, to readers and to whoever has an account; the meeting's page says how many have neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from shushan.ledger import public as ledger
from shushan.meetings.models import Meeting, Seat, Task
from shushan.meetings.options import TASK_DAYS
from shushan.meetings.states import LeaveState, MeetingState
from shushan.meetings.terms import MeetingKind, MeetingLine, SeatLine
from shushan.meetings.words import KIND_WORDS
from shushan.notices import public as notices
from shushan.options import public as options
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
        is_for_work=True,
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
        is_for_work=True,
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
_LEAVE_VALUES = (*_VALUES, notices.Value("by", _("答复的人"), "王书记"))


def _answer_stands(state: LeaveState) -> Callable[[Sequence[tuple[str, str]], datetime], set[tuple[str, str]]]:
    """Return what keeps an answer that still stands, to a meeting that is still to come or runs."""

    def still(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
        to_come = (MeetingState.CONVENED, MeetingState.RUNNING)
        found = Seat.objects.filter(
            pk__in={_number(subject) for subject, _step in asked}, leave_state=state, meeting__state__in=to_come
        )
        there = set(found.values_list("pk", flat=True))
        return {(subject, step) for subject, step in asked if _number(subject) in there}

    return still


LEAVE_GRANTED: Final = notices.declare(
    notices.Kind(
        code="meetings.leave-granted",
        is_for_work=True,
        title=_("准假"),
        values=_LEAVE_VALUES,
        texts={
            notices.CHINESE: notices.Text(
                "准假：{title}", "{name}：{by}准了您的假，{when} 的{title}您不用到会。记录里写作请假。\n{library}"
            ),
            notices.ENGLISH: notices.Text(
                "Leave granted: {title}",
                "{name}: {by} granted you leave from {title} on {when}; you need not come. The record says that you"
                " were on leave.\n{library}",
            ),
        },
        is_urgent=True,
        still=_answer_stands(LeaveState.GRANTED),
        page="meetings:my",
    )
)
LEAVE_REFUSED: Final = notices.declare(
    notices.Kind(
        code="meetings.leave-refused",
        is_for_work=True,
        title=_("请假未准"),
        values=_LEAVE_VALUES,
        texts={
            notices.CHINESE: notices.Text(
                "请假未准：{title}",
                "{name}：{by}没有准您的假，请您按时参加{title}。时间：{when}，地点：{where}。实在不能到会请找{by}，"
                "或在“我的会议”里写明原因再请。\n{library}",
            ),
            notices.ENGLISH: notices.Text(
                "Leave not granted: {title}",
                "{name}: {by} did not grant you leave. Please come to {title}, on {when}, at {where}. If you really"
                " cannot, talk to {by}, or ask again with your reason under “My meetings”.\n{library}",
            ),
        },
        is_urgent=True,
        still=_answer_stands(LeaveState.REFUSED),
        page="meetings:my",
    )
)
_TASK_VALUES = (
    notices.Value("task", _("要办的事"), "整理支部档案"),
    notices.Value("meeting", _("会议"), "支部委员会会议"),
    notices.Value("day", _("哪天前办完"), "2026-12-31", "day"),
)


def _tasks_open(asked: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Keep tasks that nobody has done yet."""
    numbers = {_number(subject) for subject, _step in asked}
    there = set(Task.objects.filter(pk__in=numbers, done_at=None).values_list("pk", flat=True))
    return {(subject, step) for subject, step in asked if _number(subject) in there}


TASK_SET: Final = notices.declare(
    notices.Kind(
        code="meetings.task-set",
        is_for_work=True,
        title=_("会后任务"),
        values=_TASK_VALUES,
        texts={
            notices.CHINESE: notices.Text(
                "请您办：{task}",
                "{name}：{meeting}交给您一件事：{task}。请在 {day} 前办完，并在“我的会议”里登记。\n{library}",
            ),
            notices.ENGLISH: notices.Text(
                "For you to do: {task}",
                "{name}: {meeting} gave you a task: {task}. Please finish it before {day} and say so under “My"
                " meetings”.\n{library}",
            ),
        },
        still=_tasks_open,
        page="meetings:my",
    )
)
TASK_DUE: Final = notices.declare(
    notices.Kind(
        code="meetings.task-due",
        is_for_work=True,
        title=_("任务快到期"),
        values=_TASK_VALUES,
        texts={
            notices.CHINESE: notices.Text(
                "快到期的任务：{task}",
                "{name}：{meeting}交给您的事还没有登记办完：{task}。请在 {day} 前办完。\n{library}",
            ),
            notices.ENGLISH: notices.Text(
                "Due soon: {task}",
                "{name}: the task that {meeting} gave you is not done yet: {task}. Please finish it before"
                " {day}.\n{library}",
            ),
        },
        still=_tasks_open,
        page="meetings:my",
    )
)
OLD: Final = timedelta(days=1)


def tell_task(task_id: int, found: MeetingLine, *, at: datetime) -> int:
    """Plan the notice of a task that was given; return 1 when it is new. One that was due before is told to nobody."""
    task = Task.objects.get(pk=task_id)
    if task.due_on < ledger.local_day(at):
        return 0
    return notices.plan([_task(TASK_SET.code, task, _title(found), found.site_id)], at=at)


def plan_task_reminders(*, at: datetime) -> int:
    """Plan one reminder of each task that is due within some days and not done; return how many are new. Nightly."""
    days, today = options.get(TASK_DAYS, at=at), ledger.local_day(at)
    if not days:
        return 0
    due = Task.objects.filter(done_at=None, due_on__gte=today, due_on__lte=today + timedelta(days=days))
    plans = [
        _task(
            TASK_DUE.code, one, one.meeting.title or str(KIND_WORDS[MeetingKind(one.meeting.kind)]), one.meeting.site_id
        )
        for one in due.select_related("meeting").order_by("pk")
    ]
    return notices.plan(plans, at=at)


def _task(code: str, task: Task, title: str, site_id: int | None) -> notices.Planned:
    said = {"task": task.text[:120], "meeting": title, "day": task.due_on.isoformat()}
    return notices.Planned(
        code, f"meetings.task:{task.pk}", None, said, site_id, step=task.due_on.isoformat(), person_id=task.person_id
    )


def _title(found: MeetingLine) -> str:
    return found.title or str(KIND_WORDS[found.kind])


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


def tell_leave(found: MeetingLine, seat: SeatLine, state: LeaveState, *, by: str, at: datetime) -> int:
    """Plan the answer to a wish for leave; return 1 when it is told. Each answer is one: who asks again gets another."""
    code = LEAVE_GRANTED.code if state is LeaveState.GRANTED else LEAVE_REFUSED.code
    plan = notices.Planned(
        code, f"meetings.seat:{seat.id}", None, _said(found) | {"by": by}, found.site_id, step=at.isoformat(),
        person_id=seat.person_id,
    )  # fmt: skip
    return notices.plan([plan], at=at)


def no_longer_tell(found: MeetingLine) -> None:
    """Take back notices of a meeting that nobody was told yet."""
    notices.withdraw(kind=CONVENED.code, subjects=[f"meetings.meeting:{found.id}"])


def _plan(
    code: str, found: MeetingLine, seats: Iterable[SeatLine], more: dict[str, str], *, step: str, at: datetime
) -> int:  # fmt: skip
    subject, said = f"meetings.meeting:{found.id}", _said(found) | more
    plans = [
        notices.Planned(code, subject, None, said, found.site_id, step=step, person_id=person_id)
        for person_id in sorted({seat.person_id for seat in seats})
    ]
    return notices.plan(plans, at=at)


def _said(found: MeetingLine) -> dict[str, str]:
    """Return what a notice says of a convened meeting."""
    assert found.begins_at is not None
    site = places.site(found.site_id).name if found.site_id else ""
    return {
        "title": _title(found),
        "when": date_format(found.begins_at.astimezone(ledger.zone()), "Y-m-d H:i"),
        "where": " ".join(part for part in (site, found.place or found.online_address) if part),
    }


def _number(subject: str) -> int:
    number = subject.partition(":")[2]
    return int(number) if number.isdecimal() else 0
