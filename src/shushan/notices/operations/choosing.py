"""What a reader wishes: by which channels which kinds, quiet hours, one mail a day, the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.notices.errors import NoSuchKind
from shushan.notices.models import AccountWish, BadContact, Choice, HabitRow, WechatBinding
from shushan.notices.operations.reading import own, own_reader
from shushan.notices.registry import kind
from shushan.notices.terms import CHINESE, ENGLISH, INBOX, ChannelCode, Habit, NoticeAct
from shushan.people import public as people


@write()
def choose(*, actor: Actor, at: datetime, reader_id: int, channels: Mapping[str, Sequence[str]], habit: Habit) -> None:
    """Set what a reader wishes: the reader, the guardian of a child, or a colleague at a desk with the reader there.

    ``channels`` by kind; an empty choice means the inbox only, and for a kind that must be asked for: not at all.
    Kinds that are not named stay as they were.

    :raises NotAllowed: :raises NoSuchKind: :raises Invalid: no such channel, hour or language
    """
    reader = people.reader(reader_id, at=at)
    may_choose(actor, reader, at)
    _sound(channels, habit)
    for code, wanted in channels.items():
        Choice.objects.update_or_create(
            reader_id=reader_id,
            kind=code,
            defaults={"channels": ",".join(c for c in (INBOX, *ChannelCode) if c in wanted)},
        )
    HabitRow.objects.update_or_create(
        reader_id=reader_id,
        defaults={
            "quiet_from": habit.quiet_from,
            "quiet_until": habit.quiet_until,
            "is_digest": habit.is_digest,
            "language": habit.language,
        },
    )


@write()
def wish(*, actor: Actor, at: datetime, by_email: bool, habit: Habit, inbox_only: Sequence[str] = ()) -> None:
    """Set how one's own account is told, for somebody without a reader's card; an address is tried again by that.

    ``inbox_only``: kinds that e-mail does not carry. Of the habit the digest means nothing here.

    :raises NotAllowed: the actor is no person :raises NoSuchKind:
    :raises Invalid: no such hour or language, or the account has no e-mail
    """
    person_id = own(actor).person_id or 0
    _sound(dict.fromkeys(inbox_only, ()), habit)
    contact = people.account_contacts([person_id]).get(person_id)
    if by_email and not (contact and contact.email):
        raise Invalid(_("这个账号没有登记邮箱"), remedy=_("请先登记登录用的邮箱，或只用站内信"), field="by_email")
    said: dict[str, object] = {
        "by_email": by_email, "inbox_only": sorted(set(inbox_only)), "language": habit.language,
        "quiet_from": habit.quiet_from, "quiet_until": habit.quiet_until, "bad_mark": "", "bad_why": "",
    }  # fmt: skip
    AccountWish.objects.update_or_create(person_id=person_id, defaults=said)


@write()
def bind_wechat(*, actor: Actor, at: datetime, reader_id: int, openid: str) -> None:
    """Remember a reader's openid, as WeChat told it to the library's own account; another reader loses it.

    :raises NotAllowed: :raises Invalid: that is no openid
    """
    may_choose(actor, people.reader(reader_id, at=at), at)
    if not 10 <= len(openid) <= 64 or not openid.isascii():
        raise Invalid(_("这不是一个微信 openid"), field="openid")
    WechatBinding.objects.filter(openid=openid).exclude(reader=reader_id).delete()
    WechatBinding.objects.filter(reader=reader_id).exclude(openid=openid).delete()  # and what was agreed to there
    WechatBinding.objects.update_or_create(reader_id=reader_id, defaults={"openid": openid, "bound_at": at})


@write()
def unbind_wechat(*, actor: Actor, at: datetime, reader_id: int) -> bool:
    """Forget a reader's openid; say whether there was one. What waits for WeChat goes another way or not at all.

    :raises NotAllowed:
    """
    may_choose(actor, people.reader(reader_id, at=at), at)
    return bool(WechatBinding.objects.filter(reader=reader_id).delete()[0])


@write()
def trust_again(*, actor: Actor, at: datetime, reader_id: int, channel: str) -> int:
    """Take back that a contact does not work (a full mailbox was emptied); return how many marks went.

    :raises NotAllowed:
    """
    may_choose(actor, people.reader(reader_id, at=at), at)
    return BadContact.objects.filter(reader_id=reader_id, channel=channel).delete()[0]


def may_choose(actor: Actor, reader: people.ReaderValue, at: datetime) -> None:
    """Refuse whoever may not say what a reader wishes. :raises NotAllowed:"""
    if actor.may(NoticeAct.CHOOSE_FOR, site_id=reader.home_site_id) or actor.may(NoticeAct.CHOOSE_FOR):
        return
    if people.acts_for(actor.id, reader.id, at=at) and actor.may(NoticeAct.READ_OWN):
        return
    if own_reader(actor).id != reader.id:
        actor.require(NoticeAct.CHOOSE_FOR, site_id=reader.home_site_id)


def _sound(channels: Mapping[str, Sequence[str]], habit: Habit) -> None:
    if strange := [code for code in channels if kind(code) is None]:
        raise NoSuchKind(_("没有这种通知：%(code)s") % {"code": strange[0][:40]})
    if strange := [one for wanted in channels.values() for one in wanted if one not in {INBOX, *ChannelCode}]:
        raise Invalid(_("没有这个渠道：%(code)s") % {"code": strange[0][:20]}, field="channels")
    hours = (habit.quiet_from, habit.quiet_until)
    if (hours[0] is None) != (hours[1] is None):
        raise Invalid(_("免打扰的起止要一起填，或都不填"), field="quiet_from")
    if any(hour is not None and not 0 <= hour <= 23 for hour in hours):
        raise Invalid(_("钟点是 0 到 23"), field="quiet_from")
    if habit.language not in (CHINESE, ENGLISH):
        raise Invalid(_("没有这种语言"), field="language")
