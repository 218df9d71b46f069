"""Charge a reader: by hand with a reason, or as part of another act."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shushan.audit import public as audit
from shushan.circulation.errors import ReasonNeeded
from shushan.circulation.money import events, policy
from shushan.circulation.money.book import post
from shushan.circulation.money.errors import WrongAmount
from shushan.circulation.money.models import Charge
from shushan.circulation.money.terms import Account, ChargeKind, income
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.policy import LEAST_REASON
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid
from shushan.people import public as people


def subject(charge_id: int) -> str:
    """Return the subject of a charge's facts."""
    return f"circulation.charge:{charge_id}"


@write()
def charge_reader(
    *,
    actor: Actor,
    at: datetime,
    reader_id: int,
    site_id: int,
    kind: str,
    amount_fen: int,
    reason: str,
    loan_id: int | None = None,
    item_id: int | None = None,
) -> int:
    """Charge a reader by hand and return the charge's id.

    :raises NotAllowed: :raises NoSuchReader: :raises WrongAmount: :raises ReasonNeeded: :raises Invalid: no such kind
    """
    actor.require(MoneyAct.CHARGE, site_id=site_id)
    if kind not in set(ChargeKind):
        raise Invalid(_("请选一种费用"), field="kind")
    within(amount_fen)
    said = reason_given(reason)
    people.reader(reader_id, at=at)
    charge_id = new_charge(
        ChargeKind(kind), amount_fen, reader_id=reader_id, site_id=site_id, actor=actor, at=at, note=said,
        loan_id=loan_id, item_id=item_id,
    )  # fmt: skip
    audit.looked(actor=actor, act=MoneyAct.CHARGE, subject=subject(charge_id), at=at, note=said)
    return charge_id


def new_charge(
    kind: ChargeKind,
    amount_fen: int,
    *,
    reader_id: int,
    site_id: int,
    actor: Actor,
    at: datetime,
    note: str = "",
    loan_id: int | None = None,
    item_id: int | None = None,
) -> int:
    """Write a charge inside the caller's act, which has checked the grant; return its id."""
    made = Charge.objects.create(
        reader_id=reader_id, kind=kind, amount_fen=amount_fen, left_fen=amount_fen, site_id=site_id, loan_id=loan_id,
        item_id=item_id, made_at=at, note=note[:200],
    )  # fmt: skip
    event = events.FeeCharged(site_id=site_id, reader_id=reader_id, quantity=amount_fen, kind=kind.value)
    post(
        event, debit=Account.RECEIVABLE, credit=income(kind), subject=subject(made.pk), actor=actor, at=at,
        charge_id=made.pk, note=note,
    )  # fmt: skip
    return made.pk


def within(amount_fen: int) -> None:
    """Pass an amount between one fen and what an act may move.

    :raises WrongAmount:
    """
    if not 0 < amount_fen <= policy.MOST_FEN:
        most = policy.yuan(policy.MOST_FEN)
        raise WrongAmount(
            _("金额不对"),
            field="amount",
            remedy=_("请填大于零、不超过 %(most)s 元的金额，最多两位小数") % {"most": most},
        )


def reason_given(reason: str) -> str:
    """Return a reason that says something.

    :raises ReasonNeeded:
    """
    said = reason.strip()
    if len(said) < LEAST_REASON:
        raise ReasonNeeded(_("请写明原因"), field="reason")
    return said[:200]
