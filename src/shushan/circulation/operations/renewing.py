"""Renew: one transaction, one move, one fact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import events, policy
from shushan.circulation.eligibility import let_pass
from shushan.circulation.errors import LoanOver, NoSuchLoan
from shushan.circulation.locks import one_under
from shushan.circulation.models import Loan
from shushan.circulation.operations import keys, weighing
from shushan.circulation.operations.loans import answer, audit_override, move, subject
from shushan.circulation.states import LoanMove, LoanState
from shushan.circulation.terms import Lent, LoanAct
from shushan.database.public import write
from shushan.kernel.actor import Actor, ActorKind
from shushan.ledger import public as ledger
from shushan.people import public as people


@write()
def renew(
    *,
    actor: Actor,
    at: datetime,
    loan_id: int,
    site_id: int | None = None,
    override_reason: str = "",
    key: UUID | None = None,
) -> Lent:
    """Renew an open loan, by the reader or a child's guardian from anywhere, or at the desk of a site.

    ``site_id`` is the desk's (default: where it was lent).

    The same act again (same key, or a second tap within seconds) is answered, not doubled.

    :raises NotAllowed: :raises NoSuchLoan: not open, or not the reader's own
    :raises RuleRefused: a rule says no and was not set aside (subclasses name the rule)
    :raises LoanOver: it was changed at another place in this very moment :raises KeyOfAnotherAct:
    """
    if key is not None:
        one_under(key)
    if (told := keys.answered(key, LoanAct.RENEW, loan_id=loan_id)) and told.reader_id is not None:
        _require(actor, people.reader(told.reader_id, at=at), site_id or told.at_site_id, at)
        return told
    loan, reader = _open_loan(loan_id, at)
    _require(actor, reader, site_id or loan.lent_site_id, at)
    if loan.renewed_at is not None and policy.is_same_act(loan.renewed_at, at):
        return keys.keep(key, LoanAct.RENEW, answer(loan, was_done=True), at)
    item = catalogue.item(loan.item_id)
    found = weighing.renewing(loan, item, reader, at)
    override = let_pass(found.against, actor=actor, site_id=site_id or loan.lent_site_id, reason=override_reason)
    version_id, due = found.rules.row.version_id, found.due
    after = {"renewals": loan.renewals + 1, "due_at": due.at, "renewed_at": at, "rule_id": version_id}
    if not move(loan, LoanMove.RENEW, **after):
        raise LoanOver(_("这笔借阅刚刚在别处办理过"), remedy=_("请刷新后再看"))
    event = renewed_event(loan, item, override=override)
    ledger.record(event, actor=actor, subject=subject(loan_id), at=at)
    audit_override(override, override_reason, actor, loan_id, at)
    return keys.keep(key, LoanAct.RENEW, answer(loan, due=due), at)


def renewed_event(loan: Loan, item: catalogue.ItemValue, *, override: str = "") -> events.LoanRenewed:
    """Return the fact of a renewal; it counts at the site where the item was lent."""
    return events.LoanRenewed(
        site_id=loan.lent_site_id,
        reader_id=loan.reader_id,
        category=loan.category,
        age_band=loan.age_band,
        clc=item.clc[:1],
        home_site=item.home_site_id,
        override=override,
    )


def _open_loan(loan_id: int, at: datetime) -> tuple[Loan, people.ReaderValue]:
    loan = Loan.objects.filter(pk=loan_id, state=LoanState.OUT).first()
    if loan is None or loan.reader_id is None:
        raise _gone()
    return loan, people.reader(loan.reader_id, at=at)


def _require(actor: Actor, reader: people.ReaderValue, site_id: int, at: datetime) -> None:
    is_person = actor.kind in (ActorKind.READER, ActorKind.STAFF)
    if is_person and (actor.id == reader.person_id or people.acts_for(actor.id, reader.id, at=at)):
        if not actor.may(LoanAct.RENEW, site_id=site_id):
            actor.require(LoanAct.RENEW_OWN)
        return
    if actor.kind is ActorKind.READER:
        actor.require(LoanAct.RENEW_OWN)
        raise _gone()  # somebody else's loan: not even that it exists is told
    actor.require(LoanAct.RENEW, site_id=site_id)


def _gone() -> NoSuchLoan:
    return NoSuchLoan(_("没有这笔借阅，或已经还回"), remedy=_("请刷新后再看"))
