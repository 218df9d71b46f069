"""Notices for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from shushan.circulation.tests.make import AT
from shushan.kernel.actor import system
from shushan.notices import public as notices
from shushan.notices.models import Message, Notice
from shushan.notices.states import MessageState

WORKER = system("notices")


def planned(
    reader_id: int, site_id: int | None, *, number: int = 1, step: str = "a", **more: object
) -> notices.Planned:
    """Return a plan of a kind that is always true: a reader may borrow again."""
    kind = str(more.pop("kind", "people.unfrozen"))
    subject = str(more.pop("subject", f"people.reader:{number}"))
    return notices.Planned(kind, subject, reader_id, more.pop("values", {}), site_id, step=step, **more)  # type: ignore[arg-type]


def tell(at: datetime = AT) -> int:
    """Let the worker tell everything that is due."""
    done = 0
    while some := notices.tell_some(actor=WORKER, at=at):
        done += some
    return done


def send(at: datetime = AT) -> int:
    """Let the worker hand over everything that is due."""
    done = 0
    while some := notices.hand_over_some(actor=WORKER, at=at):
        done += some
    return done


def states() -> list[str]:
    """Return the states of all messages, the first first."""
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def one_message() -> Message:
    """Return the only message."""
    return Message.objects.get()


def failed(reader_id: int, site_id: int | None) -> Message:
    """Make a message that failed."""
    message = make_message(reader_id, site_id)
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED, error="550 no", attempts=6)
    message.refresh_from_db()
    return message


def make_message(reader_id: int, site_id: int | None, *, number: int = 1, at: datetime = AT) -> Message:
    """Plan and tell a notice and return the message that carries it."""
    notices.plan([planned(reader_id, site_id, number=number)], at=at)
    tell(at)
    notice = Notice.objects.get(subject=f"people.reader:{number}", reader=reader_id)
    return Message.objects.get(carried__notice=notice)


HOUR = timedelta(hours=1)
