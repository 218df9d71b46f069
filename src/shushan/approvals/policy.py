"""Who may decide a step: pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shushan.approvals.terms import DelegationLine, Document, StepLine
from shushan.kernel.actor import Actor


def may_decide(actor: Actor, step: StepLine, delegations: Iterable[DelegationLine], *, on: date) -> bool:
    """Say whether an actor may decide a step: by a grant of their own, or in the place of somebody who named them."""
    if actor.may(step.verb, unit_id=step.unit_id, site_id=step.site_id):
        return True
    return any(
        held.taker_label == actor.label
        and held.verb == step.verb
        and held.unit_id in (None, step.unit_id)
        and held.site_id in (None, step.site_id)
        and held.since <= on < held.until
        for held in delegations
    )


def is_whole(document: Document | None, *, today: date) -> bool:
    """Say whether a document names its body, number and a day that is not to come."""
    if document is None or not document.body.strip() or not document.number.strip():
        return False
    return document.dated_on <= today


def is_late(deadline: date | None, *, on: date) -> bool:
    """Say whether the last day for a decision is over."""
    return deadline is not None and on > deadline
