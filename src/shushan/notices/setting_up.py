"""What the notices hang into other rooms when the house starts."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shushan.figures import public as figures
from shushan.jobs import public as jobs
from shushan.kernel.actor import ActorKind, system
from shushan.ledger.public import local_day
from shushan.notices.terms import NoticeAct
from shushan.people import public as people
from shushan.ui import menu
from shushan.ui.context import count_unread
from shushan.ui.http import Request


def register() -> None:
    """Register menu lines, the inbox, what is kept, and the worker's chores."""
    menu.register(menu.Entry("outbox", _("通知发送"), "notices:outbox", "bell", NoticeAct.SEE_OUTBOX, "readers", 60))
    menu.register(menu.Entry("texts", _("通知文字"), "notices:texts", "pencil", NoticeAct.WRITE_TEXT, "readers", 61))
    figures.subject_page("notices.message", url_name="notices:message", verb=NoticeAct.SEE_OUTBOX)
    people.register_personal_panel(30, _panel)
    people.register_reader_link("notices:at-desk", _("通知"), "bell", NoticeAct.CHOOSE_FOR)
    people.register_keeper(_kept)
    count_unread(_unread)
    jobs.register_chore("notices.tell", seconds=2, run=_tell)
    jobs.register_chore("notices.hand-over", seconds=1, run=_hand_over)
    jobs.register_nightly("notices.card-endings", hour=7, run=_card_endings)
    jobs.register_nightly("notices.drop-old", hour=4, run=_drop_old)


def _tell(at: datetime) -> bool:
    from shushan.notices.models import Notice
    from shushan.notices.operations.telling import tell_some

    if not Notice.objects.filter(state="waiting", not_before__lte=at).exists():  # no write, no gate
        return False
    return bool(tell_some(actor=system("notices"), at=at))


def _hand_over(at: datetime) -> bool:
    from shushan.notices.models import Message
    from shushan.notices.operations.handing_over import hand_over_some

    due = Message.objects.filter(state="waiting", not_before__lte=at)
    if not due.exists() and not Message.objects.filter(state="sending", lease_until__lt=at).exists():
        return False
    return bool(hand_over_some(actor=system("notices"), at=at))


def _card_endings(at: datetime) -> None:
    from shushan.notices.kinds import plan_card_endings

    plan_card_endings(at=at)


def _drop_old(at: datetime) -> None:
    from shushan.notices.operations.forgetting import drop_old

    while drop_old(actor=system("nightly"), at=at):
        pass


def _panel(request: HttpRequest) -> object:
    from shushan.notices.web.components import panel

    return panel(request)


def _unread(request: HttpRequest) -> int:
    from shushan.notices.queries import count_unread as count

    actor = cast(Request, request).actor
    return count(actor.id) if actor.kind in (ActorKind.STAFF, ActorKind.READER) else 0


def _kept(reader_id: int, at: datetime) -> people.Kept:
    from shushan.notices.queries import notices_about

    rows = tuple(
        {
            gettext("时间"): local_day(line.told_at).isoformat(),
            gettext("标题"): line.heading,
            gettext("正文"): line.body,
        }
        for line in notices_about(reader_id)
    )
    why = gettext("为了让您看到图书馆告诉过您什么；过了保留期就删除。")
    return people.Kept("notices", gettext("通知"), why, rows)
