"""Money at machines: what is owed (in 24 and 64), and fees that were paid there (37 → 38)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from shushan.circulation import public as circulation
from shushan.circulation.public import ChargeKind, Method
from shushan.kernel.errors import Invalid, Refused
from shushan.people import public as people
from shushan.protocols.sip2.messages import Message
from shushan.protocols.sip2.standing import CURRENCY, KEYS, Answer, Fields, Standing, said

# Fee types (BT) and payment types as SIP2 numbers them: 00 cash, 01 VISA, 02 credit card.
TYPES: Final = {
    ChargeKind.OVERDUE: "04", ChargeKind.DAMAGE: "03", ChargeKind.LOST: "07", ChargeKind.PROCESSING: "05",
    ChargeKind.CARD: "02", ChargeKind.OTHER: "01",
}  # fmt: skip
PAID_BY: Final = {"00": Method.CASH, "": Method.CASH, "01": Method.POS, "02": Method.POS}


class NoMoneyHere(Refused):
    """This machine takes no money."""

    code = "protocols.no-money-here"


def fee_paid(on: Standing, message: Message) -> Answer:
    """37 → 38: book what a machine took, for one charge (CG) or for the oldest ones. The same payment counts once."""
    done, text = False, ""
    try:
        text = _booked(on, message)
        done = True
    except Refused as refusal:
        text = said(refusal)
    fields: Fields = [("AO", on.institution(message)), ("AA", message["AA"])]
    if message["BK"]:
        fields.append(("BK", message["BK"]))
    return Answer(f"38{'Y' if done else 'N'}{on.stamp}", [*fields, ("AF", text)])


def owing(owed: int, at: datetime) -> Fields:
    """Return what a reader owes (fen), in the fields of 24 and 64: currency, amount, and how much may stay owed."""
    return [("BH", CURRENCY), ("BV", _amount(owed)), ("CC", _amount(circulation.owing_allowed(at=at)))]


def fine_items(reader_id: int) -> list[str]:
    """Return one line for each charge (AV): its number for CG, its type, what is left of it, what it is for."""
    return [
        f"{one.charge.id} {TYPES[one.charge.kind]} {_amount(one.charge.left_fen)} "
        f"{circulation.CHARGE_KINDS[one.charge.kind]} {one.title}".rstrip()
        for one in circulation.charges_of(reader_id)
        if one.charge.left_fen
    ]


def _booked(on: Standing, message: Message) -> str:
    if not on.terminal.dialect.takes_money:
        raise NoMoneyHere(_("本馆的终端不收费，请到服务台办理"))
    if message.fixed.get("currency", "").strip() not in ("", CURRENCY):
        raise Invalid(_("这台终端报的货币不是人民币（CNY）"), field="currency")
    how = PAID_BY.get(message.fixed.get("payment_type", "").strip())
    amount = circulation.fen_of(message["BV"])
    if how is None or not amount:
        raise Invalid(_("看不懂付款方式或金额"), field="amount", remedy=_("钱没有入账，请到服务台办理"))
    reader = on.reader(message)
    receipt_id = circulation.pay(
        actor=on.actor, at=on.at, reader_id=reader.id, site_id=on.site_id, charge_ids=_charges(reader, message),
        amount_fen=amount, method=how.value, key=_key(on, message),
    )  # fmt: skip
    receipt = circulation.receipt(receipt_id)
    left = circulation.owed(reader.id)
    words = {"paid": _amount(receipt.total_fen), "code": receipt.code, "left": _amount(left)}
    return _("已收 %(paid)s 元，收据 %(code)s，还欠 %(left)s 元") % words


def _charges(reader: people.ReaderValue, message: Message) -> list[int]:
    """Return the charge that the machine names, or all that are open; of none the payment is refused in words."""
    named = message["CG"].strip()
    if named:
        return [int(named)] if named.isdecimal() and len(named) < 19 else [0]
    return [one.charge.id for one in circulation.charges_of(reader.id) if one.charge.left_fen]


def _key(on: Standing, message: Message) -> UUID | None:
    """Return the key of a payment: the machine's own number of it (BK), else the message itself."""
    if message["BK"]:
        return uuid5(KEYS, f"fee {on.terminal.id} {message['AA']} {message['BK']}")
    return on.key(message)


def _amount(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
