"""The face of the dues."""

from shushan.dues.errors import AlreadyPaid, AmountIsFixed, DuesOff, NotDue
from shushan.dues.operations.amounts import change_amount, fix_amounts
from shushan.dues.operations.calling import call_month
from shushan.dues.operations.collecting import collect, reverse
from shushan.dues.operations.publishing import publish
from shushan.dues.options import ENABLED, is_on
from shushan.dues.policy import Rounding, Standing, calculated
from shushan.dues.queries.dues import amounts, behind, debtors, due, dues, sums
from shushan.dues.queries.papers import payment, payments, sheet, sheets
from shushan.dues.telling import tell_behind
from shushan.dues.terms import (
    AmountLine,
    Behind,
    Debtor,
    DueLine,
    DuesAct,
    Handed,
    PaymentLine,
    Sheet,
    SheetRow,
    UnitSum,
    Way,
)

__all__ = [
    "ENABLED", "AlreadyPaid", "AmountIsFixed", "AmountLine", "Behind", "Debtor", "DueLine", "DuesAct", "DuesOff", "Handed",
    "NotDue", "PaymentLine", "Rounding", "Sheet", "SheetRow", "Standing", "UnitSum", "Way", "amounts", "behind",
    "calculated", "call_month", "change_amount", "collect", "debtors", "due", "dues", "fix_amounts", "is_on", "payment",
    "payments", "publish", "reverse", "sheet", "sheets", "sums", "tell_behind",
]  # fmt: skip
