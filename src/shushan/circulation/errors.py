"""Why the circulation refuses. A refusal says what happened, which rule with its value, and what to do now."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotFound, Refused


class NoSuchLoan(NotFound):
    """There is no such loan, or none that this actor may see."""

    code = "circulation.no-such-loan"


class ItemAlreadyOut(Conflict):
    """The item is in another open loan."""

    code = "circulation.item-already-out"


class ItemNotOut(Conflict):
    """The item is in no open loan, so it cannot be returned."""

    code = "circulation.item-not-out"


class ItemNotForLoan(Conflict):
    """The item is withdrawn or missing."""

    code = "circulation.item-not-for-loan"


class LoanOver(Conflict):
    """The loan came to its end a moment ago."""

    code = "circulation.loan-over"


class OverrideNeedsReason(Invalid):
    """Setting a rule aside needs a reason that says something."""

    code = "circulation.override-needs-reason"


class NothingToOverride(Conflict):
    """No rule speaks against it, so there is nothing to set aside."""

    code = "circulation.nothing-to-override"


class NoGoodCard(Refused):
    """The reader holds no card."""

    code = "circulation.no-card"


class CardNotVerified(Refused):
    """The card was made on line and the desk has not seen a document yet."""

    code = "circulation.card-not-verified"


class CardNotValid(Refused):
    """The card was reported lost, replaced or withdrawn."""

    code = "circulation.card-not-valid"


class CardExpired(Refused):
    """The card ran out."""

    code = "circulation.card-expired"


class ReaderIsFrozen(Refused):
    """The reader's borrowing is frozen."""

    code = "circulation.reader-frozen"


class LoanLimitReached(Refused):
    """The reader holds as many items as the rule allows."""

    code = "circulation.loan-limit-reached"


class ReaderHasOverdue(Refused):
    """The reader holds an item that should have been back."""

    code = "circulation.reader-has-overdue"


class RenewalLimitReached(Refused):
    """The loan was renewed as often as the rule allows."""

    code = "circulation.renewal-limit-reached"


class RenewalTooLate(Refused):
    """The loan is overdue; it is renewed by returning it."""

    code = "circulation.renewal-too-late"
