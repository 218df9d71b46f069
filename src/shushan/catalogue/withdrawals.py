"""Withdrawal with four eyes: one person proposes items with a reason, another approves or rejects.

Whoever approves withdraws in the same act: the state of the proposal, the items and their facts change together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from shushan.catalogue import operations, ports, queries
from shushan.catalogue.batches import chosen
from shushan.catalogue.models import WithdrawalProposal
from shushan.catalogue.terms import CatalogueAct, ItemValue
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class ProposalState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ProposalValue:
    """A proposal: which items, why, by whom, and what became of it."""

    id: int
    item_ids: tuple[int, ...]
    reason: str
    state: ProposalState
    made_at: datetime
    made_by: str
    decided_at: datetime | None
    decided_by: str
    note: str


@write()
def propose(*, actor: Actor, at: datetime, codes: Sequence[str], reason: str) -> int:
    """Propose to withdraw the items with these barcodes, and return the proposal's id. Nothing leaves the stock yet.

    :raises NotAllowed: for the site of any of them :raises Invalid: no reason, or a barcode that is not in the stock
    """
    if not reason.strip():
        raise Invalid(_("请写明注销原因"), field="reason")
    lines, unknown = chosen(codes)
    if unknown or not lines:
        raise Invalid(_("没有这些条码：%(codes)s") % {"codes": "、".join(unknown[:20])}, field="barcodes")
    for site_id in {line.site_id for line in lines}:
        actor.require(CatalogueAct.PROPOSE_WITHDRAWAL, site_id=site_id)
    ids = [line.id for line in lines]
    for other in WithdrawalProposal.objects.filter(state=ProposalState.PROPOSED):
        if both := set(other.items) & set(ids):
            names = "、".join(line.barcode for line in lines if line.id in both)
            raise Conflict(_("已经在另一份待批的注销单上：%(barcodes)s") % {"barcodes": names[:200]})
    made = WithdrawalProposal.objects.create(items=ids, reason=reason.strip()[:200], made_at=at, made_by=actor.label)
    return made.pk


@write()
def approve(*, actor: Actor, at: datetime, proposal_id: int) -> int:
    """Approve a proposal that somebody else made: all its items are withdrawn, or none; return how many.

    :raises NotAllowed: no grant for a site, or one's own proposal :raises NotFound:
    :raises Conflict: decided before, or an item is on loan or was withdrawn meanwhile
    """
    proposal = _decidable(actor, proposal_id, at, ProposalState.APPROVED, "")
    out = ports.availability(proposal.items)
    lent = [item.barcode for item in queries.items(proposal.items).values() if out[item.id].code == "out"]
    if lent:
        raise Conflict(_("还借在外面：%(barcodes)s") % {"barcodes": "、".join(lent[:20])}, remedy=_("请等还回再批"))
    for item_id in proposal.items:
        operations.withdraw_item(actor=actor, at=at, item_id=item_id, reason=proposal.reason)
    return len(proposal.items)


@write()
def reject(*, actor: Actor, at: datetime, proposal_id: int, note: str) -> None:
    """Reject a proposal that somebody else made; its items stay.

    :raises NotAllowed: :raises NotFound: :raises Invalid: no reason :raises Conflict: decided before
    """
    if not note.strip():
        raise Invalid(_("请写明为什么不批"), field="note")
    _decidable(actor, proposal_id, at, ProposalState.REJECTED, note.strip()[:200])


def proposals(limit: int = 50) -> list[ProposalValue]:
    """Return the proposals, those to be decided first, then the newest, in one query."""
    found = WithdrawalProposal.objects.order_by("decided_at", "-pk")[:500]
    values = [_value(one) for one in found]
    return sorted(values, key=lambda p: (p.state is not ProposalState.PROPOSED, -p.id))[:limit]


def proposal(proposal_id: int) -> tuple[ProposalValue, list[ItemValue]]:
    """Return a proposal and its items.

    :raises NotFound:
    """
    found = WithdrawalProposal.objects.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(_("没有这份注销单"))
    return _value(found), list(queries.items(found.items).values())


def _decidable(actor: Actor, proposal_id: int, at: datetime, state: ProposalState, note: str) -> WithdrawalProposal:
    """Move a proposal to its decision, after a look whether this person may decide it."""
    found = WithdrawalProposal.objects.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(_("没有这份注销单"))
    for item in queries.items(found.items).values():
        actor.require(CatalogueAct.APPROVE_WITHDRAWAL, site_id=item.home_site_id)
    if found.made_by == actor.label:
        raise NotAllowed(_("自己提的注销单要由别人批"), verb=CatalogueAct.APPROVE_WITHDRAWAL)
    moved = WithdrawalProposal.objects.filter(pk=proposal_id, state=ProposalState.PROPOSED).update(
        state=state, decided_at=at, decided_by=actor.label, note=note
    )
    if not moved:
        raise Conflict(_("这份注销单已经批过了"))
    return found


def _value(one: WithdrawalProposal) -> ProposalValue:
    return ProposalValue(
        one.pk, tuple(one.items), one.reason, ProposalState(one.state), one.made_at, one.made_by, one.decided_at,
        one.decided_by, one.note,
    )  # fmt: skip
