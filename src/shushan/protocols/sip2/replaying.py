"""Replay a recorded session against a home: what was sent then is sent now, and the answers are compared.

A recorded session is masked. A card that stands there by its ends, and a barcode that the home does not know, get a
free card and a free item of the home in their place, the same one each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from shushan.catalogue import public as catalogue
from shushan.circulation.barcodes import barcodes_of_items, numbers_of_readers
from shushan.kernel.clock import now
from shushan.kernel.errors import NotFound
from shushan.people import public as people
from shushan.protocols.models import Terminal
from shushan.protocols.sip2.messages import Message, Unreadable, parse
from shushan.protocols.sip2.replies import reply
from shushan.protocols.sip2.terminals import TerminalValue, dialect_of

_LINE = re.compile(r"^\S+ ([←→]) (.*)$")
_SIGNS_IN = ("93", "97")  # the terminal is given; what was sent last is not known
MOST_STAND_INS = 500


@dataclass(frozen=True, slots=True)
class Replayed:
    """One message of the session: what was sent, what was answered then and now."""

    sent: str
    then: str
    now: str

    @property
    def is_alike(self) -> bool:
        """Whether the answer is of the same kind and says the same yes or no."""
        length = 4 if self.then.startswith("18") else 3  # where an item is takes two digits
        return self.then[:length] == self.now[:length]


def replay(lines: Iterable[str], terminal: TerminalValue) -> Iterator[Replayed]:
    """Send a session's messages in the name of a terminal of this home, in order."""
    cards, items = StandIns(_known_card, numbers_of_readers), StandIns(_known_item, barcodes_of_items)
    for sent, then in _pairs(lines):
        try:
            message = parse(sent.encode())
        except Unreadable:
            continue
        if message.code in _SIGNS_IN:
            continue
        fields = dict(message.fields)
        for code, stand_ins in (("AA", cards), ("AB", items)):
            if fields.get(code):
                fields[code] = stand_ins.of(fields[code])
        fields["AO"] = terminal.dialect.institution
        for secret in ("AD", "AC"):
            fields.pop(secret, None)
        again = Message(message.code, _dated(message), fields, "", f"{message.code} {sorted(fields.items())} {sent}")
        answer = reply(terminal, again).decode(terminal.dialect.charset, "replace")
        yield Replayed(sent, then, answer)


def terminal_for_replay(login: str = "") -> TerminalValue | None:
    """Return the working terminal of a name (default: the first) to speak in its name, or None."""
    wanted = {"login": login} if login else {}
    found = Terminal.objects.filter(retired_at=None, **wanted).first()
    return TerminalValue(found.pk, found.login, found.device_id, dialect_of(found)) if found else None


class StandIns:
    """Numbers of this home in place of those of a session."""

    def __init__(self, is_known: Callable[[str], bool], free: Callable[..., list[str]]) -> None:
        self._is_known = is_known
        self._free = iter(free(at=now(), is_free=True, limit=MOST_STAND_INS))
        self._given: dict[str, str] = {}

    def of(self, number: str) -> str:
        """Return the number to send for one that was recorded; itself when no stand-in is left."""
        if number not in self._given:
            known = "•" not in number and self._is_known(number)
            self._given[number] = number if known else next(self._free, number)
        return self._given[number]


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    sent = ""
    for line in lines:
        found = _LINE.match(line.rstrip("\n"))
        if found is None:
            continue
        if found[1] == "←":
            sent = found[2]
        elif sent:
            yield sent, found[2]
            sent = ""


def _dated(message: Message) -> dict[str, str]:
    """Return the fixed parts without the session's time: an act of then is an act of now, and a new one."""
    return {name: "" if name.endswith("at") else value for name, value in message.fixed.items()}


def _known_card(number: str) -> bool:
    try:
        people.reader_by_card(number, at=now())
    except NotFound:
        return False
    return True


def _known_item(barcode: str) -> bool:
    try:
        catalogue.item_by_barcode(barcode)
    except NotFound:
        return False
    return True
