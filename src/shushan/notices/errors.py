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


class ConsentNotTaken(Conflict):
    """A consent inside WeChat was not taken; nothing was written."""

    code = "wechat-consent-not-taken"

    @classmethod
    def closed(cls) -> ConsentNotTaken:
        """The library has no service account that asks."""
        return cls(_("本馆还没有开通微信一次性订阅"), remedy=_("通知照旧用邮件、短信或站内信发"))

    @classmethod
    def unbound(cls) -> ConsentNotTaken:
        """No WeChat is bound."""
        return cls(_("还没有绑定微信"), remedy=_("请先在这一页绑定微信"))

    @classmethod
    def stale(cls) -> ConsentNotTaken:
        """The answer is to no question of this browser's, or to another one."""
        return cls(_("这次同意已经过期，或不是从这里开始的"), remedy=_("请回到“绑定微信”再按一次"))

    @classmethod
    def of_another(cls) -> ConsentNotTaken:
        """Another WeChat answered than the bound one."""
        return cls(_("同意的不是这里绑定的微信，没有记下"), remedy=_("请用绑定的微信打开这一页"))

    @classmethod
    def enough(cls) -> ConsentNotTaken:
        """As many as may wait are waiting."""
        return cls(_("这种通知已经同意够多次了"), remedy=_("收到几次以后再来"))


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
