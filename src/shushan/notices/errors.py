"""Refusals of this room."""

from __future__ import annotations

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
