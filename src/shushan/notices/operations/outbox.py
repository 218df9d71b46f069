"""What staff do with messages that did not go: try again, give up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.notices.errors import MessageMoved, NoSuchMessage
from shushan.notices.models import AccountWish, BadContact, Message
from shushan.notices.operations.handing_over import move
from shushan.notices.states import MessageMove, MessageState
from shushan.notices.terms import NoticeAct


@write()
def retry(*, actor: Actor, at: datetime, message_id: int) -> None:
    """Let a message be tried again at once, counted from the beginning; its contact counts as good again.

    :raises NotAllowed: :raises NoSuchMessage: :raises MessageMoved: it did not fail, or its text is no longer kept
    """
    row = _find(message_id, actor)
    if row.state == MessageState.UNREACHED:
        if row.reader_id is None:
            AccountWish.objects.filter(pk=row.person_id).update(bad_mark="", bad_why="")
        else:
            BadContact.objects.filter(reader=row.reader_id, channel=row.channel).delete()
    if not row.carried.exists() or not move(row, MessageMove.RETRY, attempts=0, not_before=at, error=""):
        raise MessageMoved(
            _("这条消息现在不能重发"),
            rule=_("没发成的、不知道发没发成的才能重发，而且要在保留期内"),
            remedy=_("请刷新清单再看它的状态"),
        )


@write()
def give_up(*, actor: Actor, at: datetime, message_id: int) -> None:
    """Give a message up; the notice stays in the reader's inbox.

    :raises NotAllowed: :raises NoSuchMessage: :raises MessageMoved: it has gone, or is just going
    """
    row = _find(message_id, actor)
    if not move(row, MessageMove.DROP, body="", said={}):
        raise MessageMoved(_("这条消息已经发出、正在发，或已放弃"), remedy=_("请刷新清单再看它的状态"))


def _find(message_id: int, actor: Actor) -> Message:
    row = Message.objects.select_for_update().filter(pk=message_id).first()
    if row is None:
        raise NoSuchMessage(_("没有这条消息"))
    actor.require(NoticeAct.RETRY, site_id=row.site_id)
    return row
