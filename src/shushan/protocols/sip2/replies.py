"""From one message to one answer: who asks is proved first, then the handler of the message is called. Synchronous."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from shushan.database.public import in_write, look_after_sessions
from shushan.kernel.actor import Actor
from shushan.kernel.clock import now
from shushan.kernel.errors import Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.protocols.sip2 import acts, fees, holding, patrons, questions, returns
from shushan.protocols.sip2.messages import Message, checksum, compose, patron_flags, stamp
from shushan.protocols.sip2.standing import SPOKEN, Answer, Standing, said
from shushan.protocols.sip2.terminals import TerminalValue

log = logging.getLogger(__name__)

Handler = Callable[[Standing, Message], Answer]
WRITES: Final[dict[str, Handler]] = {
    "01": patrons.block,
    "09": returns.check_in,
    "11": acts.check_out,
    "15": holding.hold,
    "19": questions.item_status_update,
    "25": patrons.enable,
    "29": acts.renew,
    "37": fees.fee_paid,
    "65": acts.renew_all,
}
READS: Final[dict[str, Handler]] = {
    "17": questions.item_information,
    "23": patrons.patron_status,
    "35": patrons.end_session,
    "63": patrons.patron_information,
    "99": questions.status,
}
RESEND: Final = b"96"
RESEND_CHECKED: Final = (
    RESEND + b"AZ" + checksum(RESEND + b"AZ")
)  # to machines that check; never with a sequence number
ACTOR_IS_KNOWN_FOR: Final = 5.0  # seconds after which a terminal's grants are read again
LANGUAGE_IS_KEPT_FOR: Final = 600.0  # seconds; a machine that never ends a session forgets by itself
_denied: Final = patron_flags(range(4)) + "000"
_SHAPES: Final = {  # the fixed parts of answers that say no, {} being the time stamp
    "01": "24" + _denied + "{}",
    "09": "100NUN{}",
    "11": "120NUN{}",
    "15": "160N{}",
    "17": "18010001{}",
    "19": "200{}",
    "23": "24" + _denied + "{}",
    "25": "26" + _denied + "{}",
    "29": "300NUN{}",
    "35": "36N{}",
    "37": "38N{}",
    "63": "64" + _denied + "{}" + "0000" * 6,
    "65": "6600000" + "0000{}",
    "99": "98NNNNNN100003{}2.00",
}
_MUST_BE_SAID: Final = {  # the fields that the standard requires of an answer, beside AO, by the message that is answered
    "01": ("AA", "AE"), "09": ("AB", "AQ"), "11": ("AA", "AB", "AJ", "AH"), "15": ("AA",), "17": ("AB", "AJ"),
    "19": ("AB",), "23": ("AA", "AE"), "25": ("AA", "AE"), "29": ("AA", "AB", "AJ", "AH"), "35": ("AA",), "37": ("AA",),
    "63": ("AA", "AE"), "65": (), "99": ("BX",),
}  # fmt: skip
_OURS: Final = {"AE", "AH", "AJ", "AQ"}  # what a message says there is not told again
_actors: dict[int, tuple[float, Actor]] = {}
_spoken: dict[int, tuple[float, str, str]] = {}  # terminal → since when, whose card, which language


def reply(terminal: TerminalValue | None, message: Message) -> bytes:
    """Return the answer to a message of a terminal (None = nobody has signed in on this connection)."""
    if not in_write():
        look_after_sessions()
    dialect = terminal.dialect if terminal else None
    wanted = _spoken_with(terminal.id, message) if terminal else ""
    with override(wanted or (dialect.language if dialect else "zh-hans")):
        try:
            answer = _answered(terminal, message)
        except Refused as refusal:
            answer = _no(message, said(refusal))
        except Exception:
            # The machine sends again, and by then either the act is done (it gets that answer) or nothing was written.
            log.exception("a SIP2 message %s could not be answered", message.code)
            return RESEND
    charset = dialect.charset if dialect else "utf-8"
    fields = answer.fields
    if dialect and dialect.prints:
        fields = [*fields, *(("AG", text) for code, text in fields if code == "AF" and text)]
    return compose(answer.fixed, fields, sequence=message.sequence, charset=charset)


def _spoken_with(terminal_id: int, message: Message) -> str:
    """Return the language of the reader in hand: what the machine said of it, kept until that reader's session ends."""
    said_now, card = message.fixed.get("language"), message["AA"]
    if said_now is not None:
        _spoken[terminal_id] = (time.monotonic(), card, SPOKEN.get(said_now, ""))
    since, whose, language = _spoken.get(terminal_id, (0.0, "", ""))
    if message.code == "35":
        _spoken.pop(terminal_id, None)
    is_same = card in ("", whose) and time.monotonic() - since < LANGUAGE_IS_KEPT_FOR
    return language if is_same else ""


def _answered(terminal: TerminalValue | None, message: Message) -> Answer:
    if terminal is None:
        return _no(message, _("这台终端还没有登录"))
    wanted = terminal.dialect.institution
    if wanted and message["AO"] not in ("", wanted):
        return _no(message, _("机构代码不对：%(code)s") % {"code": message["AO"][:20]})
    actor = _actor(terminal)
    if actor is None:
        return _no(message, _("这台终端已停用"))
    on = Standing(terminal, actor, now())
    handler = WRITES.get(message.code) or READS[message.code]
    return handler(on, message)


def _no(message: Message, text: str) -> Answer:
    at = stamp(now(), ledger.zone())
    fields: list[tuple[str, object]] = [("AO", message["AO"])]
    for code in _MUST_BE_SAID[message.code]:
        fields.append((code, questions.NOTHING if code == "BX" else "" if code in _OURS else message[code]))
    return Answer(_SHAPES[message.code].format(at), [*fields, ("AF", text)])


def _actor(terminal: TerminalValue) -> Actor | None:
    known = _actors.get(terminal.id)
    if known and time.monotonic() - known[0] < ACTOR_IS_KNOWN_FOR:
        return known[1]
    actor = people.actor_of_device(terminal.device_id, at=now())
    if actor is None:
        _actors.pop(terminal.id, None)
    else:
        _actors[terminal.id] = (time.monotonic(), actor)
    return actor
