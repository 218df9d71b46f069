"""Open loans that move in from another system: true loans here, whose lending was no act of this library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.utils.translation import gettext_lazy as _

from shushan.catalogue import public as catalogue
from shushan.circulation import events
from shushan.circulation.models import Loan
from shushan.circulation.operations.lending import new_loan
from shushan.circulation.operations.loans import subject
from shushan.circulation.states import LoanState
from shushan.kernel.actor import Actor
from shushan.kernel.errors import NotFound
from shushan.ledger import public as ledger
from shushan.people import public as people
from shushan.people.public import moving_in as shared
from shushan.search import public as search

TAKEN_OVER: Final = "circulation.loan-taken-over"
_LAST_SECOND: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Row:
    """An open loan as a line says it."""

    item: catalogue.ItemValue
    reader: people.ReaderValue
    lent_at: datetime
    due_at: datetime


class OpenLoans:
    """The table of open loans."""

    title: object = _("未还的借阅")
    lead: object = _(
        "旧系统里还没有还的书：证号、条码、借出时间、应还日期。请先迁入读者和馆藏。借出不计入本馆的借还量，还回时照常计。"
    )
    fields: Sequence[shared.Field] = (
        shared.Field(
            "card",
            _("证号"),
            shared.headings("证号、读者证号、借书证号、卡号、card number、card、patron barcode"),
            is_needed=True,
        ),
        shared.Field(
            "barcode",
            _("条码"),
            shared.headings("条码、馆藏条码、图书条码、条形码、item barcode、barcode"),
            is_needed=True,
        ),
        shared.Field(
            "lent",
            _("借出时间"),
            shared.headings("借出时间、借出日期、借书日期、借阅日期、lent at、issue date、checkout date、date lent"),
            is_needed=True,
        ),
        shared.Field(
            "due",
            _("应还日期"),
            shared.headings("应还日期、应还时间、到期日期、due date、date due、due"),
            is_needed=True,
        ),
    )

    def judge(self, row: Mapping[str, str], line: int, batch: shared.Batch) -> shared.Judged:
        """Say what would be done with a loan; reads only."""
        try:
            read = _read(row, line, batch)
        except shared.Refuse as why:
            return shared.Judged(shared.Outcome.REFUSED, str(why))
        out = Loan.objects.filter(item_id=read.item.id, state=LoanState.OUT).first()
        if out is None:
            return shared.Judged(shared.Outcome.NEW, plan=read)
        if out.reader_id == read.reader.id:
            return shared.Judged(shared.Outcome.UNCHANGED)
        return shared.Judged(shared.Outcome.REFUSED, f"item-out:{read.item.barcode}")

    def write(self, judged: shared.Judged, batch: shared.Batch, *, actor: Actor) -> shared.Written:
        """Write the loan as it stood, and the fact that it was taken over."""
        row = judged.plan
        assert isinstance(row, Row)
        loan = new_loan(
            item_id=row.item.id, reader=row.reader, at=row.lent_at, due_at=row.due_at, site_id=row.item.site_id
        )
        loan.save(force_insert=True)
        event = events.LoanTakenOver(
            site_id=loan.lent_site_id,
            reader_id=loan.reader_id,
            category=loan.category,
            age_band=loan.age_band,
            clc=row.item.clc[:1],
            home_site=row.item.home_site_id,
        )
        ledger.record(event, actor=actor, subject=subject(loan.pk), at=batch.at, source=ledger.Source.IMPORT)
        search.changed("record", row.item.record_id, at=batch.at)
        return shared.Written(subject(loan.pk))

    def take_back(self, written: shared.Written, outcome: shared.Outcome, *, actor: Actor, at: datetime) -> object:
        """Take a loan back that is as it came; one that was returned or renewed here stays."""
        loan = Loan.objects.filter(pk=int(written.subject.partition(":")[2])).first()
        facts = ledger.rows_of(written.subject)
        if loan is None or loan.state != LoanState.OUT or loan.renewals or {row.fact for row in facts} != {TAKEN_OVER}:
            return "loan-moved"
        loan.delete()
        for row in facts:
            if row.corrects is None and row.corrected_by is None:
                ledger.reverse(row.id, actor=actor, reason="import taken back", at=at)
        return ""


def _read(row: Mapping[str, str], line: int, batch: shared.Batch) -> Row:
    barcode = row.get("barcode", "").strip()
    if not barcode:
        raise shared.Refuse("no-barcode")
    if before := batch.again("item", barcode, line):
        raise shared.Refuse(f"same-item:{before}")
    reader = _reader(row.get("card", ""), batch)
    try:
        item = catalogue.item_by_barcode(barcode)
    except NotFound:
        raise shared.Refuse(f"no-such-item:{barcode[:40]}") from None
    if item.state is not catalogue.ItemState.IN_STOCK:
        raise shared.Refuse(f"not-in-stock:{barcode[:40]}")
    lent, due = shared.guessing.moment(row.get("lent", "")), shared.guessing.day(row.get("due", ""))
    if lent is None:
        raise shared.Refuse(f"bad-lent:{row.get('lent', '')[:40]}")
    if due is None:
        raise shared.Refuse(f"bad-due:{row.get('due', '')[:40]}")
    lent_at = shared.guessing.at_noon(lent).replace(tzinfo=ledger.zone())
    if lent_at > batch.at:
        raise shared.Refuse("lent-later")
    due_at = _end_of(due)
    if due_at <= lent_at:
        raise shared.Refuse("due-first")
    return Row(item, reader, lent_at, due_at)


def _reader(card: str, batch: shared.Batch) -> people.ReaderValue:
    """Return who holds a card that is in use; a card that ran out still answers for what it borrowed."""
    number = card.strip()
    if not number:
        raise shared.Refuse("no-card")
    try:
        found = people.reader_by_card(number, at=batch.at)
    except NotFound:
        raise shared.Refuse(f"no-such-card:{number[:32]}") from None
    if not found.name:
        raise shared.Refuse(f"card-ended:{number[:32]}")
    return found


def _end_of(day: date) -> datetime:
    return datetime.combine(day, _LAST_SECOND, tzinfo=ledger.zone())
