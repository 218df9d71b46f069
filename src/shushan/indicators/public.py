"""The face of the indicators."""

from shushan.indicators.catalogue import CatalogueLine, catalogue, waiting
from shushan.indicators.duties.operations import (
    end_duty,
    give_part,
    hand_over,
    link_indicator,
    retell_every,
    set_target,
    take_part_away,
    take_up_duty,
    unlink_indicator,
)
from shushan.indicators.duties.queries import counts as register_counts
from shushan.indicators.duties.queries import duty, register, standing
from shushan.indicators.duties.telling import plan_digests
from shushan.indicators.duties.terms import (
    Comparison,
    DutyLine,
    HolderLine,
    HolderRole,
    LinkLine,
    RegisterCount,
    Status,
    TargetLine,
    TargetPlan,
)
from shushan.indicators.errors import (
    AlreadyAsked,
    ChangedSinceChecked,
    DefinitionFaulty,
    LinkOver,
    NotOneAccountable,
    NotPublishable,
    PeriodNotOver,
    PromptUnanswered,
    RollUpDiffers,
    SamePerson,
)
from shushan.indicators.evaluation.operations import add_evidence, bring_set, withdraw_evidence
from shushan.indicators.evaluation.queries import criteria, needs, sets, sheet
from shushan.indicators.evaluation.shipped import SHIPPED
from shushan.indicators.evaluation.terms import (
    CriterionPlan,
    EvidenceLine,
    Grade,
    Need,
    ScoreLine,
    SetLine,
    SetPlan,
    Sheet,
)
from shushan.indicators.own.operations import (
    change_definition,
    discard_definition,
    draft_definition,
    retire_definition,
    use_definition,
)
from shushan.indicators.own.queries import OwnDefinitions, own_lines, versions
from shushan.indicators.own.queries import draft as definition_draft
from shushan.indicators.own.queries import faults as definition_faults
from shushan.indicators.own.terms import (
    CountRule,
    DraftLine,
    DraftState,
    Fault,
    OwnLine,
    OwnPlan,
    ProofLine,
    VersionLine,
    Whole,
)
from shushan.indicators.review.links import LinkValue, links, make_link, open_link, revoke_link, values_of
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
    restate_by_hand,
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
    "FROZEN", "SHIPPED", "AlreadyAsked", "Asked", "Basis", "CatalogueLine", "ChangedSinceChecked", "Comparison",
    "CountRule", "CriterionPlan", "Decision", "DefinitionFaulty", "DraftLine", "DraftState", "DutyLine", "Estimate",
    "EvidenceLine", "Fault", "Grade", "HolderLine", "HolderRole", "IndicatorAct", "LateLine", "LinkLine", "LinkOver",
    "LinkValue", "Manual", "Need", "NotOneAccountable", "NotPublishable", "OwnDefinitions", "OwnLine", "OwnPlan",
    "PartLine", "PeriodKind", "PeriodNotOver", "PromptUnanswered", "ProofLine", "ReceiptLine", "RegisterCount",
    "RestatementLine", "RollUpDiffers", "SamePerson", "ScoreLine", "SetLine", "SetPlan", "Sheet", "Status", "StepLine",
    "TargetLine", "TargetPlan", "Typical", "ValueFilter", "ValueLine", "ValueState", "VersionLine", "Whole",
    "add_evidence", "answer_prompt", "approve_value", "ask_unlock", "bring_set", "catalogue", "change_definition",
    "check_value", "criteria", "decide_late", "definition_draft", "definition_faults", "discard_definition",
    "draft_definition", "draft_value", "draft_values", "duty", "end_duty", "enter_value", "estimate_value",
    "find_late", "frozen_value", "frozen_values", "give_part", "hand_over", "holds", "keep_locked", "late_notices",
    "link_indicator", "links", "look_again", "make_link", "needs", "open_link", "own_lines", "plan_digests",
    "publish_value", "receipts", "register", "register_counts", "restate_by_hand", "restate_value", "restatements", "retell_every",
    "retire_definition", "revoke_link", "rows_of", "send_back", "set_target", "sets", "sheet", "sign_value",
    "standing", "steps", "submit_value", "take_part_away", "take_up_duty", "unlink_indicator", "unlock_value",
    "use_definition", "value", "value_address", "values", "values_by_id", "values_of", "versions", "waiting",
    "withdraw_evidence", "withdraw_value",
]  # fmt: skip
