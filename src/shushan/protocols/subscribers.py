"""What the protocols do when something happened to a reader."""

from __future__ import annotations

from shushan.kernel.actor import system
from shushan.ledger.public import EntryRow, on_fact
from shushan.protocols.access.operations.consents import forget_reader


@on_fact("people.person-erased", "protocols.forget-reader")
def forget(row: EntryRow) -> None:
    """End what an erased reader allowed applications, and drop their tokens."""
    room, _colon, number = row.subject.partition(":")
    if row.corrects is None and room == "people.reader" and number.isdecimal():
        forget_reader(actor=system("erasing"), at=row.recorded_at, reader_id=int(number))
