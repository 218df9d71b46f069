"""A reader agrees inside WeChat to one message of a kind; one message takes it, once.

WeChat calls it 一次性订阅消息: what was agreed to once may be sent once, whenever. Its own book counts in the end: where
it knows of no consent (43101), ours is void and the message goes another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.notices.errors import ConsentNotTaken, NoSuchKind
from shushan.notices.models import Choice, WechatBinding, WechatConsent
from shushan.notices.operations.choosing import may_choose
from shushan.notices.registry import kind
from shushan.notices.terms import INBOX, ChannelCode, ConsentAsked
from shushan.people import public as people

MOST: Final = 5  # of one kind that wait at once


@write()
def agree(*, actor: Actor, at: datetime, reader_id: int, code: str, openid: str, nonce: str) -> int:
    """Keep that a reader agreed to one message of a kind; return how many of it wait now. The same answer counts once.

    Whoever agrees wishes the kind by WeChat too.

    :raises NotAllowed: :raises NoSuchKind: :raises ConsentNotTaken: another WeChat answered, none is bound, or enough wait
    """
    may_choose(actor, people.reader(reader_id, at=at), at)
    known = kind(code)
    if known is None:
        raise NoSuchKind(_("没有这种通知：%(code)s") % {"code": code[:40]})
    if not WechatBinding.objects.filter(reader=reader_id, openid=openid).exists():
        raise ConsentNotTaken.of_another()
    waiting = WechatConsent.objects.filter(binding__openid=openid, kind=code, spent_for=None, void_at=None)
    if waiting.count() >= MOST:
        raise ConsentNotTaken.enough()
    WechatConsent.objects.get_or_create(
        nonce=nonce, defaults={"binding_id": openid, "kind": code, "given_at": at}
    )  # fmt: skip
    chosen = Choice.objects.filter(reader=reader_id, kind=code).values_list("channels", flat=True).first()
    wished = set(chosen.split(",")) - {""} if chosen is not None else {str(one) for one in known.channels}
    if ChannelCode.WECHAT not in wished:
        wanted = ",".join(one for one in (INBOX, *ChannelCode) if one in wished | {ChannelCode.WECHAT})
        Choice.objects.update_or_create(reader_id=reader_id, kind=code, defaults={"channels": wanted})
    return waiting.count()


@write()
def reserve(asked: Iterable[ConsentAsked]) -> set[UUID]:
    """Give each message one consent of its kind, and return the keys of those that have one. Again: the same one."""
    return {one.key for one in asked if _has_one(one)}


@write()
def strike(asked: Sequence[ConsentAsked], *, at: datetime) -> None:
    """Void what WeChat does not know: the consent of each message, and all that wait for its kind."""
    for one in asked:
        ours = WechatConsent.objects.filter(binding__openid=one.openid, kind=one.kind, void_at=None)
        ours.filter(spent_for=None).update(void_at=at)
        ours.filter(spent_for=one.key).update(void_at=at)


def _has_one(asked: ConsentAsked) -> bool:
    ours = WechatConsent.objects.filter(binding__openid=asked.openid, kind=asked.kind, void_at=None)
    if ours.filter(spent_for=asked.key).exists():
        return True
    for pk in ours.filter(spent_for=None).order_by("given_at", "pk").values_list("pk", flat=True):
        if WechatConsent.objects.filter(pk=pk, spent_for=None, void_at=None).update(spent_for=asked.key):
            return True
    return False
