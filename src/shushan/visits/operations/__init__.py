"""Writes of the visits: counts, and the gates they come from."""

from shushan.visits.operations.counts import count_by_hand, facts_of, report, reverse, take_hour, undo_by_hand
from shushan.visits.operations.gates import add_gate, edit_gate

__all__ = [
    "add_gate",
    "count_by_hand",
    "edit_gate",
    "facts_of",
    "report",
    "reverse",
    "take_hour",
    "undo_by_hand",
]
