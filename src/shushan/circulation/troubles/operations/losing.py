"""Declare an item lost, and put the money right when it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.errors import LoanOver, NoSuchLoan
from shushan.circulation.locks import one_act_at_a_time
from shushan.circulation.models import Loan
from shushan.circulation.money import book
from shushan.circulation.money.models import Charge
from shushan.circulation.money.operations.charging import new_charge, reason_given
from shushan.circulation.money.operations.lifting import cancel
from shushan.circulation.money.policy import replacement_price
from shushan.circulation.money.terms import ChargeKind
from shushan.circulation.operations.loans import move, subject
from shushan.circulation.states import LoanMove, LoanState
from shushan.circulation.troubles import events
from shushan.circulation.troubles import options as settings
from shushan.circulation.troubles.models import Claim
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.database.public import write
from shushan.kernel.actor import Actor, ActorKind
from shushan.ledger import public as ledger
from shushan.options import public as options
from shushan.people import public as people


@dataclass(frozen=True, slots=True)
class LossPrice:
    """What a lost item costs, in fen; ``is_known`` when the item has a price of its own."""

    price_fen: int
    processing_fen: int
    is_known: bool

    @property
    def total_fen(self) -> int:
        """All of it."""
        return self.price_fen + self.processing_fen


def price_of_loss(item: catalogue.ItemValue, *, at: datetime) -> LossPrice:
    """Return what losing an item costs now: its price × factor, or the price for want of one, and the processing."""
    chosen = options.get_many([settings.LOST_PERCENT, settings.LOST_PRICE, settings.PROCESSING], at=at)
    price = replacement_price(
        item.price_fen,
        percent=int(chosen[settings.LOST_PERCENT.code]),
        otherwise_fen=int(chosen[settings.LOST_PRICE.code]),
    )
    return LossPrice(price, int(chosen[settings.PROCESSING.code]), bool(item.price_fen))


@write()
def declare_lost(
    *,
    actor: Actor,
    at: datetime,
    loan_id: int,
    site_id: int | None = None,
    reason: str = "",
    seen_fen: int | None = None,
) -> list[int]:
    """End a loan because its item is lost and charge its price; return the charges' ids.

    A reader declares their own loss, staff at a desk for a reader with a reason. ``seen_fen`` is the price that the
    page showed: nothing is done when it is another by now.

    :raises NotAllowed: :raises NoSuchLoan: :raises LoanOver: :raises ReasonNeeded:
    """
    loan, reader = _open(loan_id, at)
    by = _may(actor, reader, site_id or loan.lent_site_id)
    said = reason_given(reason) if by == "staff" else reason.strip()[:200]
    one_act_at_a_time(reader_id=reader.id, item_id=loan.item_id)
    item = catalogue.item(loan.item_id)
    price = price_of_loss(item, at=at)
    if seen_fen is not None and seen_fen != price.total_fen:
        raise LoanOver(_("赔偿的数额刚刚变了"), remedy=_("请看新的数额再决定"))
    ended = max(at, loan.lent_at)  # a clock that was set back ends no loan before it began
    if not move(loan, LoanMove.LOSE, back_at=ended):
        raise LoanOver(_("这笔借阅刚刚在别处办理过"), remedy=_("请刷新后再看"))
    if item.state is catalogue.ItemState.IN_STOCK:
        catalogue.miss_item(item.id, actor=actor, at=at)
    event = events.ItemLost(
        site_id=loan.lent_site_id, reader_id=reader.id, category=loan.category, clc=item.clc[:1], by=by
    )
    ledger.record(event, actor=actor, subject=subject(loan_id), at=at)
    Claim.objects.filter(loan=loan, ended_at=None).update(ended_at=at, outcome="lost")
    made = []
    for kind, fen in ((ChargeKind.LOST, price.price_fen), (ChargeKind.PROCESSING, price.processing_fen)):
        if fen:
            made.append(
                new_charge(
                    kind, fen, reader_id=reader.id, site_id=site_id or loan.lent_site_id, actor=actor, at=at,
                    note=said, loan_id=loan_id, item_id=item.id,
                )
            )  # fmt: skip
    return made


def found_again(loan: Loan, item: catalogue.ItemValue, site_id: int, *, actor: Actor, at: datetime) -> int:
    """Put the money right for a lost item that came back; return what the reader gets back now, in fen.

    Called inside the return, which has moved the loan. What was paid becomes a credit, what is owed is taken back; the
    processing fee stays where the library keeps it. No lock of the reader here (the item's is held): the charges are
    locked row by row, and whoever pays in this moment is told to look again.
    """
    if item.state is catalogue.ItemState.MISSING:
        catalogue.find_item(item.id, actor=actor, at=at)
    event = events.ItemFound(site_id=site_id, reader_id=loan.reader_id, category=loan.category, clc=item.clc[:1])
    ledger.record(event, actor=actor, subject=subject(loan.pk), at=at)
    kinds = [ChargeKind.LOST]
    if not options.get(settings.KEEP_PROCESSING, at=at):
        kinds.append(ChargeKind.PROCESSING)
    back = 0
    for charge in Charge.objects.select_for_update().filter(loan=loan, kind__in=kinds, reader__isnull=False):
        amount = charge.left_fen + book.paid_net(charge.pk) - charge.credit_fen
        if amount:
            had = charge.credit_fen
            cancel(charge, amount, why="found", said=_("书找到了"), actor=actor, at=at)
            back += charge.credit_fen - had
    return back


def _open(loan_id: int, at: datetime) -> tuple[Loan, people.ReaderValue]:
    loan = Loan.objects.filter(pk=loan_id, state=LoanState.OUT).first()
    if loan is None or loan.reader_id is None:
        raise NoSuchLoan(_("没有这笔借阅，或已经还回"), remedy=_("请刷新后再看"))
    return loan, people.reader(loan.reader_id, at=at)


def _may(actor: Actor, reader: people.ReaderValue, site_id: int) -> str:
    """Return who declares: ``reader`` for themselves, ``staff`` at a site.

    :raises NotAllowed: :raises NoSuchLoan: somebody else's loan, of which not even that it exists is told
    """
    is_own = actor.kind in (ActorKind.READER, ActorKind.STAFF) and actor.id == reader.person_id
    if is_own and not actor.may(TroubleAct.DECLARE, site_id=site_id):
        actor.require(TroubleAct.DECLARE_OWN)
        return "reader"
    if actor.kind is ActorKind.READER:
        actor.require(TroubleAct.DECLARE_OWN)
        raise NoSuchLoan(_("没有这笔借阅，或已经还回"), remedy=_("请刷新后再看"))
    actor.require(TroubleAct.DECLARE, site_id=site_id)
    return "staff"
