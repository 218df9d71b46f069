"""The face of the circulation."""

from shushan.circulation.due_days import count_due_days, count_every_due_day
from shushan.circulation.errors import (
    CardEndsFirst,
    CardExpired,
    CardNotGood,
    DepositMissing,
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
    RenewalGivesNothing,
    RenewalLimitReached,
    RenewalTooEarly,
    RuleRefused,
    SomethingOverdue,
    TermOver,
)
from shushan.circulation.holds.errors import (
    HasItAlready,
    HeldAlready,
    HoldChanged,
    HoldLimitReached,
    InTransit,
    ItemKept,
    NoSuchHold,
    NoSuchTransit,
    NotForHolds,
    NothingToHold,
    NotToBeSent,
    OthersWait,
)
from shushan.circulation.holds.picking import pick_list
from shushan.circulation.holds.queries import (
    HoldFilter,
    count_holds,
    count_queue,
    count_queues,
    hold,
    hold_line,
    hold_lines,
    holds_of,
    kept_for_whom,
    most_holds,
    on_shelf,
    past_holds_of,
    queue_of,
    ready_for,
    to_clear,
)
from shushan.circulation.holds.states import HoldState, TransitState
from shushan.circulation.holds.terms import Fate, HoldLine, HoldValue, Pick, Ready, TransitLine, TransitValue
from shushan.circulation.holds.transit_queries import TransitFilter, transit, transit_line, transits
from shushan.circulation.holds.whereabouts import Whereabouts, is_lost, whereabouts
from shushan.circulation.money.errors import (
    CannotReverse,
    ChargeSettled,
    DepositNeeded,
    NoDeposit,
    NoSuchCharge,
    NoSuchClosing,
    NoSuchOrder,
    NoSuchReceipt,
    NotAtTheDesk,
    OwesTooMuch,
    OwingChanged,
    PhoneOff,
    TillMoved,
    TillTooLow,
    WrongAmount,
)
from shushan.circulation.money.operations.charging import charge_reader
from shushan.circulation.money.operations.closing import close_till, put_change
from shushan.circulation.money.operations.deposits import return_deposit, take_deposit
from shushan.circulation.money.operations.keeping import anonymise_charges, print_receipt
from shushan.circulation.money.operations.lifting import refund, waive
from shushan.circulation.money.operations.orders import (
    OrderValue,
    cancel_order,
    own_order,
    phone,
    start_order,
    take_notice,
)
from shushan.circulation.money.operations.paying import pay, reverse_payment
from shushan.circulation.money.policy import fen_of
from shushan.circulation.money.ports import Failed, Forged, NothingPaid, Paid, Provider, use_provider
from shushan.circulation.money.queries import (
    ChargeFilter,
    ReceiptFilter,
    balance,
    charge,
    charge_line,
    charges,
    charges_of,
    entries_of,
    owed,
    owing_allowed,
    receipt,
    receipt_lines,
    receipts,
    receipts_of,
    settled_charges_of,
    times_printed,
)
from shushan.circulation.money.terms import (
    Balance,
    BookLine,
    ChargeKind,
    ChargeLine,
    ChargeValue,
    Method,
    ReceiptKind,
    ReceiptValue,
)
from shushan.circulation.money.tills import ClosingValue, TillValue, closing, closings, till
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.money.words import KINDS as CHARGE_KINDS
from shushan.circulation.money.words import charge_name
from shushan.circulation.moving_over import LoansFollow
from shushan.circulation.offline import face as cut_off
from shushan.circulation.operations.by_night import renew_by_night
from shushan.circulation.operations.filling import fate, take_in
from shushan.circulation.operations.histories import anonymise_loans, drop_history, keep_history
from shushan.circulation.operations.holds import (
    cancel_hold,
    expire_holds,
    place_hold,
    prioritise_hold,
    suspend_hold,
    thaw_due_holds,
    thaw_hold,
)
from shushan.circulation.operations.keys import drop_old_keys
from shushan.circulation.operations.lending import lend
from shushan.circulation.operations.renewing import renew
from shushan.circulation.operations.renewing_all import Renewal, renew_all
from shushan.circulation.operations.returning import return_item
from shushan.circulation.operations.transits import give_up_transit, send_item
from shushan.circulation.policy import Rules
from shushan.circulation.queries import (
    LoanFilter,
    availability,
    count_open,
    count_out,
    history_of,
    keeps_history,
    last_lent,
    lent_since,
    loan,
    loan_lines,
    loan_out,
    loans,
    loans_of,
    recalled_among,
)
from shushan.circulation.rules.errors import NoSuchRule, ScopeTaken
from shushan.circulation.rules.holding import rules_for
from shushan.circulation.rules.lengths import Due
from shushan.circulation.rules.operations import add_rule, change_rule, end_rule
from shushan.circulation.rules.overdue import Lateness
from shushan.circulation.rules.policy import Base, DepositBy, Grace, Scope, Terms, Unit
from shushan.circulation.rules.queries import table
from shushan.circulation.rules.terms import RuleAct, RuleName
from shushan.circulation.states import LoanState
from shushan.circulation.terms import HoldAct, Lent, LoanAct, LoanLine, LoanValue
from shushan.circulation.troubles.errors import (
    ClaimedAlready,
    ClaimLimitReached,
    NoReaderKnown,
    NoSuchClaim,
    NoSuchStray,
    Recalled,
    RecalledAlready,
    RecallTooLate,
    WrongReturnDay,
)
from shushan.circulation.troubles.operations.claiming import claim_returned, give_up_claim
from shushan.circulation.troubles.operations.damaging import note_damage
from shushan.circulation.troubles.operations.losing import LossPrice, declare_lost, price_of_loss
from shushan.circulation.troubles.operations.recalling import recall_loan
from shushan.circulation.troubles.operations.strays import settle_stray, take_stray
from shushan.circulation.troubles.queries import ClaimLine, StrayLine, Troubles, claim, claims, of_loan, strays
from shushan.circulation.troubles.verbs import TroubleAct

__all__ = [
    "CHARGE_KINDS", "Balance", "Base", "BookLine", "CannotReverse", "CardEndsFirst", "CardExpired", "CardNotGood",
    "ChargeFilter", "ChargeKind", "ChargeLine", "ChargeSettled", "ChargeValue", "ClaimLimitReached", "ClaimLine",
    "ClaimedAlready", "ClosingValue", "DepositBy", "DepositMissing", "DepositNeeded", "Due", "Failed", "Fate",
    "Forged", "Grace", "HasItAlready", "HeldAlready", "HoldAct", "HoldChanged", "HoldFilter", "HoldLimitReached",
    "HoldLine", "HoldState", "HoldValue", "InTransit", "ItemKept", "ItemNotLendable", "ItemOut", "ItemOutToReader",
    "KeyOfAnotherAct", "Lateness", "Lent", "LoanAct", "LoanFilter", "LoanLimitReached", "LoanLine", "LoanOver",
    "LoanOverdue", "LoanState", "LoanValue", "LoansFollow", "LossPrice", "Method", "MoneyAct", "NoDeposit",
    "NoReaderKnown", "NoSuchCharge", "NoSuchClaim", "NoSuchClosing", "NoSuchHold", "NoSuchLoan", "NoSuchOrder",
    "NoSuchReceipt", "NoSuchRule", "NoSuchStray", "NoSuchTransit", "NotAtTheDesk", "NotForHolds", "NotOnLoan",
    "NotToBeSent", "NothingPaid", "NothingToHold", "OrderValue", "OthersWait", "OwesTooMuch", "OwingChanged",
    "Paid", "PhoneOff", "Pick", "Provider", "ReaderFrozen", "Ready", "ReasonNeeded", "RecallTooLate", "Recalled",
    "RecalledAlready", "ReceiptFilter", "ReceiptKind", "ReceiptValue", "Renewal", "RenewalGivesNothing",
    "RenewalLimitReached", "RenewalTooEarly", "RuleAct", "RuleName", "RuleRefused", "Rules", "Scope",
    "ScopeTaken", "SomethingOverdue", "StrayLine", "TermOver", "Terms", "TillMoved", "TillTooLow", "TillValue",
    "TransitFilter", "TransitLine", "TransitState", "TransitValue", "TroubleAct", "Troubles", "Unit", "Whereabouts",
    "WrongAmount", "WrongReturnDay", "add_rule",
    "anonymise_charges", "anonymise_loans", "availability", "balance", "cancel_hold", "cancel_order", "change_rule",
    "charge", "charge_line", "charge_name", "charge_reader", "charges", "charges_of", "claim", "claim_returned",
    "claims", "close_till", "closing", "closings", "count_due_days", "count_every_due_day", "count_holds",
    "count_open", "count_out", "count_queue", "count_queues", "cut_off", "declare_lost", "drop_history", "drop_old_keys",
    "end_rule", "entries_of", "expire_holds", "fate", "fen_of", "give_up_claim", "give_up_transit", "history_of",
    "hold", "hold_line", "hold_lines", "holds_of", "is_lost", "keep_history", "keeps_history", "kept_for_whom",
    "last_lent", "lend",
    "lent_since", "loan", "loan_lines", "loan_out", "loans", "loans_of", "most_holds", "note_damage", "of_loan",
    "on_shelf", "owed", "owing_allowed", "own_order", "past_holds_of", "pay", "phone", "pick_list", "place_hold",
    "price_of_loss", "print_receipt", "prioritise_hold", "put_change", "queue_of", "ready_for", "recall_loan", "recalled_among",
    "receipt", "receipt_lines", "receipts", "receipts_of", "refund", "renew", "renew_all", "renew_by_night",
    "return_deposit", "return_item", "reverse_payment", "rules_for", "send_item", "settle_stray", "settled_charges_of", "start_order",
    "strays", "suspend_hold", "table", "take_deposit", "take_in", "take_notice", "take_stray", "thaw_due_holds", "thaw_hold", "till",
    "times_printed", "to_clear", "transit", "transit_line", "transits", "use_provider", "waive", "whereabouts",
]  # fmt: skip
