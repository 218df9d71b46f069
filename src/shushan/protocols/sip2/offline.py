"""What machines did while they were cut off ("no block"): it has happened, so it is never refused.

Each act is dated back to when the machine says it happened. What a rule speaks against is done all the same, in the
name of the house, with the reason on record; what cannot be done at all goes on a list, for a person to settle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.database.public import write
from shushan.kernel.actor import Actor, system
from shushan.kernel.errors import Conflict, Invalid, NotFound, Refused
from shushan.people import public as people
from shushan.protocols.models import OfflineAct
from shushan.protocols.sip2.messages import Message, instant
from shushan.protocols.sip2.standing import KEYS, Standing, said
from shushan.protocols.terms import ProtocolsAct

OLDEST: Final = timedelta(days=30)  # an older date is a wrong clock: the act counts as of now
HOUSE: Final = system("sip2-offline")
LEAST_NOTE: Final = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """How an act ended. ``loan``: what was written, None when it waits on the list."""

    outcome: str
    why: str = ""
    loan: circulation.Lent | None = None


@dataclass(frozen=True, slots=True)
class _Past:
    """One act as it happened."""

    on: Standing
    message: Message
    at: datetime
    key: UUID

    def reason(self, refusal: Refused | None = None) -> str:
        """Return what is written down where a rule is set aside."""
        words = _("自助终端 %(login)s 断线时已办理") % {"login": self.on.terminal.login}
        return f"{words}；{refusal.message}" if refusal else words


def take(on: Standing, message: Message) -> Taken:
    """Take an act that has happened: once, whatever is sent again."""
    past = _Past(on, message, _happened(on, message), uuid5(KEYS, f"offline {on.terminal.id} {message.body}"))
    known = OfflineAct.objects.filter(pk=past.key).first()
    if known is not None:
        return Taken(known.outcome, known.why)
    with write():
        try:
            with write():
                done = _WAYS[message.code](past)
        except Refused as refusal:
            done = Taken("open", said(refusal))
        OfflineAct.objects.create(
            pk=past.key, terminal_id=on.terminal.id, act=message.code,
            card=message["AA"][:60] if done.outcome == "open" else message["AA"][-4:],
            barcode=message["AB"][:60], said_at=past.at, came_at=on.at, outcome=done.outcome, why=done.why[:300],
        )  # fmt: skip
    return done


@write()
def settle(*, actor: Actor, at: datetime, key: UUID, note: str) -> None:
    """Say what was done about an act on the list.

    :raises NotAllowed: :raises NotFound: :raises Invalid: the note says nothing :raises Conflict: it is settled
    """
    row = OfflineAct.objects.select_related("terminal__device").filter(pk=key).first()
    if row is None:
        raise NotFound(_("没有这条记录"))
    actor.require(ProtocolsAct.SETTLE_OFFLINE, site_id=row.terminal.device.site_id)
    if len(note.strip()) < LEAST_NOTE:
        raise Invalid(_("请写明怎样处理的"), field="note")
    open_ones = OfflineAct.objects.filter(pk=key, outcome="open")
    if not open_ones.update(
        outcome="settled",
        settled_at=at,
        settled_by=actor.name[:60],
        note=note.strip()[:200],
        card=row.card[-4:],
    ):  # nobody needs the whole number any more
        raise Conflict(_("这一条已经处理过"), remedy=_("请刷新后再看"))


def _lent(past: _Past) -> Taken:
    item = catalogue.item_by_barcode(past.message["AB"])
    reader = people.reader_by_card(past.message["AA"], at=past.on.at)
    lend: Callable[[Actor, str], circulation.Lent] = lambda actor, reason: circulation.lend(  # noqa: E731
        actor=actor, at=past.at, item_id=item.id, reader_id=reader.id, site_id=past.on.site_id,
        override_reason=reason, key=past.key,
    )  # fmt: skip
    try:
        return Taken("done", loan=lend(past.on.actor, ""))
    except circulation.ItemOutToReader:
        return _renewed_or_known(past, item.id)
    except circulation.ItemOut:
        before = circulation.loan_out(item.id)
        since = max(past.at, before.lent_at) if before else past.at
        circulation.return_item(actor=HOUSE, at=since, item_id=item.id, site_id=past.on.site_id)
        return Taken("eased", _("前一位读者的借阅先作还回"), lend(HOUSE, past.reason()))
    except circulation.RuleRefused as refusal:
        return Taken("eased", refusal.message, lend(HOUSE, past.reason(refusal)))


def _returned(past: _Past) -> Taken:
    try:
        item = catalogue.item_by_barcode(past.message["AB"])
    except catalogue.NoSuchItem as refusal:
        circulation.take_stray(actor=past.on.actor, at=past.on.at, barcode=past.message["AB"], site_id=past.on.site_id)
        return Taken("eased", refusal.message)
    loan = circulation.loan_out(item.id)
    at = max(past.at, loan.lent_at) if loan else past.at
    try:
        return Taken(
            "done",
            loan=circulation.return_item(
                actor=past.on.actor, at=at, item_id=item.id, site_id=past.on.site_id, key=past.key
            ),
        )
    except circulation.NotOnLoan as refusal:
        return Taken("eased", refusal.message)


def _renewed(past: _Past) -> Taken:
    item = catalogue.item_by_barcode(past.message["AB"])
    people.reader_by_card(past.message["AA"], at=past.on.at)
    return _renewed_or_known(past, item.id)


def _renewed_or_known(past: _Past, item_id: int) -> Taken:
    """Renew where the machine said so; a loan of the same reader that is known already is left as it is."""
    loan = circulation.loan_out(item_id)
    wants = past.message.code == "29" or past.message.says("renewal_policy")
    if loan is None:
        raise circulation.NotOnLoan(_("这一册不在借出状态，不能续借"))
    if not wants:
        return Taken("eased", _("这一册已经借给这位读者"))
    at = max(past.at, loan.lent_at)
    try:
        return Taken(
            "done",
            loan=circulation.renew(
                actor=past.on.actor, at=at, loan_id=loan.id, site_id=past.on.site_id, key=past.key
            ),
        )  # fmt: skip
    except circulation.RuleRefused as refusal:
        done = circulation.renew(
            actor=HOUSE, at=at, loan_id=loan.id, site_id=past.on.site_id, override_reason=past.reason(refusal),
            key=past.key,
        )  # fmt: skip
        return Taken("eased", refusal.message, done)


def _happened(on: Standing, message: Message) -> datetime:
    """Return when an act happened by the machine's clock, or now when that clock cannot be right."""
    fixed = message.fixed
    told = instant(fixed.get("returned_at", ""), on.zone) or instant(fixed.get("at", ""), on.zone)
    if told is None or told > on.at or on.at - told > OLDEST:
        return on.at
    return told


_WAYS: Final[dict[str, Callable[[_Past], Taken]]] = {"09": _returned, "11": _lent, "29": _renewed}
