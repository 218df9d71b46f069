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


class NoSuchGate(NotFound):
    """There is no such gate."""

    code = "visits.no-such-gate"


class GateNotCounted(Invalid):
    """No gate of that name stands at the site on that day, or it does not count that way."""

    code = "visits.gate-not-counted"


class GateTaken(Invalid):
    """The name or the device belongs to another gate of the site."""

    code = "visits.gate-taken"


class GateHasCounts(Conflict):
    """Counts of the gate would lie outside its days."""

    code = "visits.gate-has-counts"
