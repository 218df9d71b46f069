"""A reader says that an item was returned: the loan stays, overdue stops counting, staff look on the shelf."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.errors import NoSuchLoan
from shushan.circulation.locks import one_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.money.operations.charging import reason_given
from shushan.circulation.operations.loans import subject
from shushan.circulation.states import LoanState
from shushan.circulation.troubles import events
from shushan.circulation.troubles.errors import ClaimedAlready, ClaimLimitReached, NoSuchClaim
from shushan.circulation.troubles.models import Claim
from shushan.circulation.troubles.options import MOST_CLAIMS
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.database.public import Prepared, write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger
from shushan.options import public as options


@write()
def claim_returned(*, actor: Actor, at: datetime, loan_id: int, site_id: int, note: str) -> int:
    """Write down that a reader says an item was returned, and return the claim's id.

    :raises NotAllowed: :raises NoSuchLoan: not open :raises ReasonNeeded: :raises ClaimedAlready:
    :raises ClaimLimitReached: the reader has as many open claims as the setting allows
    """
    actor.require(TroubleAct.CLAIM, site_id=site_id)
    said = reason_given(note)
    loan = Loan.objects.filter(pk=loan_id, state=LoanState.OUT).first()
    if loan is None or loan.reader_id is None:
        raise NoSuchLoan(_("没有这笔借阅，或已经还回"), remedy=_("请刷新后再看"))
    one_at_a_time(loan.reader_id)
    most = options.get(MOST_CLAIMS, at=at)
    has = Claim.objects.filter(loan__reader_id=loan.reader_id, ended_at=None).count()
    if Claim.objects.filter(loan=loan, ended_at=None).exists():
        raise _claimed()
    if has >= most:
        raise ClaimLimitReached(
            _("这位读者已有 %(n)s 册声明已还、还没有查清") % {"n": has},
            rule=_("最多同时声明 %(n)s 册（本馆流通规则）") % {"n": most},
            remedy=_("请先到架上查清前面的"),
        )
    try:
        with transaction.atomic():
            made = Claim.objects.create(loan=loan, site_id=site_id, at=at, note=said)
    except IntegrityError as error:
        raise _claimed() from error
    event = events.ReturnClaimed(
        site_id=site_id, reader_id=loan.reader_id, category=loan.category, clc=catalogue.item(loan.item_id).clc[:1]
    )
    ledger.record(event, actor=actor, subject=subject(loan_id), at=at)
    return made.pk


@write()
def give_up_claim(*, actor: Actor, at: datetime, claim_id: int) -> None:
    """End a claim because the item is nowhere: the loan counts on as before. Found ones end by their return.

    :raises NotAllowed: :raises NoSuchClaim:
    """
    found = Claim.objects.filter(pk=claim_id).first()
    if found is None:
        raise NoSuchClaim(_("没有这条声明"))
    actor.require(TroubleAct.SETTLE_CLAIM, site_id=found.site_id)
    if not Claim.objects.filter(pk=claim_id, ended_at=None).update(ended_at=at, outcome="not-found"):
        raise NoSuchClaim(_("这条声明已经查清"), remedy=_("请刷新后再看"))


def end_claims(loan_id: int, at: datetime) -> datetime | None:
    """End the open claim of a loan that came back; return when it was made, or None when there was none."""
    found: datetime | None = None
    for claim_id, made_at in _OPEN_CLAIM.rows(loan_id):
        Claim.objects.filter(pk=claim_id, ended_at=None).update(ended_at=at, outcome="found")
        found = made_at
    return found


def claimed_before_loss(loan_id: int) -> datetime | None:
    """Return since when the reader of a lost loan said that the item was returned, None when nobody said so."""
    found = Claim.objects.filter(loan_id=loan_id, outcome="lost").order_by("at")
    return found.values_list("at", flat=True).first()


_OPEN_CLAIM = Prepared(
    lambda loan_id: Claim.objects.filter(loan_id=loan_id, ended_at=None).values_list("pk", "at"), int
)


def _claimed() -> ClaimedAlready:
    return ClaimedAlready(_("这一册已经声明过“已还”"), remedy=_("请到架上查找；看“声明已还”清单"))
