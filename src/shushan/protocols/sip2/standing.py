"""What a connection knows when it answers: the terminal, who acts, when, and how the library writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shushan.catalogue import public as catalogue
from shushan.kernel.actor import Actor
from shushan.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.protocols.sip2.messages import Message, due, instant, stamp
from shushan.protocols.sip2.terminals import TerminalValue
from shushan.ui.context import library_name

KEYS: Final = UUID("6f0b7a0e-6f43-5b0e-9f51-0d5b6b1f6a11")  # the name space of keys made from messages
CLOCK_MAY_DIFFER: Final = timedelta(days=1)
CURRENCY: Final = "CNY"
LANGUAGES: Final = {"zh-hans": "019", "en": "001"}  # as SIP2 numbers them
SPOKEN: Final = {number: language for language, number in LANGUAGES.items()}

Fields = list[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written back: the fixed part with its code, then the fields."""

    fixed: str
    fields: Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The terminal at the moment of one message."""

    terminal: TerminalValue
    actor: Actor
    at: datetime

    @property
    def site_id(self) -> int:
        """Where the terminal stands."""
        if self.actor.site_id is None:
            raise NotFound("a terminal without a site")
        return self.actor.site_id

    @property
    def zone(self) -> ZoneInfo:
        """The library's zone."""
        return ledger.zone()

    @property
    def library(self) -> str:
        """The library's name in the language of this answer."""
        return library_name()

    @property
    def stamp(self) -> str:
        """This instant as SIP2 writes it."""
        return stamp(self.at, self.zone)

    @property
    def language(self) -> str:
        """The language of this answer as SIP2 numbers it."""
        return LANGUAGES.get(get_language() or "", "000")

    def institution(self, message: Message) -> str:
        """Return whose answer this is: the institution of the terminal's account, else what it said."""
        return self.terminal.dialect.institution or message["AO"]

    def due(self, at: datetime) -> str:
        """Return a due day as this terminal reads it."""
        return due(at, self.zone, self.terminal.dialect.due_format)

    def key(self, message: Message) -> UUID | None:
        """Return the idempotency key of a message: the same bytes of the same terminal are the same act.

        None when the terminal's clock says nothing (or says a day far from now, as a clock that stands still does):
        then two acts cannot be told from one that was sent twice, and only the operation's own seconds decide.
        """
        said = instant(message.fixed.get("at", ""), self.zone)
        if said is None or abs(said - self.at) > CLOCK_MAY_DIFFER:
            return None
        return uuid5(KEYS, f"{self.terminal.id} {message.body}")

    def pin_fits(self, person_id: int, typed: str) -> bool | None:
        """Say whether what was typed at this terminal is a person's password. :raises TooManyTries:"""
        return people.pin_fits(person_id, typed, at=self.at, where=f"device:{self.terminal.device_id}")

    def card(self, message: Message) -> people.ReaderValue:
        """Return the reader of the card that was read, whatever was typed. :raises Invalid: :raises NoSuchReader:"""
        if not message["AA"]:
            raise Invalid(_("没有读到读者证号"), remedy=_("请再扫一次读者证"), field="AA")
        return people.reader_by_card(message["AA"], at=self.at)

    def reader(self, message: Message) -> people.ReaderValue:
        """Return the reader whose card was read.

        :raises Refused: no card was read, there is no such card, or the password does not fit.
        """
        found = self.card(message)
        if message["AD"] and self.pin_fits(found.person_id, message["AD"]) is False:
            raise WrongPassword(_("密码不对"), remedy=_("请再输一次，或到服务台办理"))
        return found


class WrongPassword(Refused):
    """The password that the reader typed does not fit."""

    code = "protocols.wrong-password"


def barcode_of(message: Message) -> str:
    """Return the barcode that was read. :raises Invalid: none was read"""
    if not message["AB"]:
        raise Invalid(_("没有读到条码"), remedy=_("请把书放正，再扫一次"), field="AB")
    return message["AB"]


def item_of(message: Message) -> catalogue.ItemValue:
    """Return the item whose barcode was read. :raises Invalid: none was read :raises NoSuchItem:"""
    return catalogue.item_by_barcode(barcode_of(message))


def said(refusal: Refused) -> str:
    """Return a refusal in one line for a small screen: what happened, what to do now."""
    if isinstance(refusal, NotAllowed) and refusal.message == refusal.verb:
        return _("这台终端不能办这件事，请到服务台办理")
    stop = ". " if get_language() == "en" else "。"
    return stop.join(part.rstrip("。.") for part in (refusal.message, refusal.remedy) if part)


def page(lines: Sequence[object], message: Message) -> Iterator[object]:
    """Yield the part of a list that BP (first, from 1) and BQ (last) ask for."""
    first, last = (
        int(said) if said.isdecimal() and len(said) < 10 else None for said in (message["BP"], message["BQ"])
    )
    yield from lines[max(1 if first is None else first, 1) - 1 : last]
