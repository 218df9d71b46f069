"""Refusals of the approvals."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotAllowed


class OwnRequest(NotAllowed):
    """Who asks does not decide."""

    code = "approvals.own-request"


class AlreadyDecided(Conflict):
    """Somebody else was quicker, or it is another step's turn."""

    code = "approvals.already-decided"


class DocumentNeeded(Invalid):
    """An outside body's decision needs its document: who, number, day."""

    code = "approvals.document-needed"


class NoteNeeded(Invalid):
    """Returning and refusing need a reason."""

    code = "approvals.note-needed"
