"""Why the circulation refuses. A refusal says what happened, which rule with its value, and what to do now."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotFound, Refused


class NoSuchLoan(NotFound):
    """There is no such loan, or none that this actor may see."""

    code = "circulation.no-such-loan"


class ItemOut(Conflict):
    """The item is in another open loan."""

    code = "circulation.item-out"


class ItemOutToReader(ItemOut):
    """The item is in an open loan of this very reader, who can renew or return it."""

    code = "circulation.item-out-to-reader"


class NotOnLoan(Conflict):
    """The item is in no open loan, so it cannot be returned."""

    code = "circulation.not-on-loan"


class ItemNotLendable(Conflict):
    """The item is withdrawn or missing."""

    code = "circulation.item-not-lendable"


class LoanOver(Conflict):
    """The loan was changed or came to its end a moment ago."""

    code = "circulation.loan-over"


class ReasonNeeded(Invalid):
    """Setting a rule aside needs a reason that says something."""

    code = "circulation.reason-needed"


class KeyOfAnotherAct(Conflict):
    """The idempotency key was used for another act, another item, loan or reader."""

    code = "circulation.key-of-another-act"


class RuleRefused(Refused):
    """A rule of lending says no. The subclass names the rule; ``override`` the verb that may set it aside."""

    code = "circulation.rule-refused"


class CardNotGood(RuleRefused):
    """The reader has no card, or it is not verified, lost, replaced, withdrawn."""

    code = "circulation.card-not-good"


class CardExpired(CardNotGood):
    """The card ran out."""

    code = "circulation.card-expired"


class ReaderFrozen(RuleRefused):
    """The reader's borrowing is frozen."""

    code = "circulation.reader-frozen"


class LoanLimitReached(RuleRefused):
    """The reader holds as many items as the rule allows."""

    code = "circulation.loan-limit-reached"


class SomethingOverdue(RuleRefused):
    """The reader holds an item that should have been back."""

    code = "circulation.something-overdue"


class RenewalLimitReached(RuleRefused):
    """The loan was renewed as often as the rule allows."""

    code = "circulation.renewal-limit-reached"


class LoanOverdue(RuleRefused):
    """The loan is overdue; it is not renewed but returned."""

    code = "circulation.loan-overdue"


class CardEndsFirst(RuleRefused):
    """The card ends no later than the loan does now, so a renewal would give nothing."""

    code = "circulation.card-ends-first"


class DepositMissing(RuleRefused):
    """The row asks for a deposit, and not enough lies here."""

    code = "circulation.deposit-missing"


class TermOver(RuleRefused):
    """The rule lends until a fixed day, and that day is over."""

    code = "circulation.term-over"


class RenewalTooEarly(RuleRefused):
    """The rule renews only in the last days before the due day."""

    code = "circulation.renewal-too-early"


class RenewalGivesNothing(RuleRefused):
    """Counted from today, the renewal would end no later than the loan does now."""

    code = "circulation.renewal-gives-nothing"
