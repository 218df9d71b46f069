"""Note damage on an item after a loan, with a photograph and a charge where the library asks for one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.errors import NoSuchLoan
from shushan.circulation.models import Loan
from shushan.circulation.money.operations.charging import new_charge, reason_given, within
from shushan.circulation.money.terms import ChargeKind
from shushan.circulation.money.verbs import MoneyAct
from shushan.circulation.operations.loans import subject
from shushan.circulation.troubles import events
from shushan.circulation.troubles.errors import NoReaderKnown
from shushan.circulation.troubles.models import Damage
from shushan.circulation.troubles.verbs import TroubleAct
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.ledger import public as ledger


@write()
def note_damage(
    *, actor: Actor, at: datetime, loan_id: int, site_id: int, note: str, amount_fen: int = 0, photo: UUID | None = None
) -> int:
    """Write down what is damaged, charge the loan's reader when there is an amount, and return the damage's id.

    :raises NotAllowed: :raises NoSuchLoan: :raises ReasonNeeded: :raises WrongAmount:
    :raises NoReaderKnown: there is an amount and the loan parted from its reader
    """
    actor.require(TroubleAct.NOTE_DAMAGE, site_id=site_id)
    said = reason_given(note)
    loan = Loan.objects.filter(pk=loan_id).first()
    if loan is None:
        raise NoSuchLoan(_("没有这笔借阅"))
    charge_id = None
    if amount_fen:
        actor.require(MoneyAct.CHARGE, site_id=site_id)
        within(amount_fen)
        if loan.reader_id is None:
            raise NoReaderKnown(
                _("这笔借阅已与读者脱离，不能再收赔偿"),
                rule=_("还书后过了保留的天数，借阅记录与读者脱离（本馆设置）"),
                remedy=_("可以只登记污损，不收费"),
            )
        charge_id = new_charge(
            ChargeKind.DAMAGE, amount_fen, reader_id=loan.reader_id, site_id=site_id, actor=actor, at=at, note=said,
            loan_id=loan_id, item_id=loan.item_id,
        )  # fmt: skip
    made = Damage.objects.create(
        loan=loan, item_id=loan.item_id, site_id=site_id, at=at, note=said, photo=photo, charge_id=charge_id,
        actor=actor.label,
    )  # fmt: skip
    event = events.DamageNoted(
        site_id=site_id, reader_id=loan.reader_id, category=loan.category, clc=catalogue.item(loan.item_id).clc[:1]
    )
    ledger.record(event, actor=actor, subject=subject(loan_id), at=at)
    return made.pk
