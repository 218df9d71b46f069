"""Why a count is refused."""

from __future__ import annotations

from shushan.kernel.errors import Conflict, Invalid, NotFound


class SequenceConflict(Conflict):
    """The device sent this sequence number before with other numbers."""

    code = "visits.sequence-conflict"


class CountInFuture(Invalid):
    """The span begins in the future: the device's clock is wrong."""

    code = "visits.count-in-future"


class CountNotPossible(Invalid):
    """The numbers cannot be a count."""

    code = "visits.count-not-possible"


class NoSuchReading(NotFound):
    """There is no such reading."""

    code = "visits.no-such-reading"


class ReadingReversed(Conflict):
    """The reading was reversed before."""

    code = "visits.reading-reversed"


class FileNotUnderstood(Invalid):
    """The vendor's file cannot be read; the message names the line."""

    code = "visits.file-not-understood"
