"""The face of the circulation."""

from shushan.circulation.errors import (
    CardNotGood,
    ItemNotLendable,
    ItemOut,
    LoanLimitReached,
    LoanOverdue,
    NoSuchLoan,
    NotOnLoan,
    ReaderFrozen,
    RenewalLimitReached,
    RuleRefused,
    SomethingOverdue,
)
from shushan.circulation.operations import anonymise_loans, lend, renew, return_item
from shushan.circulation.queries import availability, count_open, loan, loan_out, loans, loans_of, rules_for
from shushan.circulation.states import LoanState
from shushan.circulation.terms import Lent, LoanAct, LoanLine, LoanValue

__all__ = [
    "CardNotGood",
    "ItemNotLendable",
    "ItemOut",
    "Lent",
    "LoanAct",
    "LoanLimitReached",
    "LoanLine",
    "LoanOverdue",
    "LoanState",
    "LoanValue",
    "NoSuchLoan",
    "NotOnLoan",
    "ReaderFrozen",
    "RenewalLimitReached",
    "RuleRefused",
    "SomethingOverdue",
    "anonymise_loans",
    "availability",
    "count_open",
    "lend",
    "loan",
    "loan_out",
    "loans",
    "loans_of",
    "renew",
    "return_item",
    "rules_for",
]
