"""The states of a structure case and of a transfer, and their moves."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """Where a structure case is."""

    DRAFT = "draft"
    ASKED = "asked"
    EFFECTIVE = "effective"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CaseMove(StrEnum):
    """What can be done with a structure case."""

    SUBMIT = "submit"
    CARRY_OUT = "carry-out"
    SEND_BACK = "send-back"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


CASE_MOVES: dict[tuple[CaseState, CaseMove], CaseState] = {
    (CaseState.DRAFT, CaseMove.SUBMIT): CaseState.ASKED,
    (CaseState.DRAFT, CaseMove.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.ASKED, CaseMove.CARRY_OUT): CaseState.EFFECTIVE,
    (CaseState.ASKED, CaseMove.SEND_BACK): CaseState.DRAFT,
    (CaseState.ASKED, CaseMove.REFUSE): CaseState.REFUSED,
    (CaseState.ASKED, CaseMove.WITHDRAW): CaseState.WITHDRAWN,
}


class TransferState(StrEnum):
    """Where a transfer is."""

    SENT = "sent"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


class TransferMove(StrEnum):
    """What can be done with a transfer."""

    RECEIVE = "receive"
    WITHDRAW = "withdraw"


TRANSFER_MOVES: dict[tuple[TransferState, TransferMove], TransferState] = {
    (TransferState.SENT, TransferMove.RECEIVE): TransferState.RECEIVED,
    (TransferState.SENT, TransferMove.WITHDRAW): TransferState.WITHDRAWN,
}
