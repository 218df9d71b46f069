"""What waits on the list of acts while cut off: a person says what was done, or mends what was scanned."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from shushan.circulation.models import OfflineAct
from shushan.circulation.offline.taking import tried
from shushan.circulation.offline.terms import OfflineVerb, Outcome, PastAct, Taken, Way
from shushan.database.public import write
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, Invalid, NotFound

LEAST_NOTE: Final = 2


@write()
def settle_past_act(*, actor: Actor, at: datetime, key: UUID, note: str) -> None:
    """Say what was done about an act on the list.

    :raises NotAllowed: :raises NotFound: :raises Invalid: the note says nothing :raises Conflict: it is settled
    """
    row = _row(actor, key)
    if len(note.strip()) < LEAST_NOTE:
        raise Invalid(_("请写明怎样处理的"), field="note")
    _close(row, actor, at, note.strip())


@write()
def mend_past_act(*, actor: Actor, at: datetime, key: UUID, card: str, barcode: str) -> Taken:
    """Take an act on the list again with the card or the barcode put right, dated as it happened.

    :raises NotAllowed: :raises NotFound: :raises Invalid: nothing was typed
    :raises Conflict: it is settled, has its loan already, or cannot be recorded in this way either
    """
    row = _row(actor, key)
    if row.outcome != Outcome.OPEN or row.loan_id is not None:
        raise Conflict(_("这一条已经处理过"), remedy=_("请刷新后再看"))
    said_card, said_barcode = card.strip() or row.card, barcode.strip() or row.barcode
    if not said_barcode or (row.way != Way.RETURN and not said_card):
        raise Invalid(_("请填条码和证号"), field="barcode")
    act = PastAct(
        row.key, Way(row.way), said_card[:60], said_barcode[:60], row.said_at, row.at, row.source, row.site_id,
        reason=row.reason, told_due=row.told_due,
    )  # fmt: skip
    done = tried(actor, at, act)
    if done.outcome is Outcome.OPEN and done.loan is None:
        raise Conflict(done.why, remedy=_("这样还是登记不了；请写明怎样处理的"))
    loan_id = done.loan.loan_id if done.loan else None
    OfflineAct.objects.filter(pk=key).update(loan_id=loan_id, barcode=said_barcode[:60], card=said_card[:60])
    row.card = said_card
    _close(row, actor, at, _("已补登") + (f"：{done.why}" if done.why else ""))
    return done


def _row(actor: Actor, key: UUID) -> OfflineAct:
    row = OfflineAct.objects.filter(pk=key).first()
    if row is None:
        raise NotFound(_("没有这条记录"))
    actor.require(OfflineVerb.SETTLE, site_id=row.site_id)
    return row


def _close(row: OfflineAct, actor: Actor, at: datetime, note: str) -> None:
    """Move a line from open to settled; nobody needs the whole card number any more."""
    open_ones = OfflineAct.objects.filter(pk=row.pk, outcome=Outcome.OPEN.value)
    if not open_ones.update(
        outcome=Outcome.SETTLED.value, settled_at=at, settled_by=actor.name[:60], note=note[:200], card=row.card[-4:],
    ):  # fmt: skip
        raise Conflict(_("这一条已经处理过"), remedy=_("请刷新后再看"))
