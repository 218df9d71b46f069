"""The face of the organisation."""

from shushan.organisation.errors import (
    AlreadyOnRoster,
    CaseCannotBeDone,
    GroupDoesNotFit,
    LeadsTheGroup,
    PostDoesNotFit,
    PostTaken,
    StillOnRoster,
)
from shushan.organisation.operations.cases import draft_case, submit_case, withdraw_case
from shushan.organisation.operations.groups import move_to_group, set_group
from shushan.organisation.operations.members import change_vote, confirm_member, end_membership, enrol_member
from shushan.organisation.operations.posts import fill_post, leave_post
from shushan.organisation.operations.transfers import receive_member, send_member, take_in_member, withdraw_transfer
from shushan.organisation.policy import COMMITTEE
from shushan.organisation.queries.cases import case, cases
from shushan.organisation.queries.groups import group_history, grouping, groups_of, members_of_group
from shushan.organisation.queries.members import (
    counts,
    history,
    is_member,
    member_of_person,
    members_by_person,
    roster,
    transfers,
)
from shushan.organisation.queries.posts import ending_terms, posts
from shushan.organisation.states import CaseState, TransferState
from shushan.organisation.terms import (
    Came,
    CaseLine,
    GroupLine,
    LineAct,
    LinePlan,
    MemberKind,
    MemberLine,
    OrganisationAct,
    PostKind,
    PostLine,
    TransferLine,
    UnitKind,
)
from shushan.organisation.words import POST_WORDS

__all__ = [
    "COMMITTEE", "POST_WORDS", "AlreadyOnRoster", "Came", "CaseCannotBeDone", "CaseLine", "CaseState",
    "GroupDoesNotFit", "GroupLine", "LeadsTheGroup", "LineAct", "LinePlan", "MemberKind", "MemberLine",
    "OrganisationAct", "PostDoesNotFit", "PostKind", "PostLine", "PostTaken", "StillOnRoster", "TransferLine",
    "TransferState", "UnitKind", "case", "cases", "change_vote", "confirm_member", "counts", "draft_case",
    "end_membership", "ending_terms", "enrol_member", "fill_post", "group_history", "grouping", "groups_of",
    "history", "is_member", "leave_post", "member_of_person", "members_by_person", "members_of_group",
    "move_to_group", "posts", "receive_member", "roster", "send_member", "set_group", "submit_case", "take_in_member",
    "transfers", "withdraw_case", "withdraw_transfer",
]  # fmt: skip
