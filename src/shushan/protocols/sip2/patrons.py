"""Answers about readers: status, information with counts and lists, block, enable, end of session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from shushan.circulation import public as circulation
from shushan.kernel.errors import NotAllowed, Refused
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.protocols.sip2 import fees
from shushan.protocols.sip2.messages import Message, patron_flags
from shushan.protocols.sip2.standing import Answer, Fields, Standing, page, said

CHARGE, RENEWAL, RECALL, HOLD, LOST, TOO_MANY, OVERDUE = range(7)
TOO_MANY_FINES = 10  # excessive outstanding fines
LISTS = ("AS", "AT", "AU", "AV", "BU", "CD")  # kept holds, overdue, charged, fines, recalls, holds that still wait


class _Seen:
    """A reader at the moment of one message: each thing is asked once, and only when it is told."""

    def __init__(self, reader: people.ReaderValue, at: datetime) -> None:
        self.reader = reader
        self._at = at

    @cached_property
    def owed(self) -> int:
        """What the reader owes, in fen."""
        return circulation.owed(self.reader.id)

    @cached_property
    def loans(self) -> list[circulation.LoanLine]:
        """The reader's open loans."""
        return circulation.loans_of(self.reader.id, at=self._at)

    @cached_property
    def holds(self) -> list[circulation.HoldLine]:
        """The reader's open holds."""
        return circulation.holds_of(self.reader.id)

    @cached_property
    def rules(self) -> circulation.Rules:
        """What readers of this category may."""
        return circulation.rules_for(self.reader.category, at=self._at)


def patron_status(on: Standing, message: Message) -> Answer:
    """23 → 24."""
    flags, fields, _seen = _patron(on, message)
    return Answer(f"24{flags}{on.language}{on.stamp}", fields)


def patron_information(on: Standing, message: Message) -> Answer:
    """63 → 64: six counts, and the lists that the summary asks for, from BP to BQ. Address and telephone are not told."""
    flags, fields, seen = _patron(on, message)
    found = _lists(seen) if seen else [[] for _code in LISTS]
    counts = "".join(f"{min(len(lines), 9999):04d}" for lines in found)
    summary = message.fixed.get("summary", "").ljust(10).upper()
    lists: Fields = []
    for place, code in enumerate(LISTS):
        if summary[place] == "Y":
            lists += [(code, line) for line in page(found[place], message)]
    if seen is not None:
        lists += [
            ("BZ", f"{circulation.most_holds(at=on.at):04d}"),
            ("CB", f"{seen.rules.most_items:04d}"),
        ]
    return Answer(f"64{flags}{on.language}{on.stamp}{counts}", [*fields[:-1], *lists, fields[-1]])


def _lists(seen: _Seen) -> list[list[str]]:
    loans, holds = seen.loans, seen.holds
    recalled = circulation.recalled_among([line.loan.id for line in loans]) if loans else ()
    kept = [line for line in holds if line.hold.state is circulation.HoldState.READY]
    waiting = [line for line in holds if line.hold.state is not circulation.HoldState.READY]
    return [
        [line.barcode or f"R{line.hold.record_id}" for line in kept],
        [line.barcode for line in loans if line.is_overdue],
        [line.barcode for line in loans],
        fees.fine_items(seen.reader.id) if seen.owed else [],
        [line.barcode for line in loans if line.loan.id in recalled],
        [f"R{line.hold.record_id}" for line in waiting],
    ]


def end_session(on: Standing, message: Message) -> Answer:
    """35 → 36."""
    return Answer(f"36Y{on.stamp}", [("AO", on.institution(message)), ("AA", message["AA"]), ("AF", _("再见"))])


def block(on: Standing, message: Message) -> Answer:
    """01 → 24: freeze the card when this terminal may; otherwise the status as it is, with the refusal in words."""
    try:
        reader = on.card(message)
        reason = message["AL"] or _("自助终端冻结")
        people.freeze(actor=on.actor, at=on.at, reader_id=reader.id, reason=reason[:200])
        text = _("读者证已冻结")
    except Refused as refusal:
        text = said(refusal)
    flags, fields, _seen = _patron(on, message)
    return Answer(f"24{flags}{on.language}{on.stamp}", [*fields[:-1], ("AF", text)])


def enable(on: Standing, message: Message) -> Answer:
    """25 → 26: lift the freeze when this terminal may (ordinary ones may not); else the status, with the reason."""
    text = ""
    try:
        reader = on.card(message)
        if reader.is_frozen:
            people.unfreeze(actor=on.actor, at=on.at, reader_id=reader.id)
            text = _("已解冻")
    except NotAllowed:
        text = _("解冻请到服务台办理")
    except Refused as refusal:
        text = said(refusal)
    flags, fields, _seen = _patron(on, message)
    return Answer(f"26{flags}{on.language}{on.stamp}", [*fields[:-1], ("AF", text or fields[-1][1])])


def _patron(on: Standing, message: Message) -> tuple[str, Fields, _Seen | None]:
    """Return the fourteen flags, the fields that answers about a reader carry (AF last), and the reader, if they may be told of."""
    begin: Fields = [("AO", on.institution(message)), ("AA", message["AA"])]
    try:
        reader = on.card(message)
        fits = on.pin_fits(reader.person_id, message["AD"]) if message["AD"] else None
    except Refused as refusal:
        denied = patron_flags((CHARGE, RENEWAL, RECALL, HOLD))
        return denied, [*begin, ("AE", ""), ("BL", "N"), ("AF", said(refusal))], None
    seen = _Seen(reader, on.at)
    on_flags, why = _hindrances(on, seen)
    fields = [*begin, ("AE", reader.masked_name), ("BL", "Y" if reader.card_state else "N")]
    if message["AD"]:
        fields.append(("CQ", "Y" if fits else "N"))
    if fits is not False:
        fields += fees.owing(seen.owed, on.at)
    return patron_flags(on_flags), [*fields, ("AF", why)], None if fits is False else seen


def _hindrances(on: Standing, seen: _Seen) -> tuple[list[int], str]:
    reader = seen.reader
    if not reader.has_good_card(ledger.local_day(on.at)):
        lost = [LOST] if reader.card_state is people.CardState.LOST else []
        return [CHARGE, RENEWAL, RECALL, HOLD, *lost], _("这张读者证现在不能借书，请到服务台办理")
    if reader.is_frozen:
        return [CHARGE, RENEWAL, RECALL, HOLD], _("读者证已冻结，请到服务台办理")
    rules = seen.rules
    if any(-line.days_left > rules.terms.overdue_allowed for line in seen.loans):
        return [CHARGE, OVERDUE], _("有书逾期未还，请先还书")
    if len(seen.loans) >= rules.most_items:
        return [CHARGE, TOO_MANY], _("已借满 %(n)s 册") % {"n": rules.most_items}
    owed = seen.owed
    if owed and owed > circulation.owing_allowed(at=on.at):
        return [CHARGE, TOO_MANY_FINES], _("欠费 %(sum)s 元，请先付清") % {"sum": f"{owed / 100:.2f}"}
    return [], _kept(seen.holds)


def _kept(holds: Sequence[circulation.HoldLine]) -> str:
    """Return how many holds can be picked up, in words."""
    ready = sum(line.hold.state is circulation.HoldState.READY for line in holds)
    return _("有 %(n)s 册预约到了，请到取书架取") % {"n": ready} if ready else ""
