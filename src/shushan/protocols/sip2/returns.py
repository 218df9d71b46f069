"""Check-in (09 → 10), with where the item goes now: alert (CV), destination (CT), sorting bin (CL)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.circulation import public as circulation
from shushan.kernel.errors import NotFound, Refused
from shushan.people import public as people
from shushan.places import public as places
from shushan.protocols.sip2 import offline
from shushan.protocols.sip2.messages import Message, flags
from shushan.protocols.sip2.standing import Answer, Fields, Standing, item_of, said

HOLD_HERE, HOLD_ELSEWHERE, TO_OTHER_SITE, OTHER = "01", "02", "04", "99"  # CV
CLEAR: Final = "00"


class CannotUndo(Refused):
    """A check-in is a fact; a terminal cannot take it back."""

    code = "protocols.cannot-undo"


@dataclass(frozen=True, slots=True)
class _Way:
    """Where an item goes: alert, code of the site, the words for its bin, and what the screen says."""

    alert: str = ""
    to_site: str = ""
    bins: tuple[str, ...] = ("shelf",)
    text: str = ""


def check_in(on: Standing, message: Message) -> Answer:
    """Take an item back. One that was not out may still be expected: from a transit, or for a hold."""
    item = None
    try:
        item = item_of(message)
        if message["BI"].upper() == "Y":
            raise CannotUndo(_("还书不能由终端撤销"), remedy=_("请到服务台办理"))
        if message.says("no_block"):
            return _taken(on, message, item)
        done = circulation.return_item(
            actor=on.actor, at=on.at, item_id=item.id, site_id=on.site_id, key=on.key(message)
        )
    except circulation.NotOnLoan as refusal:
        return _not_out(on, message, item, refusal)
    except Refused as refusal:
        if item is None and message.says("no_block"):
            return _taken(on, message, None)
        if isinstance(refusal, catalogue.NoSuchItem):
            return _strange(on, message, None)
        return _answer(on, message, item, _Way(OTHER, bins=("alert",), text=said(refusal)), is_taken=False)
    reader = None
    if done.reader_id is not None:
        with suppress(NotFound):
            reader = people.reader(done.reader_id, at=on.at)
    return _answer(on, message, item, _way(item, done.fate or circulation.fate(item.id)), reader=reader)


def _strange(on: Standing, message: Message, item: catalogue.ItemValue | None) -> Answer:
    """Take in what the catalogue does not know, or no longer: the sorter drops it where staff look."""
    try:
        circulation.take_stray(actor=on.actor, at=on.at, barcode=message["AB"], site_id=on.site_id)
    except Refused as refusal:
        return _answer(on, message, item, _Way(OTHER, bins=("alert",), text=said(refusal)), is_taken=False)
    return _answer(on, message, item, _Way(OTHER, bins=("alert",), text=_("已收下，请交馆员核对")))


def _not_out(on: Standing, message: Message, item: catalogue.ItemValue | None, refusal: Refused) -> Answer:
    if item is not None and item.state is not catalogue.ItemState.IN_STOCK:
        return _strange(on, message, item)
    with suppress(circulation.NotOnLoan):
        if item is not None:
            fate = circulation.take_in(actor=on.actor, at=on.at, item_id=item.id, site_id=on.site_id)
            return _answer(on, message, item, _way(item, fate))
    takes = on.terminal.dialect.takes_what_is_not_out
    return _answer(on, message, item, _Way(OTHER, bins=("alert",), text=said(refusal)), is_taken=takes)


def _taken(on: Standing, message: Message, item: catalogue.ItemValue | None) -> Answer:
    """Answer a return that happened while the machine was cut off."""
    done = offline.take(on, message)
    if item is None or done.loan is None:
        text = _("已收下，由馆员核对：%(why)s") % {"why": done.why}
        return _answer(on, message, item, _Way(OTHER, bins=("alert",), text=text))
    return _answer(on, message, item, _way(item, circulation.fate(item.id)))


def _way(item: catalogue.ItemValue, fate: circulation.Fate) -> _Way:
    to = places.site(fate.transit.to_site_id) if fate.transit else None
    if fate.hold is not None and to is not None:
        text = _("还书成功，有人预约，请送%(site)s") % {"site": to.name}
        return _Way(HOLD_ELSEWHERE, to.code, (to.code, "transit"), text)
    if fate.hold is not None:
        return _Way(HOLD_HERE, "", ("hold",), _("还书成功，有人预约，请放取书架"))
    if to is not None:
        text = _("还书成功，这本书属于%(site)s") % {"site": to.name}
        return _Way(TO_OTHER_SITE, to.code, (to.code, "transit"), text)
    return _Way(text=_("还书成功"))


def _answer(
    on: Standing,
    message: Message,
    item: catalogue.ItemValue | None,
    way: _Way,
    *,
    is_taken: bool = True,
    reader: people.ReaderValue | None = None,
) -> Answer:
    """Write the answer. Resensitise and alert are said by their letters, the way by CT, CL and CV."""
    dialect = on.terminal.dialect
    fields: Fields = [
        ("AO", on.institution(message)),
        ("AB", message["AB"]),
        ("AQ", places.site(item.home_site_id).code if item else ""),
        ("AJ", item.title if item else ""),
    ]
    if sorting := dialect.bin_of(*way.bins, "rest"):
        fields.append(("CL", sorting))
    if reader is not None:
        fields.append(("AA", reader.card_number))
    if item is not None:
        fields.append(("CS", item.call_number))
    if way.to_site or dialect.says_all_clear:
        fields.append(("CT", way.to_site or (places.site(item.site_id).code if item else "")))
    if way.alert or dialect.says_all_clear:
        fields.append(("CV", way.alert or CLEAR))
    fixed = f"10{'1' if is_taken else '0'}{flags(is_taken)}{dialect.magnetic}{flags(bool(way.alert))}{on.stamp}"
    return Answer(fixed, [*fields, ("AF", way.text)])
