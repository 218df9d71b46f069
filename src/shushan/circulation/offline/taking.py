"""Take what was done while a desk or a machine was cut off: it has happened, so it is never refused.

Each act is dated by when it happened and recorded now. What a rule speaks against is done all the same, in the name of
the house, with the reason on record. What cannot be done, or would undo what happened later, goes on a list for a
person to settle.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation.errors import ItemOut, ItemOutToReader, NotOnLoan, RuleRefused
from shushan.circulation.locks import one_under
from shushan.circulation.models import Loan, OfflineAct
from shushan.circulation.offline.terms import Outcome, PastAct, Taken, Way
from shushan.circulation.operations.lending import lend
from shushan.circulation.operations.renewing import renew
from shushan.circulation.operations.returning import return_item
from shushan.circulation.states import LoanState
from shushan.circulation.terms import Lent, LoanAct
from shushan.circulation.troubles.operations.strays import take_stray
from shushan.database.public import write
from shushan.kernel.actor import Actor, system
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people

HOUSE: Final = system("offline")
VERBS: Final = {Way.LEND: LoanAct.LEND, Way.RETURN: LoanAct.RETURN, Way.RENEW: LoanAct.RENEW}


@write()
def take_past_act(*, actor: Actor, at: datetime, act: PastAct) -> Taken:
    """Take an act that has happened: once, whatever is sent again.

    :raises NotAllowed: the one who sends it may not do such a thing there
    """
    actor.require(VERBS[act.way], site_id=act.site_id)
    one_under(act.key)
    if (known := told_before(act.key)) is not None:
        return known
    done = tried(actor, at, act)
    is_open = done.outcome is Outcome.OPEN
    OfflineAct.objects.create(
        key=act.key, source=act.source[:60], sent_by=actor.label, site_id=act.site_id, way=act.way.value,
        card=act.card[:60] if is_open else act.card[-4:], barcode=act.barcode[:60], said_at=act.said_at, at=act.at,
        came_at=at, outcome=done.outcome.value, why=done.why[:300], reason=act.reason[:150], told_due=act.told_due,
        loan_id=done.loan.loan_id if done.loan else None,
    )  # fmt: skip
    return done


def told_before(key: UUID) -> Taken | None:
    """Return what an act was answered when it came the first time, or None."""
    row = OfflineAct.objects.select_related("loan").filter(pk=key).first()
    if row is None:
        return None
    lent = None
    if row.loan is not None:
        lent = Lent(row.loan.pk, row.loan.item_id, row.loan.reader_id, row.loan.due_at, row.site_id, True)
    return Taken(Outcome(row.outcome), row.why, lent)


def tried(actor: Actor, at: datetime, act: PastAct) -> Taken:
    """Do what was done there; what cannot be done leaves nothing behind but the reason."""
    try:
        with write(), ledger.learned_at(at):
            return _WAYS[act.way](actor, at, act)
    except Refused as refusal:
        return Taken(Outcome.OPEN, in_a_line(refusal))


def in_a_line(refusal: Refused) -> str:
    """Return a refusal in one line: what happened, what to do now."""
    return "。".join(part.rstrip("。.") for part in (refusal.message, refusal.remedy) if part)


def _lent(actor: Actor, at: datetime, act: PastAct) -> Taken:
    item = catalogue.item_by_barcode(act.barcode)
    reader = people.reader_by_card(act.card, at=at)
    last = _last(item.id)
    if last is not None and (later := _later(last, act, reader.id)) is not None:
        return later
    give: Callable[[Actor, str], Lent] = lambda who, reason: lend(  # noqa: E731
        actor=who, at=act.at, item_id=item.id, reader_id=reader.id, site_id=act.site_id, override_reason=reason,
        key=act.key,
    )  # fmt: skip
    try:
        return _as_told(act, Taken(Outcome.DONE, loan=give(actor, act.reason)))
    except ItemOutToReader:
        return _renewed_or_known(actor, act, item.id)
    except ItemOut:
        return_item(actor=HOUSE, at=act.at, item_id=item.id, site_id=act.site_id)
        return Taken(Outcome.OPEN, _("前一位读者的借阅先作还回；请核对书在谁手里"), give(HOUSE, _reason(act)))
    except RuleRefused as refusal:
        done = give(HOUSE, _reason(act, refusal))
        return _as_told(act, Taken(Outcome.EASED, refusal.message, done))


def _later(last: Loan, act: PastAct, reader_id: int) -> Taken | None:
    """Return how an act ends that something later has overtaken, or None when nothing has."""
    if last.lent_at <= act.at and (last.back_at is None or last.back_at <= act.at):
        return None
    if last.reader_id == reader_id:
        if last.state == LoanState.OUT:
            return None  # the lending itself says so, and renews where that is wanted
        return Taken(Outcome.EASED, _("这一册当时已经登记借给这位读者，后来也还了"))
    if last.state == LoanState.OUT and last.lent_at > act.at:
        when = {"at": _moment(last.lent_at)}
        return Taken(Outcome.OPEN, _("这一册后来（%(at)s）又借给了别的读者，没有改动；请核对书在谁手里") % when)
    if last.state == LoanState.OUT:
        return None
    return Taken(Outcome.OPEN, _("这一册后来（%(at)s）已经还回，没有改动；请核对") % {"at": _moment(last.back_at)})


def _returned(actor: Actor, at: datetime, act: PastAct) -> Taken:
    try:
        item = catalogue.item_by_barcode(act.barcode)
    except NotFound:
        take_stray(actor=actor, at=at, barcode=act.barcode, site_id=act.site_id)
        return Taken(Outcome.EASED, _("目录里没有这一册，已列入待编目清单"))
    last = _last(item.id)
    if last is not None and last.state == LoanState.OUT and last.lent_at > act.at:
        when = {"at": _moment(last.lent_at)}
        return Taken(Outcome.EASED, _("这一册后来（%(at)s）又借出了，这次还书不再登记") % when)
    try:
        done = return_item(actor=actor, at=act.at, item_id=item.id, site_id=act.site_id, key=act.key)
    except NotOnLoan as refusal:
        return Taken(Outcome.EASED, refusal.message)
    return Taken(Outcome.DONE, loan=done)


def _renewed(actor: Actor, at: datetime, act: PastAct) -> Taken:
    item = catalogue.item_by_barcode(act.barcode)
    people.reader_by_card(act.card, at=at)
    return _renewed_or_known(actor, act, item.id)


def _renewed_or_known(actor: Actor, act: PastAct, item_id: int) -> Taken:
    """Renew where that was meant; a loan of the same reader that is known already is left as it is."""
    loan = _last(item_id)
    if loan is None or loan.state != LoanState.OUT:
        raise NotOnLoan(_("这一册不在借出状态，不能续借"))
    if act.way is not Way.RENEW and not act.may_renew:
        return Taken(Outcome.EASED, _("这一册已经借给这位读者"))
    again: Callable[[Actor, str], Lent] = lambda who, reason: renew(  # noqa: E731
        actor=who, at=max(act.at, loan.lent_at), loan_id=loan.pk, site_id=act.site_id, override_reason=reason,
        key=act.key,
    )  # fmt: skip
    try:
        return _as_told(act, Taken(Outcome.DONE, loan=again(actor, act.reason)))
    except RuleRefused as refusal:
        return _as_told(act, Taken(Outcome.EASED, refusal.message, again(HOUSE, _reason(act, refusal))))


def _as_told(act: PastAct, done: Taken) -> Taken:
    """Say so when the loan ends before the day that the reader was told."""
    if act.told_due is None or done.loan is None or ledger.local_day(done.loan.due_at) >= act.told_due:
        return done
    days = {"due": ledger.local_day(done.loan.due_at).isoformat(), "told": act.told_due.isoformat()}
    why = _("应还 %(due)s，当时告诉读者 %(told)s，请告知读者") % days
    return Taken(Outcome.EASED, "；".join(part for part in (done.why, why) if part), done.loan)


def _reason(act: PastAct, refusal: Refused | None = None) -> str:
    """Return what is written down where a rule is set aside."""
    words = _("%(source)s 断线时已办理") % {"source": act.source}
    return "；".join(part for part in (words, refusal.message if refusal else "", act.reason) if part)[:150]


def _last(item_id: int) -> Loan | None:
    return Loan.objects.filter(item_id=item_id).order_by("-pk").first()


def _moment(at: datetime | None) -> str:
    return date_format(at.astimezone(ledger.zone()), "m-d H:i") if at else ""


_WAYS: Final[dict[Way, Callable[[Actor, datetime, PastAct], Taken]]] = {
    Way.LEND: _lent, Way.RETURN: _returned, Way.RENEW: _renewed,
}  # fmt: skip
