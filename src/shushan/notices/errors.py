"""Refusals of this room."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.kernel.errors import Conflict, Invalid, NotFound


class NoSuchNotice(NotFound):
    """There is no such notice, or it is somebody else's."""

    code = "no-such-notice"


class NoSuchMessage(NotFound):
    """There is no such message, or none at this actor's sites."""

    code = "no-such-message"


class NoSuchKind(NotFound):
    """No room declares this kind of notice."""

    code = "no-such-kind"


class MessageMoved(Conflict):
    """The message is no longer where this act needs it."""

    code = "message-moved"


class UnknownPlaceholder(Invalid):
    """A text names a value that this kind does not have."""

    code = "unknown-placeholder"


class NotBound(Conflict):
    """WeChat was not bound; nothing was written."""

    code = "wechat-not-bound"

    @classmethod
    def closed(cls) -> NotBound:
        """The library has no service account."""
        return cls(_("本馆还没有开通微信通知"), remedy=_("可以先用邮件或短信"))

    @classmethod
    def stale(cls) -> NotBound:
        """The code or the state is none of this browser's, was used, or ran out."""
        return cls(_("这次绑定已经过期，或不是从这里开始的"), remedy=_("请回到“绑定微信”再按一次"))

    @classmethod
    def unanswered(cls) -> NotBound:
        """Nobody answered at WeChat."""
        return cls(_("微信没有回答，没有绑定"), remedy=_("请过几分钟再试"))

    @classmethod
    def refused(cls, code: str) -> NotBound:
        """WeChat said no."""
        return cls(_("微信没有同意（%(code)s），没有绑定") % {"code": code[:20]}, remedy=_("请告诉馆员这个号码"))
