"""The face of the approvals."""

from shushan.approvals.errors import AlreadyDecided, DocumentNeeded, NoteNeeded, OwnRequest
from shushan.approvals.operations import agree, ask, ask_again, delegate, end_delegation, refuse, send_back, withdraw
from shushan.approvals.ports import Colleague, use
from shushan.approvals.queries import delegations, of_subject, page, requests, waiting_for
from shushan.approvals.registry import Kind, register
from shushan.approvals.states import RequestState, StepState
from shushan.approvals.terms import (
    ApprovalAct,
    DelegationLine,
    Document,
    Outcome,
    RequestLine,
    RequestPage,
    StepLine,
    StepPlan,
    TrailLine,
)

__all__ = [
    "AlreadyDecided", "ApprovalAct", "Colleague", "DelegationLine", "Document", "DocumentNeeded", "Kind", "NoteNeeded", "Outcome",
    "OwnRequest", "RequestLine", "RequestPage", "RequestState", "StepLine", "StepPlan", "StepState", "TrailLine",
    "agree", "ask", "ask_again", "delegate", "delegations", "end_delegation", "of_subject", "page", "refuse",
    "register", "requests", "send_back", "use", "waiting_for", "withdraw",
]  # fmt: skip
