"""Why a hold or a transit is refused."""

from __future__ import annotations

from shushan.circulation.errors import RuleRefused
from shushan.kernel.errors import Conflict, NotFound, Refused


class NoSuchHold(NotFound):
    """There is no such hold, or none that this actor may see."""

    code = "circulation.no-such-hold"


class NoSuchTransit(NotFound):
    """There is no such transit, or none that this actor may see."""

    code = "circulation.no-such-transit"


class HeldAlready(Conflict):
    """The reader waits for this very thing already."""

    code = "circulation.held-already"


class HasItAlready(Conflict):
    """The reader has a copy of this title at home."""

    code = "circulation.has-it-already"


class NothingToHold(Conflict):
    """No copy could ever serve this hold."""

    code = "circulation.nothing-to-hold"


class NotForHolds(RuleRefused):
    """The row lets nobody wait for this."""

    code = "circulation.not-for-holds"


class NoPickUpThere(Conflict):
    """The pick-up site is closed until nobody knows when."""

    code = "circulation.no-pick-up-there"


class HoldChanged(Conflict):
    """The hold was changed a moment ago, or is not in a state for this act."""

    code = "circulation.hold-changed"


class HoldLimitReached(Refused):
    """The reader waits for as many things as the rule allows."""

    code = "circulation.hold-limit-reached"


class ItemKept(RuleRefused):
    """The item waits for another reader."""

    code = "circulation.item-kept"


class OthersWait(RuleRefused):
    """Others wait for this item, so the loan is not renewed."""

    code = "circulation.others-wait"


class InTransit(Conflict):
    """The item is on its way already."""

    code = "circulation.in-transit"


class NotToBeSent(Conflict):
    """The item cannot be sent: it is out, kept for a reader, not in stock, or at its destination."""

    code = "circulation.not-to-be-sent"
