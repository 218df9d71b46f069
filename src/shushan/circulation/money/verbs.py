"""Verbs of money."""

from __future__ import annotations

from shushan.kernel.verbs import Act


class MoneyAct(Act):
    """What may be granted around money."""

    SEE = "circulation.see-charges"
    CHARGE = "circulation.charge-reader"  # a charge by hand, with a reason
    TAKE = "circulation.take-payment"  # payments and deposits
    WAIVE = "circulation.waive-charge"
    REFUND = "circulation.refund-charge"
    REVERSE = "circulation.reverse-payment"  # a payment that was taken wrongly
    REFUND_DEPOSIT = "circulation.return-deposit"
    RETIRE_DEPOSITS = "circulation.retire-deposits"  # give the deposits of many readers back in one run
    CLOSE = "circulation.close-till"
    SEE_BOOK = "circulation.see-cash-book"  # receipts, closings, the file for the accounts
    PAY_OWN = "circulation.pay-own-charge"
    KEEP_ORDERLY = "circulation.settle-orders"  # what the worker does with orders of payment
