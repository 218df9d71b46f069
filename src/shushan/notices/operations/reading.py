"""What somebody does with the own inbox: read, put away, take back out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor, ActorKind
from shushan.kernel.errors import NotAllowed
from shushan.notices.errors import NoSuchNotice
from shushan.notices.models import Notice
from shushan.notices.states import NoticeState
from shushan.notices.terms import NoticeAct, Whom
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


def own(actor: Actor) -> Whom:
    """Return whose inbox an actor reads: the reader that the actor is, and the account of the person as well.

    What was told to oneself is one's own: an account without a reader's card needs no grant for it.

    :raises NotAllowed: the actor is no person, or a reader from whom reading was taken (an application without consent)
    """
    if actor.kind not in (ActorKind.STAFF, ActorKind.READER):
        raise NotAllowed(verb=str(NoticeAct.READ_OWN))
    reader_id = people.reader_ids_of_persons([actor.id]).get(actor.id)
    if reader_id is not None:
        actor.require(NoticeAct.READ_OWN)
    return Whom(reader_id, actor.id)


@write()
def mark_read(*, actor: Actor, at: datetime, notice_ids: Sequence[int] | None = None) -> int:
    """Mark one's own notices as read (None: all of them); return how many had not been. Again: nothing changes.

    :raises NotAllowed: :raises NoSuchNotice: one of them is somebody else's
    """
    unread = _own(own(actor), notice_ids)
    return unread.filter(read_at=None).update(read_at=at)


@write()
def put_away(*, actor: Actor, at: datetime, notice_id: int) -> None:
    """Put one's own notice away, read or not; it is out of the inbox and stays in the archive.

    :raises NotAllowed: :raises NoSuchNotice:
    """
    found = _own(own(actor), [notice_id])
    found.filter(read_at=None).update(read_at=at)
    found.filter(put_away_at=None).update(put_away_at=at)


@write()
def take_out(*, actor: Actor, at: datetime, notice_id: int) -> None:
    """Take a notice back out of the archive.

    :raises NotAllowed: :raises NoSuchNotice:
    """
    _own(own(actor), [notice_id]).update(put_away_at=None)


def _own(whom: Whom, notice_ids: Sequence[int] | None) -> QuerySet[Notice]:
    told = Q(person=whom.person_id)
    if whom.reader_id is not None:
        told |= Q(told_to=whom.reader_id)
    own = Notice.objects.filter(told, state=NoticeState.TOLD)
    if notice_ids is None:
        return own
    found = own.filter(pk__in=list(notice_ids))
    if found.count() != len(set(notice_ids)):
        raise NoSuchNotice(_("没有这条通知"), remedy=_("它可能已经过了保留期"))
    return found
