"""Holds at machines: 15 → 16. Placed, changed and cancelled by the same operations as on the web."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.sip2.messages import Message, instant, stamp
from shushan.protocols.sip2.standing import Answer, Fields, Standing, said

THIS_COPY = "3"  # BY: 1 other, 2 any copy of the title, 3 this copy, 4 any copy at one place


def hold(on: Standing, message: Message) -> Answer:
    """Place (+), cancel (-) or change (*) a hold on a title, or on one copy; AB is a barcode, AJ the title's number."""
    title = ""
    try:
        reader = on.reader(message)
        record_id, item = _wanted(message)
        title = item.title if item else catalogue.record(record_id).title
        line, text = _done(on, message, reader, record_id, item)
    except Refused as refusal:
        return Answer(f"160N{on.stamp}", _fields(on, message, title, None, said(refusal)))
    ready = line is not None and line.hold.state is circulation.HoldState.READY
    return Answer(f"161{'Y' if ready else 'N'}{on.stamp}", _fields(on, message, title, line, text))


def _done(
    on: Standing, message: Message, reader: people.ReaderValue, record_id: int, item: catalogue.ItemValue | None
) -> tuple[circulation.HoldLine | None, str]:
    mode = message.fixed.get("mode", "+")
    if mode == "+":
        _place(on, message, reader, record_id, item)
        return _own(reader.id, record_id), _("已预约")
    line = _own(reader.id, record_id)
    if line is None:
        raise circulation.NoSuchHold(_("没有这个预约"), remedy=_("请核对书名和读者证"))
    if mode == "-":
        circulation.cancel_hold(actor=on.actor, at=on.at, hold_id=line.hold.id)
        return None, _("预约已取消")
    circulation.cancel_hold(actor=on.actor, at=on.at, hold_id=line.hold.id)
    _place(on, message, reader, record_id, item)
    return _own(reader.id, record_id), _("预约已更改，位次重新排")


def _place(
    on: Standing, message: Message, reader: people.ReaderValue, record_id: int, item: catalogue.ItemValue | None
) -> None:
    circulation.place_hold(
        actor=on.actor,
        at=on.at,
        reader_id=reader.id,
        record_id=record_id,
        pickup_site_id=places.site_by_code(message["BS"]).id if message["BS"] else on.site_id,
        item_id=item.id if item and message["BY"] == THIS_COPY else None,
        needed_until=_until(on, message),
    )


def _wanted(message: Message) -> tuple[int, catalogue.ItemValue | None]:
    """Return the title (and the copy, when one was named) that a message means."""
    number = (message["AJ"] or message["AB"]).upper().removeprefix("R")
    if message["AB"] and not message["AB"].upper().startswith("R"):
        item = catalogue.item_by_barcode(message["AB"])
        return item.record_id, item
    if not number.isdecimal() or len(number) > 15:
        raise NotFound(_("没有说要预约哪一种书"), remedy=_("请扫书上的条码"))
    return int(number), None


def _own(reader_id: int, record_id: int) -> circulation.HoldLine | None:
    return next((line for line in circulation.holds_of(reader_id) if line.hold.record_id == record_id), None)


def _until(on: Standing, message: Message) -> date | None:
    said_at = instant(message["BW"], on.zone)
    return ledger.local_day(said_at) if said_at else None


def _fields(on: Standing, message: Message, title: str, line: circulation.HoldLine | None, text: str) -> Fields:
    fields: Fields = []
    if line is not None:
        if line.hold.keep_until:
            fields.append(("BW", stamp(line.hold.keep_until, on.zone)))
        if line.position:
            fields.append(("BR", line.position))
        fields.append(("BS", places.site(line.hold.pickup_site_id).code))
    return [
        *fields,
        ("AO", on.institution(message)),
        ("AA", message["AA"]),
        ("AB", message["AB"]),
        ("AJ", title),
        ("AF", text),
    ]
