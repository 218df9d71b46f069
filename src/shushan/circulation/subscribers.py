"""What the circulation does when something happened elsewhere."""

from __future__ import annotations

from shushan.circulation.operations.histories import forget_reader
from shushan.kernel.actor import system
from shushan.ledger.public import EntryRow, on_fact


@on_fact("people.person-erased", "circulation.forget-reader")
def forget(row: EntryRow) -> None:
    """Cut the link between an erased reader and their returned loans."""
    noun, _colon, number = row.subject.partition(":")
    if noun == "people.reader" and number.isdecimal() and row.corrects is None:
        forget_reader(actor=system("erasing"), at=row.recorded_at, reader_id=int(number))
