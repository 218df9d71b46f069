"""The face of the visits."""

from shushan.visits.errors import CountInFuture, CountNotPossible, NoSuchReading, ReadingReversed, SequenceConflict
from shushan.visits.operations import count_by_hand, report, reverse, take_hour, undo_by_hand
from shushan.visits.queries import occupancy, reading, readings
from shushan.visits.terms import Count, Occupancy, ReadingLine, Taken, VisitAct, Way

__all__ = [
    "Count",
    "CountInFuture",
    "CountNotPossible",
    "NoSuchReading",
    "Occupancy",
    "ReadingLine",
    "ReadingReversed",
    "SequenceConflict",
    "Taken",
    "VisitAct",
    "Way",
    "count_by_hand",
    "occupancy",
    "reading",
    "readings",
    "report",
    "reverse",
    "take_hour",
    "undo_by_hand",
]
