"""See a text before readers do: as it would look, and as a mail to oneself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid
from shushan.kernel.ids import uuid7
from shushan.notices.models import Notice
from shushan.notices.operations.telling import in_words, worded
from shushan.notices.operations.texts import check_text, kind_of
from shushan.notices.policy import Said
from shushan.notices.ports import channels
from shushan.notices.registry import values_of
from shushan.notices.terms import ChannelCode, Kind, Letter, NoticeAct, Outcome, Wording
from shushan.ui.context import library_names


def preview(*, code: str, language: str, said: Wording) -> tuple[str, str, bool]:
    """Return heading and body with the values of the latest notice of the kind, and whether there was one.

    The reader's name is never the real one. Without a notice the kind's own examples stand in.

    :raises NoSuchKind: :raises Invalid: :raises UnknownPlaceholder:
    """
    known = kind_of(code, language)
    check_text(known, said.heading, said.body)
    values, is_real = _example(known)
    heading, body = worded(said, in_words(known, values, language))
    return heading, body, is_real


def send_to_self(*, actor: Actor, at: datetime, code: str, language: str, said: Wording, to: str) -> None:
    """Send the text as a mail to the one who writes it, at once. It is no notice and is not counted.

    :raises NotAllowed: :raises NoSuchKind: :raises Invalid: the text is not sound, or there is no address
    :raises Conflict: the mail did not go
    """
    actor.require(NoticeAct.WRITE_TEXT)
    heading, body, _is_real = preview(code=code, language=language, said=said)
    channel = channels().get(ChannelCode.EMAIL)
    if not to or channel is None:
        raise Invalid(_("您的账号没有登记邮箱"), remedy=_("请在“登录与安全”里登记邮箱，再试发"))
    letter = Letter(uuid7(), to, heading, body, language, code)
    [answer] = channel.hand_over([letter])
    if answer.outcome is not Outcome.HANDED:
        raise Conflict(_("没有发成：%(why)s") % {"why": answer.said}, remedy=_("请核对邮箱和本馆的发信设置"))


def _example(known: Kind) -> tuple[dict[str, Said], bool]:
    own: dict[str, Said] = {
        value.name: list(value.example) if isinstance(value.example, tuple) else value.example
        for value in values_of(known)
    }
    own["library"] = list(library_names())
    last = Notice.objects.filter(kind=known.code).order_by("-pk").values_list("said", flat=True).first()
    return own | (last or {}), last is not None
