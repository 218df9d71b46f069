"""Answers to messages that act on loans: check-out and renewals. Each calls the operation of the desk."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.errors import NotFound, Refused
from shushan.people import public as people
from shushan.protocols.sip2 import offline
from shushan.protocols.sip2.messages import Message, flags
from shushan.protocols.sip2.standing import Answer, Fields, Standing, item_of, said


def check_out(on: Standing, message: Message) -> Answer:
    """11 → 12. An item that the reader holds already is renewed when the terminal's renewal policy says so."""
    item, due = None, ""
    try:
        if message.says("no_block"):
            return _taken(on, message, "12")
        item = item_of(message)
        reader = on.reader(message)
        if message["BI"].upper() == "Y":
            return _undo(on, message, item)
        is_renewal, done = _lend_or_renew(on, message, item.id, reader.id)
    except Refused as refusal:
        return Answer(f"120N{_magnetic(on)}N{on.stamp}", _act_fields(on, message, item, due, said(refusal)))
    due = on.due(done.due_at)
    text = _("已续借，应还日期 %(day)s") if is_renewal else _("借书成功，应还日期 %(day)s")
    may_leave = not (done.rule and done.rule.is_on_site)  # the gate must ring for what is read in the house
    said_so = text % {"day": _day(on, done.due_at)}
    screen = said_so if may_leave else _("只能在馆内看，请不要带出门；%(due)s") % {"due": said_so}
    fields = _act_fields(on, message, item, due, screen, reader)
    return Answer(f"121{flags(is_renewal)}{_magnetic(on)}{flags(not is_renewal and may_leave)}{on.stamp}", fields)


def renew(on: Standing, message: Message) -> Answer:
    """29 → 30."""
    item, due = None, ""
    try:
        if message.says("no_block"):
            return _taken(on, message, "30")
        item = item_of(message)
        reader = on.reader(message)
        loan = circulation.loan_out(item.id)
        if loan is None or loan.reader_id != reader.id:
            raise circulation.NotOnLoan(_("这一册没有借在这张证上，不能续借"), remedy=_("请核对条码"))
        done = circulation.renew(actor=on.actor, at=on.at, loan_id=loan.id, site_id=on.site_id, key=on.key(message))
    except Refused as refusal:
        return Answer(f"300N{_magnetic(on)}N{on.stamp}", _act_fields(on, message, item, due, said(refusal)))
    due = on.due(done.due_at)
    text = _("已续借，应还日期 %(day)s") % {"day": _day(on, done.due_at)}
    return Answer(f"301Y{_magnetic(on)}N{on.stamp}", _act_fields(on, message, item, due, text, reader))


def renew_all(on: Standing, message: Message) -> Answer:
    """65 → 66. Each loan for itself; what is refused is listed with the others' success."""
    try:
        reader = on.reader(message)
    except Refused as refusal:
        return Answer(f"66000000000{on.stamp}", [("AO", on.institution(message)), ("AF", said(refusal))])
    found = circulation.renew_all(actor=on.actor, at=on.at, reader_id=reader.id, site_id=on.site_id)
    renewed = [one.line.barcode for one in found if one.refusal is None]
    left = [one.line.barcode for one in found if one.refusal is not None]
    fields: Fields = [("AO", on.institution(message))]
    fields += [("BM", barcode) for barcode in renewed] + [("BN", barcode) for barcode in left]
    text = _("续借 %(done)s 册，未续 %(left)s 册") % {"done": len(renewed), "left": len(left)}
    return Answer(f"661{len(renewed):04d}{len(left):04d}{on.stamp}", [*fields, ("AF", text)])


def _taken(on: Standing, message: Message, code: str) -> Answer:
    """Answer an act that happened while the machine was cut off: it is taken, whatever becomes of it."""
    done = offline.take(on, message)
    item = None
    with suppress(NotFound):
        item = catalogue.item_by_barcode(message["AB"])
    due = on.due(done.loan.due_at) if done.loan else ""
    text = {"done": _("已补登"), "eased": _("已补登：%(why)s")}.get(done.outcome, _("已收下，由馆员核对：%(why)s"))
    fields = _act_fields(on, message, item, due, text % {"why": done.why})
    return Answer(f"{code}1{flags(code == '30')}{_magnetic(on)}{flags(code == '12')}{on.stamp}", fields)


def _lend_or_renew(on: Standing, message: Message, item_id: int, reader_id: int) -> tuple[bool, circulation.Lent]:
    try:
        return False, circulation.lend(
            actor=on.actor, at=on.at, item_id=item_id, reader_id=reader_id, site_id=on.site_id, key=on.key(message)
        )
    except circulation.ItemOutToReader:
        loan = circulation.loan_out(item_id)
        if not message.says("renewal_policy") or loan is None:
            raise
    return True, circulation.renew(actor=on.actor, at=on.at, loan_id=loan.id, site_id=on.site_id, key=on.key(message))


def _undo(on: Standing, message: Message, item: catalogue.ItemValue) -> Answer:
    """Take a check-out back (BI = Y): the machine could not desensitise the item, so it stays in the library."""
    circulation.return_item(actor=on.actor, at=on.at, item_id=item.id, site_id=on.site_id, key=on.key(message))
    return Answer(f"120N{_magnetic(on)}N{on.stamp}", _act_fields(on, message, item, "", _("已取消这次借书")))


def _act_fields(
    on: Standing,
    message: Message,
    item: catalogue.ItemValue | None,
    due: str,
    text: str,
    reader: people.ReaderValue | None = None,
) -> Fields:
    fields: Fields = [
        ("AO", on.institution(message)),
        ("AA", message["AA"]),
        ("AB", message["AB"]),
        ("AJ", item.title if item else ""),
        ("AH", due),
    ]
    if reader is not None:
        fields.append(("AE", reader.masked_name))
    return [*fields, ("AF", text)]


def _magnetic(on: Standing) -> str:
    return on.terminal.dialect.magnetic


def _day(on: Standing, at: datetime) -> str:
    return at.astimezone(on.zone).strftime("%Y-%m-%d")
