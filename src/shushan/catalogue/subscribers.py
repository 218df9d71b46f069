"""What the catalogue does when something happened elsewhere."""

from __future__ import annotations

from shushan.catalogue.lists.operations import forget_reader
from shushan.ledger.public import EntryRow, on_fact


@on_fact("people.person-erased", "catalogue.forget-lists")
def forget(row: EntryRow) -> None:
    """Delete the lists and searches of an erased reader."""
    noun, _colon, number = row.subject.partition(":")
    if noun == "people.reader" and number.isdecimal() and row.corrects is None:
        forget_reader(int(number))
