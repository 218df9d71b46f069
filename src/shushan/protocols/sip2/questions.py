"""Answers to messages that ask about the server and about items, and what conversion stations say of tags."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.errors import Refused
from shushan.places import public as places
from shushan.protocols.sip2 import tags
from shushan.protocols.sip2.messages import Message, stamp
from shushan.protocols.sip2.standing import CURRENCY, Answer, Fields, Standing, barcode_of, item_of, said

# BX: patron status, check-out, check-in, block, SC/ACS status, resend, login, patron information, end session,
# fee paid, item information, item status update, patron enable, hold, renew, renew all
SUPPORTED, SUPPORTED_WITH_MONEY = "YYYYYYYYYNYYYYYY", "YYYYYYYYYYYYYYYY"
NOTHING = "NNNNNYYNNNNNNNNN"  # who has not signed in may ask again (97) and sign in (93)
BOOK = "001"  # media type


def status(on: Standing, message: Message) -> Answer:
    """99 → 98: on line, what may be done, how long to wait (tenths of a second), the clock, what is understood."""
    fields: Fields = [
        ("AO", on.institution(message)),
        ("AM", on.library),
        ("BX", SUPPORTED_WITH_MONEY if on.terminal.dialect.takes_money else SUPPORTED),
        ("AN", on.terminal.login),
    ]
    return Answer(f"98YYYYYY100003{on.stamp}2.00", fields)


def item_information(on: Standing, message: Message) -> Answer:
    """17 → 18: where an item is, when it is due, who waits, until when it is kept."""
    try:
        item, home, here = catalogue.item_with_sites(barcode_of(message))
    except Refused as refusal:
        fields: Fields = [("AB", message["AB"]), ("AJ", ""), ("AF", said(refusal))]
        return Answer(f"1801{on.terminal.dialect.marker}01{on.stamp}", fields)
    state, told = _where(on, item)
    fields = [
        *told,
        ("AB", item.barcode),
        ("AJ", item.title),
        ("BG", on.institution(message)),
        ("BH", CURRENCY),
        ("CK", BOOK),
        ("AQ", home),
        ("AP", here),
        ("CS", item.call_number),
    ]
    if note := tags.said_of(item.id):
        fields.append(("CH", note))
    return Answer(f"18{state}{on.terminal.dialect.marker}01{on.stamp}", fields)


def _where(on: Standing, item: catalogue.ItemValue) -> tuple[str, Fields]:
    """Return the circulation status of an item, and the fields that explain it: AH, CF, CM, CT.

    01 other (withdrawn), 03 available, 04 lent, 08 on the pick-up shelf, 10 on its way, 11 said to be returned, 12 lost,
    13 missing.
    """
    found = circulation.whereabouts(item.id, item.record_id)
    queue: Fields = [("CF", found.waiting)] if found.waiting else []
    if found.due_at is not None:
        return "11" if found.is_claimed else "04", [*queue, ("AH", on.due(found.due_at))]
    if found.to_site_id is not None:
        return "10", [*queue, ("CT", places.site(found.to_site_id).code)]
    if found.is_kept:
        return "08", [*queue, *([("CM", stamp(found.keep_until, on.zone))] if found.keep_until else [])]
    if item.state is catalogue.ItemState.MISSING:
        return "12" if circulation.is_lost(item.id) else "13", queue
    return "03" if item.state is catalogue.ItemState.IN_STOCK else "01", queue


def item_status_update(on: Standing, message: Message) -> Answer:
    """19 → 20: keep what a conversion station wrote on the tag (CH); the catalogue's own data stay as they are."""
    title, text, done = "", "", False
    try:
        item = item_of(message)
        title = item.title
        tags.note_tag(
            actor=on.actor, at=on.at, terminal_id=on.terminal.id, item_id=item.id, properties=message["CH"]
        )  # fmt: skip
        text, done = _("已登记标签"), True
    except Refused as refusal:
        text = said(refusal)
    fields: Fields = [("AB", message["AB"]), ("AJ", title), ("CH", message["CH"]), ("AF", text)]
    return Answer(f"20{'1' if done else '0'}{on.stamp}", fields)
