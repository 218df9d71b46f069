"""The states of a draft of a rule's version, and their moves."""

from __future__ import annotations

from enum import StrEnum


class DraftState(StrEnum):
    """Where a draft is."""

    DRAFT = "draft"
    ASKED = "asked"
    LIVE = "live"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DraftMove(StrEnum):
    """What can be done with a draft."""

    SUBMIT = "submit"
    PUT_IN_FORCE = "put-in-force"
    SEND_BACK = "send-back"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


DRAFT_MOVES: dict[tuple[DraftState, DraftMove], DraftState] = {
    (DraftState.DRAFT, DraftMove.SUBMIT): DraftState.ASKED,
    (DraftState.DRAFT, DraftMove.WITHDRAW): DraftState.WITHDRAWN,
    (DraftState.ASKED, DraftMove.PUT_IN_FORCE): DraftState.LIVE,
    (DraftState.ASKED, DraftMove.SEND_BACK): DraftState.DRAFT,
    (DraftState.ASKED, DraftMove.REFUSE): DraftState.REFUSED,
    (DraftState.ASKED, DraftMove.WITHDRAW): DraftState.WITHDRAWN,
}
