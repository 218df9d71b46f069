"""What a reader does with the inbox: read, put away, take back out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotAllowed
from shushan.notices.errors import NoSuchNotice
from shushan.notices.models import Notice
from shushan.notices.states import NoticeState
from shushan.notices.terms import NoticeAct
from shushan.people import public as people


def own_reader(actor: Actor) -> people.ReaderValue:
    """Return the reader that an actor is.

    :raises NotAllowed: the actor is no reader.
    """
    actor.require(NoticeAct.READ_OWN)
    found = people.reader_of_person(actor.id)
    if found is None:
        raise NotAllowed(_("这个账号不是读者账号"), remedy=_("请用读者账号登录，或到服务台办证"))
    return found


@write()
def mark_read(*, actor: Actor, at: datetime, notice_ids: Sequence[int] | None = None) -> int:
    """Mark one's own notices as read (None: all of them); return how many had not been. Again: nothing changes.

    :raises NotAllowed: :raises NoSuchNotice: one of them is somebody else's
    """
    reader = own_reader(actor)
    unread = _own(reader.id, notice_ids)
    return unread.filter(read_at=None).update(read_at=at)


@write()
def put_away(*, actor: Actor, at: datetime, notice_id: int) -> None:
    """Put one's own notice away, read or not; it is out of the inbox and stays in the archive.

    :raises NotAllowed: :raises NoSuchNotice:
    """
    found = _own(own_reader(actor).id, [notice_id])
    found.filter(read_at=None).update(read_at=at)
    found.filter(put_away_at=None).update(put_away_at=at)


@write()
def take_out(*, actor: Actor, at: datetime, notice_id: int) -> None:
    """Take a notice back out of the archive.

    :raises NotAllowed: :raises NoSuchNotice:
    """
    _own(own_reader(actor).id, [notice_id]).update(put_away_at=None)


def _own(reader_id: int, notice_ids: Sequence[int] | None) -> QuerySet[Notice]:
    own = Notice.objects.filter(told_to=reader_id, state=NoticeState.TOLD)
    if notice_ids is None:
        return own
    found = own.filter(pk__in=list(notice_ids))
    if found.count() != len(set(notice_ids)):
        raise NoSuchNotice(_("没有这条通知"), remedy=_("它可能已经过了保留期"))
    return found
