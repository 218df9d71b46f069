"""The face of the indicators."""

from shushan.indicators.errors import (
    AlreadyAsked,
    ChangedSinceChecked,
    NotPublishable,
    PeriodNotOver,
    PromptUnanswered,
    RollUpDiffers,
    SamePerson,
)
from shushan.indicators.states import FROZEN, ValueState
from shushan.indicators.terms import (
    Asked,
    Basis,
    Decision,
    Estimate,
    IndicatorAct,
    LateLine,
    Manual,
    PartLine,
    PeriodKind,
    ReceiptLine,
    RestatementLine,
    StepLine,
    Typical,
    ValueLine,
)
from shushan.indicators.values.drafting import (
    answer_prompt,
    draft_value,
    draft_values,
    enter_value,
    estimate_value,
    withdraw_value,
)
from shushan.indicators.values.late import decide_late, find_late, look_again, restate_value
from shushan.indicators.values.queries import (
    ValueFilter,
    frozen_value,
    frozen_values,
    holds,
    late_notices,
    receipts,
    restatements,
    rows_of,
    steps,
    value,
    values,
    values_by_id,
)
from shushan.indicators.values.signing import (
    approve_value,
    ask_unlock,
    check_value,
    keep_locked,
    publish_value,
    send_back,
    sign_value,
    submit_value,
    unlock_value,
)
from shushan.indicators.words import value_address

__all__ = [
    "FROZEN", "AlreadyAsked", "Asked", "Basis", "ChangedSinceChecked", "Decision", "Estimate", "IndicatorAct",
    "LateLine", "Manual", "NotPublishable", "PartLine", "PeriodKind", "PeriodNotOver", "PromptUnanswered",
    "ReceiptLine", "RestatementLine", "RollUpDiffers", "SamePerson", "StepLine", "Typical", "ValueFilter",
    "ValueLine", "ValueState", "answer_prompt", "approve_value", "ask_unlock", "check_value", "decide_late",
    "draft_value", "draft_values", "enter_value", "estimate_value", "find_late", "frozen_value", "frozen_values",
    "holds", "keep_locked", "late_notices", "look_again", "publish_value", "receipts", "restate_value",
    "restatements", "rows_of", "send_back", "sign_value", "steps", "submit_value", "unlock_value", "value",
    "value_address", "values", "values_by_id", "withdraw_value",
]  # fmt: skip
