"""What machines did while they were cut off ("no block"): read from the message, taken by the circulation."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import uuid5

from shushan.circulation import public as circulation
from shushan.protocols.sip2.messages import Message, instant
from shushan.protocols.sip2.standing import KEYS, Standing

WAYS: Final = {
    "09": circulation.cut_off.Way.RETURN,
    "11": circulation.cut_off.Way.LEND,
    "29": circulation.cut_off.Way.RENEW,
}


def take(on: Standing, message: Message) -> circulation.cut_off.Taken:
    """Take an act that has happened, dated by the machine's clock: once, whatever is sent again."""
    said = _said(on, message)
    act = circulation.cut_off.PastAct(
        key=uuid5(KEYS, f"offline {on.terminal.id} {message.body}"),
        way=WAYS[message.code],
        card=message["AA"],
        barcode=message["AB"],
        said_at=said or on.at,
        at=circulation.cut_off.happened(said, None, on.at),
        source=on.terminal.login,
        site_id=on.site_id,
        may_renew=message.says("renewal_policy"),
    )
    return circulation.cut_off.take_past_act(actor=on.actor, at=on.at, act=act)


def _said(on: Standing, message: Message) -> datetime | None:
    fixed = message.fixed
    return instant(fixed.get("returned_at", ""), on.zone) or instant(fixed.get("at", ""), on.zone)
