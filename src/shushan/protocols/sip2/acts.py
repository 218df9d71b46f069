"""Answers to messages that act: check-out, check-in, renewals, block. Each calls the operation of the desk."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.errors import NotFound, Refused
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.sip2.messages import Message, flags, stamp
from shushan.protocols.sip2.standing import Answer, Fields, Standing, said

OFFLINE_REASON = "自助终端在断线时已办理"  # what the operation writes down when a machine says "no block"


def check_out(on: Standing, message: Message) -> Answer:
    """11 → 12. An item that the reader holds already is renewed when the terminal's renewal policy says so."""
    item, due = None, ""
    try:
        item = catalogue.item_by_barcode(message["AB"])
        reader = on.reader(message)
        if message["BI"].upper() == "Y":
            return _undo(on, message, item)
        is_renewal, done = _lend_or_renew(on, message, item.id, reader.id)
    except Refused as refusal:
        return Answer("120NUN" + on.stamp, _act_fields(on, message, item, due, said(refusal)))
    due = _day(on, done.due_at)
    text = _("已续借，应还日期 %(day)s") if is_renewal else _("借书成功，应还日期 %(day)s")
    fields = _act_fields(on, message, item, due, text % {"day": due[:8]}, reader)
    return Answer(f"121{flags(is_renewal)}U{flags(not is_renewal)}{on.stamp}", fields)


def check_in(on: Standing, message: Message) -> Answer:
    """09 → 10. The alert tells the machine to put aside what belongs to another site or needs a hand."""
    item, reader = None, None
    try:
        item = catalogue.item_by_barcode(message["AB"])
        if message["BI"].upper() == "Y":
            raise CannotUndo(_("还书不能由终端撤销"), remedy=_("请到服务台办理"))
        done = circulation.return_item(
            actor=on.actor, at=on.at, item_id=item.id, site_id=on.site_id, key=on.key(message)
        )
    except circulation.NotOnLoan as refusal:
        takes = on.terminal.dialect.takes_what_is_not_out
        fields = _return_fields(on, message, item, None, said(refusal), alert="99")
        return Answer(f"10{'1' if takes else '0'}{flags(takes)}U{flags(True)}{on.stamp}", fields)
    except Refused as refusal:
        return Answer(f"100NU{flags(True)}{on.stamp}", _return_fields(on, message, item, None, said(refusal), "99"))
    if done.reader_id is not None:
        with suppress(NotFound):
            reader = people.reader(done.reader_id, at=on.at)
    away = item.home_site_id != on.site_id
    text = _("还书成功，这本书属于%(site)s") % {"site": places.site(item.home_site_id).name} if away else _("还书成功")
    fields = _return_fields(on, message, item, reader, text, alert="04" if away else "")
    return Answer(f"101YU{flags(away)}{on.stamp}", fields)


def renew(on: Standing, message: Message) -> Answer:
    """29 → 30."""
    item, due = None, ""
    try:
        item = catalogue.item_by_barcode(message["AB"])
        reader = on.reader(message)
        loan = circulation.loan_out(item.id)
        if loan is None or loan.reader_id != reader.id:
            raise circulation.NotOnLoan(_("这一册没有借在这张证上，不能续借"), remedy=_("请核对条码"))
        done = circulation.renew(actor=on.actor, at=on.at, loan_id=loan.id, site_id=on.site_id, key=on.key(message))
    except Refused as refusal:
        return Answer("300NUN" + on.stamp, _act_fields(on, message, item, due, said(refusal)))
    due = _day(on, done.due_at)
    text = _("已续借，应还日期 %(day)s") % {"day": due[:8]}
    return Answer("301YUN" + on.stamp, _act_fields(on, message, item, due, text, reader))


def renew_all(on: Standing, message: Message) -> Answer:
    """65 → 66. Each loan for itself; what is refused is listed with the others' success."""
    renewed: list[str] = []
    left: list[str] = []
    try:
        reader = on.reader(message)
    except Refused as refusal:
        return Answer(f"6600000000{on.stamp}", [("AO", _library(on, message)), ("AF", said(refusal))])
    for line in circulation.loans_of(reader.id, at=on.at):
        try:
            circulation.renew(actor=on.actor, at=on.at, loan_id=line.loan.id, site_id=on.site_id)
        except Refused:
            left.append(line.barcode)
        else:
            renewed.append(line.barcode)
    fields: Fields = [("AO", _library(on, message))]
    fields += [("BM", barcode) for barcode in renewed] + [("BN", barcode) for barcode in left]
    text = _("续借 %(done)s 册，未续 %(left)s 册") % {"done": len(renewed), "left": len(left)}
    return Answer(f"661{len(renewed):04d}{len(left):04d}{on.stamp}", [*fields, ("AF", text)])


class CannotUndo(Refused):
    """A check-in is a fact; a terminal cannot take it back."""

    code = "protocols.cannot-undo"


def _lend_or_renew(on: Standing, message: Message, item_id: int, reader_id: int) -> tuple[bool, circulation.Lent]:
    reason = OFFLINE_REASON if message.says("no_block") else ""
    try:
        return False, circulation.lend(
            actor=on.actor, at=on.at, item_id=item_id, reader_id=reader_id, site_id=on.site_id,
            override_reason=reason, key=on.key(message),
        )  # fmt: skip
    except circulation.ItemOutToReader:
        loan = circulation.loan_out(item_id)
        if not message.says("renewal_policy") or loan is None:
            raise
    return True, circulation.renew(
        actor=on.actor, at=on.at, loan_id=loan.id, site_id=on.site_id, override_reason=reason, key=on.key(message)
    )


def _undo(on: Standing, message: Message, item: catalogue.ItemValue) -> Answer:
    """Take a check-out back (BI = Y): the machine could not desensitise the item, so it stays in the library."""
    circulation.return_item(actor=on.actor, at=on.at, item_id=item.id, site_id=on.site_id, key=on.key(message))
    return Answer("120NUN" + on.stamp, _act_fields(on, message, item, "", _("已取消这次借书")))


def _act_fields(
    on: Standing,
    message: Message,
    item: catalogue.ItemValue | None,
    due: str,
    text: str,
    reader: people.ReaderValue | None = None,
) -> Fields:
    fields: Fields = [
        ("AO", _library(on, message)),
        ("AA", message["AA"]),
        ("AB", message["AB"]),
        ("AJ", item.title if item else ""),
        ("AH", due),
    ]
    if reader is not None:
        fields.append(("AE", reader.masked_name))
    return [*fields, ("AF", text)]


def _return_fields(
    on: Standing,
    message: Message,
    item: catalogue.ItemValue | None,
    reader: people.ReaderValue | None,
    text: str,
    alert: str = "",
) -> Fields:
    home = places.site(item.home_site_id) if item else None
    fields: Fields = [
        ("AO", _library(on, message)),
        ("AB", message["AB"]),
        ("AQ", home.code if home else ""),
        ("AJ", item.title if item else ""),
    ]
    if reader is not None:
        fields.append(("AA", reader.card_number))
    if item is not None:
        fields.append(("CS", item.call_number))
    if item is not None and home is not None and item.home_site_id != on.site_id:
        fields.append(("CT", home.code))
    if alert:
        fields.append(("CV", alert))
    return [*fields, ("AF", text)]


def _library(on: Standing, message: Message) -> str:
    return on.terminal.dialect.institution or message["AO"]


def _day(on: Standing, due_at: datetime) -> str:
    return stamp(due_at, on.zone)
