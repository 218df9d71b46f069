"""Forget: what is older than the library keeps, what was about a loan that is cut off, everything of an erased reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.notices.models import AccountWish, BadContact, Choice, HabitRow, Message, Notice, WechatBinding
from shushan.notices.options import KEEP_DAYS
from shushan.notices.states import MessageState, NoticeState
from shushan.options import public as options

SLICE = 1000


@write()
def drop_old(*, actor: Actor, at: datetime, limit: int = SLICE) -> int:
    """Delete one slice of notices and messages that are older than ``notices.keep-days``; return how many.

    What still waits stays. The facts in the ledger name no reader and stay. The system's own work.
    """
    old = at - timedelta(days=options.get(KEEP_DAYS, at=at))
    settled = Notice.objects.exclude(state=NoticeState.WAITING).filter(made_at__lt=old)
    going = (MessageState.WAITING, MessageState.SENDING)
    gone = list(settled.order_by("pk").values_list("pk", flat=True)[:limit])
    sent = Message.objects.exclude(state__in=going).filter(made_at__lt=old)
    letters = list(sent.order_by("pk").values_list("pk", flat=True)[:limit])
    Message.objects.filter(pk__in=letters).delete()
    Notice.objects.filter(pk__in=gone).delete()
    return len(gone) + len(letters)


@write()
def forget_subjects(subjects: Iterable[str]) -> int:
    """Delete every notice about these subjects, and the messages that carried nothing else; return how many notices.

    Called by the room that cuts its own row off from the reader, inside its transaction.
    """
    gone = list(Notice.objects.filter(subject__in=list(subjects)).values_list("pk", flat=True))
    if not gone:
        return 0
    carriers = set(Message.objects.filter(carried__notice__in=gone).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=gone).delete()
    Message.objects.filter(pk__in=carriers, carried__isnull=True).delete()
    return len(gone)


@write()
def forget_reader(*, actor: Actor, at: datetime, reader_id: int) -> None:
    """Delete everything that this room keeps about a reader who was erased. The system's own work."""
    about = Notice.objects.filter(Q(reader=reader_id) | Q(told_to=reader_id) | Q(person__reader=reader_id))
    carriers = set(Message.objects.filter(carried__notice__in=about).values_list("pk", flat=True))
    Message.objects.filter(Q(reader=reader_id) | Q(person__reader=reader_id)).delete()
    AccountWish.objects.filter(person__reader=reader_id).delete()
    about.delete()
    Message.objects.filter(pk__in=carriers, carried__isnull=True).delete()
    for model in (Choice, BadContact):
        model._default_manager.filter(reader=reader_id).delete()
    for own in (HabitRow, WechatBinding):
        own._default_manager.filter(pk=reader_id).delete()
