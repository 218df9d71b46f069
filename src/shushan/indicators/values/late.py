"""What comes after a signature: late records, the owner's decision, footnotes, restatements."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from shushan.database.public import write
from shushan.indicators import events, policy
from shushan.indicators.states import FROZEN, ValueState
from shushan.indicators.terms import Basis, Decision, IndicatorAct
from shushan.indicators.values.computing import compute
from shushan.indicators.values.drafting import asked_of, begin_restatement
from shushan.indicators.values.models import LateNotice, SignedValue
from shushan.indicators.values.moving import needed, require, row, trail
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Conflict, NotFound, Refused
from shushan.ledger import public as ledger


def find_late(*, actor: Actor, at: datetime) -> int:
    """Ask every signed value that stands whether records came since; return how many notices are new or grew.

    A night's work, and on demand. Nothing of a value changes by it.

    :raises NotAllowed:
    """
    actor.require(IndicatorAct.CHECK_VALUE)
    restated = SignedValue.objects.filter(restates=OuterRef("pk"), state__in=sorted(FROZEN))
    standing = SignedValue.objects.filter(~Exists(restated), state__in=sorted(FROZEN), basis=Basis.RECORDS)
    return sum(look_again(actor=actor, at=at, value_id=pk) for pk in standing.values_list("pk", flat=True))


@write()
def look_again(*, actor: Actor, at: datetime, value_id: int) -> bool:
    """Compare one signed value with the records as known now; say whether its notice is new or grew.

    :raises NotAllowed: :raises Conflict: it is not signed
    """
    found = row(value_id)
    require(actor, IndicatorAct.CHECK_VALUE, found.site_ids)
    receipt = found.receipt
    if found.state not in FROZEN or receipt is None:
        raise Conflict(_("只有签认过的数值才查迟到的记录"))
    if found.basis != Basis.RECORDS:
        return False
    try:
        now = compute(asked_of(found), at=at)
    except Refused:
        return False  # the measure or the sites are gone: the value stands as it was signed
    more = now.found.entries - receipt.entries
    number = policy.worded(now.number)
    last = LateNotice.objects.filter(value=value_id).order_by("-pk").first()
    known = (last.entries, last.new) if last else (0, receipt.number)
    if (more, number) == known:
        return False
    if last is not None and not last.decision:
        LateNotice.objects.filter(pk=last.pk, decision="").update(new=number, entries=more)
    else:
        LateNotice.objects.create(value=found, found_at=at, old=receipt.number, new=number, entries=more)
    fresh = abs(more - (last.entries if last else 0)) or 1
    event = events.RecordsCameLate(site_id=None, code=found.code, quantity=fresh)
    ledger.record(event, actor=actor, subject=f"indicators.value:{value_id}", at=at)
    return True


@write()
def decide_late(*, actor: Actor, at: datetime, late_id: int, decision: Decision, reason: str) -> int | None:
    """Decide about late records: leave the value, add a footnote, or restate; return the restatement's id.

    :raises NotAllowed: :raises Invalid: no reason :raises Conflict: decided already :raises AlreadyAsked:
    """
    late = LateNotice.objects.filter(pk=late_id).first()
    if late is None:
        raise NotFound(_("没有这条迟到通知"))
    found = row(late.value_id)
    require(actor, IndicatorAct.DECIDE_LATE, found.site_ids)
    reason = needed(reason)
    said = {"decision": decision, "decided_by": actor.label, "decided_at": at, "reason": reason[:1000]}
    if not LateNotice.objects.filter(pk=late_id, decision="").update(**said):
        raise Conflict(_("这条通知已经处理过"), remedy=_("请刷新页面看结果"))
    trail(actor, at, found.pk, decision, reason=reason)
    if decision is Decision.FOOTNOTE:
        SignedValue.objects.filter(pk=found.pk).update(footnote=f"{found.footnote}\n{reason}".strip()[:2000])
    return begin_restatement(actor, at, found, reason) if decision is Decision.RESTATE else None


@write()
def restate_value(*, actor: Actor, at: datetime, value_id: int, reason: str) -> int:
    """Begin a restatement for another cause than late records (a manual value replaced by a count, a mistake found).

    :raises NotAllowed: :raises Invalid: :raises Conflict: it is not signed :raises AlreadyAsked:
    """
    found = row(value_id)
    require(actor, IndicatorAct.DECIDE_LATE, found.site_ids)
    reason = needed(reason)
    if ValueState(found.state) not in FROZEN:
        raise Conflict(_("只有签认过的数值才需要重述"), remedy=_("还没有签认的，退回重算即可"))
    made = begin_restatement(actor, at, found, reason)
    trail(actor, at, value_id, Decision.RESTATE, reason=reason)
    return made
