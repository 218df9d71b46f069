"""Why an act with money is refused."""

from __future__ import annotations

from shushan.circulation.errors import RuleRefused
from shushan.kernel.errors import Conflict, Invalid, NotFound


class NoSuchCharge(NotFound):
    """There is no such charge, or none that this actor may see."""

    code = "circulation.no-such-charge"


class NoSuchReceipt(NotFound):
    """There is no such receipt, or none that this actor may see."""

    code = "circulation.no-such-receipt"


class ChargeSettled(Conflict):
    """Nothing of the charge is left: it was paid, waived or taken back."""

    code = "circulation.charge-settled"


class OwingChanged(Conflict):
    """What is owed is no longer what the page showed."""

    code = "circulation.owing-changed"


class WrongAmount(Invalid):
    """The amount is no amount, none, or more than it may be."""

    code = "circulation.wrong-amount"


class NotAtTheDesk(Invalid):
    """The desk cannot take money in this way."""

    code = "circulation.not-at-the-desk"


class TillTooLow(Conflict):
    """There is less cash in the till than is to be handed out."""

    code = "circulation.till-too-low"


class NumberTaken(Conflict):
    """The next number of a receipt was given to another receipt in this very moment; nothing was written."""

    code = "circulation.number-taken"


class CannotReverse(Conflict):
    """The receipt is not of a payment at a desk, was reversed already, or its money went back since."""

    code = "circulation.cannot-reverse"


class OwesTooMuch(RuleRefused):
    """The reader owes more than the rule allows."""

    code = "circulation.owes-too-much"


class NoDeposit(Conflict):
    """No deposit of the reader is held."""

    code = "circulation.no-deposit"


class DepositNeeded(Conflict):
    """The deposit is still needed: something is out or owed."""

    code = "circulation.deposit-needed"


class TillMoved(Conflict):
    """Money went in or out while the till was counted."""

    code = "circulation.till-moved"


class NoSuchClosing(NotFound):
    """There is no such closing, or none that this actor may see."""

    code = "circulation.no-such-closing"


class PhoneOff(Conflict):
    """The library takes no payments by phone."""

    code = "circulation.phone-off"


class NoSuchOrder(NotFound):
    """There is no such order, or it is somebody else's."""

    code = "circulation.no-such-order"


class NoSuchRun(NotFound):
    """There is no such run of deposits."""

    code = "circulation.no-such-run"


class RunGoesOn(Conflict):
    """A run that gives deposits back is not over yet."""

    code = "circulation.run-goes-on"


class NotGivenBack(Conflict):
    """The provider refused to give money back; nothing was booked."""

    code = "circulation.not-given-back"


class NoPhonePayment(Conflict):
    """The charge was not paid by phone, so nothing can go back that way."""

    code = "circulation.no-phone-payment"


class NoSuchNotice(NotFound):
    """There is no such notice, or a colleague has dealt with it."""

    code = "circulation.no-such-notice"
