"""The face of the circulation."""

from shushan.circulation.errors import (
    CardEndsFirst,
    CardExpired,
    CardNotGood,
    ItemNotLendable,
    ItemOut,
    ItemOutToReader,
    KeyOfAnotherAct,
    LoanLimitReached,
    LoanOver,
    LoanOverdue,
    NoSuchLoan,
    NotOnLoan,
    ReaderFrozen,
    ReasonNeeded,
    RenewalLimitReached,
    RuleRefused,
    SomethingOverdue,
)
from shushan.circulation.moving_over import LoansFollow
from shushan.circulation.operations.histories import anonymise_loans, drop_history, keep_history
from shushan.circulation.operations.keys import drop_old_keys
from shushan.circulation.operations.lending import lend
from shushan.circulation.operations.renewing import renew
from shushan.circulation.operations.returning import return_item
from shushan.circulation.queries import (
    LoanFilter,
    availability,
    count_open,
    history_of,
    keeps_history,
    loan,
    loan_lines,
    loan_out,
    loans,
    loans_of,
    rules_for,
)
from shushan.circulation.states import LoanState
from shushan.circulation.terms import Lent, LoanAct, LoanLine, LoanValue

__all__ = [
    "CardEndsFirst",
    "CardExpired",
    "CardNotGood",
    "ItemNotLendable",
    "ItemOut",
    "ItemOutToReader",
    "KeyOfAnotherAct",
    "Lent",
    "LoanAct",
    "LoanFilter",
    "LoanLimitReached",
    "LoanLine",
    "LoanOver",
    "LoanOverdue",
    "LoanState",
    "LoanValue",
    "LoansFollow",
    "NoSuchLoan",
    "NotOnLoan",
    "ReaderFrozen",
    "ReasonNeeded",
    "RenewalLimitReached",
    "RuleRefused",
    "SomethingOverdue",
    "anonymise_loans",
    "availability",
    "count_open",
    "drop_history",
    "drop_old_keys",
    "history_of",
    "keep_history",
    "keeps_history",
    "lend",
    "loan",
    "loan_lines",
    "loan_out",
    "loans",
    "loans_of",
    "renew",
    "return_item",
    "rules_for",
]
