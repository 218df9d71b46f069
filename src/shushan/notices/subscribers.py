"""What the notices do when something happened to a reader."""

from __future__ import annotations

from shushan.kernel.actor import system
from shushan.ledger.public import EntryRow, on_fact
from shushan.notices import kinds
from shushan.notices.operations.forgetting import forget_reader
from shushan.notices.operations.planning import plan
from shushan.notices.terms import Planned
from shushan.people import public as people


@on_fact("people.person-erased", "notices.forget-reader")
def forget(row: EntryRow) -> None:
    """Delete what is kept about an erased reader."""
    reader_id = _reader(row)
    if reader_id and row.corrects is None:
        forget_reader(actor=system("erasing"), at=row.recorded_at, reader_id=reader_id)


@on_fact("people.reader-frozen", "notices.tell-frozen")
def frozen(row: EntryRow) -> None:
    """Tell a reader that borrowing is suspended, and why."""
    reader_id = _reader(row)
    if reader_id and row.corrects is None:
        reason = people.reader(reader_id).freeze_reason
        _plan(kinds.FROZEN.code, reader_id, {"reason": reason}, row)


@on_fact("people.reader-unfrozen", "notices.tell-unfrozen")
def unfrozen(row: EntryRow) -> None:
    """Tell a reader that borrowing goes on."""
    reader_id = _reader(row)
    if reader_id and row.corrects is None:
        _plan(kinds.UNFROZEN.code, reader_id, {}, row)


def _plan(code: str, reader_id: int, values: dict[str, str], row: EntryRow) -> None:
    one = Planned(code, row.subject, reader_id, values, row.site_id, step=str(row.id))
    plan([one], at=row.recorded_at)


def _reader(row: EntryRow) -> int:
    noun, _colon, number = row.subject.partition(":")
    return int(number) if noun == "people.reader" and number.isdecimal() else 0
