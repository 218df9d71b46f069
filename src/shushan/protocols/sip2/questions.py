"""Answers to messages that ask: readers, items, what the server can do; and those that this library does not do."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.errors import NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.sip2.messages import Message, patron_flags, stamp
from shushan.protocols.sip2.standing import Answer, Fields, Standing, page, said

LANGUAGES = {"zh-hans": "019", "en": "001"}
# BX: patron status, check-out, check-in, block, SC/ACS status, resend, login, patron information, end session,
# fee paid, item information, item status update, patron enable, hold, renew, renew all
SUPPORTED = "YYYYYYYYYNYNNNYY"
CHARGE, RENEWAL, RECALL, HOLD, LOST, TOO_MANY, OVERDUE = range(7)


def status(on: Standing, message: Message) -> Answer:
    """99 → 98: on line, what may be done, how long to wait (tenths of a second), the clock, what is understood."""
    fields: Fields = [
        ("AO", on.terminal.dialect.institution or message["AO"]),
        ("AM", on.library),
        ("BX", SUPPORTED),
        ("AN", on.terminal.login),
    ]
    return Answer(f"98YYYYNN100003{on.stamp}2.00", fields)


def patron_status(on: Standing, message: Message) -> Answer:
    """23 → 24."""
    flags, fields, _reader = _patron(on, message)
    return Answer(f"24{flags}{_language(on)}{on.stamp}", fields)


def patron_information(on: Standing, message: Message) -> Answer:
    """63 → 64, with the list that the summary asks for; names are masked, address and telephone are not told."""
    flags, fields, reader = _patron(on, message)
    loans: Sequence[circulation.LoanLine] = circulation.loans_of(reader.id, at=on.at) if reader else ()
    late = [line for line in loans if line.is_overdue]
    counts = f"{0:04d}{len(late):04d}{len(loans):04d}{0:04d}{0:04d}{0:04d}"
    summary = message.fixed.get("summary", "").ljust(10)
    lists: Fields = []
    if summary[1].upper() == "Y":
        lists += [("AT", barcode) for barcode in page([line.barcode for line in late], message)]
    if summary[2].upper() == "Y":
        lists += [("AU", barcode) for barcode in page([line.barcode for line in loans], message)]
    if reader is not None:
        lists.append(("CB", f"{circulation.rules_for(reader.category, at=on.at).most_items:04d}"))
    return Answer(f"64{flags}{_language(on)}{on.stamp}{counts}", [*fields[:-1], *lists, fields[-1]])


def item_information(on: Standing, message: Message) -> Answer:
    """17 → 18: where an item is, and when it is due."""
    try:
        item = catalogue.item_by_barcode(message["AB"])
    except NotFound as refusal:
        fields: Fields = [("AB", message["AB"]), ("AJ", ""), ("AF", said(refusal))]
        return Answer(f"18010001{on.stamp}", fields)
    loan = circulation.loan_out(item.id)
    state = "04" if loan else "03" if item.state is catalogue.ItemState.IN_STOCK else "13"
    sites = {site.id: site.code for site in places.sites()}
    fields = [
        ("AB", item.barcode),
        ("AJ", item.title),
        ("BG", on.terminal.dialect.institution or message["AO"]),
        ("AQ", sites.get(item.home_site_id, "")),
        ("AP", sites.get(item.site_id, "")),
        ("CS", item.call_number),
    ]
    if loan is not None:
        fields.insert(0, ("AH", stamp(loan.due_at, on.zone)))
    return Answer(f"18{state}0001{on.stamp}", fields)


def end_session(on: Standing, message: Message) -> Answer:
    """35 → 36."""
    fields: Fields = [("AO", on.terminal.dialect.institution or message["AO"]), ("AA", message["AA"])]
    return Answer(f"36Y{on.stamp}", fields)


def block(on: Standing, message: Message) -> Answer:
    """01 → 24: freeze the card when this terminal may; otherwise the status as it is, with the refusal in words."""
    try:
        reader = people.reader_by_card(message["AA"], at=on.at)
        reason = message["AL"] or _("自助终端冻结")
        people.freeze(actor=on.actor, at=on.at, reader_id=reader.id, reason=reason[:200])
        text = _("读者证已冻结")
    except Refused as refusal:
        text = said(refusal)
    flags, fields, _reader = _patron(on, message)
    return Answer(f"24{flags}{_language(on)}{on.stamp}", [*fields[:-1], ("AF", text)])


def enable(on: Standing, message: Message) -> Answer:
    """25 → 26: a freeze is lifted by a person at a desk, never by a machine; the status as it is."""
    flags, fields, _reader = _patron(on, message)
    return Answer(f"26{flags}{_language(on)}{on.stamp}", [*fields[:-1], ("AF", _("解冻请到服务台办理"))])


def fee_paid(on: Standing, message: Message) -> Answer:
    """37 → 38: this library takes no money at machines."""
    return Answer(f"38N{on.stamp}", _refused(on, message, _("本馆的终端不收费，请到服务台办理"), "AA"))


def hold(on: Standing, message: Message) -> Answer:
    """15 → 16: holds are not taken at machines."""
    return Answer(f"160N{on.stamp}", _refused(on, message, _("终端不办预约，请在网页或服务台办理"), "AA", "AB"))


def item_status_update(on: Standing, message: Message) -> Answer:
    """19 → 20: item properties are kept by the catalogue, not by machines."""
    fields = _refused(on, message, _("馆藏属性由编目维护"), "AB")[1:]
    return Answer(f"200{on.stamp}", fields)


def _patron(on: Standing, message: Message) -> tuple[str, Fields, people.ReaderValue | None]:
    """Return the fourteen flags, the fields that answers about a reader carry (AF last), and whose loans may be told."""
    begin: Fields = [("AO", on.terminal.dialect.institution or message["AO"]), ("AA", message["AA"])]
    try:
        reader = people.reader_by_card(message["AA"], at=on.at)
        fits = people.pin_fits(reader.person_id, message["AD"], at=on.at) if message["AD"] else None
    except Refused as refusal:
        denied = patron_flags((CHARGE, RENEWAL, RECALL, HOLD))
        return denied, [*begin, ("AE", ""), ("BL", "N"), ("AF", said(refusal))], None
    on_flags, why = _hindrances(on, reader)
    fields = [*begin, ("AE", reader.masked_name), ("BL", "Y" if reader.card_state else "N")]
    if message["AD"]:
        fields.append(("CQ", "Y" if fits else "N"))
    return patron_flags(on_flags), [*fields, ("AF", why)], None if fits is False else reader


def _hindrances(on: Standing, reader: people.ReaderValue) -> tuple[list[int], str]:
    if not reader.has_good_card(ledger.local_day(on.at)):
        lost = [LOST] if reader.card_state is people.CardState.LOST else []
        return [CHARGE, RENEWAL, RECALL, HOLD, *lost], _("这张读者证现在不能借书，请到服务台办理")
    if reader.is_frozen:
        return [CHARGE, RENEWAL, RECALL, HOLD], _("读者证已冻结，请到服务台办理")
    loans, rules = circulation.loans_of(reader.id, at=on.at), circulation.rules_for(reader.category, at=on.at)
    if any(-line.days_left > rules.terms.overdue_allowed for line in loans):
        return [CHARGE, OVERDUE], _("有书逾期未还，请先还书")
    if len(loans) >= rules.most_items:
        return [CHARGE, TOO_MANY], _("已借满 %(n)s 册") % {"n": rules.most_items}
    return [], ""


def _language(on: Standing) -> str:
    return LANGUAGES.get(on.terminal.dialect.language, "000")


def _refused(on: Standing, message: Message, text: str, *codes: str) -> Fields:
    said_to: Fields = [("AO", on.terminal.dialect.institution or message["AO"])]
    return [*said_to, *((code, message[code]) for code in codes), ("AF", text)]
