"""Why an act on something that went wrong is refused."""

from __future__ import annotations

from shushan.circulation.errors import RuleRefused
from shushan.kernel.errors import Conflict, Invalid, NotFound


class ClaimedAlready(Conflict):
    """There is an open claim for this loan."""

    code = "circulation.claimed-already"


class ClaimLimitReached(RuleRefused):
    """The reader has as many open claims as the rule allows."""

    code = "circulation.claim-limit-reached"


class NoSuchClaim(NotFound):
    """There is no such open claim, or none that this actor may see."""

    code = "circulation.no-such-claim"


class RecalledAlready(Conflict):
    """The loan was recalled before."""

    code = "circulation.recalled-already"


class RecallTooLate(Conflict):
    """The loan ends early enough as it is."""

    code = "circulation.recall-too-late"


class Recalled(RuleRefused):
    """The loan was recalled, so it is not renewed."""

    code = "circulation.recalled"


class WrongReturnDay(Invalid):
    """The item cannot have come back then: in the future, before it was lent, or too long ago."""

    code = "circulation.wrong-return-day"


class NoReaderKnown(Conflict):
    """Nobody can be charged: the loan parted from its reader."""

    code = "circulation.no-reader-known"


class NoSuchStray(NotFound):
    """There is no such item on the list for cataloguing, or it was dealt with."""

    code = "circulation.no-such-stray"
